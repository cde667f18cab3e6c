using System;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace Nano.Boards
{
    /// <summary>nanoFramework's M2Mqtt, whose sockets are those of the stack that was started first.</summary>
    public sealed class M2MqttConnection : IMqttConnection
    {
        private readonly string[] topics = new string[1];
        private readonly MqttQoSLevel[] levels = new MqttQoSLevel[] { MqttQoSLevel.AtLeastOnce };
        private MqttClient client;

        /// <inheritdoc/>
        public event MqttMessageHandler Received;

        /// <inheritdoc/>
        public bool IsConnected
        {
            get { return client != null && client.IsConnected; }
        }

        /// <inheritdoc/>
        public void Connect(MqttTelemetrySettings settings, string willTopic, string will)
        {
            // A client of its own for each connection: its constructor resolves the name, whose address may have changed, and
            // nothing of the connection before is left in it.
            client = new MqttClient(settings.Broker, settings.Port, false, null, null, MqttSslProtocols.None);
            client.MqttMsgPublishReceived += OnReceived;
            MqttReasonCode code = client.Connect(settings.Node, settings.User, settings.Password, true, MqttQoSLevel.AtLeastOnce, true, willTopic, will, true, (ushort)settings.KeepAlive);
            if (code != MqttReasonCode.Success)
            {
                throw new InvalidOperationException("the broker refuses, code " + ((int)code).ToString());
            }
        }

        /// <inheritdoc/>
        public void Subscribe(string topic)
        {
            topics[0] = topic;
            client.Subscribe(topics, levels);
        }

        /// <inheritdoc/>
        public void Publish(string topic, byte[] payload, bool isCertain, bool isRetained)
        {
            client.Publish(topic, payload, null, null, isCertain ? MqttQoSLevel.AtLeastOnce : MqttQoSLevel.AtMostOnce, isRetained);
        }

        /// <inheritdoc/>
        public void Disconnect()
        {
            MqttClient ending = client;
            client = null;
            if (ending != null)
            {
                ending.MqttMsgPublishReceived -= OnReceived;
                ending.Close();
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Disconnect();
        }

        private void OnReceived(object sender, MqttMsgPublishEventArgs e)
        {
            if (Received != null)
            {
                Received(e.Topic, e.Message);
            }
        }
    }
}
