using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Tcp;
using Nano.Net.Udp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>Several listeners and endpoints on one port, each with its own addresses; two stacks in virtual time, 5 ms apart.</summary>
    public class BoundListenerTests
    {
        private const int Port = 7;
        private static readonly IPAddress Us4 = IPAddress.Parse("10.0.0.1");
        private static readonly IPAddress Us6 = IPAddress.Parse("2001:db8::a");
        private static readonly IPAddress Them4 = IPAddress.Parse("10.0.0.2");
        private static readonly IPAddress Them6 = IPAddress.Parse("2001:db8::b");

        private readonly VirtualNetwork network = new();
        private readonly NetworkStack a;
        private readonly NetworkStack b;
        private readonly List<VirtualHost> hosts = [];

        public BoundListenerTests()
        {
            VirtualWire wire = new(network.Scheduler, new WireConditions { Delay = TimeSpan.FromMilliseconds(5) }, 3);
            a = Add(wire.A, Us4, Us6);
            b = Add(wire.B, Them4, Them6);
            Run(5000);
        }

        [Fact]
        public void ClosedListener_ForgetsItsOwnHalfOpenConnections()
        {
            TcpAcceptor four = b.tcp.Listen(IPAddress.Any, Port, 4, out _);
            TcpAcceptor six = b.tcp.Listen(IPAddress.IPv6Any, Port, 4, out _);
            TcpConnection client4 = Connect(Them4);
            TcpConnection client6 = Connect(Them6);
            Until(() => b.GetConnections().Count(c => c.State == TcpState.SynReceived) == 2);
            b.tcp.Close(six);
            Assert.Equal("10.0.0.2", b.GetConnections().Single(c => c.State == TcpState.SynReceived).LocalEndPoint.Address.ToString());
            Run(1000);
            Assert.True(client4.IsSynchronized);
            Assert.Equal(1, four.count);
            Assert.Equal(TcpError.Reset, client6.error);
        }

        [Fact]
        public void ConnectionThatIsResetWhileItWaits_LeavesItsOwnListener()
        {
            TcpAcceptor four = b.tcp.Listen(IPAddress.Any, Port, 4, out _);
            TcpAcceptor six = b.tcp.Listen(Them6, Port, 4, out _);
            TcpConnection client4 = Connect(Them4);
            TcpConnection client6 = Connect(Them6);
            Run(1000);
            Assert.Equal((1, 1), (four.count, six.count));
            client6.Abort();
            Run(1000);
            Assert.Equal((1, 0), (four.count, six.count));
            client4.Abort();
            Run(1000);
            Assert.Equal((0, 0), (four.count, six.count));
        }

        [Fact]
        public void Port_IsTakenWhereAnotherHearsTheSame()
        {
            Assert.NotNull(b.tcp.Listen(Them4, Port, 1, out _));
            Assert.Null(b.tcp.Listen(IPAddress.Any, Port, 1, out OpenError error));
            Assert.Equal(OpenError.AddressInUse, error);
            Assert.Null(b.tcp.Listen(null, Port, 1, out error));
            Assert.Equal(OpenError.AddressInUse, error);
            TcpAcceptor six = b.tcp.Listen(IPAddress.IPv6Any, Port, 1, out error);
            Assert.Equal(OpenError.None, error);
            Assert.Null(b.tcp.Listen(Them6, Port, 1, out error));
            b.tcp.Close(six);
            Assert.Null(six.localAddress);
            Assert.Same(six, b.tcp.Listen(Them6, Port, 1, out error));
            Assert.Null(b.tcp.Listen(Them6, 8, 1, out error));
            Assert.Equal(OpenError.TooMany, error);
        }

        [Fact]
        public void Connection_StartsAtTheAddressThatIsAskedFor()
        {
            TcpAcceptor six = b.tcp.Listen(null, Port, 4, out _);
            IPAddress linkLocal = a.internet.ipv6.GetOwnAddresses().Single(address => address.IsIPv6LinkLocal);
            Assert.Null(a.tcp.Connect(linkLocal, Them4, Port, 0, 60_000, out OpenError error));
            Assert.Equal(OpenError.NoRoute, error);
            Assert.Null(a.tcp.Connect(IPAddress.IPv6Any, Them4, Port, 0, 60_000, out error));
            Assert.Null(a.tcp.Connect(IPAddress.Any, Them6, Port, 0, 60_000, out error));
            Assert.Null(a.tcp.Connect(IPAddress.Parse("2001:db8::9"), Them6, Port, 0, 60_000, out error));
            Assert.NotNull(a.tcp.Connect(linkLocal, Them6, Port, 0, 60_000, out error));
            Run(1000);
            Assert.Equal(linkLocal, six.Accept().path.RemoteAddress());
        }

        [Fact]
        public void Datagrams_AndErrors_ComeToTheEndpointOfTheirFamily()
        {
            UdpEndpoint four = Open(a, IPAddress.Any, 1000);
            UdpEndpoint six = Open(a, Us6, 1000);
            UdpEndpoint any = a.udp.Open();
            Assert.False(any.Bind(1000));
            Assert.True(any.Bind(1001));
            UdpEndpoint peer = Open(b, null, 53);
            byte[] buffer = new byte[10];
            Send(peer, Us6, 1000);
            Assert.Equal((0, 1), (four.Available, six.Available));
            Send(peer, Us4, 1000);
            Assert.Equal((1, 1), (four.Available, six.Available));
            Assert.Equal(1, four.Receive(buffer, 0, 10, out int source, out int port));
            Assert.Equal((Them4, 53), (four.SourceAt(source), port));

            // Nobody has port 54 there: who asked by IPv6 is told, who asked by IPv4 is not.
            Assert.Equal(0, four.Connect(Them4, 54));
            Assert.Equal(0, six.Connect(Them6, 54));
            Assert.Equal(1, six.Receive(buffer, 0, 10, out _, out _));
            Assert.Equal(1, six.Send(buffer, 0, 1));
            Kick();
            Run(1000);
            Assert.Equal((false, true), (four.HasNews, six.HasNews));
            Assert.Equal(UdpResult.Refused, six.Receive(buffer, 0, 10, out _, out _));
            Assert.Equal(UdpResult.NoRoute, four.Send(Them6, 54, buffer, 0, 1));
            Assert.Equal(UdpResult.NoRoute, four.Connect(Them6, 54));
            Assert.Equal(UdpResult.NoRoute, six.Send(Them4, 54, buffer, 0, 1));
        }

        private static UdpEndpoint Open(NetworkStack stack, IPAddress? local, int port)
        {
            UdpEndpoint endpoint = stack.udp.Open();
            endpoint.localAddress = local;
            Assert.True(endpoint.Bind(port));
            return endpoint;
        }

        private void Send(UdpEndpoint from, IPAddress to, int port)
        {
            Assert.Equal(1, from.Send(to, port, new byte[1], 0, 1));
            Kick();
            Run(1000);
        }

        private TcpConnection Connect(IPAddress address)
        {
            TcpConnection connection = a.tcp.Connect(address, Port, 0, out _);
            Kick();
            return connection;
        }

        private void Kick() => hosts.ForEach(host => host.Kick());

        private void Run(int milliseconds)
        {
            Kick();
            network.Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));
        }

        private void Until(Func<bool> done) => Assert.True(network.Scheduler.RunUntil(done, TimeSpan.FromSeconds(10)));

        private NetworkStack Add(WirePort port, IPAddress four, IPAddress six)
        {
            NetworkStack stack = new(port, new StackOptions
            {
                Address = four,
                IPv6 = new Ipv6Options { Address = six },
                Listeners = 2,
                UdpSockets = 4,
                PendingPackets = 4,
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            });
            hosts.Add(network.Add(port, stack.Poll));
            return stack;
        }
    }
}
