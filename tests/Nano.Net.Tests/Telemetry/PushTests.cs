using System.Text.Json.Nodes;
using Nano.Net.Telemetry;
using Nano.Net.Tcp;
using Nano.Net.Tests.Http;

namespace Nano.Net.Tests.Telemetry;

/// <summary>Lines pushed over TCP, in virtual time: a client is let in when a sample is taken.</summary>
public class PushTests
{
    [Fact]
    public void EachSample_IsALine()
    {
        long number = 0;
        using PushHosts hosts = new(readings: registry => registry.AddCounter("number", "", "", () => ++number));
        using Client client = hosts.Connect();
        for (int i = 1; i <= 3; i++)
        {
            hosts.Sample();
            string line = client.ReadThrough("\n");
            Assert.Equal(i, (long)JsonNode.Parse(line)!["values"]![0]!);
        }

        Assert.Equal(1, hosts.Telemetry.PushClients);
    }

    [Fact]
    public void ClientThatDoesNotRead_IsDropped_AndOthersGoOn()
    {
        using PushHosts hosts = new(readings: registry => registry.AddText("text", "", () => new string('x', 200)));
        using Client sleeps = hosts.Connect(), reads = hosts.Connect();
        for (int i = 0; i < 20; i++)
        {
            hosts.Sample();
            Assert.Contains("xxx", reads.ReadThrough("\n"), StringComparison.Ordinal);

            // Acknowledgments may be delayed; samples are further apart than that.
            hosts.Web.Run(500);
            Assert.InRange(hosts.Telemetry.PushClients, i < 5 ? 2 : 1, i < 12 ? 2 : 1);
        }

        Assert.True(sleeps.IsClosed());
    }

    [Fact]
    public void ClientTooMany_IsClosed()
    {
        using PushHosts hosts = new(options => options.PushClients = 1);
        using Client first = hosts.Connect();
        hosts.Sample();
        using Client second = hosts.Connect();
        hosts.Sample();
        Assert.Equal("", second.ReadToEnd());
        Assert.Equal(1, hosts.Telemetry.PushClients);
        first.ReadThrough("\n");
        first.ReadThrough("\n");
    }

    [Fact]
    public void ClientThatIsGoneBeforeItIsLetIn_DisturbsNobody()
    {
        using PushHosts hosts = new(options => options.PushClients = 1);
        hosts.Connect().Reset();
        hosts.Web.Run(100);
        Assert.DoesNotContain(hosts.Web.B.GetConnections(), c => c.State == TcpState.Established);
        using Client stays = hosts.Connect();
        hosts.Sample();
        stays.ReadThrough("\n");
        Assert.Equal(1, hosts.Telemetry.PushClients);
    }

    [Fact]
    public void StackThatEndsFirst_DoesNotTakeTheSamplingWithIt()
    {
        using PushHosts hosts = new();
        using Client client = hosts.Connect();
        hosts.Sample();
        Assert.Equal(1, hosts.Telemetry.PushClients);
        hosts.Web.B.Dispose();
        hosts.Telemetry.Sample();
        Assert.Equal(0, hosts.Telemetry.PushClients);
        Assert.Equal(2, hosts.Registry.Sequence);
    }

    private sealed class PushHosts : IDisposable
    {
        private const int Port = 7000;

        internal PushHosts(Action<TelemetryOptions>? configure = null, Action<ReadingRegistry>? readings = null)
        {
            Registry = new ReadingRegistry(capacity: 8, outputCapacity: 0, history: 4);
            readings?.Invoke(Registry);
            TelemetryOptions options = new() { PushPort = Port };
            configure?.Invoke(options);
            Web = new VirtualHttpHosts(server => Telemetry = new TelemetryServer(server, Registry, options));
            Telemetry.Open();
        }

        internal VirtualHttpHosts Web { get; }

        internal TelemetryServer Telemetry { get; private set; } = null!;

        internal ReadingRegistry Registry { get; }

        internal Client Connect()
        {
            Client client = Web.Connect(Port);
            Web.Run(1);
            return client;
        }

        internal void Sample()
        {
            Telemetry.Sample();
            Web.Run(1);
        }

        public void Dispose()
        {
            Telemetry.Dispose();
            Web.Dispose();
        }
    }
}
