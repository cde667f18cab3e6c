using Nano.Net.Sockets;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>What a thread uses that sees to many connections and waits in none of them.</summary>
    public class NonBlockingTests
    {
        private static readonly byte[] Some = [1, 2, 3, 4, 5];

        private static INonBlockingStream NonBlocking(TcpClient client) => client.GetStream();

        /// <summary>A program that moves over finds what it knows, and nothing else.</summary>
        [Fact]
        public void NetworkStream_ShowsNothingThatTheBclHasNot()
        {
            string[] known = [.. typeof(System.Net.Sockets.NetworkStream).GetMembers().Select(m => m.Name)];
            Assert.Empty(typeof(NetworkStream).GetMembers().Select(m => m.Name).Except(known));
        }

        [Fact]
        public void ClosedStream_SaysNothingOfTheNextLifeOfItsConnection()
        {
            using var hosts = new SocketHosts(o => o.Connections = 1);
            using TcpListener listener = hosts.Listen();
            (TcpClient client, TcpClient server) = hosts.Connect(listener);
            INonBlockingStream old = server.GetStream();
            old.WantsRoom = true;
            Assert.True(old.ProgressAt > 0);
            old.Abort();
            client.Close();
            SocketHosts.Until(() => hosts.A.GetConnections().Length == 0);
            (client, TcpClient next) = hosts.Connect(listener);
            NonBlocking(next).WantsRoom = true;
            client.GetStream().Write(Some, 0, 5);
            SocketHosts.Until(() => next.Available == 5);
            Assert.Equal((0, false, true, true, 0, 0), (old.ProgressAt, old.WantsRoom, old.IsAtEnd, old.HasFailed, old.Room, old.Unacknowledged));
            Assert.Throws<ObjectDisposedException>(() => ((NetworkStream)old).DataAvailable);
            Assert.Throws<ObjectDisposedException>(() => ((NetworkStream)old).ReadByte());
            Assert.Equal((0, false, TcpState.Closed), (server.Available, server.Connected, server.State));
            Assert.Throws<ObjectDisposedException>(server.GetStream);
            old.Abort();
            server.Close();
            Assert.True(next.Connected);
        }

        /// <summary>Wherever the bytes stand in the ring of the receive buffer, and with others that have arrived behind them.</summary>
        [Fact]
        public void Shorten_ReplacesTheFirstBytes_AndLeavesTheOthers()
        {
            using var hosts = new SocketHosts(o => o.ReceiveBufferSize = 256);
            (TcpClient client, TcpClient server) = hosts.Connect();
            INonBlockingStream stream = server.GetStream();
            var buffer = new byte[256];
            for (int round = 0; round < 300; round++)
            {
                client.GetStream().Write([10, 11, 12, 13, 14, 15, 16], 0, 7);
                SocketHosts.Until(() => server.Available == 7);
                stream.Shorten(6, [0, 1, 2, 3], 1, 4 - 1);
                Assert.Equal(4, server.Available);

                // What has not arrived, and more for less, is not done.
                stream.Shorten(5, [0, 1, 2, 3], 0, 1);
                stream.Shorten(1, [9, 9, 9, 9], 0, 2);
                Assert.Equal(4, stream.TryPeek(buffer, 0, 256));
                Assert.Equal([1, 2, 3, 16], buffer[..4]);
                stream.Shorten(2, [7, 8], 0, 2);
                Assert.Equal(4, stream.TryRead(buffer, 0, 256));
                Assert.Equal([7, 8, 3, 16], buffer[..4]);
            }
        }

        [Fact]
        public void Peek_TakesNothing_AndSkipDoes()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            INonBlockingStream stream = server.GetStream();
            var buffer = new byte[10];
            Assert.Equal(StreamResult.WouldBlock, stream.TryPeek(buffer, 0, 10));
            Assert.Equal(StreamResult.WouldBlock, stream.TryRead(buffer, 0, 10));
            client.GetStream().Write(Some, 0, 5);
            SocketHosts.Until(() => server.Available == 5);
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(5, stream.TryPeek(buffer, 0, 10));
                Assert.Equal(Some, buffer[..5]);
            }

            stream.Skip(3);
            Assert.Equal(2, stream.TryRead(buffer, 0, 10));
            Assert.Equal(4, buffer[0]);
            Assert.False(stream.IsAtEnd);
            client.Close();
            SocketHosts.Until(() => stream.IsAtEnd);
            Assert.Equal(0, stream.TryPeek(buffer, 0, 10));
            server.Close();
            Assert.Equal(StreamResult.Failed, stream.TryPeek(buffer, 0, 10));
            Assert.Equal(StreamResult.Failed, stream.TryWrite(buffer, 0, 10, false));
        }

        [Fact]
        public void Peek_GoesAroundTheEndOfTheRing()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            var buffer = new byte[1072];
            for (int round = 0; round < 20; round++)
            {
                byte[] sent = Tests.Tcp.TcpPeer.Bytes(round, 300);
                client.GetStream().Write(sent, 0, 300);
                SocketHosts.Until(() => server.Available == 300);
                Assert.Equal(300, NonBlocking(server).TryPeek(buffer, 0, 1072));
                Assert.Equal(sent, buffer[..300]);
                NonBlocking(server).Skip(1000);
                Assert.Equal(0, server.Available);
            }
        }

        [Fact]
        public void HeldWrites_GoOutInOneSegment()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            server.NoDelay = true;
            long before = hosts.B.Stack.Counters.Tcp.SegmentsSent;
            Assert.Equal(5, NonBlocking(server).TryWrite(Some, 0, 5, true));
            Assert.Equal(7, NonBlocking(server).TryWriteWhole(Some, 5, Some, 0, 2));
            Thread.Sleep(30);
            Assert.Equal(before, hosts.B.Stack.Counters.Tcp.SegmentsSent);
            NonBlocking(server).Flush();
            client.GetStream().ReadExactly(new byte[12]);
            Assert.Equal(1, hosts.B.Stack.Counters.Tcp.SegmentsSent - before);
        }

        [Fact]
        public void WriteWhole_WritesAllOrNothing()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            INonBlockingStream stream = server.GetStream();
            var large = new byte[800];
            int room = stream.Room;
            Assert.Equal(hosts.B.Stack.SendBufferSize, room);
            Assert.Equal(800, stream.TryWriteWhole(large, 800, null!, 0, 0));
            Assert.Equal(StreamResult.WouldBlock, stream.TryWriteWhole(large, 200, large, 0, 100));
            Assert.Equal(room - 800, stream.Room);
            Assert.Equal(800, stream.Unacknowledged);
            Assert.True(client.Connected);
        }

        [Fact]
        public void OpenWindow_LetsASecondLargeMessageIn_BeforeTheFirstByteIsTaken()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            client.GetStream().Write(new byte[530], 0, 530);
            SocketHosts.Until(() => server.Available == 530);
            NonBlocking(server).Skip(530);
            client.GetStream().Write(new byte[1000], 0, 1000);
            SocketHosts.Until(() =>
            {
                NonBlocking(server).OpenWindow();
                return server.Available == 1000;
            });
        }

        [Fact]
        public void Readiness_IsSet_ByDataRoomAndTheEnd_OfAnyConnection_AndByANewOne()
        {
            using var hosts = new SocketHosts();
            var readiness = new Readiness();
            using TcpListener listener = hosts.Listen();
            listener.Watch(readiness);
            Assert.True(readiness.Wait(1000));
            Assert.False(readiness.Wait(20));
            var client = new TcpClient(hosts.A);
            client.Connect(SocketHosts.AddressB, 7);
            Assert.True(readiness.Wait(5000));
            Assert.True(listener.Pending());
            TcpClient server = listener.AcceptTcpClient();
            INonBlockingStream stream = server.GetStream();
            stream.Watch(readiness);
            Assert.True(stream.TakeReady());
            Assert.False(stream.TakeReady());

            client.GetStream().Write(Some, 0, 5);
            Assert.True(readiness.Wait(5000));
            Assert.True(stream.TakeReady());

            // An acknowledgment sets it only where room was asked for.
            stream.TryWrite(Some, 0, 5, false);
            SocketHosts.Until(() => stream.Unacknowledged == 0);
            Assert.False(stream.TakeReady());
            stream.WantsRoom = true;
            stream.TryWrite(Some, 0, 5, false);
            SocketHosts.Until(stream.TakeReady);

            client.Close();
            SocketHosts.Until(stream.TakeReady);
            Assert.True(readiness.Wait(5000));
        }

        [Fact]
        public void ClosedStream_DoesNotTouchTheNextLifeOfItsConnection()
        {
            using var hosts = new SocketHosts(o => o.Connections = 1);
            using TcpListener listener = hosts.Listen();
            (TcpClient client, TcpClient server) = hosts.Connect(listener);
            INonBlockingStream old = server.GetStream();
            old.Watch(new Readiness());
            old.Abort();
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => client.GetStream().ReadByte()));
            client.Close();
            (_, TcpClient next) = hosts.Connect(listener);
            NonBlocking(next).Watch(new Readiness());
            old.WantsRoom = true;
            Assert.True(old.TakeReady());
            Assert.False(NonBlocking(next).WantsRoom);
            Assert.True(NonBlocking(next).TakeReady());
        }

        [Fact]
        public void Abort_ResetsThePeer()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            INonBlockingStream stream = server.GetStream();
            stream.Abort();
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => client.GetStream().ReadByte()));
            Assert.True(stream.HasFailed);
        }
    }
}
