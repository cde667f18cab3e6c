using System;

namespace Nano.Boards
{
    /// <summary>What the program needs of an MQTT client: M2Mqtt on the device, another on a PC.</summary>
    public interface IMqttConnection : IDisposable
    {
        /// <summary>Told of every message. It may be another thread that tells, which must not be kept waiting.</summary>
        event MqttMessageHandler Received;

        /// <summary>Whether the broker is there, as far as is known.</summary>
        bool IsConnected { get; }

        /// <summary>Connects, and returns when the broker has accepted.</summary>
        /// <param name="settings">To whom and as whom.</param>
        /// <param name="willTopic">What the broker publishes to, retained, when the connection ends without a farewell.</param>
        /// <param name="will">And what.</param>
        /// <exception cref="Exception">There is no connection.</exception>
        void Connect(MqttTelemetrySettings settings, string willTopic, string will);

        /// <summary>Asks for the messages of a topic, each at least once.</summary>
        /// <param name="topic">The topic; "+" stands for one level.</param>
        void Subscribe(string topic);

        /// <summary>Publishes.</summary>
        /// <param name="topic">The topic.</param>
        /// <param name="payload">What; the client keeps the array.</param>
        /// <param name="isCertain">Whether it is sent until the broker has it (QoS 1), and not only once (QoS 0).</param>
        /// <param name="isRetained">Whether the broker keeps it for those who come later.</param>
        /// <exception cref="Exception">The connection is gone.</exception>
        void Publish(string topic, byte[] payload, bool isCertain, bool isRetained);

        /// <summary>Ends what is left of the connection, so that <see cref="Connect"/> may be called again.</summary>
        void Disconnect();
    }
}
