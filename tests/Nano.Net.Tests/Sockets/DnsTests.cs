using Nano.Net.IPv6;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Sockets
{
    /// <summary><see cref="Dns"/>. Its public members use the default stack, which these tests share with others: they name their own.</summary>
    public class DnsTests
    {
        private const AddressFamily All = AddressFamily.Unspecified;
        private static readonly IPAddress Found = IPAddress.Parse("10.0.0.77");
        private static readonly IPAddress FoundV6 = IPAddress.Parse("2001:db8::77");

        [Fact]
        public void Addresses_AreTheirOwnNames()
        {
            using var hosts = new SocketHosts();
            IPHostEntry entry = Dns.Find(hosts.A, "192.168.1.2", All);
            Assert.Equal("192.168.1.2", entry.HostName);
            Assert.Equal([IPAddress.Parse("192.168.1.2")], entry.AddressList);
            Assert.Empty(entry.Aliases);
            Assert.Equal([IPAddress.IPv6Loopback], Dns.Find(hosts.A, "::1", All).AddressList);
            Assert.Equal([IPAddress.IPv6Loopback], Dns.Find(hosts.A, "::1", AddressFamily.InterNetworkV6).AddressList);
            Assert.Equal(SocketError.NoData, SocketHosts.ErrorOf(() => Dns.Find(hosts.A, "::1", AddressFamily.InterNetwork)));
            entry = Dns.Find(hosts.A, Found);
            Assert.Equal("10.0.0.77", entry.HostName);
            Assert.Equal([Found], entry.AddressList);
            Assert.Throws<ArgumentNullException>(() => Dns.Find(hosts.A, null, All));
            Assert.Throws<ArgumentNullException>(() => Dns.Find(hosts.A, null));
        }

        [Fact]
        public async Task Names_AreResolved()
        {
            using var hosts = new SocketHosts();
            Assert.Equal(SocketError.NoRecovery, SocketHosts.ErrorOf(() => Dns.Find(hosts.A, "a.name", All)));
            await Assert.ThrowsAsync<SocketException>(() => Dns.FindAsync(hosts.A, "a.name", All, default));
            hosts.A.NameResolver = new FixedResolver();
            IPHostEntry entry = Dns.Find(hosts.A, "a.name", All);
            Assert.Equal("a.name", entry.HostName);
            Assert.Equal([Found], entry.AddressList);
            Assert.Equal([Found], Dns.Find(hosts.A, "a.name", AddressFamily.InterNetwork).AddressList);
            Assert.Equal(SocketError.NoData, SocketHosts.ErrorOf(() => Dns.Find(hosts.A, "a.name", AddressFamily.InterNetworkV6)));
            Assert.Equal(SocketError.HostNotFound, SocketHosts.ErrorOf(() => Dns.Find(hosts.A, "another", All)));
            // Without IPv6 there is no way to the one that the resolver has put first.
            Assert.Equal([Found, FoundV6], Dns.Find(hosts.A, "both", All).AddressList);
            Assert.Equal([FoundV6], Dns.Find(hosts.A, "both", AddressFamily.InterNetworkV6).AddressList);
            Assert.Equal([Found, FoundV6], (await Dns.FindAsync(hosts.A, "both", All, default)).AddressList);
            Assert.Equal([Found], (await Dns.FindAsync(hosts.A, "both", AddressFamily.InterNetwork, default)).AddressList);
            Assert.Equal([Found], (await Dns.FindAsync(hosts.A, "a.name", All, default)).AddressList);
            Assert.Equal([Found], (await Dns.FindAsync(hosts.A, "10.0.0.77", All, default)).AddressList);
            await Assert.ThrowsAsync<SocketException>(() => Dns.FindAsync(hosts.A, "another", All, default));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Dns.FindAsync(hosts.A, "a.name", All, new CancellationToken(true)));
        }

        [Fact]
        public void Sockets_TakeNames()
        {
            using var hosts = new SocketHosts();
            hosts.A.NameResolver = new FixedResolver();
            using TcpListener listener = hosts.Listen();
            using var client = new TcpClient(hosts.A);
            client.Connect("b", 7);
            Assert.Equal(SocketHosts.AddressB, client.RemoteEndPoint!.Address);
            using Socket socket = SocketTcpTests.Tcp(hosts.A);
            socket.Connect("b", 7);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 7), socket.RemoteEndPoint);
            using var server = new UdpClient(hosts.B, 53);
            using var datagrams = new UdpClient(hosts.A, 0);
            datagrams.Send([1], 1, "b", 53);
            IPEndPoint? from = null;
            Assert.Equal([1], server.Receive(ref from));
            datagrams.Connect("b", 53);
            datagrams.Send([2], 1);
            Assert.Equal([2], server.Receive(ref from));
            Assert.Equal(SocketError.HostNotFound, SocketHosts.ErrorOf(() => datagrams.Connect("another", 53)));
        }

        [Fact]
        public void OwnName_IsThisHost()
        {
            using var hosts = new SocketHosts();
            Assert.Equal("localhost", Dns.NameOf(hosts.A));
            Assert.Equal([SocketHosts.AddressA], Dns.Find(hosts.A, "", All).AddressList);
            hosts.A.HostName = "Sensor-7";
            Assert.Equal("Sensor-7", Dns.NameOf(hosts.A));
            Assert.Equal([SocketHosts.AddressA], Dns.Find(hosts.A, "sensor-7", All).AddressList);
            Assert.Equal("Sensor-7", Dns.Find(hosts.A, "", All).HostName);
            Assert.Equal("Sensor-7", Dns.Find(hosts.A, SocketHosts.AddressA).HostName);
        }

        [Fact]
        public async Task OwnName_HasTheAddressesOfBothFamilies()
        {
            IPAddress own = IPAddress.Parse("2001:db8::a");
            using var hosts = new SocketHosts(options => options.IPv6 = new Ipv6Options { Address = own, DuplicateAddressProbes = 0 });
            hosts.A.HostName = "sensor";
            SocketHosts.Until(() => Dns.Find(hosts.A, "", All).AddressList.Length == 3);
            IPAddress[] all = Dns.Find(hosts.A, "", All).AddressList;
            Assert.Equal(SocketHosts.AddressA, all[0]);
            Assert.Contains(own, all);
            Assert.Single(all, address => address.IsIPv6LinkLocal);
            Assert.Equal(all, (await Dns.FindAsync(hosts.A, "sensor", All, default)).AddressList);
            Assert.Equal(all[1..], Dns.Find(hosts.A, "sensor", AddressFamily.InterNetworkV6).AddressList);
            Assert.Equal([SocketHosts.AddressA], Dns.Find(hosts.A, "sensor", AddressFamily.InterNetwork).AddressList);
            Assert.Equal("sensor", Dns.Find(hosts.A, own).HostName);
            Assert.Equal("2001:db8::b", Dns.Find(hosts.A, IPAddress.Parse("2001:db8::b")).HostName);
        }

        [Fact]
        public void OwnName_WithoutAddress_HasNone()
        {
            using var hosts = new SocketHosts(options => options.Address = IPAddress.Any);
            Assert.Equal(SocketError.NoData, SocketHosts.ErrorOf(() => Dns.Find(hosts.A, "", All)));
            Assert.Equal(SocketError.NoData, SocketHosts.ErrorOf(() => Dns.Find(hosts.A, "", AddressFamily.InterNetworkV6)));
        }

        private sealed class FixedResolver : INameResolver
        {
            public IPAddress[] Resolve(string hostName, AddressFamily family)
            {
                IPAddress[] all = hostName switch
                {
                    "a.name" => [Found],
                    "both" => [FoundV6, Found],
                    "b" => [SocketHosts.AddressB],
                    _ => throw new SocketException(SocketError.HostNotFound),
                };
                IPAddress[] asked = [.. all.Where(address => family == All || family == address.AddressFamily)];
                return asked.Length > 0 ? asked : throw new SocketException(SocketError.NoData);
            }
        }
    }
}
