using Nano.Net.Tcp;
using Nano.Simulation;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// What a sender makes of selective acknowledgments: RFC 2018, RFC 2883, RFC 6675, RFC 8985. The round trip is 100 ms,
    /// a segment 1,000 bytes; byte 1 of the stream has been acknowledged to measure it.
    /// </summary>
    public class SelectiveRecoveryTests : SelectiveTest
    {
        [Fact]
        public void ThreeSegmentsBehindAHole_AndOnlyTheHoleGoesAgain()
        {
            (TcpPeer peer, TcpConnection connection) = Send(10);
            Sack(peer, 0, (1, 2));
            Sack(peer, 0, (1, 3));
            peer.ExpectNothing();
            Sack(peer, 0, (1, 4));
            ExpectSegments(peer, 0);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            Assert.Equal(1, peer.Counters.FastRetransmits);
            Acknowledge(peer, 10);
            peer.ExpectNothing();
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void TwoSegmentsBehindAHole_WaitForAQuarterOfTheRoundTrip()
        {
            (TcpPeer peer, _) = Send(3);
            Sack(peer, 0, (1, 3));
            peer.ExpectNothing();
            long start = peer.Now;
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(0, Number(peer, again));
            Assert.Equal(25, again.At - start);
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
        }

        /// <summary>The pause between two probes of a closed window may be long; the loss that is seen meanwhile is not to wait for its end.</summary>
        [Fact]
        public void LossSeenWhileTheWindowIsClosed_HasItsTimerLookedAt()
        {
            (TcpPeer peer, TcpConnection connection) = Send(10);
            peer.Window = 0;
            Acknowledge(peer, 0);
            for (int i = 0; i < 5; i++)
            {
                peer.AdvanceToNext();
                Acknowledge(peer, 0);
            }

            Sack(peer, 0, (1, 10));

            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            InvariantCheck.Check(peer.Stack);
        }

        [Fact]
        public void SeveralHoles_AreFilledInOneRoundTrip()
        {
            (TcpPeer peer, _) = Send(10);
            Sack(peer, 0, (1, 2));
            Sack(peer, 0, (3, 4), (1, 2));
            Sack(peer, 0, (5, 10), (3, 4), (1, 2));
            ExpectSegments(peer, 0, 2, 4);
            Acknowledge(peer, 10);
            peer.ExpectNothing();
        }

        [Fact]
        public void InRecovery_AsMuchIsInTheNetworkAsTheWindowAllows()
        {
            (TcpPeer peer, TcpConnection connection) = Send(10, more: 20);
            peer.Ignore();

            // Seven of ten are there, three are lost: nothing is in the network, and the window is five segments.
            Sack(peer, 0, (3, 10));
            ExpectSegments(peer, 0, 1, 2, 10, 11);
            Assert.Equal(5000, connection.sender.congestion.window);
            Sack(peer, 0, (3, 11));
            ExpectSegments(peer, 12);
        }

        [Fact]
        public void ResentSegmentThatIsLostAgain_GoesOnceMore_WithoutATimeOut()
        {
            (TcpPeer peer, _) = Send(10, more: 10);
            Sack(peer, 0, (1, 10));
            ExpectSegments(peer, 0, 10, 11, 12, 13);
            peer.Advance(100);
            peer.ExpectNothing();

            // What was sent at the same time as the retransmission proves nothing; what was sent later does.
            Sack(peer, 0, (1, 12));
            ExpectSegments(peer, 14, 15);
            peer.Advance(100);
            Sack(peer, 0, (1, 15));
            Assert.Contains(0, Drain(peer));
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
            Assert.Equal(1, peer.Counters.FastRetransmits);
        }

        [Fact]
        public void TailLoss_IsProbedAfterTwoRoundTrips_AndRepairedWithoutATimeOut()
        {
            (TcpPeer peer, _) = Send(5);
            peer.Advance(100);
            Acknowledge(peer, 2);
            long start = peer.Now;
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(200, probe.At - start);
            Assert.Equal(4, Number(peer, probe));
            Assert.Equal(1, peer.Counters.TailLossProbes);
            peer.Advance(100);

            // The probe arrives behind a hole, which is filled: one segment for the one that has arrived (RFC 9937).
            Sack(peer, 2, (4, 5));
            Assert.Equal([2], Drain(peer));
            peer.Advance(100);
            Acknowledge(peer, 3, (4, 5));
            Assert.Equal([3], Drain(peer));
            Acknowledge(peer, 5);
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
            peer.Advance(5000);
            peer.ExpectNothing();
        }

        [Fact]
        public void ProbeThatRepairsTheTail_CostsTheWindowWhatALossCosts()
        {
            (TcpPeer peer, TcpConnection connection) = Send(5, more: 0);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(4, Number(peer, probe));
            Acknowledge(peer, 5);
            int before = connection.sender.congestion.window;
            Write(connection, 1 + 5000, 1000);
            peer.Ignore();
            Acknowledge(peer, 6);
            Assert.True(connection.sender.congestion.window < before);
        }

        /// <summary>The block that told of the probe has begun a recovery: the window has felt the loss.</summary>
        [Fact]
        public void ProbeThatBeginsARecovery_CostsTheWindowOnceOnly()
        {
            (TcpPeer peer, TcpConnection connection) = Send(8);
            peer.Advance(100);
            Acknowledge(peer, 2);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(7, Number(peer, probe));
            peer.Advance(100);
            Sack(peer, 2, (7, 8));
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            int reduced = connection.sender.congestion.window;
            peer.Ignore();
            Acknowledge(peer, 8);
            Write(connection, 1 + 8000, 1000);
            peer.Ignore();
            Acknowledge(peer, 9);
            Assert.True(connection.sender.congestion.window >= reduced);
        }

        [Fact]
        public void ProbeThatWasForNothing_CostsNothing()
        {
            (TcpPeer peer, TcpConnection connection) = Send(5);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(4, Number(peer, probe));
            Acknowledge(peer, 5);
            int before = connection.sender.congestion.window;

            // RFC 2883: the last segment arrived twice.
            Sack(peer, 5, (4, 5));
            Write(connection, 1 + 5000, 1000);
            peer.Ignore();
            Acknowledge(peer, 6);
            Assert.True(connection.sender.congestion.window >= before);
            Assert.Equal(1, peer.Counters.DuplicatesReported);
        }

        /// <summary>A peer that does not tell of what arrives twice says the same once more (RFC 8985 section 7.4.2, case 2).</summary>
        [Fact]
        public void ProbeThatWasForNothing_CostsNothing_AlsoWithoutABlock()
        {
            (TcpPeer peer, TcpConnection connection) = Send(5);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(4, Number(peer, probe));
            Acknowledge(peer, 5);
            int before = connection.sender.congestion.window;
            Acknowledge(peer, 5);
            Write(connection, 1 + 5000, 1000);
            peer.Ignore();
            Acknowledge(peer, 6);
            Assert.True(connection.sender.congestion.window >= before);
        }

        [Fact]
        public void Probe_IsSomethingNewWhereThereIs()
        {
            (TcpPeer peer, TcpConnection connection) = Send(4, queue: 200);
            peer.ExpectNothing();
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(Start + 4000, peer.RelativeSequence(probe));
            Assert.Equal(200, probe.Data.Length);
            Assert.NotNull(connection);
        }

        [Fact]
        public void Probe_CarriesTheFinAgain()
        {
            (TcpPeer peer, TcpConnection connection) = Send(2, queue: 100);
            connection.ShutdownSend();
            peer.ExpectNothing();
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(Fin, probe.Flags & Fin);
            Assert.Equal(100, probe.Data.Length);
        }

        [Fact]
        public void OneProbeOnly_ThenTheTimeOut()
        {
            (TcpPeer peer, _) = Send(3);
            long start = peer.Now;
            Assert.Equal(200, peer.AdvanceToNext().At - start);
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(0, Number(peer, again));
            Assert.Equal(1200, again.At - start);
            Assert.Equal(1, peer.Counters.TailLossProbes);
            Assert.Equal(1, peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void SingleSegment_LeavesThePeerItsDelay()
        {
            (TcpPeer peer, _) = Send(1);
            long start = peer.Now;
            Assert.Equal(400, peer.AdvanceToNext().At - start);
            Assert.Equal(1, peer.Counters.TailLossProbes);
        }

        [Fact]
        public void TimeOutThatComesSoonerThanTheProbe_IsOnTime()
        {
            (TcpPeer peer, TcpConnection connection) = Send(1);
            Acknowledge(peer, 1);
            for (int i = 0; i < 40; i++)
            {
                connection.sender.rtt.Measure(350);
            }

            connection.sender.congestion.window = 10_000;
            Write(connection, 1001, 1000);
            long start = peer.Now;
            peer.Advance(850);
            Write(connection, 2001, 1000);
            ExpectSegments(peer, 1, 2);
            peer.Advance(50);

            // What has arrived twice ends the wait for the probe, 700 ms after the second segment; nothing new is acknowledged.
            Sack(peer, 1, (0, 1));
            Assert.Equal(1000, peer.AdvanceToNext().At - start);
            Assert.Equal(1, peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void TimeOut_DoesNotSendAgainWhatThePeerHas()
        {
            (TcpPeer peer, _) = Send(6);
            Sack(peer, 0, (2, 3));
            Sack(peer, 0, (2, 3), (4, 6));
            peer.Ignore();
            while (peer.Counters.RetransmissionTimeouts == 0)
            {
                Assert.DoesNotContain(Number(peer, peer.AdvanceToNext()), new[] { 2, 4, 5 });
            }

            peer.Ignore();
            Acknowledge(peer, 1, (2, 3), (4, 6));
            Assert.Equal([1, 3], Drain(peer));
            Acknowledge(peer, 6);
            peer.ExpectNothing();
        }

        [Fact]
        public void PeerThatThrowsAwayWhatItHad_GetsItAllAgain()
        {
            (TcpPeer peer, TcpConnection connection) = Send(6);
            Sack(peer, 0, (1, 6));
            Assert.Equal([0], Drain(peer));

            // RFC 2018 section 8: it has the first now, and no longer the others.
            Acknowledge(peer, 1);
            var again = new List<int>();
            for (int i = 1; i < 6; i++)
            {
                if (peer.Device.Sent.Count == 0)
                {
                    again.Add(Number(peer, peer.AdvanceToNext()));
                }

                again.AddRange(Drain(peer));
                Acknowledge(peer, i + 1);
            }

            Assert.Equal([1, 2, 3, 4, 5], again.Distinct().Order());
            Assert.Equal(0, connection.sender.queued);
            Assert.Equal(Nano.Net.Core.TimerQueue.Never, connection.sender.deadline);
        }

        [Fact]
        public void Reordering_OnceSeen_IsWaitedFor()
        {
            (TcpPeer peer, _) = Send(10, more: 10);
            Sack(peer, 0, (1, 2));
            Acknowledge(peer, 2);
            peer.Ignore();
            peer.Advance(10);

            // As many as one likes: what is missing is late, until a quarter of the round trip has gone by.
            Sack(peer, 2, (3, 8));
            Assert.DoesNotContain(2, Drain(peer));
            Acknowledge(peer, 8);
            Assert.Equal(0, peer.Counters.FastRetransmits);
        }

        [Fact]
        public void BlocksOfWhatWasNeverSent_AndBlocksInsideOut_AreIgnored()
        {
            (TcpPeer peer, TcpConnection connection) = Send(4);
            Sack(peer, 0, (9, 12));
            Sack(peer, 0, (3, 2));
            Sack(peer, 0, (-4, 2));
            Sack(peer, 0, (0, 0));
            Assert.Equal(0, connection.sender.scoreboard.delivered);
            peer.ExpectNothing();
        }

        [Fact]
        public void FullScoreboard_IsCounted_AndEverythingArrivesAllTheSame()
        {
            (TcpPeer peer, TcpConnection connection) = Send(18, spans: 6);
            for (int i = 1; i < 18; i += 2)
            {
                Sack(peer, 0, (i, i + 1));
            }

            Assert.True(peer.Counters.ScoreboardOverflows > 0);
            var has = new bool[18];
            for (int i = 1; i < 18; i += 2)
            {
                has[i] = true;
            }

            for (int i = 0; i < 100 && connection.sender.queued > 0; i++)
            {
                if (peer.Device.Sent.Count == 0)
                {
                    peer.Device.Sent.Enqueue(peer.AdvanceToNext().Packet);
                }

                foreach (int number in Drain(peer))
                {
                    has[number] = true;
                }

                Acknowledge(peer, has.TakeWhile(h => h).Count());
            }

            Assert.Equal(0, connection.sender.queued);
        }
    }
}
