using Nano.Net.Sockets;
using Family = Nano.Net.Sockets.AddressFamily;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>Sockets that connect to hosts with addresses of both families; when the attempts begin is seen in <see cref="ConnectionRaceTests"/>.</summary>
    public class SeveralAddressesTests
    {
        private static readonly IPAddress B = SocketHosts.AddressB;
        private static readonly IPAddress B6 = SocketHosts.AddressB6;
        private static readonly IPAddress Dead6 = IPAddress.Parse("2001:db8::dead");
        private static readonly IPAddress OtherDead6 = IPAddress.Parse("2001:db8::beef");

        [Fact]
        public async Task Connect_TriesThemInTurns()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.Connections = 16);
            hosts.A.NameResolver = new TwoAddresses(Dead6, B);
            using TcpListener listener = TcpListener.Create(hosts.B, 7);
            listener.Start();
            using var client = new TcpClient(hosts.A);
            client.Connect([Dead6, B], 7);
            Assert.Equal(B, client.RemoteEndPoint!.Address);
            using var asynchronous = new TcpClient(hosts.A);
            await asynchronous.ConnectAsync([Dead6, B], 7);
            Assert.Equal(B, asynchronous.RemoteEndPoint!.Address);
            using var byName = new TcpClient(hosts.A);
            byName.Connect("both", 7);
            Assert.Equal(B, byName.RemoteEndPoint!.Address);
            using var byNameAsynchronous = new TcpClient(hosts.A);
            await byNameAsynchronous.ConnectAsync("both", 7);
            Assert.Equal(B, byNameAsynchronous.RemoteEndPoint!.Address);
            for (int i = 0; i < 4; i++)
            {
                using TcpClient accepted = listener.AcceptTcpClient();
                accepted.GetStream().WriteByte(1);
            }

            Assert.Equal(1, client.GetStream().ReadByte());
            Assert.Equal(1, byNameAsynchronous.GetStream().ReadByte());
        }

        [Fact]
        public async Task ConnectOfASocket_TriesThoseOfItsFamily()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.Connections = 16);
            hosts.A.NameResolver = new TwoAddresses(B6, B);
            using TcpListener listener = TcpListener.Create(hosts.B, 7);
            listener.Start();
            using Socket six = New(hosts, Family.InterNetworkV6);
            six.Connect([Dead6, B], 7);
            Assert.Equal(new IPEndPoint(B.MapToIPv6(), 7), six.RemoteEndPoint);
            using Socket four = New(hosts, Family.InterNetwork);
            four.Connect([B6, B], 7);
            Assert.Equal(new IPEndPoint(B, 7), four.RemoteEndPoint);
            using Socket only = New(hosts, Family.InterNetworkV6);
            only.DualMode = false;
            await only.ConnectAsync([B, B6], 7);
            Assert.Equal(new IPEndPoint(B6, 7), only.RemoteEndPoint);
            using Socket byName = New(hosts, Family.InterNetwork);
            byName.Connect("both", 7);
            Assert.Equal(new IPEndPoint(B, 7), byName.RemoteEndPoint);
            using Socket byName6 = New(hosts, Family.InterNetworkV6);
            await byName6.ConnectAsync("both", 7);
            Assert.Equal(new IPEndPoint(B6, 7), byName6.RemoteEndPoint);
            using Socket none = New(hosts, Family.InterNetwork);
            Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => none.Connect([B6], 7)));
            Assert.Equal(SocketError.HostNotFound, SocketHosts.ErrorOf(() => none.Connect([], 7)));
            Assert.Throws<ArgumentNullException>(() => none.Connect([null!], 7));
            none.Blocking = false;
            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => none.Connect([B6, B], 7)));
            Assert.True(none.Poll(10_000_000, SelectMode.SelectWrite));
            Assert.Equal(SocketError.IsConnected, SocketHosts.ErrorOf(() => none.Connect([B6, B], 7)));
        }

        [Fact]
        public void SocketWithAPort_ConnectsFromIt()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var listener = new TcpListener(hosts.B, new IPEndPoint(IPAddress.Any, 7));
            listener.Start();
            using Socket socket = New(hosts, Family.InterNetworkV6);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 5000));
            socket.Connect([B6, B], 7);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressA, 5000), listener.AcceptTcpClient().RemoteEndPoint);
        }

        [Fact]
        public async Task CancelledConnect_EndsItsAttempts_AndTheClientMayTryAgain()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using TcpListener listener = TcpListener.Create(hosts.B, 7);
            listener.Start();
            using var client = new TcpClient(hosts.A);
            using var source = new CancellationTokenSource();
            ValueTask connects = client.ConnectAsync([Dead6, OtherDead6], 7, source.Token);
            Assert.NotEmpty(hosts.A.GetConnections());
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await connects);
            Assert.Empty(hosts.A.GetConnections());
            await client.ConnectAsync([B, B6], 7);
            Assert.Equal(B6, client.RemoteEndPoint!.Address);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new TcpClient(hosts.A).ConnectAsync([B], 7, source.Token));
        }

        [Fact]
        public void ClosedClient_ConnectsNoMore()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            var client = new TcpClient(hosts.A);
            Task<Exception?> connects = SocketHosts.Start(() => client.Connect([Dead6, OtherDead6], 7));
            SocketHosts.Until(() => hosts.A.GetConnections().Length > 0);
            client.Close();
            Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(connects)));
            Assert.Empty(hosts.A.GetConnections());
        }

        [Fact]
        public void StoppedStack_EndsTheAttempts()
        {
            SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var client = new TcpClient(hosts.A);
            Task<Exception?> connects = SocketHosts.Start(() => client.Connect([Dead6, OtherDead6], 7));
            SocketHosts.Until(() => hosts.A.GetConnections().Length > 0);
            hosts.Dispose();
            Assert.IsType<ObjectDisposedException>(SocketHosts.Finish(connects));
        }

        [Fact]
        public void ClientOfDatagrams_HasTheFamilyOfItsPeer()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.UdpSockets = 4);
            IPAddress noRoute = IPAddress.Parse("2001:db9::1");
            hosts.A.NameResolver = new TwoAddresses(noRoute, B);
            using var four = new UdpClient(hosts.A, "both", 53);
            Assert.Equal(Family.InterNetwork, four.Client.AddressFamily);
            Assert.Equal(new IPEndPoint(B, 53), four.Client.RemoteEndPoint);
            hosts.A.NameResolver = new TwoAddresses(B6, B);
            using var six = new UdpClient(hosts.A, "both", 53);
            Assert.Equal(Family.InterNetworkV6, six.Client.AddressFamily);
            Assert.False(six.Client.DualMode);
            Assert.Equal(new IPEndPoint(B6, 53), six.Client.RemoteEndPoint);
            using var any = new UdpClient(hosts.A, 1000);
            any.Connect("both", 53);
            Assert.Equal(new IPEndPoint(B, 53), any.Client.RemoteEndPoint);
            hosts.A.NameResolver = new TwoAddresses(noRoute, noRoute);
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => new UdpClient(hosts.A, "both", 53)));
            Assert.Throws<ArgumentNullException>(() => new UdpClient(hosts.A, null!, 53));
            using var last = new UdpClient(hosts.A, 1001);
        }

        private static Socket New(SocketHosts hosts, Family family) => new(hosts.A, family, SocketType.Stream, ProtocolType.Tcp);

        private sealed class TwoAddresses(IPAddress one, IPAddress other) : INameResolver
        {
            public IPAddress[] Resolve(string hostName, Family family) =>
                [.. new[] { one, other }.Where(address => family == Family.Unspecified || family == address.AddressFamily)];
        }
    }
}
