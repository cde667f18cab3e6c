using System.Buffers;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Nano.Boards;

namespace Nano.Net.InteropTests.Mqtt
{
    /// <summary>MQTTnet's client in the place that M2Mqtt has on a device.</summary>
    internal sealed class MqttNetConnection(StackRunner runner) : IMqttConnection, IMqttClientAdapterFactory
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private IMqttClient? client;
        private NanoMqttChannel? channel;
        private IPEndPoint broker = new(IPAddress.Any, 0);

        public event MqttMessageHandler? Received;

        public bool IsConnected => client?.IsConnected == true;

        public void Connect(MqttTelemetrySettings settings, string willTopic, string will)
        {
            broker = new IPEndPoint(IPAddress.Parse(settings.Broker), settings.Port);
            client = new MqttClientFactory().CreateMqttClient(this);
            client.ApplicationMessageReceivedAsync += message =>
            {
                Received?.Invoke(message.ApplicationMessage.Topic, message.ApplicationMessage.Payload.ToArray());
                return Task.CompletedTask;
            };
            MqttClientOptions options = new MqttClientOptionsBuilder()
                .WithTcpServer(settings.Broker, settings.Port)
                .WithProtocolVersion(MqttProtocolVersion.V311)
                .WithClientId(settings.Node)
                .WithCredentials(settings.User, settings.Password)
                .WithKeepAlivePeriod(TimeSpan.FromSeconds(settings.KeepAlive))
                .WithWillTopic(willTopic)
                .WithWillPayload(will)
                .WithWillRetain()
                .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithTimeout(Patience)
                .Build();
            MqttClientConnectResult result = Wait(client.ConnectAsync(options));
            if (result.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new InvalidOperationException($"the broker refuses: {result.ResultCode}");
            }
        }

        public void Subscribe(string topic) => Wait(client!.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(topic, MqttQualityOfServiceLevel.AtLeastOnce).Build()));

        public void Publish(string topic, byte[] payload, bool isCertain, bool isRetained) => Wait(client!.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithQualityOfServiceLevel(isCertain ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce)
            .WithRetainFlag(isRetained)
            .Build()));

        public void Disconnect()
        {
            channel?.Dispose();
            client?.Dispose();
            client = null;
        }

        public void Dispose() => Disconnect();

        public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger)
        {
            channel = new NanoMqttChannel(runner, broker);
            return new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(options.ProtocolVersion, new MqttBufferWriter(4096, 65535)), logger);
        }

        /// <summary>Ends the connection without a farewell, as a device does that loses its power.</summary>
        internal void Drop() => channel?.Dispose();

        private static T Wait<T>(Task<T> task) => task.WaitAsync(Patience).GetAwaiter().GetResult();
    }
}
