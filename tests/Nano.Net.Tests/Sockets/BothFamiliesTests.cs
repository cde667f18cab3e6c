using Nano.Net.Sockets;
using Family = Nano.Net.Sockets.AddressFamily;
using Level = Nano.Net.Sockets.SocketOptionLevel;
using Name = Nano.Net.Sockets.SocketOptionName;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>Sockets of a stack that has IPv4 and IPv6.</summary>
    public class BothFamiliesTests
    {
        private static readonly IPAddress A = SocketHosts.AddressA;
        private static readonly IPAddress B = SocketHosts.AddressB;
        private static readonly IPAddress A6 = SocketHosts.AddressA6;
        private static readonly IPAddress B6 = SocketHosts.AddressB6;

        [Theory]
        [InlineData("0.0.0.0", true, false)]
        [InlineData("::", true, true)]
        [InlineData("10.0.0.2", true, false)]
        [InlineData("2001:db8::b", false, true)]
        [InlineData("::ffff:10.0.0.2", true, false)]
        public void Listener_HearsTheAddressesThatItIsBoundTo(string address, bool hears4, bool hears6)
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var listener = new TcpListener(hosts.B, new IPEndPoint(IPAddress.Parse(address), 7));
            listener.Start();
            Assert.Equal(hears4, Connects(hosts.A, B));
            Assert.Equal(hears6, Connects(hosts.A, B6));
            Assert.False(Connects(hosts.A, LinkLocal(hosts.B)) && address != "::");
            Assert.Equal(new IPEndPoint(IPAddress.Parse(address), 7), listener.LocalEndpoint);
        }

        [Fact]
        public void ListenerForIPv6Alone_LeavesThePortToIPv4()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var six = new TcpListener(hosts.B, new IPEndPoint(IPAddress.IPv6Any, 7));
            six.Server.DualMode = false;
            six.Start();
            Assert.False(Connects(hosts.A, B));
            Assert.True(Connects(hosts.A, B6));
            using var four = new TcpListener(hosts.B, new IPEndPoint(IPAddress.Any, 7));
            four.Start();
            using var client4 = new TcpClient(hosts.A);
            client4.Connect(B, 7);
            using var client6 = new TcpClient(hosts.A);
            client6.Connect(B6, 7);
            Assert.Equal(A, four.AcceptTcpClient().RemoteEndPoint!.Address);
            six.AcceptTcpClient();
            Assert.Equal(A6, six.AcceptTcpClient().RemoteEndPoint!.Address);
            Assert.Equal(
                ["0.0.0.0:7 0.0.0.0:0", "[::]:7 [::]:0"],
                hosts.B.GetConnections().Where(c => c.State == Nano.Net.Tcp.TcpState.Listen).Select(c => $"{c.LocalEndPoint} {c.RemoteEndPoint}").Order());
        }

        [Fact]
        public void WhatALeavingListenerHasNotAccepted_IsReset_AndNothingOfAnotherOnItsPort()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var four = new TcpListener(hosts.B, new IPEndPoint(IPAddress.Any, 7));
            four.Start();
            var six = new TcpListener(hosts.B, new IPEndPoint(IPAddress.IPv6Any, 7));
            six.Server.DualMode = false;
            six.Start();
            using var client4 = new TcpClient(hosts.A);
            client4.Connect(B, 7);
            using var client6 = new TcpClient(hosts.A);
            client6.Connect(B6, 7);
            SocketHosts.Until(() => four.Pending() && six.Pending());
            six.Stop();
            SocketHosts.Until(() => !client6.Connected);
            Assert.True(client4.Connected);
            Assert.True(four.Pending());
            client4.Client.LingerState = new LingerOption(true, 0);
            client4.Close();
            SocketHosts.Until(() => !four.Pending());
        }

        [Theory]
        [InlineData("0.0.0.0", false, "::", false, false)]
        [InlineData("0.0.0.0", false, "::", true, true)]
        [InlineData("0.0.0.0", false, "10.0.0.2", false, false)]
        [InlineData("0.0.0.0", false, "2001:db8::b", false, true)]
        [InlineData("::", false, "10.0.0.2", false, false)]
        [InlineData("::", true, "10.0.0.2", false, true)]
        [InlineData("::", true, "2001:db8::b", false, false)]
        [InlineData("::", true, "::", true, false)]
        [InlineData("10.0.0.2", false, "2001:db8::b", false, true)]
        [InlineData("::ffff:10.0.0.2", false, "10.0.0.2", false, false)]
        [InlineData("::ffff:0.0.0.0", false, "0.0.0.0", false, false)]
        public void TwoSockets_HaveAPort_WhereTheyHearDifferentAddresses(string one, bool oneOnly, string other, bool otherOnly, bool both)
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.UdpSockets = 2);
            foreach (SocketType type in (SocketType[])[SocketType.Stream, SocketType.Dgram])
            {
                foreach (bool turned in (bool[])[false, true])
                {
                    using Socket first = turned ? New(hosts.B, type, other, otherOnly) : New(hosts.B, type, one, oneOnly);
                    first.Bind(new IPEndPoint(IPAddress.Parse(turned ? other : one), 7));
                    using Socket second = turned ? New(hosts.B, type, one, oneOnly) : New(hosts.B, type, other, otherOnly);
                    Exception? failure = Record.Exception(() => second.Bind(new IPEndPoint(IPAddress.Parse(turned ? one : other), 7)));
                    Assert.Equal(both ? null : SocketError.AddressAlreadyInUse, (failure as SocketException)?.SocketErrorCode);
                }
            }
        }

        [Fact]
        public void Create_ListensForAllFamiliesThatTheStackHas()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using TcpListener listener = TcpListener.Create(hosts.B, 7);
            listener.Start();
            Assert.True(Connects(hosts.A, B));
            Assert.True(Connects(hosts.A, B6));
            using var without = new SocketHosts();
            using TcpListener four = TcpListener.Create(without.B, 7);
            four.Start();
            Assert.Equal(new IPEndPoint(IPAddress.Any, 7), four.LocalEndpoint);
            Assert.True(Connects(without.A, B));
            Assert.Throws<ArgumentNullException>(() => TcpListener.Create(null!, 7));
        }

        [Fact]
        public void SocketOfIPv6_ShowsIPv4_AsIPv6AddressesThatStandForIt()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var listener = new Socket(hosts.B, Family.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 7));
            listener.Listen(2);
            Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 7), listener.LocalEndPoint);
            using var client = new Socket(hosts.A, Family.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(new IPEndPoint(B, 7));
            Assert.Equal(new IPEndPoint(B.MapToIPv6(), 7), client.RemoteEndPoint);
            Assert.Equal(A.MapToIPv6(), ((IPEndPoint)client.LocalEndPoint).Address);
            using Socket accepted = listener.Accept();
            Assert.Equal(Family.InterNetworkV6, accepted.AddressFamily);
            Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
            Assert.Equal(client.RemoteEndPoint, accepted.LocalEndPoint);

            using var mapped = new Socket(hosts.A, Family.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            mapped.Connect(new IPEndPoint(B.MapToIPv6(), 7));
            Assert.Equal(new IPEndPoint(B.MapToIPv6(), 7), mapped.RemoteEndPoint);
            listener.Accept().Dispose();
            using var six = new Socket(hosts.A, Family.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            six.Connect(new IPEndPoint(B6, 7));
            Assert.Equal(new IPEndPoint(B6, 7), six.RemoteEndPoint);
            Assert.Equal(A6, ((IPEndPoint)listener.Accept().RemoteEndPoint).Address);
        }

        [Fact]
        public async Task AcceptedSocket_HasTheFamilyOfItsListener()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var four = new TcpListener(hosts.B, new IPEndPoint(IPAddress.Any, 7));
            using var six = new TcpListener(hosts.B, new IPEndPoint(IPAddress.IPv6Any, 8));
            four.Start();
            six.Start();
            using var clients = new TcpClient(hosts.A);
            clients.Connect(B, 7);
            using var second = new TcpClient(hosts.A);
            second.Connect(B, 8);
            using var third = new TcpClient(hosts.A);
            third.Connect(B, 8);
            Assert.Equal(Family.InterNetwork, four.AcceptSocket().AddressFamily);
            Assert.Equal(Family.InterNetworkV6, six.AcceptSocket().AddressFamily);
            Assert.Equal(Family.InterNetworkV6, (await six.AcceptSocketAsync()).AddressFamily);
            Assert.Equal(Family.InterNetwork, four.Server.AddressFamily);
            Assert.Equal(Family.InterNetworkV6, six.Server.AddressFamily);
            Assert.Equal(Family.InterNetwork, clients.Client.AddressFamily);
        }

        [Fact]
        public void SocketOfOneFamily_RefusesTheOther()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.UdpSockets = 2);
            foreach (SocketType type in (SocketType[])[SocketType.Stream, SocketType.Dgram])
            {
                using var four = new Socket(hosts.A, Family.InterNetwork, type, ProtocolType.Unspecified);
                using var six = new Socket(hosts.A, Family.InterNetworkV6, type, ProtocolType.Unspecified);
                Assert.Equal(Family.InterNetwork, four.AddressFamily);
                Assert.Equal(Family.InterNetworkV6, six.AddressFamily);
                Assert.Throws<NotSupportedException>(() => four.DualMode);
                Assert.Throws<NotSupportedException>(() => four.DualMode = false);
                Assert.True(six.DualMode);
                Assert.Equal(0, six.GetSocketOption(Level.IPv6, Name.IPv6Only));
                six.SetSocketOption(Level.IPv6, Name.IPv6Only, 1);
                Assert.False(six.DualMode);
                Assert.Equal(1, six.GetSocketOption(Level.IPv6, Name.IPv6Only));
                Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => four.Connect(B6, 7)));
                Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => four.Connect(B.MapToIPv6(), 7)));
                Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => four.Bind(new IPEndPoint(IPAddress.IPv6Any, 7))));
                Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => six.Connect(B, 7)));
                Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => six.Bind(new IPEndPoint(IPAddress.Any, 7))));
                Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => six.Connect(B.MapToIPv6(), 7)));
                six.Bind(new IPEndPoint(IPAddress.IPv6Any, 7));
                Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => six.DualMode = true));
                six.DualMode = false;
            }
        }

        [Fact]
        public void FamilyThatTheStackHasNot_IsRefused()
        {
            using var hosts = new SocketHosts();
            Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => new Socket(hosts.A, Family.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp)));
            using SocketHosts both = SocketHosts.WithBothFamilies();
            Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => new Socket(both.A, Family.Unix, SocketType.Stream, ProtocolType.Tcp)));
        }

        [Fact]
        public void ClientOfOneFamily_ConnectsToItAlone_FromTheAddressThatItIsBoundTo()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using TcpListener listener = TcpListener.Create(hosts.B, 7);
            listener.Start();
            IPAddress linkLocal = LinkLocal(hosts.A);
            using var bound = new TcpClient(hosts.A, new IPEndPoint(linkLocal, 5000));
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => bound.Connect(B, 7)));
            bound.Connect(B6, 7);
            Assert.Equal(new IPEndPoint(linkLocal, 5000), listener.AcceptTcpClient().RemoteEndPoint);
            using var any = new TcpClient(hosts.A, new IPEndPoint(IPAddress.Any, 0));
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => any.Connect(B6, 7)));
            any.Connect(B, 7);
            using var both = new TcpClient(hosts.A, new IPEndPoint(IPAddress.IPv6Any, 5001));
            both.Connect(B, 7);
            Assert.Equal(5001, both.LocalEndPoint!.Port);
            Assert.Equal(Family.InterNetworkV6, new TcpClient(hosts.A).Client.AddressFamily);
            Assert.Equal(Family.InterNetwork, new TcpClient(hosts.A, new IPEndPoint(A, 0)).Client.AddressFamily);
        }

        [Fact]
        public void Datagrams_OfBothFamilies_ComeToASocketOfIPv6()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.UdpSockets = 4);
            using var server = new UdpClient(hosts.B, new IPEndPoint(IPAddress.IPv6Any, 53));
            Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 53), server.LocalEndPoint);
            Assert.True(server.Client.DualMode);
            using var four = new UdpClient(hosts.A, 1000);
            using var six = new UdpClient(hosts.A, new IPEndPoint(A6, 1000));
            IPEndPoint? from = null;
            IPEndPoint? back = null;
            four.Send([4], 1, new IPEndPoint(B, 53));
            Assert.Equal([4], server.Receive(ref from));
            Assert.Equal(new IPEndPoint(A.MapToIPv6(), 1000), from);
            IPEndPoint? same = from;
            server.Send([40], 1, from);
            Assert.Equal([40], four.Receive(ref back));
            Assert.Equal(new IPEndPoint(B, 53), back);
            four.Send([41], 1, new IPEndPoint(B, 53));
            Assert.Equal([41], server.Receive(ref same));
            Assert.Same(from, same);
            server.Send([42], 1, new IPEndPoint(A, 1000));
            Assert.Equal([42], four.Receive(ref back));

            six.Send([6], 1, new IPEndPoint(B6, 53));
            Assert.Equal([6], server.Receive(ref from));
            Assert.Equal(new IPEndPoint(A6, 1000), from);
            server.Send([60], 1, from);
            Assert.Equal([60], six.Receive(ref back));
            Assert.Equal(new IPEndPoint(B6, 53), back);

            server.Connect(A, 1000);
            Assert.Equal(new IPEndPoint(A.MapToIPv6(), 1000), server.Client.RemoteEndPoint);
            Assert.Equal(new IPEndPoint(B.MapToIPv6(), 53), server.Client.LocalEndPoint);
        }

        [Fact]
        public void PlainAddressOfTheSender_IsReplaced_WhereASocketShowsMappedOnes()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var server = new UdpClient(hosts.B, new IPEndPoint(IPAddress.IPv6Any, 53));
            using var client = new UdpClient(hosts.A, 1000);
            client.Send([1], 1, new IPEndPoint(B, 53));
            IPEndPoint from = new(A, 1000);
            server.Receive(ref from);
            Assert.Equal(new IPEndPoint(A.MapToIPv6(), 1000), from);
        }

        [Fact]
        public void Datagrams_OfOneFamily_AreRefusedBySocketsOfTheOther()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.UdpSockets = 4);
            using var four = new UdpClient(hosts.B, 53);
            using var only6 = new Socket(hosts.B, Family.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = false };
            only6.Bind(new IPEndPoint(IPAddress.IPv6Any, 54));
            using var asks = new UdpClient(hosts.A, new IPEndPoint(IPAddress.IPv6Any, 1000));
            IPEndPoint? from = null;
            asks.Connect(B6, 53);
            asks.Send([1], 1);
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => asks.Receive(ref from)));
            asks.Connect(B, 54);
            asks.Send([1], 1);
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => asks.Receive(ref from)));
            asks.Connect(B, 53);
            asks.Send([2], 1);
            Assert.Equal([2], four.Receive(ref from));
            asks.Connect(B6, 54);
            asks.Send([3], 1);
            EndPoint sender = new IPEndPoint(IPAddress.IPv6Any, 0);
            Assert.Equal(1, only6.ReceiveFrom(new byte[10], ref sender));
            Assert.Equal(new IPEndPoint(A6, 1000), sender);
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => four.Send([1], 1, new IPEndPoint(A6, 9))));
        }

        [Fact]
        public void SocketBoundToOneAddress_SendsFromIt_AndHearsNothingElse()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.UdpSockets = 4);
            IPAddress linkLocal = LinkLocal(hosts.A);
            using var client = new UdpClient(hosts.A, new IPEndPoint(linkLocal, 1000));
            Assert.Equal(new IPEndPoint(linkLocal, 1000), client.LocalEndPoint);
            Assert.Equal(Family.InterNetworkV6, client.Client.AddressFamily);
            using var server = new UdpClient(hosts.B, new IPEndPoint(IPAddress.IPv6Any, 53));
            client.Send([1], 1, new IPEndPoint(B6, 53));
            IPEndPoint? from = null;
            server.Receive(ref from);
            Assert.Equal(new IPEndPoint(linkLocal, 1000), from);
            server.Connect(A6, 1000);
            server.Send([1], 1);
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => server.Receive(ref from)));

            using var one = new UdpClient(hosts.B, new IPEndPoint(B, 67));
            using var all = new UdpClient(hosts.B, 68);
            using var sender = new UdpClient(hosts.A, 69) { EnableBroadcast = true };
            sender.Send([1], 1, new IPEndPoint(IPAddress.Broadcast, 67));
            sender.Send([2], 1, new IPEndPoint(IPAddress.Broadcast, 68));
            sender.Send([3], 1, new IPEndPoint(B, 67));
            Assert.Equal([2], all.Receive(ref from));
            Assert.Equal([3], one.Receive(ref from));
        }

        [Fact]
        public void GroupsOfIPv6_AreJoinedAndLeft()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            IPAddress group = IPAddress.Parse("ff02::4711");
            using var member = new UdpClient(hosts.B, new IPEndPoint(IPAddress.IPv6Any, 53));
            using var sender = new UdpClient(hosts.A, new IPEndPoint(IPAddress.IPv6Any, 54));
            member.JoinMulticastGroup(group);
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => member.JoinMulticastGroup(1, group)));
            sender.Send([1], 1, new IPEndPoint(group, 53));
            IPEndPoint? from = null;
            Assert.Equal([1], member.Receive(ref from));
            member.DropMulticastGroup(group, 1);
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => member.DropMulticastGroup(group)));
            member.Client.SetSocketOption(Level.IPv6, Name.AddMembership, new IPv6MulticastOption(group));
            sender.Send([2], 1, new IPEndPoint(group, 53));
            Assert.Equal([2], member.Receive(ref from));
            Assert.Throws<ArgumentException>(() => member.Client.SetSocketOption(Level.IP, Name.DropMembership, new IPv6MulticastOption(group)));
            member.Client.SetSocketOption(Level.IPv6, Name.DropMembership, new IPv6MulticastOption(group, 3));
            Assert.Throws<ArgumentOutOfRangeException>(() => new IPv6MulticastOption(group, -1));
            Assert.Throws<ArgumentOutOfRangeException>(() => new IPv6MulticastOption(group, 0x1_0000_0000));
            Assert.Equal(3, new IPv6MulticastOption(group, 3).InterfaceIndex);
            Assert.Throws<ArgumentOutOfRangeException>(() => member.JoinMulticastGroup(-1, group));
            Assert.Throws<ArgumentOutOfRangeException>(() => member.DropMulticastGroup(group, -1));
        }

        [Fact]
        public void OptionsOfIPv6_AreThoseOfItsSockets()
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies(options => options.UdpSockets = 2);
            using var socket = new Socket(hosts.A, Family.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            socket.SetSocketOption(Level.IPv6, Name.HopLimit, 7);
            Assert.Equal(7, socket.GetSocketOption(Level.IPv6, Name.HopLimit));
            socket.SetSocketOption(Level.IPv6, Name.MulticastTimeToLive, 8);
            Assert.Equal(8, socket.GetSocketOption(Level.IPv6, Name.MulticastTimeToLive));
            socket.SetSocketOption(Level.IPv6, Name.MulticastInterface, 1);
            socket.SetSocketOption(Level.IPv6, Name.MulticastLoopback, 0);
            Assert.Equal(0, socket.GetSocketOption(Level.IPv6, Name.MulticastLoopback));
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.IPv6, Name.IPProtectionLevel, 1)));
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.GetSocketOption(Level.IPv6, Name.IPProtectionLevel)));
            using var four = new Socket(hosts.A, Family.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => four.SetSocketOption(Level.IPv6, Name.HopLimit, 7)));
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => four.GetSocketOption(Level.IPv6, Name.HopLimit)));
        }

        internal static IPAddress LinkLocal(StackRunner runner) => runner.GetOwnAddresses().Single(address => address.IsIPv6LinkLocal);

        private static bool Connects(StackRunner runner, IPAddress address)
        {
            using var client = new TcpClient(runner);
            Exception? failure = Record.Exception(() => client.Connect(address, 7));
            Assert.Equal(failure == null ? null : SocketError.ConnectionRefused, (failure as SocketException)?.SocketErrorCode);
            return failure == null;
        }

        // A socket that can be bound to an address.
        private static Socket New(StackRunner runner, SocketType type, string address, bool only)
        {
            Family family = IPAddress.Parse(address).AddressFamily;
            var socket = new Socket(runner, family, type, ProtocolType.Unspecified);
            if (only)
            {
                socket.DualMode = false;
            }

            return socket;
        }
    }
}
