namespace Nano.Net.IPv6.Wire
{
    /// <summary>The IPv6 header (RFC 8200 section 3): offsets and constants.</summary>
    public static class Ipv6Packet
    {
        /// <summary>Bytes of the header.</summary>
        public const int HeaderLength = 40;

        /// <summary>Bytes of a packet that every link carries (RFC 8200 section 5).</summary>
        public const int MinimumMtu = 1280;

        /// <summary>Bytes that may follow the header, as far as its length field tells.</summary>
        public const int MaximumPayload = 65535;

        /// <summary>Version 6 in the first byte, whose low half is the high half of the traffic class.</summary>
        public const int Version = 0x60;

        /// <summary>Mask of the version in the first byte.</summary>
        public const int VersionMask = 0xF0;

        /// <summary>Offset of version, traffic class and flow label, 32 bits.</summary>
        public const int VersionOffset = 0;

        /// <summary>Offset of the byte whose high half is the low half of the traffic class: its ECN field is there.</summary>
        public const int EcnOffset = 1;

        /// <summary>How far the ECN field (RFC 3168 section 5) stands to the left in that byte.</summary>
        public const int EcnShift = 4;

        /// <summary>Mask of the ECN field, once it is moved to the right.</summary>
        public const int EcnMask = 3;

        /// <summary>Offset of the payload length: all that follows the header, extension headers included.</summary>
        public const int PayloadLengthOffset = 4;

        /// <summary>Offset of the number of the next header.</summary>
        public const int NextHeaderOffset = 6;

        /// <summary>Offset of the hop limit.</summary>
        public const int HopLimitOffset = 7;

        /// <summary>Offset of the source address.</summary>
        public const int SourceOffset = 8;

        /// <summary>Offset of the destination address.</summary>
        public const int DestinationOffset = 24;

        /// <summary>Bytes of an address.</summary>
        public const int AddressLength = 16;

        /// <summary>Next header: hop-by-hop options (RFC 8200 section 4.3).</summary>
        public const int HopByHopOptions = 0;

        /// <summary>Next header: TCP.</summary>
        public const int ProtocolTcp = 6;

        /// <summary>Next header: UDP.</summary>
        public const int ProtocolUdp = 17;

        /// <summary>Next header: routing header (RFC 8200 section 4.4).</summary>
        public const int RoutingHeader = 43;

        /// <summary>Next header: fragment header (RFC 8200 section 4.5).</summary>
        public const int FragmentHeader = 44;

        /// <summary>Next header: ICMPv6.</summary>
        public const int ProtocolIcmpv6 = 58;

        /// <summary>Next header: nothing follows (RFC 8200 section 4.7).</summary>
        public const int NoNextHeader = 59;

        /// <summary>Next header: destination options (RFC 8200 section 4.6).</summary>
        public const int DestinationOptions = 60;

        /// <summary>Bytes of a fragment header: next header, reserved, offset and flag, identification.</summary>
        public const int FragmentHeaderLength = 8;

        /// <summary>Offset in a fragment header of the 16 bits with fragment offset and flag.</summary>
        public const int FragmentOffset = 2;

        /// <summary>Mask of the fragment offset in those: bytes, a multiple of 8.</summary>
        public const int FragmentOffsetMask = 0xFFF8;

        /// <summary>Bit of those: more fragments follow.</summary>
        public const int MoreFragments = 1;

        /// <summary>Offset in a fragment header of the identification, 32 bits.</summary>
        public const int FragmentIdentificationOffset = 4;
    }
}
