using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>The checks that every segment goes through once the connection is synchronized (RFC 9293 section 3.10.7.4, RFC 5961), in each state.</summary>
    public class SynchronizedTests : TcpTest
    {
        [Theory]
        [MemberData(nameof(Synchronized))]
        public void ExactReset_EndsTheConnection(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(Rst, seq: peer.Seq);
            peer.ExpectNothing();
            Assert.Equal(TcpState.Closed, connection.state);
            bool over = state == TcpState.Closing || state == TcpState.LastAck;
            Assert.Equal(over ? TcpError.None : TcpError.Reset, connection.error);
            Assert.Equal(0, peer.Stack.context.timers.Count);
            connection.Close();
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void ResetInTheWindow_IsChallenged_AndTheAnswerObeyed(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(Rst, seq: peer.Seq + (state < TcpState.CloseWait ? 100 : 1));
            if (connection.receiver.Window() == 0)
            {
                peer.ExpectNothing();
                return;
            }

            peer.Expect(Ack, ack: peer.Seq);
            Assert.Equal(state, connection.state);
            peer.Send(Rst, seq: peer.Seq);
            Assert.Equal(TcpState.Closed, connection.state);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void ResetOutsideTheWindow_IsIgnored(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(Rst, seq: peer.Seq - 1);
            if (connection.receiver.Window() > 0)
            {
                peer.Send(Rst, seq: peer.Seq + connection.receiver.Window());
            }

            peer.Send(Rst, seq: peer.Seq + 4097);
            peer.Send(Rst | Ack, seq: peer.Seq + 1_000_000_000, ack: 1);
            peer.ExpectNothing();
            Assert.Equal(state, connection.state);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void Syn_IsChallenged_WhereverItIs(TcpState state)
        {
            foreach (int seq in new[] { 0, 5, -77, 1_000_000 })
            {
                TcpPeer peer = NewPeer();
                TcpConnection connection = peer.Reach(state);
                peer.Send(Syn, seq: seq);
                peer.Expect(Ack, ack: peer.Seq);
                Assert.Equal(state, connection.state);
                Assert.Equal(1, peer.Counters.ChallengeAcks);
            }
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void ChallengeAcks_AreLimited(TcpState state)
        {
            TcpPeer peer = NewPeer();
            peer.Reach(state);
            for (int i = 0; i < 20; i++)
            {
                peer.Send(Syn, seq: 50_000 + i);
                peer.Send(Ack, seq: 60_000 + i, ack: 1);
            }

            peer.Expect(Ack, ack: peer.Seq);
            peer.ExpectNothing();
            Assert.Equal(39, peer.Counters.ChallengeAcksSuppressed);
            peer.Advance(499);
            peer.Send(Syn, seq: 50_000);
            peer.ExpectNothing();
            peer.Advance(1);
            peer.Ignore();
            peer.Send(Syn, seq: 50_000);
            peer.Expect(Ack, ack: peer.Seq);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void SegmentWithoutAck_IsDropped(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(0, seq: peer.Seq, data: state < TcpState.CloseWait ? Bytes(0, 5) : null);
            peer.ExpectNothing();
            Assert.Equal(0, connection.receiver.available);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void AckOfWhatWasNeverSent_IsAnsweredWithAck_AndItsDataNotTaken(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            uint sent = connection.sender.next;
            peer.Send(Ack, seq: peer.Seq, ack: 1000, data: state < TcpState.CloseWait ? Bytes(0, 5) : null);
            peer.Expect(Ack, ack: peer.Seq);
            Assert.Equal(0, connection.receiver.available);
            Assert.Equal(sent, connection.sender.next);
            Assert.Equal(1, peer.Counters.DroppedBadAck);
            Assert.Equal(state, connection.state);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void AckOlderThanTheLargestWindow_IsAnsweredWithAck_AndItsDataNotTaken(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(Ack, seq: peer.Seq, ack: -10_001, data: state < TcpState.CloseWait ? Bytes(0, 5) : null);
            peer.Expect(Ack, ack: peer.Seq);
            Assert.Equal(0, connection.receiver.available);
            Assert.Equal(1, peer.Counters.DroppedBadAck);
        }

        [Theory]
        [InlineData(TcpState.Established)]
        [InlineData(TcpState.FinWait1)]
        [InlineData(TcpState.FinWait2)]
        public void OldAckWithinTheLargestWindow_ItsDataAreTaken(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(Ack, seq: 1, ack: -9_000, data: Bytes(0, 5));
            Assert.Equal(Bytes(0, 5), Read(connection));
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void OldData_AreAcknowledgedAtOnce_EachTime(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            for (int i = 0; i < 5; i++)
            {
                peer.Send(Ack, seq: -9, ack: 1, data: Bytes(0, 10));
                peer.Expect(Ack, ack: peer.Seq);
            }

            Assert.Equal(state, connection.state);
            Assert.Equal(5, peer.Counters.DroppedOutOfWindow);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void EmptySegmentOutsideTheWindow_IsAcknowledged_OnceInAWhile(TcpState state)
        {
            TcpPeer peer = NewPeer();
            peer.Reach(state);
            peer.Send(Ack, seq: peer.Seq - 1, ack: 1);
            peer.Expect(Ack, ack: peer.Seq);
            peer.Send(Ack, seq: peer.Seq - 1, ack: 1);
            peer.Send(Ack, seq: peer.Seq + 5000, ack: 1);
            peer.ExpectNothing();
        }

        [Theory]
        [InlineData(TcpState.Established)]
        [InlineData(TcpState.FinWait1)]
        [InlineData(TcpState.FinWait2)]
        public void Text_IsTaken(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(Ack | Psh, seq: 1, ack: peer.AckNumber, data: Bytes(0, 100));
            Assert.Equal(Bytes(0, 100), Read(connection));
            Assert.Equal(Ack, peer.AdvanceToNext(40).Flags);
        }

        [Theory]
        [InlineData(TcpState.Established)]
        [InlineData(TcpState.FinWait1)]
        [InlineData(TcpState.FinWait2)]
        public void UrgentData_AreTakenInBand(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            byte[] packet = peer.Build(Ack | Urg, 1, peer.AckNumber, data: Bytes(0, 100));
            packet[38] = 0;
            packet[39] = 50;
            TcpPeer.Seal(packet);
            peer.Device.Deliver(packet);
            peer.Poll();
            Assert.Equal(Bytes(0, 100), Read(connection));
        }

        [Theory]
        [InlineData(TcpState.CloseWait)]
        [InlineData(TcpState.Closing)]
        [InlineData(TcpState.LastAck)]
        public void TextBehindTheFin_IsNotTaken(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            peer.Send(Ack, seq: peer.Seq, ack: peer.AckNumber, data: Bytes(0, 10));
            Assert.Equal(0, connection.receiver.available);
            Assert.Equal(state, connection.state);
            Assert.Equal(TcpReceiver.FinTaken, connection.receiver.peerFin);
        }

        [Theory]
        [InlineData(TcpState.Established, TcpState.CloseWait)]
        [InlineData(TcpState.FinWait1, TcpState.Closing)]
        [InlineData(TcpState.FinWait2, TcpState.TimeWait)]
        [InlineData(TcpState.CloseWait, TcpState.CloseWait)]
        [InlineData(TcpState.Closing, TcpState.Closing)]
        [InlineData(TcpState.LastAck, TcpState.LastAck)]
        public void Fin_MovesOn_AndIsAcknowledgedAtOnce(TcpState from, TcpState to)
        {
            TcpPeer peer = NewPeer();
            peer.Reach(from);
            int seq = peer.Seq == 2 ? 1 : peer.Seq;
            peer.Send(Fin | Ack, seq: seq, ack: peer.AckNumber);
            peer.Expect(Ack, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(to, peer.State);

            // And its retransmission changes nothing.
            peer.Send(Fin | Ack, seq: seq, ack: peer.AckNumber);
            peer.Expect(Ack, ack: 2);
            Assert.Equal(to, peer.State);
        }

        [Theory]
        [InlineData(TcpState.FinWait1, TcpState.FinWait2)]
        [InlineData(TcpState.Closing, TcpState.TimeWait)]
        [InlineData(TcpState.LastAck, TcpState.Closed)]
        public void AckOfOurFin_MovesOn(TcpState from, TcpState to)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(from);
            peer.Send(Ack, seq: peer.Seq, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(to, peer.State);
            Assert.Equal(TcpError.None, connection.error);
        }

        [Fact]
        public void FinWithTheAckOfOurFin_GoesStraightToTimeWait()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.FinWait1);
            peer.Send(Fin | Ack, seq: 1, ack: 2, data: Bytes(0, 3));
            peer.Expect(Ack, seq: 2, ack: 5);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void FinBeforeItsData_WaitsForThem()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.Established);
            peer.Send(Fin | Ack, seq: 11, ack: 1);
            peer.Expect(Ack, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            peer.Expect(Ack, ack: 12);
            Assert.Equal(TcpState.CloseWait, connection.state);
            Assert.Equal(Bytes(0, 10), Read(connection));
        }

        [Fact]
        public void DataBehindAFinThatCameFirst_AreCutOff()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.Established);
            peer.Send(Fin | Ack, seq: 11, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 30));
            Assert.Equal(TcpState.CloseWait, connection.state);
            Assert.Equal(Bytes(0, 10), Read(connection));
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void DetachedConnection_EndsBySomething(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            connection.Close();
            peer.Advance(1_000_000);
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(0, peer.Stack.context.timers.Count);
            Assert.Empty(peer.Stack.GetConnections().Where(c => c.State != TcpState.Listen).ToArray());
        }

        [Theory]
        [InlineData(TcpState.Established)]
        [InlineData(TcpState.FinWait1)]
        [InlineData(TcpState.FinWait2)]
        public void TextForADetachedConnection_IsAnsweredWithReset(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state);
            connection.Close();
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: peer.AckNumber, data: Bytes(0, 10));
            peer.Expect(Rst | Ack, seq: 2);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void Abort_ResetsExactlyWhereThePeerMustKnow(bool close)
        {
            foreach (TcpState state in new[]
                {
                    TcpState.SynSent, TcpState.SynReceived, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2,
                    TcpState.CloseWait, TcpState.Closing, TcpState.LastAck, TcpState.TimeWait,
                })
            {
                TcpPeer peer = NewPeer();
                TcpConnection connection = peer.Reach(state);
                connection.Abort();
                if (close)
                {
                    connection.Close();
                }

                if (state >= TcpState.SynReceived && state <= TcpState.CloseWait)
                {
                    int sent = state == TcpState.FinWait1 || state == TcpState.FinWait2 ? 2 : 1;
                    peer.Expect(Rst | Ack, seq: sent, ack: peer.Seq);
                }

                peer.ExpectNothing();
                Assert.Equal(state == TcpState.TimeWait ? TcpState.TimeWait : TcpState.Closed, peer.State);
            }
        }

        [Fact]
        public void Calls_AnswerAsTheStateHasIt()
        {
            var buffer = new byte[10];
            foreach (TcpState state in new[] { TcpState.SynSent, TcpState.SynReceived, TcpState.Established })
            {
                TcpConnection connection = NewPeer().Reach(state);
                Assert.Equal(10, connection.Send(buffer, 0, 10));
                Assert.Equal(TcpConnection.WouldBlock, connection.Receive(buffer, 0, 10));
            }

            foreach (TcpState state in new[] { TcpState.FinWait1, TcpState.FinWait2 })
            {
                TcpConnection connection = NewPeer().Reach(state);
                Assert.Equal(TcpConnection.Ended, connection.Send(buffer, 0, 10));
                Assert.Equal(TcpConnection.WouldBlock, connection.Receive(buffer, 0, 10));
            }

            Assert.Equal(10, NewPeer().Reach(TcpState.CloseWait).Send(buffer, 0, 10));
            foreach (TcpState state in new[] { TcpState.Closing, TcpState.LastAck, TcpState.TimeWait })
            {
                Assert.Equal(TcpConnection.Ended, NewPeer().Reach(state).Send(buffer, 0, 10));
            }

            foreach (TcpState state in new[] { TcpState.CloseWait, TcpState.Closing, TcpState.LastAck, TcpState.TimeWait })
            {
                Assert.Equal(0, NewPeer().Reach(state).Receive(buffer, 0, 10));
            }
        }

        [Fact]
        public void Receive_AfterAReset_GivesWhatHadArrived_ThenSaysSo()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.Established);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            peer.Send(Rst, seq: 11);
            Assert.Equal(Bytes(0, 10), Read(connection));
            Assert.Equal(TcpConnection.Ended, connection.Receive(new byte[1], 0, 1));
            Assert.Equal(TcpConnection.Ended, connection.Send(new byte[1], 0, 1));
        }

        [Fact]
        public void CloseWithUnreadData_Resets()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.Established);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            connection.Close();
            peer.Expect(Rst | Ack, seq: 1, ack: 11);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void CloseInSynSent_ForgetsTheConnection()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.SynSent).Close();
            peer.ExpectNothing();
            Assert.Equal(0, peer.Stack.context.timers.Count);
            peer.Send(Syn | Ack, ack: 1);
            peer.Expect(Rst, seq: 1);
        }

        [Fact]
        public void CloseTwice_AndShutdownTwice_ChangeNothing()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.Established);
            connection.ShutdownSend();
            connection.ShutdownSend();
            connection.Close();
            connection.Close();
            peer.Expect(Fin | Ack, seq: 1);
            peer.ExpectNothing();
            Assert.Equal(TcpState.FinWait1, peer.State);
        }

        [Fact]
        public void HalfClosedForLong_StillReceives_AndTheOtherWayStillSends()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.FinWait2);
            for (int i = 0; i < 50; i++)
            {
                peer.Advance(60_000);
                peer.Send(Ack, seq: 1 + (i * 10), ack: 2, data: Bytes(i * 10, 10));
                Assert.Equal(Bytes(i * 10, 10), Read(connection));
            }

            Assert.Equal(TcpState.FinWait2, connection.state);
            peer = NewPeer();
            connection = peer.Reach(TcpState.CloseWait);
            for (int i = 0; i < 50; i++)
            {
                peer.Advance(60_000);
                Write(connection, i * 10, 10);
                peer.Expect(Ack, seq: 1 + (i * 10), ack: 2, data: Bytes(i * 10, 10));
                peer.Send(Ack, seq: 2, ack: 11 + (i * 10));
            }

            connection.ShutdownSend();
            peer.Expect(Fin | Ack, seq: 501, ack: 2);
            peer.Send(Ack, seq: 2, ack: 502);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void ShutdownReceive_ResetsWhenSomethingArrives_ButLetsTheFinPass()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.Established);
            connection.ShutdownReceive();
            peer.ExpectNothing();
            Assert.Equal(0, connection.Receive(new byte[1], 0, 1));
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1));
            peer.Expect(Rst | Ack, seq: 1);

            peer = NewPeer();
            connection = peer.Reach(TcpState.Established);
            connection.ShutdownReceive();
            peer.Send(Fin | Ack, seq: 1, ack: 1);
            peer.Expect(Ack, ack: 2);
            Assert.Equal(TcpState.CloseWait, connection.state);
        }

        [Fact]
        public void FinWait2_OfAClosedConnection_EndsByTimeOutWithReset()
        {
            TcpPeer peer = NewPeer(o => o.FinWait2Timeout = 5000);
            TcpConnection connection = peer.Reach(TcpState.FinWait1);
            connection.Close();
            peer.Send(Ack, seq: 1, ack: 2);
            peer.Advance(4999);
            Assert.Equal(TcpState.FinWait2, peer.State);
            peer.Advance(1);
            peer.Expect(Rst | Ack, seq: 2);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void FinWait2_OfAnOpenConnection_WaitsForEver()
        {
            TcpPeer peer = NewPeer(o => o.FinWait2Timeout = 5000);
            TcpConnection connection = peer.Reach(TcpState.FinWait2);
            peer.Advance(10_000_000);
            Assert.Equal(TcpState.FinWait2, peer.State);
            connection.Close();
            peer.Advance(5000);
            peer.Expect(Rst | Ack, seq: 2);
        }

        [Fact]
        public void Orphan_IsGivenUpSooner()
        {
            TcpPeer peer = NewPeer(o => o.OrphanTimeout = 10_000);
            TcpConnection connection = peer.Reach(TcpState.Established);
            Write(connection, 0, 100);
            connection.Close();
            long start = peer.Now;
            while (peer.State != TcpState.Closed)
            {
                Assert.True(peer.Now - start <= 20_000);
                peer.Advance(100);
            }

            Assert.InRange(peer.Now - start, 10_000, 20_000);
            Assert.Equal(0, peer.Stack.context.timers.Count);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void OrphanInLastAck_TellsThePeer_WhereSomethingIsUndelivered(bool undelivered)
        {
            TcpPeer peer = NewPeer(o => o.OrphanTimeout = 10_000);
            TcpConnection connection = peer.Reach(TcpState.CloseWait);
            if (undelivered)
            {
                Write(connection, 0, 100);
            }

            connection.Close();
            Assert.Equal(TcpState.LastAck, peer.State);
            peer.Advance(30_000);
            Assert.Equal(TcpState.Closed, peer.State);
            SentSegment last = null!;
            while (peer.Device.Sent.Count > 0)
            {
                last = peer.Take();
            }

            Assert.Equal(undelivered ? Rst | Ack : Fin | Ack, last.Flags & ~Psh);
        }

        [Fact]
        public void UserTimeout_EndsWithReset_AndSaysSo()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 30_000);
            TcpConnection connection = peer.Reach(TcpState.Established);
            Write(connection, 0, 100);
            peer.Advance(90_000);
            Assert.Equal(TcpError.TimedOut, connection.error);
            SentSegment last = null!;
            while (peer.Device.Sent.Count > 0)
            {
                last = peer.Take();
            }

            Assert.Equal(Rst | Ack, last.Flags);
        }

        [Fact]
        public void UserTimeout_CanBeMadeShorterOrLongerWhileDataWait()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 30_000);
            TcpConnection connection = peer.Reach(TcpState.Established);
            Write(connection, 0, 100);
            peer.Advance(20_000);
            connection.SetUserTimeout(100_000);
            peer.Advance(79_999);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Send(Ack, seq: 1, ack: 101);
            Write(connection, 100, 100);
            peer.Advance(10_000);
            connection.SetUserTimeout(10_500);
            peer.Advance(499);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Advance(1);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Fact]
        public void UserTimeout_LeavesAConnectAndAnIdleConnectionAlone()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            connection.SetUserTimeout(1);
            peer.Advance(50_000);
            Assert.Equal(TcpState.SynSent, connection.state);
            peer.Ignore();
            peer.Send(Syn | Ack, ack: 1);
            peer.Expect(Ack);
            connection.SetUserTimeout(1);
            peer.Advance(50_000);
            Assert.Equal(TcpState.Established, connection.state);
        }

        [Fact]
        public void UserTimeout_EndsTheConnectionOnTime_NotWithTheNextRetransmission()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.Established);
            connection.userTimeout = 3_500;
            Write(connection, 0, 100);
            peer.Advance(3_499);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Advance(1);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Fact]
        public void UserTimeout_IsTheConnectionsOwn_AndTheNextOneHasThatOfTheStackAgain()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpConnection first = peer.Connect();
            first.userTimeout = 3_500;
            first.Close();
            TcpConnection second = peer.Connect();
            Assert.Same(first, second);
            Assert.Equal(new StackOptions().UserTimeout, second.userTimeout);
        }
    }

    public class SynchronizedTestsAtTheWrap : SynchronizedTests
    {
        protected override uint StackIsn => 0;

        protected override uint PeerIsn => 0xFFFFFFFE;
    }

    public class SynchronizedTestsAtTheSign : SynchronizedTests
    {
        protected override uint StackIsn => 0x80000000;

        protected override uint PeerIsn => 0x7FFFFFF0;
    }
}
