using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>Connections that are idle for weeks: what is kept as 32 bits of milliseconds goes round in 49 days.</summary>
    public class LongLifeTests : SelectiveTest
    {
        private const long Day = 24L * 60 * 60 * 1000;

        [Theory]
        [InlineData(0)]
        [InlineData(24)]
        [InlineData(25)]
        [InlineData(37)]
        [InlineData(49)]
        [InlineData(50)]
        public void LossAfterDaysOfSilence_SendsAgainWhatIsLost_AndNoMore(int days)
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            peer.Advance((days * Day) + 1000);
            peer.ExpectNothing();
            connection.sender.congestion.window = 10_000;
            Write(connection, 1, 10_000);
            Assert.Equal(Enumerable.Range(0, 10), Drain(peer));
            peer.Advance(100);
            Sack(peer, 0, (2, 5));
            ExpectSegments(peer, 0);
            Sack(peer, 0, (2, 10));
            ExpectSegments(peer, 1);
            Acknowledge(peer, 10);
            peer.ExpectNothing();
            Assert.Equal(2, peer.Counters.SegmentsRetransmitted);
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
        }

        /// <summary>The same where the peer keeps its window closed all the time, and answers probes.</summary>
        [Fact]
        public void LossAfterDaysOfAClosedWindow_SendsAgainWhatIsLost_AndNoMore()
        {
            (TcpPeer peer, TcpConnection connection) = Measure();
            peer.Window = 0;
            peer.Send(Ack, seq: 1, ack: Start);
            Write(connection, 1, 10_000);
            long end = peer.Now + (30 * Day);
            while (peer.Now < end)
            {
                peer.AdvanceToNext();
                peer.Send(Ack, seq: 1, ack: Start);
            }

            connection.sender.congestion.window = 10_000;
            peer.Window = 60_000;
            peer.Send(Ack, seq: 1, ack: Start);
            Assert.Equal(Enumerable.Range(0, 10), Drain(peer));
            peer.Advance(100);
            Sack(peer, 0, (2, 5));
            ExpectSegments(peer, 0);
            Assert.Equal(1, peer.Counters.SegmentsRetransmitted);
        }
    }
}
