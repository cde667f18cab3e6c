using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>TIME-WAIT (RFC 9293 sections 3.6.1 and 3.10.7.4, RFC 1337, RFC 6191).</summary>
    public class TimeWaitTests : TcpTest
    {
        [Fact]
        public void BuffersAreFreeAtOnce()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpConnection connection = peer.Reach(TcpState.TimeWait);
            connection.Close();
            peer.LocalPort++;
            Assert.Same(connection, peer.Connect());
        }

        [Fact]
        public void UnreadData_CanStillBeRead()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.FinWait2);
            peer.Send(Fin | Ack, seq: 1, ack: 2, data: Bytes(0, 10));
            Assert.Equal(TcpState.TimeWait, peer.State);
            Assert.Equal(Bytes(0, 10), Read(connection));
            Assert.Equal(0, connection.Receive(new byte[1], 0, 1));
        }

        [Fact]
        public void LastsTwoMaximumSegmentLifetimes()
        {
            TcpPeer peer = NewPeer(o => o.MaximumSegmentLifetime = 30_000);
            peer.Reach(TcpState.TimeWait).Close();
            peer.Advance(59_999);
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Advance(1);
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(0, peer.Stack.context.timers.Count);
            Assert.Equal(0, peer.Stack.ipv4.paths.Find(TcpPeer.PeerAddress.value).references);
        }

        [Fact]
        public void FinAgain_IsAcknowledged_AndStartsAnew()
        {
            TcpPeer peer = NewPeer(o => o.MaximumSegmentLifetime = 30_000);
            peer.Reach(TcpState.TimeWait);
            peer.Advance(40_000);
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            peer.Advance(59_999);
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Advance(1);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        /// <summary>Also where it brings the last data again; a segment that only ends where the FIN did is none.</summary>
        [Theory]
        [InlineData(Fin | Ack, 1, 10, true)]
        [InlineData(Fin | Ack, 11, 0, true)]
        [InlineData(Fin | Ack, 10, 0, false)]
        [InlineData(Fin | Ack, 1, 9, false)]
        [InlineData(Ack, 1, 10, false)]
        [InlineData(Ack, 11, 0, false)]
        public void Time_BeginsAnew_WithTheFinAlone(int flags, int seq, int length, bool anew)
        {
            TcpPeer peer = NewPeer(o => o.MaximumSegmentLifetime = 30_000);
            TcpConnection connection = peer.Reach(TcpState.FinWait2);
            peer.Send(Fin | Ack, seq: 1, ack: 2, data: Bytes(0, 10));
            peer.Expect(Ack, seq: 2, ack: 12);
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Advance(40_000);
            peer.Send(flags, seq: seq, ack: 2, data: Bytes(seq - 1, length));
            peer.Expect(Ack, seq: 2, ack: 12);
            peer.Advance(20_000);
            Assert.Equal(anew ? TcpState.TimeWait : TcpState.Closed, peer.State);
        }

        /// <summary>RFC 7323 section 5.3: what is old by its timestamp is answered; where it carries nothing, now and then only.</summary>
        [Theory]
        [InlineData(Fin | Ack, 1, 2)]
        [InlineData(Ack, 2, 1)]
        public void WhatIsOldByItsTimestamp_IsAnsweredEachTime_WhereItCarriesSomething(int flags, int seq, int answers)
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.TimeWait, timestamps: true);
            peer.Clock -= 1000;
            peer.Send(flags, seq: seq, ack: 2);
            peer.Send(flags, seq: seq, ack: 2);
            Assert.Equal(answers, peer.Device.Sent.Count);
            Assert.Equal(2, peer.Counters.DroppedOldTimestamp);
        }

        [Fact]
        public void WhoseTimeHasBegunAnew_IsNotTheOldest()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Connections = 5;
                o.TimeWaitConnections = 3;
            });
            TcpAcceptor acceptor = peer.Listen();
            for (int i = 0; i < 3; i++)
            {
                EndOn(peer, acceptor, 3000 + i);
                peer.Advance(10);
            }

            peer.Port = 3000;
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            EndOn(peer, acceptor, 3003);
            EndOn(peer, acceptor, 3004);
            Assert.Equal(
                [3000, 3003, 3004],
                peer.Stack.GetConnections().Where(c => c.State == TcpState.TimeWait).Select(c => c.RemoteEndPoint.Port).Order());
        }

        private static void EndOn(TcpPeer peer, TcpAcceptor acceptor, int port)
        {
            peer.Port = port;
            peer.Accept(acceptor: acceptor).Close();
            peer.Expect(Fin | Ack, seq: 1, ack: 1);
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void NewFinWithoutAck_IsDropped()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.TimeWait);
            peer.Send(Fin, seq: 2);
            peer.ExpectNothing();
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void Reset_IsIgnored()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.TimeWait);
            peer.Send(Rst, seq: 2);
            peer.Send(Rst | Ack, seq: 2, ack: 2);
            peer.Send(Rst, seq: 1);
            peer.Send(Rst | Ack, seq: 1, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void OldDuplicates_AreAcknowledged_AndChangeNothing()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.TimeWait);
            peer.Send(Ack, seq: -50, ack: 1, data: Bytes(0, 20));
            peer.Expect(Ack, seq: 2, ack: 2);
            peer.Send(Syn, seq: 0);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void AckThatSaysNothingNew_IsNotAnswered_SoThatTwoEndsInTimeWaitAreQuiet()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.TimeWait);
            peer.Send(Ack, seq: 2, ack: 2);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
        }

        [Fact]
        public void NewSyn_BeginsANewConnection_WithHigherNumbers()
        {
            TcpPeer peer = NewPeer();
            TcpConnection old = peer.Reach(TcpState.TimeWait);
            uint last = old.sender.next;
            peer.Advance(100);
            peer.PeerIsn += 1000;
            peer.Send(Syn);
            SentSegment answer = peer.Expect(Syn | Ack, ack: 1);
            Assert.True((int)(answer.Sequence - last) > 0);
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.Established, peer.State);
            Assert.Equal(1, peer.Stack.context.timers.Count + 1);
        }

        [Fact]
        public void NewSyn_IsAnsweredWithNumbersBehindAllThatWereUsed_HoweverFastThatWas()
        {
            // More than 250 bytes a millisecond were sent, so that the clock behind the numbers is not past them yet.
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 60_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            for (int sent = 0; sent < 50_000; sent += 10_000)
            {
                Write(connection, sent, 10_000);
                peer.Send(Ack, seq: 1, ack: sent + 10_001);
            }

            connection.ShutdownSend();
            peer.Send(Fin | Ack, seq: 1, ack: 50_002);
            peer.Ignore();
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.PeerIsn += 1000;
            peer.Send(Syn);
            SentSegment answer = peer.Expect(Syn | Ack, ack: 1);
            Assert.True((int)(answer.Sequence - connection.sender.next) > 0);
        }

        [Fact]
        public void NewSyn_WithoutAListener_DoesNotEndIt()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.ConnectAndAccept();
            connection.ShutdownSend();
            peer.Expect(Fin | Ack, seq: 1);
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            peer.Advance(100);
            peer.Send(Syn, seq: 1000);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Theory]
        [InlineData(true, true, 1, -1, true)]
        [InlineData(true, true, 0, 1, true)]
        [InlineData(true, true, 0, -1, false)]
        [InlineData(true, true, -1, 1, false)]
        [InlineData(true, false, 0, 1, true)]
        [InlineData(true, false, 0, -1, false)]
        [InlineData(false, true, 0, -1, true)]
        [InlineData(false, false, 0, 1, true)]
        [InlineData(false, false, 0, -1, false)]
        public void NewSyn_IsKnownByItsTimestamp_OrElseByItsNumber(bool before, bool now, int later, int higher, bool begins)
        {
            // RFC 6191 section 2: where the old connection has timestamps, and the SYN; how they compare, and the numbers.
            TcpPeer peer = NewPeer();
            TcpConnection old = peer.Reach(TcpState.TimeWait, timestamps: before);
            peer.Clock = before ? (uint)(old.recentTimestamp + later) : peer.Clock;
            peer.Send(Syn, seq: 2 + higher, options: peer.SynOptions(1000, -1, false, now));
            if (begins)
            {
                SentSegment answer = peer.Expect(Syn | Ack, ack: 3 + higher);
                Assert.Equal(now, answer.HasTimestamp);
                Assert.True((int)(answer.Sequence - old.sender.next) > 0);
            }
            else
            {
                peer.Expect(Ack, seq: 2, ack: 2);
                Assert.Equal(TcpState.TimeWait, peer.State);
            }
        }

        [Fact]
        public void Answers_CarryTimestamps()
        {
            TcpPeer peer = NewPeer();
            TcpConnection old = peer.Reach(TcpState.TimeWait, timestamps: true);
            uint recent = old.recentTimestamp;
            peer.Advance(100);
            uint clock = old.TimestampClock();
            peer.Send(Ack, seq: -50, ack: 2, data: Bytes(0, 20));
            SentSegment answer = peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal((clock, recent), (answer.TimestampValue, answer.TimestampEcho));
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            answer = peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal((clock, peer.Clock), (answer.TimestampValue, answer.TimestampEcho));
        }

        [Fact]
        public void OldFin_ByItsTimestamp_IsAnswered_ButDoesNotStartItAnew()
        {
            TcpPeer peer = NewPeer(o => o.MaximumSegmentLifetime = 30_000);
            peer.Reach(TcpState.TimeWait, timestamps: true);
            peer.Advance(40_000);
            peer.Clock -= 50_000;
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(1, peer.Counters.DroppedOldTimestamp);
            peer.Advance(20_000);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void FinAgainWithoutTimestamp_IsAnswered_AndTheLastOneIsStillEchoed()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.TimeWait, timestamps: true);
            uint recent = connection.recentTimestamp;
            peer.Stamps = false;
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            Assert.Equal(recent, peer.Expect(Ack, seq: 2, ack: 2).TimestampEcho);
        }

        [Fact]
        public void ConnectionAfterIt_TellsALaterTime()
        {
            TcpPeer peer = NewPeer(o => o.MaximumSegmentLifetime = 100);
            TcpConnection connection = peer.Reach(TcpState.TimeWait, timestamps: true);
            connection.Close();
            uint last = connection.TimestampClock();
            peer.Advance(1000);
            peer.Stamps = false;
            peer.Connect();
            Assert.Equal(last + 1000, peer.Expect(Syn).TimestampValue);
        }

        [Fact]
        public void ConnectFromTheSamePort_IsRefusedMeanwhile()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.TimeWait);
            Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, peer.Port, TcpPeer.StackPort, out OpenError error));
            Assert.Equal(OpenError.AddressInUse, error);
        }

        [Fact]
        public void FullTable_LetsTheOldestGo()
        {
            TcpPeer peer = NewPeer(o => o.TimeWaitConnections = 2);
            TcpAcceptor acceptor = peer.Listen();
            for (int i = 0; i < 3; i++)
            {
                peer.Port = 5000 + i;
                TcpConnection connection = peer.Accept(acceptor: acceptor);
                connection.Close();
                peer.Send(Fin | Ack, seq: 1, ack: 2);
                Assert.Equal(TcpState.TimeWait, peer.State);
                peer.Ignore();
            }

            Assert.Equal(1, peer.Counters.TimeWaitEvicted);
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Port = 5000;
            Assert.Equal(TcpState.Closed, peer.State);
            peer.Port = 5001;
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void WithoutATable_TheConnectionIsGoneAtOnce()
        {
            TcpPeer peer = NewPeer(o => o.TimeWaitConnections = 0);
            TcpConnection connection = peer.Reach(TcpState.FinWait2);
            connection.Close();
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(0, peer.Stack.context.timers.Count);
        }

        [Fact]
        public void WhereAllPathsAreHeld_TheOldestGivesWayToAConnect()
        {
            TcpPeer peer = NewPeer(o => o.Paths = 2);
            TcpConnection connection = peer.Reach(TcpState.TimeWait);
            connection.Close();
            Assert.NotNull(ConnectToAnother(peer));
            Assert.DoesNotContain(peer.Stack.GetConnections(), c => c.State == TcpState.TimeWait);
            Assert.Equal(1, peer.Counters.TimeWaitEvicted);
            Assert.Equal(0, peer.Stack.Counters.Internet.NoPath);
        }

        /// <summary>Not for a request whose sender may not be there; but it is answered, as there will be room if he is.</summary>
        [Fact]
        public void WhereAllPathsAreHeld_TheOldestGivesWayToSomebodyNew_WhoAcknowledges()
        {
            TcpPeer peer = NewPeer(o => o.Paths = 2);
            peer.Reach(TcpState.TimeWait).Close();
            peer.SendFrom(0x0A000003, Syn);
            Assert.Equal(Syn | Ack, peer.Take().Flags);
            Assert.Equal(0, peer.Counters.TimeWaitEvicted);
            peer.SendFrom(0x0A000003, Ack, seq: 1, ack: 1);
            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.TimeWaitEvicted);
            Assert.Equal(TcpState.Established, peer.State);
            Assert.Equal(0, peer.Stack.Counters.Internet.NoPath);
        }

        [Fact]
        public void WhereAllPathsAreHeldBySeveral_TheyGiveWayTogether()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Paths = 2;
                o.TimeWaitConnections = 4;
            });
            TcpAcceptor acceptor = peer.Listen();
            for (int i = 0; i < 3; i++)
            {
                peer.Port = 5000 + i;
                peer.Accept(acceptor: acceptor).Close();
                peer.Send(Fin | Ack, seq: 1, ack: 2);
                peer.Ignore();
            }

            Assert.NotNull(ConnectToAnother(peer));
            Assert.Equal(3, peer.Counters.TimeWaitEvicted);
            Assert.Equal(0, peer.Stack.Counters.Internet.NoPath);
        }

        [Fact]
        public void WhereItsPathIsAConnectionsToo_ItDoesNotGiveWay()
        {
            TcpPeer peer = NewPeer(o => o.Paths = 2);
            peer.Reach(TcpState.TimeWait).Close();
            peer.Port++;
            TcpConnection other = peer.Connect();
            peer.Ignore();
            Assert.Null(ConnectToAnother(peer));
            peer.SendFrom(0x0A000003, Syn);
            peer.ExpectNothing();
            Assert.Equal(0, peer.Counters.TimeWaitEvicted);
            Assert.Equal(1, peer.Stack.Counters.Internet.NoPath);
            Assert.Equal(1, peer.Counters.DroppedNoConnection);
            Assert.Equal(TcpState.SynSent, other.state);
        }

        [Fact]
        public void KeepAlive_CannotBeSetAnyMore()
        {
            TcpPeer peer = NewPeer(o => o.MaximumSegmentLifetime = 100_000);
            TcpConnection connection = peer.Reach(TcpState.TimeWait);
            connection.SetKeepAlive(true, 1000, 1000, 3);
            peer.Advance(10_000);
            peer.ExpectNothing();
        }

        private static TcpConnection? ConnectToAnother(TcpPeer peer)
        {
            return peer.Tcp.Connect(new IPAddress(0x0A000003u), 80, 0, out _);
        }
    }

    public class TimeWaitTestsAtTheWrap : TimeWaitTests
    {
        protected override uint StackIsn => 0;

        protected override uint PeerIsn => 0xFFFFFFFE;
    }
}
