using System.Buffers.Binary;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>A TCP segment in an Ethernet frame, read apart from the stack.</summary>
    public readonly ref struct ObservedTcp
    {
        private const int IpOffset = EthernetFrame.HeaderLength;

        private const int Ipv6HeaderLength = 40;
        private const int Ipv6PayloadLengthOffset = 4;
        private const int Ipv6NextHeaderOffset = 6;
        private const int Ipv6SourceOffset = 8;
        private const int Ipv6AddressLength = 16;

        /// <summary>Whatever the option says (RFC 7323 section 2.3).</summary>
        private const int LargestScale = 14;

        private readonly ReadOnlySpan<byte> tcp;

        private ObservedTcp(ReadOnlySpan<byte> ip, int headerLength, UInt128 source, UInt128 destination, int ecn)
        {
            IpLength = headerLength;
            tcp = ip[headerLength..];
            EcnField = ecn;
            Source = source;
            Destination = destination;
        }

        /// <summary>RFC 3168 section 5: 0 for a packet that must not be marked.</summary>
        public int EcnField { get; }

        /// <summary>The address it is from, as a number: of IPv4, that of the IPv6 address that stands for it (::ffff:0:0/96, RFC 4291 section 2.5.5.2).</summary>
        public UInt128 Source { get; }

        /// <summary>The address it is for, in the same way.</summary>
        public UInt128 Destination { get; }

        /// <summary>Bytes of the header of IP.</summary>
        public int IpLength { get; }

        /// <summary>Whether it came by IPv6.</summary>
        public bool IsIpv6 => IpLength == Ipv6HeaderLength;

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
            if (frame.Length < IpOffset + Ipv4Packet.HeaderLength + TcpSegment.HeaderLength)
            {
                return false;
            }

            ReadOnlySpan<byte> ip = frame[IpOffset..];
            return BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) switch
            {
                EthernetFrame.EtherTypeIpv4 => TryReadIpv4(ip, checkSums, out segment),
                ObservedPacket.Ipv6EtherType => TryReadIpv6(ip, checkSums, out segment),
                _ => false,
            };
        }

        /// <summary>An address as <see cref="Source"/> has it.</summary>
        /// <param name="address">The address, 4 or 16 bytes.</param>
        public static UInt128 NumberOf(ReadOnlySpan<byte> address) =>
            address.Length == Ipv6AddressLength ? BinaryPrimitives.ReadUInt128BigEndian(address) : NumberOf(BinaryPrimitives.ReadUInt32BigEndian(address));

        /// <summary>An IPv4 address as <see cref="Source"/> has it.</summary>
        /// <param name="address">The address, as a number.</param>
        public static UInt128 NumberOf(uint address) => new(0, 0xFFFF_0000_0000UL | address);

        private static bool TryReadIpv4(ReadOnlySpan<byte> ip, bool checkSums, out ObservedTcp segment)
        {
            segment = default;
            int total = BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..]);
            if (ip[0] != Ipv4Packet.VersionAndHeaderLength
                || ip[Ipv4Packet.ProtocolOffset] != Ipv4Packet.ProtocolTcp
                || total < Ipv4Packet.HeaderLength + TcpSegment.HeaderLength
                || total > ip.Length)
            {
                return false;
            }

            ip = ip[..total];
            if (checkSums
                && (Sum(ip[..Ipv4Packet.HeaderLength], 0) != 0xFFFF || !IsRight(ip[Ipv4Packet.HeaderLength..], ip.Slice(Ipv4Packet.SourceOffset, 8))))
            {
                return false;
            }

            segment = new ObservedTcp(
                ip,
                Ipv4Packet.HeaderLength,
                NumberOf(BinaryPrimitives.ReadUInt32BigEndian(ip[Ipv4Packet.SourceOffset..])),
                NumberOf(BinaryPrimitives.ReadUInt32BigEndian(ip[Ipv4Packet.DestinationOffset..])),
                ip[Ipv4Packet.TypeOfServiceOffset] & 3);
            return segment.HeaderLength >= TcpSegment.HeaderLength && segment.DataLength >= 0;
        }

        // A segment behind extension headers is none that a stack of ours sends.
        private static bool TryReadIpv6(ReadOnlySpan<byte> ip, bool checkSums, out ObservedTcp segment)
        {
            segment = default;
            int total = Ipv6HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv6PayloadLengthOffset..]);
            if (ip[0] >> 4 != 6
                || ip[Ipv6NextHeaderOffset] != Ipv4Packet.ProtocolTcp
                || total < Ipv6HeaderLength + TcpSegment.HeaderLength
                || total > ip.Length)
            {
                return false;
            }

            ip = ip[..total];
            if (checkSums && !IsRight(ip[Ipv6HeaderLength..], ip.Slice(Ipv6SourceOffset, 2 * Ipv6AddressLength)))
            {
                return false;
            }

            segment = new ObservedTcp(
                ip,
                Ipv6HeaderLength,
                BinaryPrimitives.ReadUInt128BigEndian(ip[Ipv6SourceOffset..]),
                BinaryPrimitives.ReadUInt128BigEndian(ip[(Ipv6SourceOffset + Ipv6AddressLength)..]),
                (ip[1] >> 4) & 3);
            return segment.HeaderLength >= TcpSegment.HeaderLength && segment.DataLength >= 0;
        }

        private static bool IsRight(ReadOnlySpan<byte> transport, ReadOnlySpan<byte> addresses) =>
            Sum(transport, Sum(addresses, Ipv4Packet.ProtocolTcp + transport.Length)) == 0xFFFF;

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
