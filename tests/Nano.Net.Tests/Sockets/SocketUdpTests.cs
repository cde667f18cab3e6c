using Nano.Net.Sockets;

namespace Nano.Net.Tests.Sockets
{
    /// <summary><see cref="Socket"/> as UDP.</summary>
    public class SocketUdpTests
    {
        private static readonly byte[] Some = [1, 2, 3, 4, 5];

        [Fact]
        public void SendTo_AndReceiveFrom()
        {
            using var hosts = new SocketHosts();
            using Socket a = Udp(hosts.A);
            using Socket b = Udp(hosts.B, 53);
            Assert.Null(a.LocalEndPoint);
            Assert.False(a.IsBound);
            Assert.Equal(new IPEndPoint(IPAddress.Any, 53), b.LocalEndPoint);
            Assert.Equal(SocketType.Dgram, a.SocketType);
            Assert.Equal(ProtocolType.Udp, a.ProtocolType);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            EndPoint to = new IPEndPoint(SocketHosts.AddressB, 53);
            var buffer = new byte[8];

            Assert.Equal(5, a.SendTo(Some, to));
            Assert.True(a.IsBound);
            Assert.Equal(5, b.ReceiveFrom(buffer, ref from));
            Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0], buffer);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressA, ((IPEndPoint)a.LocalEndPoint!).Port), from);

            EndPoint same = from;
            Assert.Equal(5, a.SendTo(Some, SocketFlags.None, to));
            Assert.Equal(5, b.ReceiveFrom(buffer, SocketFlags.Peek, ref from));
            Assert.Same(same, from);
            Assert.Equal(5, b.Available);
            Assert.Equal(5, b.ReceiveFrom(buffer, 6, SocketFlags.None, ref from));
            Assert.Equal(0, b.Available);

            Assert.Equal(2, a.SendTo(Some, 2, SocketFlags.None, to));
            Assert.Equal(2, b.ReceiveFrom(buffer, 6, 2, SocketFlags.None, ref from));
            Assert.Equal([1, 2, 3, 4, 5, 0, 1, 2], buffer);

            Assert.Equal(3, a.SendTo(Some, 2, 3, SocketFlags.None, to));
            Assert.Equal(3, b.Receive(buffer));
            Assert.Equal([3, 4, 5, 4, 5, 0, 1, 2], buffer);
        }

        [Fact]
        public void ConnectedToAPeer_ItSendsAndReceivesWithoutNamingIt()
        {
            using var hosts = new SocketHosts();
            using Socket a = Udp(hosts.A);
            using Socket b = Udp(hosts.B, 53);
            Assert.Equal(SocketError.NotConnected, SocketHosts.ErrorOf(() => a.Send(Some)));
            Assert.Null(a.RemoteEndPoint);
            Assert.False(a.Connected);
            a.Connect(SocketHosts.AddressB, 53);
            Assert.True(a.Connected);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 53), a.RemoteEndPoint);
            Assert.Equal(SocketHosts.AddressA, ((IPEndPoint)a.LocalEndPoint!).Address);
            Assert.Equal(5, a.Send(Some));
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            b.ReceiveFrom(new byte[5], ref from);
            b.SendTo([9], from);
            var buffer = new byte[1];
            Assert.Equal(1, a.Receive(buffer));
            Assert.Equal(9, buffer[0]);
            a.Connect("10.0.0.2", 54);
            a.Send(Some);
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => a.Receive(buffer)));
            Assert.Equal(SocketError.OperationNotSupported, SocketHosts.ErrorOf(() => a.Shutdown(SocketShutdown.Both)));
            Assert.Equal(SocketError.OperationNotSupported, SocketHosts.ErrorOf(() => a.Listen(1)));
        }

        [Fact]
        public void DatagramThatIsTooLong_IsCut_AndItsSenderKnown()
        {
            using var hosts = new SocketHosts();
            using Socket a = Udp(hosts.A, 1000);
            using Socket b = Udp(hosts.B, 53);
            a.SendTo(Some, new IPEndPoint(SocketHosts.AddressB, 53));
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var buffer = new byte[3];
            Assert.Equal(SocketError.MessageSize, SocketHosts.ErrorOf(() => b.ReceiveFrom(buffer, SocketFlags.Peek, ref from)));
            Assert.Equal(0, hosts.B.stack.udp.counters.Truncated);
            Assert.Equal(SocketError.MessageSize, SocketHosts.ErrorOf(() => b.ReceiveFrom(buffer, ref from)));
            Assert.Equal(1, hosts.B.stack.udp.counters.Truncated);
            Assert.Equal([1, 2, 3], buffer);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressA, 1000), from);
            Assert.Equal(0, b.Available);
        }

        [Fact]
        public void NothingToReceive_TimesOut_OrWouldBlock_OrHasNoPort()
        {
            using var hosts = new SocketHosts();
            using Socket a = Udp(hosts.A);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            Assert.Throws<InvalidOperationException>(() => a.ReceiveFrom(new byte[1], ref from));
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => a.Receive(new byte[1])));
            a.Bind(new IPEndPoint(SocketHosts.AddressA, 0));
            Assert.InRange(((IPEndPoint)a.LocalEndPoint!).Port, 49152, 65535);
            a.ReceiveTimeout = 40;
            Assert.Equal(40, a.ReceiveTimeout);
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => a.ReceiveFrom(new byte[1], ref from)));
            a.Blocking = false;
            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => a.ReceiveFrom(new byte[1], ref from)));
            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => a.Receive(new byte[1])));
            a.SendTimeout = -1;
            Assert.Equal(0, a.SendTimeout);
        }

        [Fact]
        public void Bind_TakesAPortOnce()
        {
            using var hosts = new SocketHosts(o => o.UdpSockets = 2);
            using Socket a = Udp(hosts.A, 53);
            using Socket other = Udp(hosts.A);
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => other.Bind(new IPEndPoint(IPAddress.Any, 53))));
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => other.Bind(new IPEndPoint(SocketHosts.AddressB, 54))));
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => a.Bind(new IPEndPoint(IPAddress.Any, 55))));
            a.Close();
            other.Bind(new IPEndPoint(IPAddress.Any, 53));
            Assert.Throws<ObjectDisposedException>(() => a.SendTo(Some, new IPEndPoint(SocketHosts.AddressB, 53)));
            Assert.Throws<ObjectDisposedException>(() => a.LocalEndPoint);
        }

        [Fact]
        public void Close_WakesWhoReceives()
        {
            using var hosts = new SocketHosts();
            Socket a = Udp(hosts.A, 53);
            Task<Exception?> receiving = SocketHosts.Start(() => a.Receive(new byte[1]));
            SocketHosts.Until(() => WaitingOn(a) == 1);
            a.Close();
            Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(receiving)));
        }

        [Fact]
        public void AsManyAsTheStackHas_AndThenNoMore()
        {
            using var hosts = new SocketHosts(o => o.UdpSockets = 1);
            using Socket a = Udp(hosts.A);
            Assert.Equal(SocketError.TooManyOpenSockets, SocketHosts.ErrorOf(() => Udp(hosts.A)));
        }

        [Fact]
        public void UdpClient_AndItsSocket_AreOne()
        {
            using var hosts = new SocketHosts();
            var client = new UdpClient(hosts.A, 0);
            using var server = new UdpClient(hosts.B, new IPEndPoint(SocketHosts.AddressB, 53));
            Assert.Same(client.Client, client.Client);
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => client.Client.Bind(new IPEndPoint(IPAddress.Any, 5))));
            client.Connect("10.0.0.2", 53);
            Assert.True(client.Client.Connected);
            client.Client.Send(Some);
            IPEndPoint? from = null;
            Assert.Equal(Some, server.Receive(ref from));
            Assert.Equal(SocketHosts.AddressA, from!.Address);
            client.Close();
            Assert.Throws<ObjectDisposedException>(() => client.Client.Send(Some));
        }

        [Fact]
        public void UdpClient_TakesHostNamesAsAddresses_AndReceivesIntoNewArrays()
        {
            using var hosts = new SocketHosts();
            using var client = new UdpClient(hosts.A, 0);
            using var server = new UdpClient(hosts.B, 53);
            IPEndPoint? from = null;
            Assert.Equal(5, client.Send(Some, 5, "10.0.0.2", 53));
            Assert.Equal(Some, server.Receive(ref from));
            Assert.Equal(0, client.Send([], 0, "10.0.0.2", 53));
            Assert.Equal([], server.Receive(ref from));
            Assert.Equal(SocketError.NoRecovery, SocketHosts.ErrorOf(() => client.Send(Some, 5, "a.name", 53)));
            Assert.Equal(SocketError.NoRecovery, SocketHosts.ErrorOf(() => client.Connect("a.name", 53)));
            Assert.Throws<ArgumentNullException>(() => client.Connect((string)null!, 53));
            client.Connect(SocketHosts.AddressB, 99);
            client.Send(Some, 1);
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => client.Receive(ref from)));
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => new UdpClient(hosts.A, new IPEndPoint(SocketHosts.AddressB, 9))));
            Assert.Throws<ArgumentNullException>(() => new UdpClient(hosts.A, null));
        }

        internal static Socket Udp(StackRunner runner, int port = 0)
        {
            var socket = new Socket(runner, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            if (port != 0)
            {
                socket.Bind(new IPEndPoint(IPAddress.Any, port));
            }

            return socket;
        }

        /// <summary>How many wait to receive.</summary>
        internal static int WaitingOn(Socket socket) => socket.datagrams.endpoint.readersWaiting;
    }
}
