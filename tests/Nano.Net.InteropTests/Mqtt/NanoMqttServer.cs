using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace Nano.Net.InteropTests.Mqtt
{
    /// <summary>What MQTTnet's server listens on: a socket of this stack.</summary>
    internal sealed class NanoMqttServer(StackRunner runner, int port) : IMqttServerAdapter
    {
        private readonly Socket listener = new(runner, Nano.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

        public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
        {
            listener.Bind(new IPEndPoint(IPAddress.Any, port));
            listener.Listen(4);
            _ = new Worker(() => Accept(logger));
            return Task.CompletedTask;
        }

        public Task StopAsync()
        {
            listener.Close();
            return Task.CompletedTask;
        }

        public void Dispose() => listener.Dispose();

        private void Accept(IMqttNetLogger logger)
        {
            while (true)
            {
                Socket accepted;
                try
                {
                    accepted = listener.Accept();
                }
                catch (Exception e) when (e is Nano.Net.Sockets.SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }

                accepted.NoDelay = true;
                var channel = new MqttChannelAdapter(new NanoMqttChannel(accepted), new MqttPacketFormatterAdapter(new MqttBufferWriter(4096, 65535)), logger);
                _ = ClientHandler!(channel);
            }
        }
    }
}
