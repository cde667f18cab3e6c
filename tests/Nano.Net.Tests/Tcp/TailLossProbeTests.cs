using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>When the tail loss probe goes (RFC 8985 section 7.2). The peer acknowledges selectively; a segment has 1,000 bytes.</summary>
    public class TailLossProbeTests : SelectiveTest
    {
        [Fact]
        public void FlightFromIdle_IsProbedTwoRoundTripsAfterItsLastSegment()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            Steady(connection, 450);
            Write(connection, 1, 3000);
            ExpectSegments(peer, 0, 1, 2);
            long start = peer.Now;
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(900, probe.At - start);
            Assert.Equal(2, Number(peer, probe));
            Assert.Equal(1, peer.Counters.TailLossProbes);
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void FlightFromIdle_IsProbed_WhereTheLeastTimeOutIsShort()
        {
            (TcpPeer peer, TcpConnection connection) = Measure(o => o.MinimumRetransmissionTimeout = 200);
            Steady(connection, 60);
            Write(connection, 1, 3000);
            ExpectSegments(peer, 0, 1, 2);
            long start = peer.Now;
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(120, probe.At - start);
            Assert.Equal(2, Number(peer, probe));
        }

        [Fact]
        public void SecondSegment_EndsTheAllowanceForADelayedAcknowledgment()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            connection.sender.noDelay = true;
            Write(connection, 1, 1000);
            long start = peer.Now;
            peer.Advance(50);
            Write(connection, 1001, 1000);
            ExpectSegments(peer, 0, 1);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(50 + 200, probe.At - start);
            Assert.Equal(1, Number(peer, probe));
        }

        [Fact]
        public void LaterSegments_PutTheProbeOff()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            connection.sender.noDelay = true;
            Write(connection, 1, 3000);
            long start = peer.Now;
            peer.Advance(150);
            Write(connection, 3001, 1000);
            ExpectSegments(peer, 0, 1, 2, 3);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(150 + 200, probe.At - start);
            Assert.Equal(3, Number(peer, probe));
        }

        /// <summary>Also those acknowledgments from which no round trip is measured.</summary>
        [Fact]
        public void Acknowledgment_PutsTheProbeOff()
        {
            (TcpPeer peer, _) = Send(5);
            long start = peer.Now;
            peer.Advance(100);
            Acknowledge(peer, 1);
            peer.Advance(50);
            Acknowledge(peer, 2);
            peer.Advance(30);
            Acknowledge(peer, 3);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(180 + 200, probe.At - start);
            Assert.Equal(4, Number(peer, probe));
        }

        /// <summary>Of the flight a single segment is left, whose acknowledgment the peer may delay.</summary>
        [Fact]
        public void AcknowledgmentOfAllButTheLast_AddsTheAllowanceForADelayedOne()
        {
            (TcpPeer peer, _) = Send(5);
            long start = peer.Now;
            peer.Advance(100);
            Acknowledge(peer, 2);
            Acknowledge(peer, 4);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(100 + 400, probe.At - start);
            Assert.Equal(4, Number(peer, probe));
        }

        /// <summary>The probe goes no later than the time-out would have come, and then in its place: the time-out begins anew with it.</summary>
        [Fact]
        public void ProbeThatWouldComeAfterTheTimeOut_GoesInItsPlace()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            Steady(connection, 600);
            Write(connection, 1, 3000);
            ExpectSegments(peer, 0, 1, 2);
            long start = peer.Now;
            Assert.Equal(1000, connection.sender.rtt.timeout);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(1000, probe.At - start);
            Assert.Equal(2, Number(peer, probe));
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(2000, again.At - start);
            Assert.Equal(0, Number(peer, again));
            Assert.Equal(1, peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void LaterSegments_PutTheProbeOffNoFurtherThanTheTimeOut()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            Steady(connection, 450);
            connection.sender.noDelay = true;
            Write(connection, 1, 3000);
            long start = peer.Now;
            peer.Advance(300);
            Write(connection, 3001, 1000);
            ExpectSegments(peer, 0, 1, 2, 3);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(1000, probe.At - start);
            Assert.Equal(3, Number(peer, probe));
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
        }

        [Theory]
        [InlineData(1)]
        [InlineData(3)]
        public void RoundTripThatWasNeverMeasured_IsProbedAfterASecond(int segments)
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            connection.sender.rtt.Reset(true);
            Write(connection, 1, segments * 1000);
            Assert.Equal(Enumerable.Range(0, segments), Drain(peer));
            long start = peer.Now;
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(1000, probe.At - start);
            Assert.Equal(segments - 1, Number(peer, probe));
            Assert.Equal(1, peer.Counters.TailLossProbes);
        }

        /// <summary>A round trip of next to nothing: the probe waits as long as a thread may wait for its turn.</summary>
        [Fact]
        public void ShortRoundTrip_IsProbedAfterTenMilliseconds()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            Steady(connection, 1);
            Write(connection, 1, 2000);
            ExpectSegments(peer, 0, 1);
            long start = peer.Now;
            Assert.Equal(10, peer.AdvanceToNext().At - start);
        }

        [Fact]
        public void ProbeThatIsUnderWay_IsNotFollowedByAnother_ThoughMoreIsSent()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            connection.sender.noDelay = true;
            Write(connection, 1, 1000);
            ExpectSegments(peer, 0);
            long start = peer.Now;
            Assert.Equal(400, peer.AdvanceToNext().At - start);
            Write(connection, 1001, 1000);
            ExpectSegments(peer, 1);

            // The next is the time-out, a second after the probe.
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(1400, again.At - start);
            Assert.Equal(0, Number(peer, again));
            Assert.Equal(1, peer.Counters.TailLossProbes);
        }

        // Many round trips of the same length: no variation is left, and the time-out is at its least.
        private static void Steady(TcpConnection connection, int roundTrip)
        {
            connection.sender.rtt.Reset(false);
            for (int i = 0; i < 60; i++)
            {
                connection.sender.rtt.Measure(roundTrip);
            }
        }
    }
}
