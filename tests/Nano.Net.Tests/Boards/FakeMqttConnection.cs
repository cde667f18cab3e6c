using System.Text;
using Nano.Boards;

namespace Nano.Net.Tests.Boards
{
    /// <summary>A broker's client that remembers what it is asked, and fails when it is told to.</summary>
    internal sealed class FakeMqttConnection : IMqttConnection
    {
        public event MqttMessageHandler? Received;

        public bool IsConnected { get; set; }

        /// <summary>What connecting throws; null to succeed.</summary>
        internal Exception? Refusal { get; set; }

        /// <summary>What publishing throws; null to succeed.</summary>
        internal Exception? Loss { get; set; }

        internal int Tries { get; private set; }

        internal int Disconnects { get; private set; }

        internal string? Will { get; private set; }

        internal List<string> Subscriptions { get; } = [];

        /// <summary>Topic, text, and what is asked for: "1" for at least once, "r" for retained.</summary>
        internal List<(string Topic, string Text, string How)> Published { get; } = [];

        public void Connect(MqttTelemetrySettings settings, string willTopic, string will)
        {
            Tries++;
            if (Refusal != null)
            {
                throw Refusal;
            }

            Will = $"{willTopic} {will}";
            IsConnected = true;
        }

        public void Subscribe(string topic) => Subscriptions.Add(topic);

        public void Publish(string topic, byte[] payload, bool isCertain, bool isRetained)
        {
            if (Loss != null)
            {
                throw Loss;
            }

            Published.Add((topic, Encoding.UTF8.GetString(payload), (isCertain ? "1" : "0") + (isRetained ? "r" : "")));
        }

        public void Disconnect()
        {
            Disconnects++;
            IsConnected = false;
        }

        public void Dispose() => Disconnect();

        internal void Deliver(string topic, string text) => Received!(topic, Encoding.UTF8.GetBytes(text));

        internal string[] TextsIn(string topic) => [.. Published.Where(message => message.Topic == topic).Select(message => message.Text)];
    }
}
