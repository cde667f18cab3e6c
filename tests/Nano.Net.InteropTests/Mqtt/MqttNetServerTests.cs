using System.Collections.Concurrent;
using System.Text;
using MQTTnet;
using MQTTnet.Server;
using Nano.Boards;

namespace Nano.Net.InteropTests.Mqtt
{
    /// <summary>MQTTnet's server, and its client, each over sockets of a stack of its own, on a wire that loses frames. No root.</summary>
    public class MqttNetServerTests
    {
        private const int Port = 1883;
        private const int Messages = 200;

        [Theory]
        [InlineData(0.0)]
        [InlineData(0.03)]
        public async Task Messages_OfBothQualities_ArriveInOrderBothWays(double loss)
        {
            using var scheduler = new RealTimeScheduler();
            var conditions = new WireConditions { Delay = TimeSpan.FromMilliseconds(1), Loss = loss };
            var wire = new VirtualWire(scheduler, conditions, 3);
            using StackRunner here = StackRunner.Start(new NetworkStack(wire.A, Options("10.0.0.1")));
            using StackRunner there = StackRunner.Start(new NetworkStack(wire.B, Options("10.0.0.2")));
            using var adapter = new NanoMqttServer(there, Port);
            using MqttServer server = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder().WithoutDefaultEndpoint().Build(), [adapter]);
            var atServer = new ConcurrentQueue<string>();
            server.InterceptingPublishAsync += message =>
            {
                atServer.Enqueue($"{message.ApplicationMessage.Topic} {message.ApplicationMessage.ConvertPayloadToString()}");
                return Task.CompletedTask;
            };
            await server.StartAsync();
            using var client = new MqttNetConnection(here);
            var atClient = new ConcurrentQueue<string>();
            client.Received += (topic, payload) => atClient.Enqueue($"{topic} {Encoding.ASCII.GetString(payload)}");

            client.Connect(new MqttTelemetrySettings { Broker = "10.0.0.2", Port = Port, Node = "cellar", KeepAlive = 30 }, "will", "offline");
            client.Subscribe("down");
            for (int i = 0; i < Messages; i++)
            {
                client.Publish("up", Encoding.ASCII.GetBytes($"{i}"), isCertain: i % 2 == 0, isRetained: false);
                await server.InjectApplicationMessage(new InjectedMqttApplicationMessage(new MqttApplicationMessageBuilder().WithTopic("down").WithPayload($"{i}").Build()));
            }

            await Eventually(() => atServer.Count(line => line.StartsWith("up ", StringComparison.Ordinal)) == Messages && atClient.Count == Messages);
            Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"up {i}"), atServer.Where(line => line.StartsWith("up ", StringComparison.Ordinal)));
            Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"down {i}"), atClient);

            // A device that loses its power: the server publishes its will, once it has noticed.
            client.Drop();
            await Eventually(() => atServer.Contains("will offline"));
            await server.StopAsync();
        }

        private static StackOptions Options(string address) => new()
        {
            Address = IPAddress.Parse(address),
            PrefixLength = 24,
            MinimumRetransmissionTimeout = 50,
            SendBufferSize = 8192,
            ReceiveBufferSize = 8192,
        };

        private static async Task Eventually(Func<bool> condition)
        {
            for (int i = 0; i < 400 && !condition(); i++)
            {
                await Task.Delay(50);
            }

            Assert.True(condition());
        }
    }
}
