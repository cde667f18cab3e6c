using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// Recoveries that turn out to be for nothing, and echoes of congestion (RFC 3168 section 6.1.2): what the network has
    /// marked is never undone (RFC 4015 section 3), and what is undone is no answer to a mark.
    /// </summary>
    public class UndoneReductionTests : TcpTest
    {
        [Theory]
        [InlineData(CongestionAlgorithm.NewReno)]
        [InlineData(CongestionAlgorithm.Cubic)]
        public void EchoWithTheAckThatWasOnlyLate_LeavesTheWindowReduced(CongestionAlgorithm algorithm)
        {
            (TcpPeer peer, TcpConnection connection) = Open(algorithm);
            Write(connection, 0, 4000);
            uint first = TakeAll(peer);
            Assert.Equal(LossRecovery.Timeout, AdvanceToTimeout(peer, connection));
            int threshold = connection.sender.congestion.slowStartThreshold;

            peer.Echo = first;
            peer.Send(Ack | Ece, seq: 1, ack: 1977);

            Assert.Equal(1, peer.Counters.SpuriousRecoveries);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(0, connection.sender.scoreboard.lost);
            Assert.True(connection.sender.congestion.window <= threshold);
            Assert.Equal(threshold, connection.sender.congestion.slowStartThreshold);
            peer.Ignore();
            peer.Echo = first;
            peer.Send(Ack | Ece, seq: 1, ack: 4001);
            Write(connection, 4000, 100);
            peer.Expect(Ack | Psh | Cwr, seq: 4001, length: 100);
        }

        [Fact]
        public void EchoDuringARecoveryThatWasForNothing_LeavesTheWindowReduced()
        {
            (TcpPeer peer, TcpConnection connection) = Open();
            Write(connection, 0, 7904);
            uint first = TakeAll(peer);
            peer.Advance(100);
            Block(peer, Ack | Ece, 989, 4941);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            int reduced = connection.sender.congestion.window;
            TakeAll(peer);

            peer.Echo = first;
            peer.Send(Ack, seq: 1, ack: 4941);

            Assert.Equal(1, peer.Counters.SpuriousRecoveries);
            Assert.True(connection.sender.congestion.window <= reduced);
        }

        /// <summary>What comes back is what was known before this episode, and not before another.</summary>
        [Fact]
        public void FastRecoveryThatIsUndone_BringsBackItsOwnThreshold()
        {
            (TcpPeer peer, TcpConnection connection) = Open();
            connection.sender.congestion.slowStartThreshold = 20_000;
            Write(connection, 0, 7904);
            uint first = TakeAll(peer);
            peer.Advance(100);
            Block(peer, Ack, 989, 4941);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            Assert.Equal(3952, connection.sender.congestion.slowStartThreshold);
            TakeAll(peer);

            peer.Echo = first;
            peer.Send(Ack, seq: 1, ack: 4941);

            Assert.Equal(1, peer.Counters.SpuriousRecoveries);
            Assert.Equal((20_000, 7904), (connection.sender.congestion.slowStartThreshold, connection.sender.congestion.window));
        }

        [Fact]
        public void EchoBehindAReductionThatWasUndone_ReducesTheWindow()
        {
            (TcpPeer peer, TcpConnection connection) = Open();
            Write(connection, 0, 4000);
            uint first = TakeAll(peer);
            AdvanceToTimeout(peer, connection);
            peer.Echo = first;
            peer.Send(Ack, seq: 1, ack: 1977);
            Assert.Equal(1, peer.Counters.SpuriousRecoveries);
            int restored = connection.sender.congestion.window;

            peer.Echo = first;
            peer.Send(Ack | Ece, seq: 1, ack: 2965);

            Assert.Equal(1, peer.Counters.CongestionEchoes);
            Assert.True(connection.sender.congestion.window < restored);
        }

        [Fact]
        public void ReductionThatWasUndone_IsNotToldOf()
        {
            (TcpPeer peer, TcpConnection connection) = Open();
            Write(connection, 0, 4000);
            uint first = TakeAll(peer);
            AdvanceToTimeout(peer, connection);
            peer.Echo = first;
            peer.Send(Ack, seq: 1, ack: 4001);
            Assert.Equal(1, peer.Counters.SpuriousRecoveries);
            peer.Ignore();
            Write(connection, 4000, 100);
            peer.Expect(Ack | Psh, seq: 4001, length: 100);
        }

        // A connection with ECN, timestamps and selective acknowledgments; its segments have 988 bytes.
        private (TcpPeer Peer, TcpConnection Connection) Open(CongestionAlgorithm algorithm = CongestionAlgorithm.NewReno)
        {
            TcpPeer peer = NewPeer(o => o.CongestionControl = algorithm);
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn | Ece | Cwr, options: peer.SynOptions(1000, -1, true, true));
            peer.Expect(Syn | Ack | Ece, ack: 1);
            peer.Stamps = true;
            peer.Advance(100);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(988, connection.sender.segmentSize);
            return (peer, connection);
        }

        // The timestamp of the last that was sent.
        private static uint TakeAll(TcpPeer peer)
        {
            uint last = 0;
            while (peer.Device.Sent.Count > 0)
            {
                last = peer.Take().TimestampValue;
            }

            return last;
        }

        private static LossRecovery AdvanceToTimeout(TcpPeer peer, TcpConnection connection)
        {
            while (peer.Counters.RetransmissionTimeouts == 0)
            {
                peer.AdvanceToNext();
            }

            return connection.sender.recovery;
        }

        private static void Block(TcpPeer peer, int flags, int start, int end) =>
            peer.Send(flags, seq: 1, ack: 1, options: [.. TcpPeer.TimestampOption(peer.Clock, peer.Echo), .. peer.SackOption((start, end))]);
    }
}
