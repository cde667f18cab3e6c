using Nano.Net.Tcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What a probe and a retransmission may carry, at the edge of window and stream, and what a SACK block means at the edge of another.</summary>
    public class RetransmissionEdgeTests : SelectiveTest
    {
        /// <summary>RFC 8985 section 7.2: for a single segment, be it full, the peer's delay is allowed for.</summary>
        [Theory]
        [InlineData(999, 400)]
        [InlineData(1000, 400)]
        [InlineData(2000, 200)]
        public void Probe_WaitsForADelayedAcknowledgment_WhereOneSegmentIsOutstanding(int length, int wait)
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            Write(connection, 1, length);
            peer.Ignore();
            long start = peer.Now;
            Assert.Equal(wait, peer.AdvanceToNext().At - start);
            Assert.Equal(1, peer.Counters.TailLossProbes);
        }

        /// <summary>Also where the round trip was too short to be measured.</summary>
        [Fact]
        public void Probe_AfterNoRoundTripTime_WaitsForTheDelayAndTenMilliseconds()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            connection.sender.rtt.Reset(false);
            connection.sender.rtt.Measure(0);
            Write(connection, 1, 1000);
            peer.Ignore();
            long start = peer.Now;
            Assert.Equal(210, peer.AdvanceToNext().At - start);
        }

        /// <summary>A probe of new data is no larger than the window allows.</summary>
        [Theory]
        [InlineData(2500, 500)]
        [InlineData(2999, 999)]
        [InlineData(3500, 1000)]
        public void ProbeOfNewData_StaysWithinTheWindow(int window, int length)
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            peer.Send(Ack, seq: 1, ack: Start, window: window);
            connection.sender.congestion.window = 2000;
            Write(connection, 1, 5000);
            ExpectSegments(peer, 0, 1);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal((2, length), (Number(peer, probe), probe.Data.Length));
            Assert.Equal(Bytes(2001, length), probe.Data);
        }

        /// <summary>The last segment is the one with the FIN, and the probe has both.</summary>
        [Fact]
        public void ProbeOfTheLastSegment_HasItsFin()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            Write(connection, 1, 100);
            connection.ShutdownSend();
            peer.Expect(Ack, seq: Start, data: Bytes(1, 100));
            peer.Expect(Fin | Ack, seq: Start + 100);
            long start = peer.Now;
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(400, probe.At - start);
            Assert.Equal(Fin | Ack, probe.Flags & ~Psh);
            Assert.Equal((Start, 100), (peer.RelativeSequence(probe), probe.Data.Length));
            Assert.Equal(Bytes(1, 100), probe.Data);
            peer.Send(Ack, seq: 1, ack: Start + 101);
            Assert.Equal(TcpState.FinWait2, connection.state);
        }

        /// <summary>All is lost: segment after segment goes again, and the FIN with the last.</summary>
        [Fact]
        public void RetransmissionOfTheLastSegment_HasTheFin()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 3000);
            connection.ShutdownSend();
            peer.Ignore();
            Assert.Equal(Bytes(0, 1000), peer.AdvanceToNext().Data);
            peer.Send(Ack, seq: 1, ack: 1001);
            peer.Expect(Ack, seq: 1001, data: Bytes(1000, 1000));
            peer.Expect(Fin | Ack, seq: 2001, data: Bytes(2000, 1000));
            peer.ExpectNothing();
        }

        /// <summary>A peer that has taken back some of its window is sent no more than it takes now.</summary>
        [Theory]
        [InlineData(1500, 500)]
        [InlineData(1999, 999)]
        [InlineData(2000, 1000)]
        public void Retransmissions_StayWithinAWindowThatHasShrunk(int window, int length)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 4000);
            peer.Ignore();
            peer.AdvanceToNext();
            peer.Send(Ack, seq: 1, ack: 1001, window: window);
            peer.Expect(Ack, seq: 1001, data: Bytes(1000, 1000));
            peer.Expect(Ack, seq: 2001, data: Bytes(2000, length));
            peer.ExpectNothing();
        }

        /// <summary>RFC 2883 section 4: the first block tells of a duplicate where it lies within the second, or before the acknowledgment.</summary>
        [Theory]
        [InlineData(2, 3, 2, 4, true)]
        [InlineData(3, 4, 2, 4, true)]
        [InlineData(2, 4, 2, 4, true)]
        [InlineData(1, 3, 2, 4, false)]
        [InlineData(2, 5, 2, 4, false)]
        [InlineData(4, 5, 1, 3, false)]
        [InlineData(-1, 0, 2, 4, true)]
        public void FirstBlock_IsADuplicate_WhereTheSecondCoversIt(int from, int to, int secondFrom, int secondTo, bool duplicate)
        {
            (TcpPeer peer, TcpConnection connection) = Send(6);
            Sack(peer, 0, (from, to), (secondFrom, secondTo));
            Assert.Equal(duplicate ? 1 : 0, peer.Counters.DuplicatesReported);

            // It widens the reordering window, by a quarter of the round trip of 100 ms (RFC 8985 section 6.2, step 4).
            Assert.Equal(duplicate ? 50 : 25, connection.sender.rack.ReorderingWindow(1000, false));
        }

        [Fact]
        public void Block_IsCountedAsNothing_WhereItIsRemembered()
        {
            (TcpPeer peer, TcpConnection connection) = Send(6);
            Counted.By(peer.Counters, () => Sack(peer, 0, (2, 3)), "SegmentsReceived");
            Assert.Equal(1000, connection.sender.scoreboard.delivered);
        }

        /// <summary>What was never sent, has been acknowledged, or ends before it begins, tells of nothing.</summary>
        [Theory]
        [InlineData(5, 7)]
        [InlineData(6, 7)]
        [InlineData(3, 3)]
        [InlineData(4, 3)]
        [InlineData(0, 1)]
        public void BlockThatCannotBe_IsNotBelieved(int from, int to)
        {
            (TcpPeer peer, TcpConnection connection) = Send(6);
            Sack(peer, 0, (from, to));
            Assert.Equal(0, connection.sender.scoreboard.delivered);
            Assert.Equal(0, peer.Counters.ScoreboardOverflows);
        }
    }
}
