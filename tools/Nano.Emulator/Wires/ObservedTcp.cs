using System.Buffers.Binary;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>A TCP segment in an Ethernet frame, read apart from the stack.</summary>
    public readonly ref struct ObservedTcp
    {
        private const int IpOffset = EthernetFrame.HeaderLength;

        /// <summary>Whatever the option says (RFC 7323 section 2.3).</summary>
        private const int LargestScale = 14;

        private readonly ReadOnlySpan<byte> tcp;

        private ObservedTcp(ReadOnlySpan<byte> ip)
        {
            tcp = ip[Ipv4Packet.HeaderLength..];
            EcnField = ip[Ipv4Packet.TypeOfServiceOffset] & 3;
            Source = BinaryPrimitives.ReadUInt32BigEndian(ip[Ipv4Packet.SourceOffset..]);
            Destination = BinaryPrimitives.ReadUInt32BigEndian(ip[Ipv4Packet.DestinationOffset..]);
        }

        /// <summary>RFC 3168 section 5: 0 for a packet that must not be marked.</summary>
        public int EcnField { get; }

        /// <summary>The address it is from, as a number.</summary>
        public uint Source { get; }

        /// <summary>The address it is for, as a number.</summary>
        public uint Destination { get; }

        /// <summary>The port it is from.</summary>
        public int SourcePort => BinaryPrimitives.ReadUInt16BigEndian(tcp);

        /// <summary>The port it is for.</summary>
        public int DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]);

        /// <summary>SEG.SEQ.</summary>
        public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);

        /// <summary>SEG.ACK.</summary>
        public uint Acknowledgment => BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]);

        /// <summary>The window field, not scaled.</summary>
        public int Window => BinaryPrimitives.ReadUInt16BigEndian(tcp[14..]);

        /// <summary>Bytes of data.</summary>
        public int DataLength => tcp.Length - HeaderLength;

        /// <summary>Whether SYN is set.</summary>
        public bool IsSyn => (tcp[13] & TcpFlags.Syn) != 0;

        /// <summary>Whether FIN is set.</summary>
        public bool IsFin => (tcp[13] & TcpFlags.Fin) != 0;

        /// <summary>Whether RST is set.</summary>
        public bool IsReset => (tcp[13] & TcpFlags.Rst) != 0;

        /// <summary>Whether ACK is set.</summary>
        public bool IsAck => (tcp[13] & TcpFlags.Ack) != 0;

        /// <summary>Bytes of options.</summary>
        public int OptionsLength => HeaderLength - TcpSegment.HeaderLength;

        /// <summary>The options.</summary>
        public ReadOnlySpan<byte> Options => tcp[TcpSegment.HeaderLength..HeaderLength];

        /// <summary>The data.</summary>
        public ReadOnlySpan<byte> Data => tcp[HeaderLength..];

        /// <summary>All control bits.</summary>
        public int Flags => tcp[TcpSegment.FlagsOffset];

        private int HeaderLength => (tcp[12] >> 4) * 4;

        /// <summary>Reads a frame.</summary>
        /// <param name="frame">The frame.</param>
        /// <param name="checkSums">Whether the checksums must be right: what a damaged frame says, nobody is bound by.</param>
        /// <param name="segment">The segment.</param>
        /// <returns>Whether there is one.</returns>
        public static bool TryRead(ReadOnlySpan<byte> frame, bool checkSums, out ObservedTcp segment)
        {
            segment = default;
            const int Least = IpOffset + Ipv4Packet.HeaderLength + TcpSegment.HeaderLength;
            if (frame.Length < Least
                || BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) != EthernetFrame.EtherTypeIpv4
                || frame[IpOffset] != Ipv4Packet.VersionAndHeaderLength
                || frame[IpOffset + Ipv4Packet.ProtocolOffset] != Ipv4Packet.ProtocolTcp)
            {
                return false;
            }

            int total = BinaryPrimitives.ReadUInt16BigEndian(frame[(IpOffset + Ipv4Packet.TotalLengthOffset)..]);
            if (total < Least - IpOffset || total > frame.Length - IpOffset)
            {
                return false;
            }

            ReadOnlySpan<byte> ip = frame.Slice(IpOffset, total);
            if (checkSums)
            {
                ReadOnlySpan<byte> transport = ip[Ipv4Packet.HeaderLength..];
                int pseudo = Sum(ip.Slice(Ipv4Packet.SourceOffset, 8), Ipv4Packet.ProtocolTcp + transport.Length);
                if (Sum(ip[..Ipv4Packet.HeaderLength], 0) != 0xFFFF || Sum(transport, pseudo) != 0xFFFF)
                {
                    return false;
                }
            }

            segment = new ObservedTcp(ip);
            return segment.HeaderLength >= TcpSegment.HeaderLength && segment.DataLength >= 0;
        }

        /// <summary>The window scale option of a SYN; -1 where there is none.</summary>
        public int ReadScale() => FindOption(3) is > 0 and int at ? Math.Min((int)tcp[at + 2], LargestScale) : -1;

        /// <summary>Bytes that SACK blocks take from the data, with what aligns them.</summary>
        public int SackLength() => FindOption(5) is > 0 and int at ? tcp[at + 1] + 2 : 0;

        // Where an option of this kind begins; 0 where there is none.
        private int FindOption(int kind)
        {
            for (int i = TcpSegment.HeaderLength; i + 1 < HeaderLength && tcp[i] != 0; i += tcp[i] == 1 ? 1 : Math.Max((int)tcp[i + 1], 2))
            {
                if (tcp[i] == kind)
                {
                    return i + tcp[i + 1] <= HeaderLength && tcp[i + 1] > 2 ? i : 0;
                }
            }

            return 0;
        }

        /// <summary>The Internet checksum's sum, word by word as RFC 1071 has it.</summary>
        public static int Sum(ReadOnlySpan<byte> bytes, int start)
        {
            long sum = start;
            int i = 0;
            for (; i + 1 < bytes.Length; i += 2)
            {
                sum += (bytes[i] << 8) | bytes[i + 1];
            }

            if (i < bytes.Length)
            {
                sum += bytes[i] << 8;
            }

            while (sum > 0xFFFF)
            {
                sum = (sum & 0xFFFF) + (sum >> 16);
            }

            return (int)sum;
        }
    }
}
