using Nano.Net.Sockets;

namespace Nano.Net.Tests.Sockets
{
    /// <summary><see cref="Socket.Poll"/> in its three modes.</summary>
    public class SocketPollTests
    {
        private const int ErrorWaiter = Nano.Net.Tcp.TcpConnection.ErrorWaiter;

        [Fact]
        public void Read_WaitsForData_ForTheEnd_AndForAnError()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = SocketTcpTests.Connect(hosts);
            Assert.False(client.Poll(0, SelectMode.SelectRead));
            Assert.False(client.Poll(1, SelectMode.SelectRead));
            Task<Exception?> polling = SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectRead)));
            SocketHosts.Until(() => client.client.stream.connection.readersWaiting == 1);
            server.Send([1]);
            Assert.Null(SocketHosts.Finish(polling));
            Assert.Equal(1, client.Receive(new byte[2]));

            polling = SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectRead)));
            SocketHosts.Until(() => client.client.stream.connection.readersWaiting == 1);
            server.Shutdown(SocketShutdown.Send);
            Assert.Null(SocketHosts.Finish(polling));
            Assert.Equal(0, client.Receive(new byte[2]));

            (client, server) = SocketTcpTests.Connect(hosts, 8);
            polling = SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectError)));
            SocketHosts.Until(() => client.client.stream.connection.readersWaiting == ErrorWaiter);
            server.Send([1]);
            Assert.True(client.Poll(-1, SelectMode.SelectRead));
            Assert.False(client.Poll(0, SelectMode.SelectError));
            server.Close(0);
            Assert.Null(SocketHosts.Finish(polling));
        }

        [Fact]
        public void WhoWaitsForAnError_DoesNotKeepTheWakeUpOfWhoWaitsForData()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = SocketTcpTests.Connect(hosts);
            Nano.Net.Tcp.TcpConnection connection = client.client.stream.connection;
            Task<Exception?>[] errors = [.. Enumerable.Range(0, 2).Select(_ => SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectError))))];
            SocketHosts.Until(() => connection.readersWaiting == 2 * ErrorWaiter);
            Task<Exception?>[] readers = [.. Enumerable.Range(0, 2).Select(_ => SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectRead))))];
            SocketHosts.Until(() => connection.readersWaiting == 2 * ErrorWaiter + 2);
            server.Send([1]);
            Assert.All(readers, task => Assert.Null(SocketHosts.Finish(task)));
            SocketHosts.Until(() => connection.readersWaiting == 2 * ErrorWaiter);
            Assert.All(errors, task => Assert.False(task.IsCompleted));
            server.Close(0);
            Assert.All(errors, task => Assert.Null(SocketHosts.Finish(task)));
        }

        [Fact]
        public void SeveralWhoPoll_AreAllWoken_AndNoneTakesTheWakeUpOfAReader()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = SocketTcpTests.Connect(hosts);
            Task<Exception?>[] waiting =
            [
                SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectRead))),
                SocketHosts.Start(() => Assert.True(client.Poll(60_000_000, SelectMode.SelectRead))),
                SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectRead))),
                SocketHosts.Start(() => Assert.Equal(2, client.Receive(new byte[2], SocketFlags.Peek))),
            ];
            SocketHosts.Until(() => client.client.stream.connection.readersWaiting == 4);
            server.Send([1, 2]);
            Assert.All(waiting, task => Assert.Null(SocketHosts.Finish(task)));
        }

        [Fact]
        public void Write_WaitsForRoom()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = SocketTcpTests.Connect(hosts);
            Assert.True(client.Poll(0, SelectMode.SelectWrite));
            client.Blocking = false;
            while (client.Poll(100_000, SelectMode.SelectWrite))
            {
                // Until the peer's buffer is full, too.
                client.Send(new byte[500]);
            }

            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => client.Send(new byte[500])));
            Task<Exception?>[] waiting =
            [
                SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectWrite))),
                SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectWrite))),
            ];
            SocketHosts.Until(() => client.client.stream.connection.writersWaiting == 2);
            Task<Exception?> reading = SocketHosts.Start(() =>
            {
                while (server.Receive(new byte[1000]) > 0)
                {
                }
            });
            Assert.All(waiting, task => Assert.Null(SocketHosts.Finish(task)));
            client.Close();
            SocketHosts.Finish(reading);
        }

        [Fact]
        public void Listener_IsReadable_WhileAConnectionWaits()
        {
            using var hosts = new SocketHosts();
            using Socket listener = SocketTcpTests.Listen(hosts);
            Assert.False(listener.Poll(0, SelectMode.SelectRead));
            Assert.False(listener.Poll(1000, SelectMode.SelectRead));
            Assert.False(listener.Poll(-1, SelectMode.SelectWrite));
            Assert.False(listener.Poll(-1, SelectMode.SelectError));
            Task<Exception?>[] waiting =
            [
                SocketHosts.Start(() => Assert.True(listener.Poll(-1, SelectMode.SelectRead))),
                SocketHosts.Start(() => Assert.True(listener.Poll(-1, SelectMode.SelectRead))),
            ];
            SocketHosts.Until(() => hosts.B.stack.tcp.FindAcceptor(7, null).waiting == 2);
            using Socket client = SocketTcpTests.Tcp(hosts.A);
            client.Connect(SocketHosts.AddressB, 7);
            Assert.All(waiting, task => Assert.Null(SocketHosts.Finish(task)));
            Assert.True(listener.Poll(0, SelectMode.SelectRead));
            listener.Accept().Close();
            Assert.False(listener.Poll(0, SelectMode.SelectRead));
        }

        [Fact]
        public void WithoutAConnection_NothingWaits()
        {
            using var hosts = new SocketHosts();
            using Socket fresh = SocketTcpTests.Tcp(hosts.A);
            Assert.True(fresh.Poll(-1, SelectMode.SelectRead));
            Assert.True(fresh.Poll(-1, SelectMode.SelectWrite));
            Assert.False(fresh.Poll(-1, SelectMode.SelectError));
            Assert.Throws<ArgumentException>(() => fresh.Poll(0, (SelectMode)3));
            Assert.Throws<ArgumentException>(() => fresh.Poll(0, (SelectMode)(-1)));
            fresh.Close();
            Assert.Throws<ObjectDisposedException>(() => fresh.Poll(0, SelectMode.SelectRead));
        }

        [Fact]
        public void Datagrams_AreReadable_WhileOneWaits_AndAlwaysWritable()
        {
            using var hosts = new SocketHosts();
            using Socket a = SocketUdpTests.Udp(hosts.A);
            using Socket b = SocketUdpTests.Udp(hosts.B, 53);
            Assert.True(a.Poll(-1, SelectMode.SelectWrite));
            Assert.False(a.Poll(-1, SelectMode.SelectError));
            Assert.False(b.Poll(0, SelectMode.SelectRead));
            Assert.False(b.Poll(1000, SelectMode.SelectRead));
            Task<Exception?>[] waiting =
            [
                SocketHosts.Start(() => Assert.True(b.Poll(-1, SelectMode.SelectRead))),
                SocketHosts.Start(() => Assert.True(b.Poll(-1, SelectMode.SelectRead))),
            ];
            SocketHosts.Until(() => SocketUdpTests.WaitingOn(b) == 2);
            a.SendTo([1], new IPEndPoint(SocketHosts.AddressB, 53));
            Assert.All(waiting, task => Assert.Null(SocketHosts.Finish(task)));
            Assert.Equal(1, b.Receive(new byte[1]));
            Assert.False(b.Poll(0, SelectMode.SelectRead));
            Task<Exception?> polling = SocketHosts.Start(() => Assert.True(b.Poll(-1, SelectMode.SelectRead)));
            SocketHosts.Until(() => SocketUdpTests.WaitingOn(b) == 1);
            b.Close();
            Assert.Null(SocketHosts.Finish(polling));
        }
    }
}
