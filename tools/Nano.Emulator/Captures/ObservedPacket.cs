using System.Buffers.Binary;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>
    /// An IPv4 or IPv6 packet as someone sees it who looks on, read apart from the stack. Its end may be missing, as in a
    /// capture that was cut short.
    /// </summary>
    public readonly ref struct ObservedPacket
    {
        internal const int Ipv6EtherType = 0x86DD;
        private const int Ipv6HeaderLength = 40;
        private const int Ipv6SourceOffset = 8;
        private const int Ipv6AddressLength = 16;
        private const int Ipv4AddressLength = 4;

        private readonly ReadOnlySpan<byte> bytes;
        private readonly int length;
        private readonly int transportOffset;

        private ObservedPacket(ReadOnlySpan<byte> bytes, int length, int protocol, int transportOffset, int fragmentOffset, bool hasMoreFragments)
        {
            this.bytes = bytes;
            this.length = length;
            this.transportOffset = transportOffset;
            Protocol = protocol;
            FragmentOffset = fragmentOffset;
            HasMoreFragments = hasMoreFragments;
        }

        /// <summary>Whether it is IPv6.</summary>
        public bool IsIpv6 => bytes[0] >> 4 == 6;

        /// <summary>The address it is from, 4 or 16 bytes.</summary>
        public ReadOnlySpan<byte> Source => IsIpv6 ? bytes.Slice(Ipv6SourceOffset, Ipv6AddressLength) : bytes.Slice(Ipv4Packet.SourceOffset, Ipv4AddressLength);

        /// <summary>The address it is for, 4 or 16 bytes.</summary>
        public ReadOnlySpan<byte> Destination => IsIpv6
            ? bytes.Slice(Ipv6SourceOffset + Ipv6AddressLength, Ipv6AddressLength)
            : bytes.Slice(Ipv4Packet.DestinationOffset, Ipv4AddressLength);

        /// <summary>Type of service or traffic class.</summary>
        public int TrafficClass => IsIpv6 ? ((bytes[0] & 0xF) << 4) | (bytes[1] >> 4) : bytes[Ipv4Packet.TypeOfServiceOffset];

        /// <summary>Time to live or hop limit.</summary>
        public int HopLimit => bytes[IsIpv6 ? 7 : Ipv4Packet.TimeToLiveOffset];

        /// <summary>The protocol behind the header, and behind all extension headers.</summary>
        public int Protocol { get; }

        /// <summary>Of a fragment: where its data belong, in bytes; else 0.</summary>
        public int FragmentOffset { get; }

        /// <summary>Whether more fragments follow.</summary>
        public bool HasMoreFragments { get; }

        /// <summary>Whether it is a part of a larger packet.</summary>
        public bool IsFragment => HasMoreFragments || FragmentOffset > 0;

        /// <summary>What there is behind the headers; of a later fragment, data from the middle.</summary>
        public ReadOnlySpan<byte> Transport => bytes[Math.Min(transportOffset, bytes.Length)..];

        /// <summary>Bytes behind the headers, as the header says: more than <see cref="Transport"/> has, where the end is missing.</summary>
        public int TransportLength => length - transportOffset;

        /// <summary>The sum of the pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1), without carry.</summary>
        public int PseudoHeaderSum => ObservedTcp.Sum(IsIpv6 ? bytes.Slice(Ipv6SourceOffset, 2 * Ipv6AddressLength) : bytes.Slice(Ipv4Packet.SourceOffset, 2 * Ipv4AddressLength), Protocol + TransportLength);

        /// <summary>Whether its own header has a checksum that is wrong; never so in IPv6, which has none.</summary>
        public bool HasWrongHeaderChecksum => !IsIpv6 && ObservedTcp.Sum(bytes[..((bytes[0] & 0xF) * 4)], 0) != 0xFFFF;

        /// <summary>Reads the packet in a frame.</summary>
        /// <param name="frame">The frame.</param>
        /// <param name="medium">What frames look like.</param>
        /// <param name="packet">The packet.</param>
        /// <returns>False where there is none: it is of another protocol, or not all of its headers are there.</returns>
        public static bool TryRead(ReadOnlySpan<byte> frame, LinkMedium medium, out ObservedPacket packet)
        {
            packet = default;
            int version = 0;
            if (medium == LinkMedium.Ethernet)
            {
                if (frame.Length <= EthernetFrame.HeaderLength)
                {
                    return false;
                }

                version = BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) switch
                {
                    EthernetFrame.EtherTypeIpv4 => 4,
                    Ipv6EtherType => 6,
                    _ => -1,
                };
                frame = frame[EthernetFrame.HeaderLength..];
            }

            return TryRead(frame, out packet) && (version == 0 || frame[0] >> 4 == version);
        }

        /// <summary>Reads a packet without a link header.</summary>
        public static bool TryRead(ReadOnlySpan<byte> bytes, out ObservedPacket packet)
        {
            packet = default;
            return bytes.Length > 0 && (bytes[0] >> 4) switch
            {
                4 => TryReadIpv4(bytes, out packet),
                6 => TryReadIpv6(bytes, out packet),
                _ => false,
            };
        }

        /// <summary>The extension headers, in order.</summary>
        public IReadOnlyList<ExtensionHeader> ReadExtensionHeaders()
        {
            List<ExtensionHeader> headers = [];
            if (IsIpv6)
            {
                int protocol = bytes[6];
                int offset = Ipv6HeaderLength;
                while (offset < transportOffset)
                {
                    int size = ExtensionHeader.LengthOf(protocol, bytes[offset + 1]);
                    headers.Add(new ExtensionHeader(protocol, offset, size));
                    protocol = bytes[offset];
                    offset += size;
                }
            }

            return headers;
        }

        /// <summary>The bytes of an extension header.</summary>
        public ReadOnlySpan<byte> this[ExtensionHeader header] => bytes.Slice(header.Offset, header.Length);

        /// <summary>An address of the packet, as one of the stack's.</summary>
        public static IPAddress AddressOf(ReadOnlySpan<byte> address) => new(address.ToArray());

        private static bool TryReadIpv4(ReadOnlySpan<byte> bytes, out ObservedPacket packet)
        {
            packet = default;
            if (bytes.Length < Ipv4Packet.HeaderLength)
            {
                return false;
            }

            int header = (bytes[0] & 0xF) * 4;
            int total = BinaryPrimitives.ReadUInt16BigEndian(bytes[Ipv4Packet.TotalLengthOffset..]);
            if (header < Ipv4Packet.HeaderLength || header > bytes.Length || header > total)
            {
                return false;
            }

            const int MoreFragments = 0x2000;
            int fragment = BinaryPrimitives.ReadUInt16BigEndian(bytes[Ipv4Packet.FragmentOffset..]);
            packet = new ObservedPacket(
                bytes[..Math.Min(total, bytes.Length)],
                total,
                bytes[Ipv4Packet.ProtocolOffset],
                header,
                (fragment & Ipv4Packet.FragmentOffsetMask) * 8,
                (fragment & MoreFragments) != 0);
            return true;
        }

        private static bool TryReadIpv6(ReadOnlySpan<byte> bytes, out ObservedPacket packet)
        {
            packet = default;
            if (bytes.Length < Ipv6HeaderLength)
            {
                return false;
            }

            int total = Ipv6HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
            bytes = bytes[..Math.Min(total, bytes.Length)];
            int protocol = bytes[6];
            int offset = Ipv6HeaderLength;
            int fragment = 0;

            // Behind the header of a later fragment, there are only data.
            while (ExtensionHeader.IsOne(protocol) && fragment >> 3 == 0)
            {
                int size = offset + 2 <= bytes.Length ? ExtensionHeader.LengthOf(protocol, bytes[offset + 1]) : int.MaxValue;
                if (size > bytes.Length - offset)
                {
                    return false;
                }

                if (protocol == ExtensionHeader.Fragment)
                {
                    fragment = BinaryPrimitives.ReadUInt16BigEndian(bytes[(offset + 2)..]);
                }

                protocol = bytes[offset];
                offset += size;
            }

            packet = new ObservedPacket(bytes, total, protocol, offset, fragment & ~7, (fragment & 1) != 0);
            return true;
        }
    }
}
