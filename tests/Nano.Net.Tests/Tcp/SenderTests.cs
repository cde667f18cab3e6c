using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>The sending half: what goes when, and what goes again (RFC 9293 sections 3.7.4 and 3.8, RFC 5681, RFC 6298, RFC 6582, RFC 3042).</summary>
    public class SenderTests : TcpTest
    {
        [Fact]
        public void InitialWindow_IsThatOfRfc6928()
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 60_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 60_000);
            Assert.Equal(14_600, TakeData(peer));
        }

        [Fact]
        public void SlowStart_GrowsByWhatIsAcknowledged_UpToTwoSegments()
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 60_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 60_000);
            Assert.Equal(10_000, TakeData(peer));
            peer.Send(Ack, seq: 1, ack: 1001);
            peer.Expect(Ack, seq: 10_001, length: 1000);
            peer.Expect(Ack, seq: 11_001, length: 1000);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 3001);
            Assert.Equal(4000, TakeData(peer));
        }

        [Fact]
        public void CongestionAvoidance_GrowsByASegmentARoundTrip()
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 60_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            connection.sender.congestion.slowStartThreshold = 10_000;
            Write(connection, 0, 60_000);
            Assert.Equal(10_000, TakeData(peer));
            for (int i = 1; i <= 10; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1 + (i * 1000));
            }

            Assert.Equal(11_000, connection.sender.congestion.window);
            Assert.Equal(11_000, TakeData(peer));
        }

        [Fact]
        public void AfterIdle_TheWindowIsTheInitialOneAgain()
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 60_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            for (int sent = 0; sent < 200_000; sent += 10_000)
            {
                Write(connection, sent, 10_000);
                peer.Send(Ack, seq: 1, ack: sent + 5001);
                peer.Send(Ack, seq: 1, ack: sent + 10_001);
            }

            peer.Ignore();
            Assert.True(connection.sender.congestion.window > 20_000);
            peer.Advance(1001);
            Write(connection, 200_000, 60_000);
            Assert.Equal(10_000, TakeData(peer));
        }

        [Fact]
        public void Nagle_HoldsASmallSegmentWhileSomethingIsOutstanding()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 10);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 10));
            Write(connection, 10, 10);
            Write(connection, 20, 10);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 11);
            peer.Expect(Ack | Psh, seq: 11, data: Bytes(10, 20));
        }

        [Fact]
        public void Nagle_LetsFullSegmentsGo_AndTheFinTakesTheRest()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 10);
            Write(connection, 10, 1500);
            peer.Expect(Ack, seq: 1, length: 10);
            peer.Expect(Ack, seq: 11, length: 1000);
            peer.ExpectNothing();
            connection.ShutdownSend();
            peer.Expect(Fin | Ack, seq: 1011, length: 500);
        }

        /// <summary>A peer may delay its acknowledgment of a single full segment: who waits for that, waits for nothing.</summary>
        [Fact]
        public void Nagle_LetsTheSmallEndOfALargeWriteGo()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 1500);
            peer.Expect(Ack, seq: 1, length: 1000);
            peer.Expect(Ack | Psh, seq: 1001, data: Bytes(1000, 500));

            // One small segment at a time, whatever is acknowledged before it.
            Write(connection, 1500, 10);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 1001);
            peer.ExpectNothing();
            Write(connection, 1510, 2000);
            peer.Expect(Ack, seq: 1501, length: 1000);
            peer.Expect(Ack, seq: 2501, length: 1000);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 1501);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 3501);
            peer.Expect(Ack | Psh, seq: 3501, length: 10);
        }

        [Fact]
        public void NoDelay_SendsAtOnce()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            connection.sender.noDelay = true;
            for (int i = 0; i < 5; i++)
            {
                Write(connection, i * 10, 10);
                peer.Expect(Ack | Psh, seq: 1 + (i * 10), data: Bytes(i * 10, 10));
            }
        }

        [Fact]
        public void Push_MarksTheLastSegmentOfWhatWasWritten()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 3000);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 1000));
            peer.Expect(Ack, seq: 1001, data: Bytes(1000, 1000));
            SentSegment last = peer.Take();
            Assert.Equal(Psh | Ack, last.Flags);
            Assert.Equal(Bytes(2000, 1000), last.Data);
        }

        [Fact]
        public void SillyWindow_IsNotUsed_UntilTheOverrideTimeout()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 100);
            Write(connection, 0, 3000);
            peer.ExpectNothing();
            SentSegment forced = peer.AdvanceToNext(1000);
            Assert.Equal(Bytes(0, 100), forced.Data);
        }

        [Fact]
        public void HalfTheLargestWindow_IsWorthSending()
        {
            TcpPeer peer = NewPeer();
            peer.Window = 800;
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 399);
            Write(connection, 0, 3000);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 1, window: 400);
            peer.Expect(Ack, seq: 1, length: 400);
        }

        [Fact]
        public void ClosedWindow_IsProbedWithBackOff_AndAllGoesWhenItOpens()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 3000);
            long start = peer.Now;
            foreach (int at in new[] { 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 124_000, 184_000 })
            {
                SentSegment probe = peer.AdvanceToNext();
                Assert.Equal(Bytes(0, 1), probe.Data);
                Assert.Equal(1, peer.RelativeSequence(probe));
                Assert.InRange(probe.At - start, at - 1000, at + 1000);
                peer.Send(Ack, seq: 1, ack: 1, window: 0);
            }

            peer.Send(Ack, seq: 1, ack: 1, window: 10_000);
            Assert.Equal(3000, TakeData(peer, 1));
            Assert.Equal(TcpError.None, connection.error);
        }

        [Fact]
        public void ProbeThatIsTaken_WhileTheWindowStaysClosed_IsFollowedByAnother()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 3000);
            for (int i = 0; i < 10; i++)
            {
                SentSegment probe = peer.AdvanceToNext(120_000);
                Assert.Equal(Bytes(i, 1), probe.Data);
                peer.Send(Ack, seq: 1, ack: 2 + i, window: 0);
                peer.ExpectNothing();
            }

            peer.Send(Ack, seq: 1, ack: 11, window: 10_000);
            Assert.Equal(2990, TakeData(peer, 11));
        }

        [Fact]
        public void ClosedWindow_HoldsTheFinToo_AndProbesWithIt()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            connection.ShutdownSend();
            peer.ExpectNothing();
            Assert.Equal(Fin | Ack, peer.AdvanceToNext().Flags);
            peer.Send(Ack, seq: 1, ack: 2, window: 0);
            Assert.Equal(TcpState.FinWait2, connection.state);
        }

        [Fact]
        public void SilentPeerBehindAClosedWindow_IsGivenUp_AndOneThatAnswersIsNot()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 60_000);
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 10);
            for (int i = 0; i < 20; i++)
            {
                peer.AdvanceToNext();
                peer.Send(Ack, seq: 1, ack: 1, window: 0);
            }

            Assert.Equal(TcpState.Established, connection.state);
            peer.Advance(200_000);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Fact]
        public void PeerThatTakesItsWindowBack_IsNotSentBeyondIt()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 4000);
            Assert.Equal(4000, TakeData(peer));
            peer.Send(Ack, seq: 1, ack: 1001, window: 500);
            Write(connection, 4000, 1000);
            peer.ExpectNothing();
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(1001, peer.RelativeSequence(again));
            Assert.Equal(Bytes(1000, 500), again.Data);
        }

        [Fact]
        public void OldWindow_DoesNotReplaceANewerOne()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10), window: 5000);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10), window: 1);
            Assert.Equal(5000, connection.sender.window);
            peer.Send(Ack, seq: 11, ack: 1, window: 700);
            Assert.Equal(700, connection.sender.window);
        }

        [Fact]
        public void WindowOfARetransmission_CountsWhereItAcknowledgesSomethingNew()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 2000);
            peer.Send(Ack, seq: 501, ack: 1001, window: 2000);
            Assert.Equal(2000, connection.sender.window);
            peer.Send(Ack, seq: 1, ack: 2001, window: 1000, data: Bytes(0, 500));
            Assert.Equal(1000, connection.sender.window);
        }

        [Fact]
        public void Rto_RetransmitsTheFirst_BacksOff_AndGoesBackToSlowStart()
        {
            TcpPeer peer = NewPeer(o => o.CongestionControl = CongestionAlgorithm.NewReno);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 8000);
            Assert.Equal(8000, TakeData(peer));
            long start = peer.Now;
            foreach (int at in new[] { 1000, 3000, 7000 })
            {
                SentSegment again = peer.AdvanceToNext();
                Assert.Equal(1, peer.RelativeSequence(again));
                Assert.Equal(Bytes(0, 1000), again.Data);
                Assert.Equal(at, again.At - start);
                peer.ExpectNothing();
            }

            Assert.Equal(1000, connection.sender.congestion.window);
            Assert.Equal(4000, connection.sender.congestion.slowStartThreshold);

            // All that was outstanding goes again, as far as slow start allows; what was sent last counts as lost too.
            peer.Send(Ack, seq: 1, ack: 1001);
            peer.Expect(Ack, seq: 1001, data: Bytes(1000, 1000));
            peer.Expect(Ack, seq: 2001, data: Bytes(2000, 1000));
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 8001);
            peer.ExpectNothing();
            Assert.Equal(0, connection.sender.queued);
            Assert.Equal(TimerNever, connection.sender.deadline);
        }

        [Fact]
        public void Karn_WhatWasSentTwiceIsNotMeasured_AndTheBackOffStays()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            peer.AdvanceToNext();
            peer.AdvanceToNext();
            Assert.Equal(2000, connection.sender.rtt.timeout);
            int before = connection.sender.rtt.SmoothedRoundTrip();
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.Equal(before, connection.sender.rtt.SmoothedRoundTrip());
            Assert.Equal(2000, connection.sender.rtt.timeout);
            Write(connection, 100, 100);
            peer.Advance(30);
            peer.Send(Ack, seq: 1, ack: 201);
            Assert.Equal(1000, connection.sender.rtt.timeout);
        }

        [Fact]
        public void Rto_FollowsTheRoundTripTime()
        {
            TcpPeer peer = NewPeer(o => o.MinimumRetransmissionTimeout = 10);
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Advance(100);
            peer.Send(Syn | Ack, ack: 1);
            int sent = 0;
            double srtt = 100;
            double rttvar = 50;
            foreach (int rtt in new[] { 100, 120, 180, 150, 50, 50, 50, 70, 90 })
            {
                Write(connection, sent, 10);
                sent += 10;
                peer.Advance(rtt);
                peer.Send(Ack, seq: 1, ack: 1 + sent);

                // RFC 6298 section 2.
                rttvar = (0.75 * rttvar) + (0.25 * Math.Abs(srtt - rtt));
                srtt = (0.875 * srtt) + (0.125 * rtt);
                Assert.InRange(connection.sender.rtt.SmoothedRoundTrip(), srtt - 3, srtt + 3);
                Assert.InRange(connection.sender.rtt.timeout, srtt + (4 * rttvar) - 12, srtt + (4 * rttvar) + 12);
            }

            Assert.Equal(0, peer.Counters.SegmentsRetransmitted);
        }

        [Fact]
        public void Rto_StaysBetweenItsBounds()
        {
            var estimator = new RttEstimator(200, 10_000);
            estimator.Reset(false);
            Assert.Equal(1000, estimator.timeout);
            estimator.Measure(0);
            Assert.Equal(200, estimator.timeout);
            for (int i = 0; i < 40; i++)
            {
                estimator.BackOff();
            }

            Assert.Equal(10_000, estimator.timeout);
            estimator.Measure(1_000_000);
            Assert.Equal(10_000, estimator.timeout);
            estimator.Reset(true);
            Assert.Equal(3000, estimator.timeout);
        }

        [Fact]
        public void LimitedTransmit_SendsNewDataForTheFirstTwoDuplicates()
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 20_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 20_000);
            Assert.Equal(10_000, TakeData(peer));
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Expect(Ack, seq: 10_001, length: 1000);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Expect(Ack, seq: 11_001, length: 1000);
            peer.ExpectNothing();
            Assert.Equal(10_000, connection.sender.congestion.window);
        }

        [Fact]
        public void FastRetransmit_AtTheThirdDuplicate_AndNewRenoFillsHoleAfterHole()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.SendBufferSize = 30_000;
                o.CongestionControl = CongestionAlgorithm.NewReno;
            });
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 30_000);
            Assert.Equal(10_000, TakeData(peer));

            // Lost: the first and the fifth segment. The other eight, and two more, each bring a duplicate.
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 1000));
            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.FastRetransmits);
            Assert.Equal(5000, connection.sender.congestion.slowStartThreshold);

            // Of twelve segments three have left the network and one is lost; one goes again.
            Assert.Equal(9000, connection.sender.congestion.window);
            for (int i = 0; i < 4; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            // Five have left it since, of which 5/12 may go again (RFC 9937), and six are still there.
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Expect(Ack, seq: 12_001, length: 1000);
            peer.ExpectNothing();

            // A partial acknowledgment: the next hole at once. Of the eight that have left, three are acknowledged now, and so
            // of nine that are outstanding five have left and one is lost: with the hole, a new one may go, up to five.
            peer.Send(Ack, seq: 1, ack: 4001);
            peer.Expect(Ack, seq: 4001, data: Bytes(4000, 1000));
            peer.Expect(Ack, seq: 13_001, length: 1000);
            peer.ExpectNothing();
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);

            // All that was out at the loss: the two that came after it, and one more (RFC 6582 section 3.2, step 3).
            peer.Send(Ack, seq: 1, ack: 12_001);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(3000, connection.sender.congestion.window);
            peer.Expect(Ack, seq: 14_001, length: 1000);
            peer.ExpectNothing();
        }

        /// <summary>RFC 6582 section 3.2, step 3: a window full of holes ends in a time-out, for only the first partial acknowledgment restarts the timer.</summary>
        [Fact]
        public void PartialAcknowledgments_RestartTheTimerOnce()
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 30_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 10_000);
            peer.Ignore();
            peer.Advance(100);
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            int timeout = connection.sender.rtt.timeout;
            long restarted = peer.Now;
            Assert.Equal(restarted + timeout, connection.sender.deadline);
            peer.Advance(50);
            peer.Send(Ack, seq: 1, ack: 2001);
            restarted = peer.Now;
            Assert.Equal(restarted + timeout, connection.sender.deadline);
            foreach (int ack in new[] { 4001, 6001 })
            {
                peer.Advance(50);
                peer.Send(Ack, seq: 1, ack: ack);
                Assert.Equal(restarted + timeout, connection.sender.deadline);
            }

            // The end of the recovery is no partial one.
            peer.Advance(10);
            peer.Send(Ack, seq: 1, ack: 10_001);
            Assert.Equal(long.MaxValue, connection.sender.deadline);
        }

        [Fact]
        public void DuplicatesAfterATimeout_DoNotRetransmitAgain()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 5000);
            peer.Ignore();
            peer.AdvanceToNext();
            for (int i = 0; i < 4; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            Assert.Equal(0, peer.Counters.FastRetransmits);
            Assert.NotNull(connection);
        }

        [Fact]
        public void WindowUpdatesAndData_AreNoDuplicates()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 5000);
            peer.Ignore();
            for (int i = 1; i < 6; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1, window: 10_000 + i);
                peer.Send(Ack, seq: i, ack: 1, window: 10_000 + i, data: Bytes(i - 1, 1));
            }

            Assert.Equal(0, connection.sender.duplicateAcks);
            Assert.Equal(0, peer.Counters.FastRetransmits);
        }

        [Fact]
        public void FastRetransmit_StaysWithinTheWindow()
        {
            TcpPeer peer = NewPeer();
            peer.Window = 50;
            TcpConnection connection = peer.Accept();
            connection.sender.noDelay = true;
            for (int i = 0; i < 5; i++)
            {
                Write(connection, i * 10, 10);
                peer.Expect(Ack, length: 10);
            }

            Write(connection, 50, 1000);
            peer.ExpectNothing();
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            peer.Expect(Ack, seq: 1, data: Bytes(0, 50));
        }

        [Fact]
        public void FastRetransmit_WorksAlsoBillionsOfBytesAfterTheLastLoss()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();

            // 2^31 bytes later, as far as the sequence numbers go.
            TcpSender sender = connection.sender;
            const int Step = 1 << 26;
            for (int i = 0; i < 40; i++)
            {
                Write(connection, 0, 1000);
                peer.Ignore();
                Acknowledge(connection, sender.next);
                sender.unacknowledged += Step;
                sender.next += Step;
                sender.scoreboard.Send(sender.next, 0);
            }

            Write(connection, 0, 8000);
            peer.Ignore();
            for (int i = 0; i < 3; i++)
            {
                Acknowledge(connection, sender.unacknowledged);
            }

            Assert.Equal(1, peer.Counters.FastRetransmits);

            static void Acknowledge(TcpConnection connection, uint acknowledgment) => connection.sender.OnAcknowledgment(new TcpSegment
            {
                sequence = connection.receiver.next,
                acknowledgment = acknowledgment,
                flags = Ack,
                window = connection.sender.window,
            });
        }

        [Fact]
        public void FastRetransmitThatFindsTheDeviceBusy_GoesAsSoonAsItIsNot()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 5000);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Device.Busy = true;
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Advance(20);
            peer.Device.Busy = false;
            peer.Advance(16);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 1000));
        }

        [Fact]
        public void BusyDevice_LosesNothing()
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 60_000);
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 50_000);
            connection.ShutdownSend();
            var got = new byte[50_000];
            int acknowledged = 1;
            var random = new Random(5);
            long start = peer.Now;
            while (peer.State != TcpState.FinWait2)
            {
                peer.Device.Busy = random.Next(2) == 0;
                peer.Advance(1);
                if (peer.Device.Sent.Count > 0)
                {
                    SentSegment segment = peer.Take();
                    int seq = peer.RelativeSequence(segment);
                    Assert.Equal(acknowledged, seq);
                    segment.Data.CopyTo(got, seq - 1);
                    acknowledged = seq + segment.Data.Length + (segment.Flags & Fin);
                    peer.Send(Ack, seq: 1, ack: acknowledged);
                }
            }

            Assert.Equal(Bytes(0, 50_000), got);
            Assert.Equal(0, peer.Counters.SegmentsRetransmitted);
            Assert.True(peer.Counters.DeviceBusy > 0);
            Assert.True(peer.Now - start < 1000);
        }

        [Fact]
        public void FinAndResetThatFindTheDeviceBusy()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Device.Busy = true;
            connection.ShutdownSend();
            peer.Advance(30);
            peer.Device.Busy = false;
            peer.Advance(1);
            peer.Expect(Fin | Ack, seq: 1);
            peer.Device.Busy = true;
            connection.Abort();
            peer.Device.Busy = false;
            Assert.Equal(TcpState.Closed, peer.State);
            peer.Send(Ack, seq: 1, ack: 2);
            peer.Expect(Rst, seq: 2);
        }

        [Fact]
        public void Fin_IsRepeatedUntilAcknowledged()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.FinWait1);
            for (int i = 0; i < 3; i++)
            {
                SentSegment again = peer.AdvanceToNext();
                Assert.Equal(Fin | Ack, again.Flags);
                Assert.Equal(1, peer.RelativeSequence(again));
            }

            peer.Send(Ack, seq: 1, ack: 2);
            peer.Advance(600_000);
            peer.ExpectNothing();
        }

        [Fact]
        public void KeepAlive_ProbesWhenIdle_AndGivesUp()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            connection.SetKeepAlive(true, 10_000, 1000, 3);
            peer.Advance(9999);
            peer.ExpectNothing();
            peer.Advance(1);
            peer.Expect(Ack, seq: 0, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Advance(9999);
            peer.ExpectNothing();
            peer.Advance(1);
            for (int i = 0; i < 3; i++)
            {
                peer.Expect(Ack, seq: 0, ack: 1);
                peer.ExpectNothing();
                peer.Advance(1000);
            }

            peer.Expect(Rst | Ack, seq: 1);
            Assert.Equal(TcpError.TimedOut, connection.error);
            Assert.Equal(4, peer.Counters.KeepAliveProbes);
        }

        [Fact]
        public void KeepAlive_IsPutOffByTraffic_AndOffByDefault()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Advance(100_000_000);
            peer.ExpectNothing();
            connection.SetKeepAlive(true, 10_000, 1000, 3);
            for (int i = 0; i < 10; i++)
            {
                peer.Advance(6000);
                peer.Send(Ack, seq: 1 + i, ack: 1, data: Bytes(i, 1));
                peer.Advance(40);
                peer.Expect(Ack, seq: 1, ack: 2 + i);
            }

            connection.SetKeepAlive(false, 10_000, 1000, 3);
            peer.Advance(100_000);
            peer.ExpectNothing();
            Assert.Equal(0, peer.Counters.KeepAliveProbes);
        }

        [Fact]
        public void PeersKeepAlive_IsAnswered_WithAndWithoutAByte()
        {
            TcpPeer peer = NewPeer();
            peer.Accept();
            peer.Send(Ack, seq: 0, ack: 1);
            peer.Expect(Ack, seq: 1, ack: 1);
            peer.Send(Ack, seq: 0, ack: 1, data: [0]);
            peer.Expect(Ack, seq: 1, ack: 1);
        }

        private const long TimerNever = long.MaxValue;

        // Takes all that was sent; it must be in order and right.
        private static int TakeData(TcpPeer peer, int? from = null)
        {
            int sum = 0;
            int? next = from;
            while (peer.Device.Sent.Count > 0)
            {
                SentSegment segment = peer.Take();
                int seq = peer.RelativeSequence(segment);
                Assert.Equal(next ?? seq, seq);
                Assert.Equal(Bytes(seq - 1, segment.Data.Length), segment.Data);
                next = seq + segment.Data.Length;
                sum += segment.Data.Length;
            }

            return sum;
        }
    }

    public class SenderTestsAtTheWrap : SenderTests
    {
        protected override uint StackIsn => 0xFFFFFFFF - 1000;

        protected override uint PeerIsn => 0xFFFFFFFF;
    }

    public class SenderTestsAtTheSign : SenderTests
    {
        protected override uint StackIsn => 0x7FFFFFFF - 1000;
    }
}
