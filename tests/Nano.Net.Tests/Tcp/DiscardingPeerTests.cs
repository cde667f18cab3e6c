using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// Recoveries of a peer that does not acknowledge selectively and keeps nothing that arrives behind a hole: what its duplicate
    /// acknowledgments say to have left the network has to go again all the same. NewReno; a segment has 1,000 bytes.
    /// </summary>
    public class DiscardingPeerTests : TcpTest
    {
        /// <summary>Each acknowledgment brings the next segment, and what is in the network is never less than nothing.</summary>
        [Fact]
        public void PartialAcknowledgments_LetOneSegmentGoEach_AndTheWindowEndsAtTheThreshold()
        {
            (TcpPeer peer, TcpConnection connection) = LoseFirstOfFour(0);
            Assert.Equal(1000, connection.sender.congestion.window);
            for (int i = 1; i < 4; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1 + (i * 1000));
                Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
                Assert.Equal(1000, connection.sender.congestion.window);
                peer.Expect(Ack, seq: 1 + (i * 1000), data: Bytes(i * 1000, 1000));
                peer.ExpectNothing();
            }

            peer.Send(Ack, seq: 1, ack: 4001);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(2000, connection.sender.congestion.window);
            peer.Expect(Ack, seq: 4001, data: Bytes(4000, 1000));
            peer.Expect(Ack, seq: 5001, data: Bytes(5000, 1000));
            peer.ExpectNothing();
        }

        /// <summary>
        /// The window of a recovery says what may go for one acknowledgment. An echo of congestion with the last of them keeps the
        /// window from growing beyond the threshold, and not at what the recovery has left it.
        /// </summary>
        [Fact]
        public void EchoWithTheEndOfARecovery_LeavesTheWindowAtTheThreshold()
        {
            (TcpPeer peer, TcpConnection connection) = LoseFirstOfFour(Ece);
            for (int i = 1; i < 4; i++)
            {
                peer.Send(Ack | Ece, seq: 1, ack: 1 + (i * 1000));
                peer.Expect(Ack, seq: 1 + (i * 1000), data: Bytes(i * 1000, 1000));
                peer.ExpectNothing();
            }

            Assert.Equal(1000, connection.sender.congestion.window);
            peer.Send(Ack | Ece, seq: 1, ack: 4001);
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(2000, connection.sender.congestion.slowStartThreshold);
            Assert.Equal(2000, connection.sender.congestion.window);

            // The one that came before the loss was seen.
            Assert.Equal(1, peer.Counters.CongestionEchoes);
            peer.Expect(Ack | Cwr, seq: 4001, data: Bytes(4000, 1000));
            peer.Expect(Ack, seq: 5001, data: Bytes(5000, 1000));
            peer.ExpectNothing();
        }

        /// <summary>More duplicates follow, as many as segments were sent: they count for no more than what is there.</summary>
        [Fact]
        public void DuplicatesAfterAPartialAcknowledgment_CountForNoMoreThanIsOutstanding()
        {
            (TcpPeer peer, TcpConnection connection) = LoseFirstOfFour(0);
            peer.Send(Ack, seq: 1, ack: 1001);
            peer.Expect(Ack, seq: 1001, data: Bytes(1000, 1000));
            for (int i = 0; i < 5; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1001);
                Assert.InRange(connection.sender.congestion.window, 1000, 2000);
            }
        }

        /// <summary>A path that carries less loses all that was sent, also what duplicates have said to have arrived.</summary>
        [Fact]
        public void SmallerPathDuringARecovery_LosesWhatDuplicatesHaveTold()
        {
            TcpPeer peer = NewPeer(o => (o.SendBufferSize, o.CongestionControl) = (20_000, CongestionAlgorithm.NewReno));
            peer.Window = 4000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 20_000);
            SentSegment first = peer.Take();
            peer.Ignore();
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            peer.Ignore();
            peer.SendIcmp(3, 4, first, mtu: 640);
            Assert.Equal(600, connection.sender.segmentSize);
            Assert.Equal(1000, connection.sender.congestion.window);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 600));
            peer.ExpectNothing();
        }

        // A connection that has sent four segments, which is all that the peer's window takes, and heard three duplicates.
        private (TcpPeer Peer, TcpConnection Connection) LoseFirstOfFour(int echo)
        {
            TcpPeer peer = NewPeer(o => (o.SendBufferSize, o.CongestionControl) = (20_000, CongestionAlgorithm.NewReno));
            peer.Window = 4000;
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(echo == 0 ? Syn : Syn | Ece | Cwr, options: TcpPeer.MssOption(1000));
            peer.Expect(echo == 0 ? Syn | Ack : Syn | Ack | Ece, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Write(connection, 0, 20_000);
            for (int i = 0; i < 4; i++)
            {
                peer.Expect(Ack, seq: 1 + (i * 1000), data: Bytes(i * 1000, 1000));
            }

            for (int i = 0; i < 3; i++)
            {
                peer.ExpectNothing();
                peer.Send(Ack | echo, seq: 1, ack: 1);
            }

            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            Assert.Equal(2000, connection.sender.congestion.slowStartThreshold);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 1000));
            peer.ExpectNothing();
            return (peer, connection);
        }
    }
}
