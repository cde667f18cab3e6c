using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// How much goes for each acknowledgment of a recovery: proportional rate reduction (RFC 9937). NewReno, so that the target is
    /// half of what was in the network; a segment has 1,000 bytes.
    /// </summary>
    public class RateReductionTests : SelectiveTest
    {
        [Fact]
        public void ManyLostAtOnce_GoAgainOneByOne()
        {
            (TcpPeer peer, TcpConnection connection) = Send(26);
            Sack(peer, 0, (12, 13));
            Sack(peer, 0, (12, 14));
            peer.ExpectNothing();

            // Twelve lost, eleven in the network, and thirteen may be.
            Sack(peer, 0, (12, 15));
            Assert.Equal(13_000, connection.sender.congestion.slowStartThreshold);
            ExpectSegments(peer, 0);
            for (int i = 1; i < 11; i++)
            {
                Sack(peer, 0, (12, 15 + i));
                ExpectSegments(peer, i);
            }

            Assert.Equal(1, peer.Counters.FastRetransmits);
            Assert.Equal(12_000, connection.sender.congestion.window);

            // The end, and the window is the threshold.
            Acknowledge(peer, 26);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(13_000, connection.sender.congestion.window);
        }

        [Fact]
        public void SecondRecovery_CountsAnew()
        {
            (TcpPeer peer, TcpConnection connection) = Send(10);
            Sack(peer, 0, (4, 7));
            Assert.Equal([0, 1], Drain(peer));
            Sack(peer, 0, (4, 10));
            Assert.Equal([2, 3], Drain(peer));
            Acknowledge(peer, 10);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            connection.sender.congestion.SetWindow(10_000);
            Write(connection, 10_001, 10_000);
            peer.Ignore();

            Sack(peer, 10, (14, 15));
            Sack(peer, 10, (14, 16));
            peer.ExpectNothing();
            Sack(peer, 10, (14, 17));
            ExpectSegments(peer, 10);
            Sack(peer, 10, (14, 18));
            ExpectSegments(peer, 11);
            Assert.Equal(2, peer.Counters.FastRetransmits);
        }

        /// <summary>However much the first has sent, the second sends what is lost at once.</summary>
        [Fact]
        public void SecondRecovery_SendsTheLostSegmentAtOnce()
        {
            (TcpPeer peer, TcpConnection connection) = Send(10);
            Sack(peer, 0, (4, 10));
            Assert.Equal([0, 1, 2, 3], Drain(peer));
            Acknowledge(peer, 10);
            connection.sender.congestion.SetWindow(10_000);
            Write(connection, 10_001, 10_000);
            peer.Ignore();
            Sack(peer, 10, (11, 14));
            ExpectSegments(peer, 10);
        }

        /// <summary>What is lost and waits to be sent again is not in flight either: the window has not let it go.</summary>
        [Fact]
        public void TimeOutWithMuchLost_CountsWhatTheWindowHasLetGo()
        {
            (TcpPeer peer, TcpConnection connection) = Send(26);
            Sack(peer, 0, (12, 15));
            Assert.Equal([0, 1], Drain(peer));
            Assert.Equal(13_000, connection.sender.congestion.window);
            peer.AdvanceToNext();
            Assert.Equal(1, peer.Counters.RetransmissionTimeouts);
            Assert.Equal(6500, connection.sender.congestion.slowStartThreshold);
        }

        [Fact]
        public void OneLost_AndWhatIsInTheNetworkShrinksInProportion()
        {
            (TcpPeer peer, TcpConnection connection) = Send(20, more: 20);
            Sack(peer, 0, (1, 2));
            Sack(peer, 0, (1, 3));
            Assert.Equal([20, 21], Drain(peer));

            // RecoverFS is 20: 22 segments, of which two had arrived. One segment goes for two that arrive, until ten are in the
            // network; from there on one for one.
            int[] sent = new int[19];
            for (int i = 0; i < sent.Length; i++)
            {
                Sack(peer, 0, (1, 4 + i));
                sent[i] = Drain(peer).Count;
            }

            Assert.Equal(10_000, connection.sender.congestion.slowStartThreshold);
            Assert.Equal([1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1], sent);
            Acknowledge(peer, 22);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(10_000, connection.sender.congestion.window);
        }

        /// <summary>SafeACK: SND.UNA has moved, and nothing more counts as lost. Then one segment more, as in slow start.</summary>
        [Fact]
        public void AcknowledgmentThatMovesOn_LetsOneMoreGo()
        {
            (TcpPeer peer, _) = Send(26);
            Sack(peer, 0, (20, 23));
            ExpectSegments(peer, 0, 1, 2);
            peer.Advance(100);
            Acknowledge(peer, 1, (20, 23));
            ExpectSegments(peer, 3, 4);
            Acknowledge(peer, 2, (20, 23));
            ExpectSegments(peer, 5, 6);

            // Without progress, what has arrived and no more.
            Sack(peer, 2, (20, 24));
            ExpectSegments(peer, 7);
        }

        /// <summary>SND.UNA moves, but more is lost: that is no SafeACK, and what has arrived goes and nothing more.</summary>
        [Fact]
        public void AcknowledgmentThatMovesOnAndTellsOfMoreLosses_LetsNoneMoreGo()
        {
            (TcpPeer peer, _) = Send(26);
            Sack(peer, 0, (1, 4));
            ExpectSegments(peer, 0);
            peer.Advance(100);

            // Ten have arrived in this recovery, and one was sent.
            Acknowledge(peer, 4, (20, 26));
            Assert.Equal(Enumerable.Range(4, 9), Drain(peer));
        }

        [Fact]
        public void EndOfRecovery_LeavesTheWindowAtTheThreshold()
        {
            (TcpPeer peer, TcpConnection connection) = Send(26);
            Sack(peer, 0, (12, 15));
            Assert.Equal([0, 1], Drain(peer));
            Assert.Equal(13_000, connection.sender.congestion.window);
            peer.Advance(100);
            Acknowledge(peer, 26);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(13_000, connection.sender.congestion.window);
        }

        /// <summary>The reordering timer tells of the loss, and no acknowledgment: the first that is lost goes, and the rest with what arrives.</summary>
        [Fact]
        public void LossSeenByTheTimer_SendsOneSegment()
        {
            (TcpPeer peer, TcpConnection connection) = Send(20);
            Sack(peer, 0, (10, 12));
            peer.ExpectNothing();
            peer.Advance(25);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            ExpectSegments(peer, 0);
            Sack(peer, 0, (10, 13));
            ExpectSegments(peer, 1);
        }

        [Fact]
        public void DuplicatesWithoutBlocks_CountForNoMoreThanWasInTheNetwork()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.SendBufferSize = 60_000;
                o.CongestionControl = CongestionAlgorithm.NewReno;
            });
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 60_000);
            peer.Ignore();
            for (int i = 0; i < 200; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            // Of twelve in the network, half may be there now; no peer can make it more.
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            int sent = 0;
            while (peer.Device.Sent.Count > 0)
            {
                peer.Take();
                sent++;
            }

            Assert.InRange(sent, 2 + 5, 2 + 12 + 1);
        }

        /// <summary>
        /// Duplicate acknowledgments for more than can have arrived: the first segment is missing, and after a partial
        /// acknowledgment the next one is. What is in the network is never less than nothing.
        /// </summary>
        [Fact]
        public void DuplicatesForWhatIsMissing_DoNotCount()
        {
            TcpPeer peer = NewPeer(o => o.CongestionControl = CongestionAlgorithm.NewReno);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 3000);
            peer.Ignore();
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            // Two behind the hole are all that has left the network, and the one that is missing may go.
            Assert.Equal(1000, connection.sender.congestion.window);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 1000));
            peer.Send(Ack, seq: 1, ack: 1001);
            peer.Expect(Ack, seq: 1001, data: Bytes(1000, 1000));
            peer.ExpectNothing();
            Assert.Equal(1000, connection.sender.congestion.window);
            connection.sender.CheckInvariants(false);
        }

        /// <summary>The same where duplicate acknowledgments say what has left the network.</summary>
        [Fact]
        public void TimeOutInARecoveryWithoutBlocks_LowersTheThresholdAgain()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.SendBufferSize = 60_000;
                o.CongestionControl = CongestionAlgorithm.NewReno;
            });
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 20_000);
            for (int i = 0; i < 6; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            // Of twelve segments six have left the network.
            Assert.Equal(5000, connection.sender.congestion.slowStartThreshold);
            Assert.Equal(12_000, (int)(connection.sender.next - connection.sender.unacknowledged));
            peer.Ignore();
            peer.AdvanceToNext();
            Assert.Equal(1, peer.Counters.RetransmissionTimeouts);
            Assert.Equal(3000, connection.sender.congestion.slowStartThreshold);
        }

        /// <summary>What the peer has behind a hole is not in flight: a time-out in a recovery never raises the threshold (RFC 5681 section 3.1).</summary>
        [Theory]
        [InlineData(CongestionAlgorithm.NewReno)]
        [InlineData(CongestionAlgorithm.Cubic)]
        public void TimeOutInARecovery_LowersTheThresholdAgain(CongestionAlgorithm algorithm)
        {
            (TcpPeer peer, TcpConnection connection) = Send(30, more: 20, configure: o => o.CongestionControl = algorithm);
            Sack(peer, 0, (2, 28));
            int threshold = connection.sender.congestion.slowStartThreshold;
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            peer.Ignore();
            int inFlight = (int)(connection.sender.next - connection.sender.unacknowledged) - connection.sender.scoreboard.delivered;
            while (peer.Counters.RetransmissionTimeouts == 0)
            {
                peer.AdvanceToNext();
            }

            int reduced = algorithm == CongestionAlgorithm.NewReno ? inFlight / 2 : 7 * inFlight / 10;
            Assert.Equal(reduced, connection.sender.congestion.slowStartThreshold);
            Assert.True(reduced < threshold);
            Assert.Equal(1000, connection.sender.congestion.window);
        }
    }
}
