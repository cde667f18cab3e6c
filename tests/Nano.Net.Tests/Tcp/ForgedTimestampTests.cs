using System.Buffers.Binary;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// TS.Recent (RFC 7323 section 4.3) decides which segments are taken: who could set it ahead, in the peer's name, would have
    /// everything dropped that the peer sends. So a segment counts only where its acknowledgment can be, too (RFC 5961 section 5).
    /// </summary>
    public class ForgedTimestampTests : TcpTest
    {
        private const uint Start = 1000;
        private const uint FarAhead = Start + (1u << 30);

        [Theory]
        [InlineData(100_000)]
        [InlineData(-100_000)]
        public void TimestampFarAhead_WithAnAcknowledgmentThatCannotBe_IsNotRemembered(int acknowledgment)
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: [.. TcpPeer.MssOption(1000), .. Timestamp(Start)]);
            peer.Expect(Syn | Ack, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1, options: Timestamp(Start));
            TcpConnection connection = acceptor.Accept()!;
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(1, 10), options: Timestamp(Start + 1));
            peer.Ignore();

            // With the next number exactly, and with data that begin before it.
            peer.Send(Ack, seq: 11, ack: acknowledgment, options: Timestamp(FarAhead));
            peer.Send(Ack, seq: 5, ack: acknowledgment, data: Bytes(5, 100), options: Timestamp(FarAhead));
            peer.Send(Ack | Psh, seq: 11, ack: 1, data: Bytes(11, 10), options: Timestamp(Start + 2));
            Assert.Equal(Bytes(1, 20), Read(connection));
            Assert.Equal(2, peer.Counters.DroppedBadAck);
            Assert.Equal(0, peer.Counters.DroppedOldTimestamp);
        }

        private static byte[] Timestamp(uint value)
        {
            byte[] option = [1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4), value);
            return option;
        }
    }
}
