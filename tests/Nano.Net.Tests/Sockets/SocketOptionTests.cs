using Nano.Net.Sockets;
using Level = Nano.Net.Sockets.SocketOptionLevel;
using Name = Nano.Net.Sockets.SocketOptionName;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>Options of a <see cref="Socket"/>: what they mean, and that what is not there fails.</summary>
    public class SocketOptionTests
    {
        [Fact]
        public void OptionsOfTcp_AreKeptBeforeAConnection_AndHoldForIt()
        {
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen();
            using Socket socket = SocketTcpTests.Tcp(hosts.A);
            Assert.False(socket.NoDelay);
            Assert.Equal(0, socket.GetSocketOption(Level.Tcp, Name.NoDelay));
            socket.SetSocketOption(Level.Tcp, Name.NoDelay, true);
            socket.SetSocketOption(Level.Socket, Name.KeepAlive, true);
            socket.SetSocketOption(Level.Tcp, Name.TcpKeepAliveTime, 7);
            socket.SetSocketOption(Level.Tcp, Name.TcpKeepAliveInterval, 3);
            socket.SetSocketOption(Level.Tcp, Name.TcpKeepAliveRetryCount, 2);
            socket.Connect(SocketHosts.AddressB, 7);
            Assert.True(socket.client.stream.connection.sender.noDelay);
            Assert.True(socket.NoDelay);
            Assert.Equal(1, socket.GetSocketOption(Level.Tcp, Name.NoDelay));
            Assert.Equal(1, socket.GetSocketOption(Level.Socket, Name.KeepAlive));
            Assert.Equal(7, socket.GetSocketOption(Level.Tcp, Name.TcpKeepAliveTime));
            Assert.Equal(3, socket.GetSocketOption(Level.Tcp, Name.TcpKeepAliveInterval));
            Assert.Equal(2, socket.GetSocketOption(Level.Tcp, Name.TcpKeepAliveRetryCount));
            socket.NoDelay = false;
            Assert.False(socket.client.stream.connection.sender.noDelay);
        }

        [Fact]
        public void KeepAlive_EndsAConnectionWhosePeerIsGone_AfterTheTimesThatWereSet()
        {
            using var hosts = new SocketHosts();
            (Socket client, _) = SocketTcpTests.Connect(hosts);
            client.SetSocketOption(Level.Tcp, Name.TcpKeepAliveTime, 5);
            client.SetSocketOption(Level.Tcp, Name.TcpKeepAliveInterval, 2);
            client.SetSocketOption(Level.Tcp, Name.TcpKeepAliveRetryCount, 1);
            client.SetSocketOption(Level.Socket, Name.KeepAlive, 1);
            hosts.Wire.A.IsLinkUp = false;
            hosts.Skip(4900);
            Assert.False(client.Poll(20_000, SelectMode.SelectError));
            hosts.Skip(200);
            Task<Exception?> waiting = SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectError)));
            SocketHosts.Until(() =>
            {
                hosts.Skip(100);
                return waiting.IsCompleted;
            });
            Assert.Null(SocketHosts.Finish(waiting));
            Assert.Equal((int)SocketError.TimedOut, client.GetSocketOption(Level.Socket, Name.Error));
        }

        [Fact]
        public void OptionsOfEverySocket()
        {
            using var hosts = new SocketHosts(o => o.ReceiveBufferSize = 3000);
            using Socket socket = SocketTcpTests.Tcp(hosts.A);
            Assert.Equal((int)SocketType.Stream, socket.GetSocketOption(Level.Socket, Name.Type));
            Assert.Equal(3000, socket.GetSocketOption(Level.Socket, Name.ReceiveBuffer));
            Assert.Equal(1048, socket.GetSocketOption(Level.Socket, Name.SendBuffer));
            socket.SetSocketOption(Level.Socket, Name.ReceiveBuffer, 8192);
            socket.SendBufferSize = 8192;
            Assert.Equal(3000, socket.ReceiveBufferSize);
            Assert.Equal(1048, socket.SendBufferSize);
            Assert.Throws<ArgumentOutOfRangeException>(() => socket.ReceiveBufferSize = -1);
            Assert.Equal(0, socket.GetSocketOption(Level.Socket, Name.ReuseAddress));
            socket.SetSocketOption(Level.Socket, Name.ReuseAddress, true);
            Assert.Equal(1, socket.GetSocketOption(Level.Socket, Name.ReuseAddress));
            socket.SetSocketOption(Level.Socket, Name.ReuseAddress, false);
            Assert.Equal(0, socket.GetSocketOption(Level.Socket, Name.ReuseAddress));
            socket.SetSocketOption(Level.Socket, Name.ExclusiveAddressUse, true);
            socket.ExclusiveAddressUse = false;
            Assert.True(socket.ExclusiveAddressUse);
            Assert.Equal(1, socket.GetSocketOption(Level.Socket, Name.ExclusiveAddressUse));
            socket.SetSocketOption(Level.Socket, Name.ReceiveTimeout, 40);
            socket.SetSocketOption(Level.Socket, Name.SendTimeout, 50);
            Assert.Equal(40, socket.ReceiveTimeout);
            Assert.Equal(40, socket.GetSocketOption(Level.Socket, Name.ReceiveTimeout));
            Assert.Equal(50, socket.GetSocketOption(Level.Socket, Name.SendTimeout));
            Assert.Equal(0, socket.GetSocketOption(Level.Socket, Name.Error));
            Assert.Equal(0, socket.GetSocketOption(Level.Socket, Name.AcceptConnection));
            socket.Bind(new IPEndPoint(IPAddress.Any, 7));
            Assert.Equal(0, socket.GetSocketOption(Level.Socket, Name.AcceptConnection));
            socket.Listen(1);
            Assert.Equal(1, socket.GetSocketOption(Level.Socket, Name.AcceptConnection));
            Assert.True(socket.DontFragment);
            Assert.Equal(64, socket.Ttl);
            Assert.True(Socket.OSSupportsIPv4);
        }

        [Fact]
        public void Linger_InItsFourForms()
        {
            using var hosts = new SocketHosts();
            using Socket socket = SocketTcpTests.Tcp(hosts.A);
            Assert.False(socket.LingerState.Enabled);
            socket.SetSocketOption(Level.Socket, Name.Linger, new LingerOption(true, 9));
            Assert.Equal(9, ((LingerOption)socket.GetSocketOption(Level.Socket, Name.Linger)).LingerTime);
            Assert.Equal(0, socket.GetSocketOption(Level.Socket, Name.DontLinger));
            socket.SetSocketOption(Level.Socket, Name.DontLinger, true);
            Assert.False(socket.LingerState.Enabled);
            Assert.Equal(9, socket.LingerState.LingerTime);
            Assert.Equal(1, socket.GetSocketOption(Level.Socket, Name.DontLinger));
            socket.SetSocketOption(Level.Socket, Name.Linger, [1, 0, 0, 0, 4, 1, 0, 0]);
            Assert.True(socket.LingerState.Enabled);
            Assert.Equal(260, socket.LingerState.LingerTime);
            var bytes = new byte[8];
            socket.GetSocketOption(Level.Socket, Name.Linger, bytes);
            Assert.Equal([1, 0, 0, 0, 4, 1, 0, 0], bytes);
            Assert.Equal(SocketError.Fault, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.Socket, Name.Linger, new byte[7])));
            Assert.Equal(SocketError.Fault, SocketHosts.ErrorOf(() => socket.GetSocketOption(Level.Socket, Name.Linger, new byte[7])));
            Assert.Throws<ArgumentException>(() => socket.SetSocketOption(Level.Tcp, Name.Linger, new LingerOption(true, 9)));
        }

        [Fact]
        public void Bytes_AreNumbersToo()
        {
            using var hosts = new SocketHosts();
            using Socket socket = SocketTcpTests.Tcp(hosts.A);
            socket.SetSocketOption(Level.Socket, Name.ReceiveTimeout, [2, 1, 0, 0, 99]);
            Assert.Equal(258, socket.ReceiveTimeout);
            var bytes = new byte[4];
            socket.GetSocketOption(Level.Socket, Name.ReceiveTimeout, bytes);
            Assert.Equal([2, 1, 0, 0], bytes);
            Assert.Equal(SocketError.Fault, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.Socket, Name.ReceiveTimeout, new byte[3])));
            Assert.Equal(SocketError.Fault, SocketHosts.ErrorOf(() => socket.GetSocketOption(Level.Socket, Name.ReceiveTimeout, new byte[3])));
            Assert.Throws<ArgumentNullException>(() => socket.SetSocketOption(Level.Socket, Name.Linger, (byte[])null!));
            Assert.Throws<ArgumentNullException>(() => socket.SetSocketOption(Level.Socket, Name.Linger, (object)null!));
            Assert.Throws<ArgumentNullException>(() => socket.GetSocketOption(Level.Socket, Name.Linger, (byte[])null!));
        }

        [Fact]
        public void OptionsOfDatagrams()
        {
            using var hosts = new SocketHosts(o => o.MulticastGroups = 2);
            using Socket socket = SocketUdpTests.Udp(hosts.A);
            Assert.False(socket.EnableBroadcast);
            socket.SetSocketOption(Level.Socket, Name.Broadcast, true);
            Assert.True(socket.EnableBroadcast);
            Assert.Equal(1, socket.GetSocketOption(Level.Socket, Name.Broadcast));
            socket.SetSocketOption(Level.IP, Name.IpTimeToLive, 3);
            Assert.Equal(3, socket.Ttl);
            Assert.Equal(3, socket.GetSocketOption(Level.IP, Name.IpTimeToLive));
            socket.SetSocketOption(Level.IP, Name.MulticastTimeToLive, 255);
            Assert.Equal(255, socket.GetSocketOption(Level.IP, Name.MulticastTimeToLive));
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.IP, Name.MulticastTimeToLive, 256)));
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.IP, Name.IpTimeToLive, 0)));
            socket.SetSocketOption(Level.IP, Name.MulticastLoopback, false);
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.MulticastLoopback = true));
            Assert.Equal(0, socket.GetSocketOption(Level.IP, Name.MulticastLoopback));
            socket.SetSocketOption(Level.IP, Name.MulticastInterface, 1);
            Assert.False(socket.DontFragment);
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.DontFragment = true));
            Assert.Equal(0, socket.GetSocketOption(Level.IP, Name.DontFragment));
            Assert.Equal((int)SocketType.Dgram, socket.GetSocketOption(Level.Socket, Name.Type));
            Assert.Equal(socket.datagrams.endpoint.QueueSize, socket.ReceiveBufferSize);
            Assert.Equal(65507, socket.SendBufferSize);
        }

        [Fact]
        public void Membership_IsJoinedAndDropped()
        {
            using var hosts = new SocketHosts(o => o.MulticastGroups = 2);
            using Socket member = SocketUdpTests.Udp(hosts.B, 5000);
            using Socket sender = SocketUdpTests.Udp(hosts.A);
            IPAddress group = IPAddress.Parse("239.1.2.3");
            var option = new MulticastOption(group);
            Assert.Equal(IPAddress.Any, option.LocalAddress);
            member.SetSocketOption(Level.IP, Name.AddMembership, option);
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => member.SetSocketOption(Level.IP, Name.AddMembership, option)));
            sender.SendTo([7], new IPEndPoint(group, 5000));
            Assert.Equal(1, member.Receive(new byte[1]));
            member.SetSocketOption(Level.IP, Name.DropMembership, option);
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => member.SetSocketOption(Level.IP, Name.DropMembership, option)));
            var elsewhere = new MulticastOption(group, SocketHosts.AddressA);
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => member.SetSocketOption(Level.IP, Name.AddMembership, elsewhere)));
            Assert.Throws<ArgumentException>(() => member.SetSocketOption(Level.Socket, Name.AddMembership, option));
            Assert.Throws<ArgumentNullException>(() => new MulticastOption(null));
            Assert.Throws<ArgumentNullException>(() => new MulticastOption(group, null));
        }

        [Theory]
        [InlineData(Level.Socket, Name.Debug)]
        [InlineData(Level.Socket, Name.MaxConnections)]
        [InlineData(Level.Socket, Name.Broadcast)]
        [InlineData(Level.Tcp, Name.Expedited)]
        [InlineData(Level.Tcp, Name.FastOpen)]
        [InlineData(Level.IP, Name.TypeOfService)]
        [InlineData(Level.IP, Name.MulticastTimeToLive)]
        [InlineData(Level.IPv6, Name.IPv6Only)]
        [InlineData(Level.Udp, Name.NoChecksum)]
        public void WhatASocketOfTcpDoesNotHave_Fails(Level level, Name name)
        {
            using var hosts = new SocketHosts();
            using Socket socket = SocketTcpTests.Tcp(hosts.A);
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.SetSocketOption(level, name, 1)));
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.GetSocketOption(level, name)));
        }

        [Theory]
        [InlineData(Name.KeepAlive)]
        [InlineData(Name.Linger)]
        public void WhatASocketOfUdpDoesNotHave_Fails(Name name)
        {
            using var hosts = new SocketHosts();
            using Socket socket = SocketUdpTests.Udp(hosts.A);
            Assert.InRange((int)SocketHosts.ErrorOf(() => socket.GetSocketOption(Level.Socket, name)), 10042, 10045);
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.Tcp, Name.TcpKeepAliveTime, 1)));
            Assert.Equal(SocketError.OperationNotSupported, SocketHosts.ErrorOf(() => socket.NoDelay = true));
        }

        [Fact]
        public void ImpossibleValues_Fail()
        {
            using var hosts = new SocketHosts();
            using Socket socket = SocketTcpTests.Tcp(hosts.A);
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.Tcp, Name.TcpKeepAliveTime, 0)));
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.Tcp, Name.TcpKeepAliveTime, 2_147_484)));
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.SetSocketOption(Level.Socket, Name.OutOfBandInline, false)));
            socket.SetSocketOption(Level.Socket, Name.OutOfBandInline, true);
            Assert.Equal(SocketError.ProtocolOption, SocketHosts.ErrorOf(() => socket.DontFragment = false));
            socket.Close();
            Assert.Throws<ObjectDisposedException>(() => socket.SetSocketOption(Level.Tcp, Name.NoDelay, 1));
            Assert.Throws<ObjectDisposedException>(() => socket.GetSocketOption(Level.Tcp, Name.NoDelay));
            Assert.Throws<ObjectDisposedException>(() => socket.Blocking = false);
        }
    }
}
