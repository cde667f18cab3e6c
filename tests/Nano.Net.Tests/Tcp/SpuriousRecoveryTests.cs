using System.Buffers.Binary;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// Recoveries that turn out to be for nothing, because the acknowledgment echoes the timestamp of what was sent first:
    /// the Eifel algorithm (RFC 3522) and its answer (RFC 4015). The round trip is 100 ms, a segment 1,000 bytes.
    /// </summary>
    public class SpuriousRecoveryTests : TcpTest
    {
        [Theory]
        [InlineData(CongestionAlgorithm.NewReno)]
        [InlineData(CongestionAlgorithm.Cubic)]
        public void AcknowledgmentThatWasOnlyLate_UndoesTheTimeOut(CongestionAlgorithm algorithm)
        {
            Exchange exchange = Open(algorithm);
            exchange.Write(4);
            uint first = exchange.TakeAll();
            exchange.AdvanceToTimeout();
            Assert.Equal(LossRecovery.Timeout, exchange.Sender.recovery);
            int backedOff = exchange.Sender.rtt.timeout;
            exchange.Acknowledge(2, first);
            Assert.Equal(1, exchange.Peer.Counters.SpuriousRecoveries);
            Assert.Equal(LossRecovery.None, exchange.Sender.recovery);

            // Two segments are in the network, and two have been acknowledged (RFC 4015 section 3.2).
            Assert.Equal(4000, exchange.Sender.congestion.window);
            Assert.Equal(int.MaxValue, exchange.Sender.congestion.slowStartThreshold);
            Assert.Equal(0, exchange.Sender.scoreboard.lost);
            Assert.True(exchange.Sender.rtt.timeout < backedOff);
            exchange.Peer.ExpectNothing();
            exchange.Acknowledge(4, first);
            exchange.Write(10);
            exchange.TakeAll();
            Assert.Equal(6000, (int)(exchange.Sender.next - exchange.Sender.unacknowledged));
        }

        /// <summary>What was in the network is not there any more: the window allows no more at once than an initial window, and slow start leads back.</summary>
        [Theory]
        [InlineData(1, 40_000)]
        [InlineData(4, 40_000)]
        [InlineData(30, 20_000)]
        [InlineData(39, 11_000)]
        [InlineData(40, 10_000)]
        public void TimeOutThatIsUndone_MakesNoBurst(int acknowledged, int window)
        {
            Exchange exchange = Open(CongestionAlgorithm.NewReno);
            exchange.Sender.congestion.SetWindow(40_000);
            exchange.Write(40);
            uint first = exchange.TakeAll();
            exchange.AdvanceToTimeout();
            Assert.Equal(20_000, exchange.Sender.congestion.slowStartThreshold);
            exchange.Write(20);
            exchange.Peer.Ignore();

            exchange.Acknowledge(acknowledged, first);

            Assert.Equal(1, exchange.Peer.Counters.SpuriousRecoveries);
            Assert.Equal(window, exchange.Sender.congestion.window);
            Assert.True(exchange.Peer.Device.Sent.Count <= 10);
            Assert.Equal(int.MaxValue, exchange.Sender.congestion.slowStartThreshold);
        }

        /// <summary>Slow start ends where the network was when the recovery began: pipe_prev of RFC 4015.</summary>
        [Fact]
        public void TimeOutThatIsUndoneInCongestionAvoidance_LeadsBackToWhatWasInTheNetwork()
        {
            Exchange exchange = Open(CongestionAlgorithm.NewReno);
            exchange.Sender.congestion.SetWindow(20_000);
            exchange.Sender.congestion.slowStartThreshold = 15_000;
            exchange.Write(18);
            uint first = exchange.TakeAll();
            exchange.AdvanceToTimeout();
            exchange.Acknowledge(18, first);
            Assert.Equal(10_000, exchange.Sender.congestion.window);
            Assert.Equal(18_000, exchange.Sender.congestion.slowStartThreshold);
        }

        [Fact]
        public void AcknowledgmentOfWhatWasSentAgain_LeavesTheWindowSmall()
        {
            Exchange exchange = Open();
            exchange.Write(4);
            exchange.TakeAll();
            uint again = exchange.AdvanceToTimeout();
            exchange.Peer.Advance(100);
            exchange.Acknowledge(1, again);
            Assert.Equal(0, exchange.Peer.Counters.SpuriousRecoveries);
            Assert.Equal(LossRecovery.Timeout, exchange.Sender.recovery);
            Assert.Equal(2000, exchange.Sender.congestion.window);
        }

        [Fact]
        public void ReorderedSegment_UndoesTheFastRecovery()
        {
            Exchange exchange = Open();
            exchange.Write(8);
            uint first = exchange.TakeAll();
            exchange.Peer.Advance(100);
            exchange.Acknowledge(0, exchange.HandshakeClock, (1, 5));
            Assert.Equal(LossRecovery.Fast, exchange.Sender.recovery);
            exchange.TakeAll();
            exchange.Peer.Advance(5);

            // The first comes late, and what was sent again for it is not there yet.
            exchange.Acknowledge(5, first);
            Assert.Equal(1, exchange.Peer.Counters.SpuriousRecoveries);
            Assert.Equal(LossRecovery.None, exchange.Sender.recovery);

            // Three segments in the network, and five acknowledged.
            Assert.Equal(8000, exchange.Sender.congestion.window);
        }

        [Fact]
        public void ProbeBehindAHole_CannotBeEchoed_AndShowsTheLossAllTheSame()
        {
            Exchange exchange = Open();
            exchange.Write(4);
            uint first = exchange.TakeAll();
            exchange.Peer.Advance(100);
            exchange.Acknowledge(2, first);
            SentSegment probe = exchange.Peer.AdvanceToNext();
            Assert.Equal(1, exchange.Peer.Counters.TailLossProbes);
            Assert.Equal(3001, exchange.Peer.RelativeSequence(probe));
            exchange.Peer.Advance(100);

            // What arrives behind a hole is answered with the timestamp of what came before the hole (RFC 7323 section 4.3).
            exchange.Acknowledge(2, first, (3, 4));
            Assert.Equal(2001, exchange.Peer.RelativeSequence(exchange.Peer.Take()));
            Assert.Equal(0, exchange.Peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void WithoutTimestamps_NothingIsUndone()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 4000);
            peer.Ignore();
            peer.AdvanceToNext();
            peer.Send(Ack, seq: 1, ack: 2001);
            Assert.Equal(LossRecovery.Timeout, connection.sender.recovery);
            Assert.Equal(0, peer.Counters.SpuriousRecoveries);
        }

        private Exchange Open(CongestionAlgorithm algorithm = CongestionAlgorithm.NewReno) => new(NewPeer(o =>
        {
            o.SendBufferSize = 60_000;
            o.CongestionControl = algorithm;
        }));

        /// <summary>A connection with timestamps and selective acknowledgments. What the stack sends goes by the number of a segment.</summary>
        private sealed class Exchange
        {
            private readonly TcpConnection connection;
            private uint clock = 7000;
            private int written;

            internal Exchange(TcpPeer peer)
            {
                Peer = peer;
                peer.Window = 60_000;
                TcpAcceptor acceptor = peer.Listen();
                byte[] syn = [2, 4, 0x03, 0xF4, 4, 2, .. Timestamps(0)];
                peer.Send(Syn, options: syn);
                HandshakeClock = Clock(peer.Expect(Syn | Ack, ack: 1));
                peer.Advance(100);
                peer.Send(Ack, seq: 1, ack: 1, options: [1, 1, .. Timestamps(HandshakeClock)]);
                connection = acceptor.Accept()!;
                Assert.Equal(1000, connection.sender.segmentSize);
            }

            internal TcpPeer Peer { get; }

            internal TcpSender Sender => connection.sender;

            internal uint HandshakeClock { get; }

            internal void Write(int segments)
            {
                TcpTest.Write(connection, written, segments * 1000);
                written += segments * 1000;
            }

            /// <summary>Takes what was sent.</summary>
            /// <returns>The last one's timestamp.</returns>
            internal uint TakeAll()
            {
                uint last = 0;
                while (Peer.Device.Sent.Count > 0)
                {
                    last = Clock(Peer.Take());
                }

                return last;
            }

            /// <summary>Lets time pass until the retransmission time-out, with its tail loss probe before.</summary>
            /// <returns>The timestamp of what went again.</returns>
            internal uint AdvanceToTimeout()
            {
                uint last = 0;
                while (Peer.Counters.RetransmissionTimeouts == 0)
                {
                    last = Clock(Peer.AdvanceToNext());
                }

                return last;
            }

            internal void Acknowledge(int segments, uint echo, params (int From, int To)[] blocks)
            {
                byte[] options = [1, 1, .. Timestamps(echo)];
                if (blocks.Length > 0)
                {
                    options = [.. options, 1, 1, 5, (byte)(2 + (8 * blocks.Length))];
                    foreach ((int from, int to) in blocks)
                    {
                        options = [.. options, .. Number(from), .. Number(to)];
                    }
                }

                Peer.Send(Ack, seq: 1, ack: 1 + (segments * 1000), options: options);
            }

            private static uint Clock(SentSegment segment)
            {
                Assert.Equal(8, segment.Options[Array.IndexOf(segment.Options, (byte)10) - 1]);
                return BinaryPrimitives.ReadUInt32BigEndian(segment.Options.AsSpan(Array.IndexOf(segment.Options, (byte)10) + 1));
            }

            private byte[] Number(int segment)
            {
                var bytes = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(bytes, Peer.StackIsn + 1 + (uint)(segment * 1000));
                return bytes;
            }

            private byte[] Timestamps(uint echo)
            {
                var bytes = new byte[10];
                bytes[0] = 8;
                bytes[1] = 10;
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), ++clock);
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(6), echo);
                return bytes;
            }
        }
    }
}
