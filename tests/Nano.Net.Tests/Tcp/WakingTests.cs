using Nano.Net.Core;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// When threads that wait for a connection are woken. The test says that somebody waits, as the blocking sockets do, and
    /// looks whether the event was set.
    /// </summary>
    public class WakingTests : TcpTest
    {
        private readonly Bell bell = new();

        [Fact]
        public void Data_WakeReaders_AndNobodyElse()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            AssertSet(connection, readable: false, writable: false);
            connection.readersWaiting = 1;
            connection.writersWaiting = 1;
            peer.Send(Ack | Psh, seq: 11, ack: 1, data: Bytes(10, 10));
            connection.writersWaiting = 0;
            Assert.True(connection.readable.WaitOne(0));
            connection.writable.WaitOne(0);

            // Out of order, there is nothing to read.
            peer.Send(Ack | Psh, seq: 31, ack: 1, data: Bytes(30, 10));
            AssertSet(connection, readable: false, writable: false);
            peer.Send(Ack | Psh, seq: 21, ack: 1, data: Bytes(20, 10));
            AssertSet(connection, readable: true, writable: false);
            Release(connection);
        }

        /// <summary>Also where header prediction takes the first of them.</summary>
        [Fact]
        public void Data_RingTheWatcher()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Watch(peer.Accept());
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            AssertRung(connection, 1);
            peer.Send(Ack | Psh, seq: 31, ack: 1, data: Bytes(30, 10));
            AssertRung(connection, 0);
            peer.Send(Ack | Psh, seq: 11, ack: 1, data: Bytes(10, 20));
            AssertRung(connection, 1);

            // Twice touched is touched.
            peer.Send(Ack | Psh, seq: 41, ack: 1, data: Bytes(40, 10));
            peer.Send(Ack | Psh, seq: 51, ack: 1, data: Bytes(50, 10));
            AssertRung(connection, 2);
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void Fin_WakesReaders_AndRingsTheWatcher(bool waits)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Watch(peer.Accept());
            connection.readersWaiting = waits ? 1 : 0;
            peer.Send(Fin | Ack, seq: 1, ack: 1);
            AssertSet(connection, readable: waits, writable: false);
            AssertRung(connection, 1);
            Release(connection);
        }

        [Fact]
        public void Fin_WithoutAWatcher_WakesReadersAlone()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            connection.readersWaiting = 1;
            peer.Send(Fin | Ack, seq: 1, ack: 1);
            AssertSet(connection, readable: true, writable: false);
            Release(connection);
        }

        /// <summary>A writer goes on when half of the buffer is free, not for each segment (8,192 bytes here).</summary>
        [Theory]
        [InlineData(0, false)]
        [InlineData(4095, false)]
        [InlineData(4096, true)]
        public void Acknowledgment_WakesWriters_OnceHalfOfTheBufferIsFree(int acknowledged, bool wakes)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Full(peer);
            peer.Send(Ack, seq: 1, ack: 1 + acknowledged, window: 9000);
            AssertSet(connection, readable: false, writable: wakes);
            Release(connection);
        }

        /// <summary>The same where the segment is taken by the general path, for it has data behind a gap.</summary>
        [Theory]
        [InlineData(0, false)]
        [InlineData(4095, false)]
        [InlineData(4096, true)]
        public void AcknowledgmentWithSomethingElse_WakesWritersToo(int acknowledged, bool wakes)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Full(peer);
            peer.Send(Ack | Psh, seq: 11, ack: 1 + acknowledged, data: Bytes(10, 10));
            AssertSet(connection, readable: false, writable: wakes);
            Release(connection);
        }

        [Theory]
        [InlineData(0, 1)]
        [InlineData(10, 11)]
        public void WatcherForRoom_IsRung_OnlyWhereItWatchesForRoom(int data, int seq)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Watch(Full(peer));
            connection.writersWaiting = 0;
            peer.Send(Ack, seq: seq, ack: 4097, data: Bytes(data, data));
            AssertRung(connection, 0);
            connection.watch |= TcpConnection.WatchesRoom;
            peer.Send(Ack, seq: seq, ack: 5000, data: Bytes(data, data));
            Assert.Equal(1, bell.Rings);
            Assert.Equal(TcpConnection.WatchesRoom | TcpConnection.Touched, connection.watch & ~TcpConnection.OpenedByPeer);

            // What acknowledges nothing makes no room.
            peer.Send(Ack, seq: seq, ack: 5000, data: Bytes(data, data));
            Assert.Equal(1, bell.Rings);
        }

        /// <summary>In a small buffer any room is enough: two segments do not fit the half of it.</summary>
        [Theory]
        [InlineData(1, true)]
        [InlineData(0, false)]
        public void SmallBuffer_WakesWritersForAnyRoom(int acknowledged, bool wakes)
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 1048);
            TcpConnection connection = peer.Accept(mss: 1460);
            Assert.Equal(524, connection.sender.segmentSize);
            Write(connection, 0, 1048);
            Assert.Equal(TcpConnection.WouldBlock, connection.Send(new byte[1], 0, 1));
            Assert.Equal(0, connection.Send([], 0, 0));
            connection.writersWaiting = 1;
            peer.Send(Ack, seq: 1, ack: 1 + acknowledged, window: 9000);
            AssertSet(connection, readable: false, writable: wakes);
            Release(connection);
        }

        /// <summary>Who waits until all has been sent, the FIN included, is woken by the acknowledgment of that.</summary>
        [Fact]
        public void Flushed_IsWhenAllIsAcknowledged_AndTheFinToo()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Assert.True(connection.IsFlushed());
            Write(connection, 0, 100);
            Assert.False(connection.IsFlushed());
            connection.writersWaiting = 1;
            connection.ShutdownSend();
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.False(connection.IsFlushed());
            connection.writable.WaitOne(0);
            peer.Send(Ack, seq: 1, ack: 102);
            Assert.True(connection.IsFlushed());
            AssertSet(connection, readable: false, writable: true);
            Release(connection);
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void Connect_WakesItsWriter_WhetherItIsAnsweredOrRefused(bool refused)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            connection.writersWaiting = 1;
            peer.Send(refused ? Rst | Ack : Syn | Ack, ack: 0);
            AssertSet(connection, readable: false, writable: false);
            peer.Ignore();
            peer.Send(refused ? Rst | Ack : Syn | Ack, ack: 1);
            AssertSet(connection, readable: false, writable: true);
            Release(connection);
        }

        [Fact]
        public void ShutdownReceive_WakesReaders()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Watch(peer.Accept());
            connection.readersWaiting = 1;
            connection.ShutdownReceive();
            AssertSet(connection, readable: true, writable: false);
            AssertRung(connection, 1);
            Assert.Equal(0, connection.Receive(new byte[1], 0, 1));

            // And again it is what it was.
            connection.ShutdownReceive();
            Assert.Equal(0, connection.Receive(new byte[1], 0, 1));
            Assert.Equal(TcpState.Established, connection.state);
            Release(connection);
        }

        /// <summary>Data that wait cannot be delivered any more, and the peer must learn it.</summary>
        [Fact]
        public void ShutdownReceiveWithUnreadData_Resets()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            connection.ShutdownReceive();
            peer.Expect(Rst | Ack, seq: 1, ack: 11);
            Assert.Equal((TcpState.Closed, TcpError.Aborted), (connection.state, connection.error));
        }

        [Fact]
        public void ShutdownReceiveOfWhatHasEnded_SendsNothing()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            peer.Send(Rst, seq: 11);
            connection.ShutdownReceive();
            peer.ExpectNothing();
            Assert.Equal(TcpError.Reset, connection.error);
        }

        [Fact]
        public void Close_WakesAll_AndTheirLastReturnsTheConnectionToItsPool()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpConnection connection = Watch(peer.Accept());
            connection.readersWaiting = 1;
            connection.writersWaiting = 1;
            Write(connection, 0, 100);
            int closings = connection.closings;
            connection.Close();
            Assert.Equal(closings + 1, connection.closings);
            AssertSet(connection, readable: true, writable: true);
            AssertRung(connection, 1);
            connection.Close();
            Assert.Equal(closings + 1, connection.closings);
            peer.Ignore();
            peer.Send(Rst, seq: 1);
            AssertSet(connection, readable: true, writable: true);
            AssertRung(connection, 1);

            // Both wait still, so it may not begin another life.
            Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out OpenError error));
            Assert.Equal(OpenError.TooMany, error);
            connection.readersWaiting = 0;
            connection.OnWaiterLeft();
            AssertSet(connection, readable: false, writable: true);
            Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _));
            connection.writersWaiting = 0;
            connection.OnWaiterLeft();
            TcpConnection next = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _)!;
            Assert.Same(connection, next);
            Assert.Null(next.watcher);
            Assert.Equal(0, next.watch);
        }

        [Fact]
        public void WaiterThatLeavesAConnectionThatIsInUse_ChangesNothing()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpConnection connection = peer.Accept();
            connection.readersWaiting = 1;
            connection.OnWaiterLeft();
            AssertSet(connection, readable: false, writable: false);
            Release(connection);
            peer.Send(Rst, seq: 1);
            connection.OnWaiterLeft();
            Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _));
            connection.Close();
            Assert.NotNull(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _));
        }

        /// <summary>An orphan for which a thread still waits is not given to others.</summary>
        [Theory]
        [InlineData(1, 0)]
        [InlineData(0, 1)]
        [InlineData(1, 1)]
        public void OrphanForWhichSomebodyWaits_DoesNotYield(int readers, int writers)
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            connection.Close();
            connection.readersWaiting = readers;
            connection.writersWaiting = writers;
            Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out OpenError error));
            Assert.Equal(OpenError.TooMany, error);
            Release(connection);
            Assert.NotNull(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _));
            Assert.Equal(1, peer.Counters.OrphansEvicted);
        }

        /// <summary>Events that were set in one life of a connection's object wake nobody in the next.</summary>
        [Fact]
        public void NextLife_BeginsWithoutEvents()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpConnection connection = peer.Accept();
            connection.readersWaiting = 1;
            connection.writersWaiting = 1;
            connection.Close();
            peer.Send(Rst, seq: 1);
            Release(connection);
            connection.OnWaiterLeft();
            peer.Ignore();
            Assert.Same(connection, peer.Connect());
            AssertSet(connection, readable: false, writable: false);
        }

        /// <summary>Whoever has something is woken, once all frames have been taken: each of them, and once.</summary>
        [Theory]
        [InlineData(1)]
        [InlineData(2)]
        [InlineData(3)]
        public void SeveralInOneBatch_AreAllWoken_EachOnce(int count)
        {
            TcpPeer peer = NewPeer(o => o.Connections = 3);
            TcpAcceptor acceptor = peer.Listen();
            var bells = new Bell[count];
            for (int i = 0; i < count; i++)
            {
                peer.Port = 3000 + i;
                peer.Accept(acceptor: acceptor).watcher = bells[i] = new Bell();
            }

            for (int round = 0; round < 2; round++)
            {
                for (int half = 0; half < 2; half++)
                {
                    for (int i = 0; i < count; i++)
                    {
                        peer.Port = 3000 + i;
                        int seq = 1 + (20 * round) + (10 * half);
                        peer.Device.Deliver(peer.Build(Ack | Psh, seq, 1, data: Bytes(seq, 10)));
                    }
                }

                peer.Poll();
                Assert.All(bells, b => Assert.Equal(round + 1, b.Rings));
                Assert.Null(peer.Tcp.toWake);
            }
        }

        [Fact]
        public void ConnectionThatCanBeAccepted_WakesWhoeverWaitsForIt()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            acceptor.watcher = bell;
            Open(peer, 3000);
            Assert.False(acceptor.ready.WaitOne(0));
            Assert.Equal(1, bell.Rings);
            acceptor.waiting = 1;
            Open(peer, 3001);
            Assert.True(acceptor.ready.WaitOne(0));
            Assert.Equal(2, bell.Rings);
        }

        [Theory]
        [InlineData(0)]
        [InlineData(2)]
        public void CloseOfTheListener_WakesAllThatWaitForIt(int waiting)
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            acceptor.watcher = bell;
            acceptor.waiting = waiting;
            peer.Tcp.Close(acceptor);
            Assert.Equal(waiting > 0, acceptor.ready.WaitOne(0));
            Assert.Equal((waiting, 0, 1), (acceptor.leaving, acceptor.waiting, acceptor.closings));
            Assert.Null(acceptor.watcher);
            Assert.Equal(0, bell.Rings);
        }

        /// <summary>What waited to be accepted is reset, and free for others.</summary>
        [Fact]
        public void CloseOfTheListener_FreesWhatNobodyHasAccepted()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpAcceptor acceptor = peer.Listen();
            Open(peer, 3000);
            peer.Tcp.Close(acceptor);
            peer.Expect(Rst | Ack, seq: 1, ack: 1);
            Assert.NotNull(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _));
        }

        private static void Open(TcpPeer peer, int port)
        {
            peer.Port = port;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Ack, seq: 1, ack: 1);
        }

        // A connection whose send buffer is full, all of it sent, and for whose room somebody waits.
        private static TcpConnection Full(TcpPeer peer)
        {
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 8192);
            Assert.Equal(0, connection.sender.Free());
            Assert.Equal(TcpConnection.WouldBlock, connection.Send(new byte[1], 0, 1));
            Assert.Equal(9, peer.Device.Sent.Count);
            peer.Ignore();
            AssertSet(connection, readable: false, writable: false);
            connection.writersWaiting = 1;
            return connection;
        }

        private TcpConnection Watch(TcpConnection connection)
        {
            connection.watcher = bell;
            connection.watch &= ~TcpConnection.Touched;
            return connection;
        }

        private void AssertRung(TcpConnection connection, int times)
        {
            Assert.Equal(times, bell.Rings);
            Assert.Equal(times > 0, (connection.watch & TcpConnection.Touched) != 0);
            bell.Rings = 0;
            connection.watch &= ~TcpConnection.Touched;
        }

        // Whether the events are set; they are not any more after that.
        private static void AssertSet(TcpConnection connection, bool readable, bool writable) =>
            Assert.Equal((readable, writable), (connection.readable.WaitOne(0), connection.writable.WaitOne(0)));

        private static void Release(TcpConnection connection)
        {
            connection.readersWaiting = 0;
            connection.writersWaiting = 0;
        }

        private sealed class Bell : IWatcher
        {
            internal int Rings { get; set; }

            public void Set() => Rings++;
        }
    }
}
