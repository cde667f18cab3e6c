namespace Nano.Net.Wire
{
    /// <summary>The IPv4 header (RFC 791 section 3.1): offsets and constants.</summary>
    public static class Ipv4Packet
    {
        /// <summary>Bytes of a header without options.</summary>
        public const int HeaderLength = 20;

        /// <summary>Version 4, header of five 32-bit words.</summary>
        public const int VersionAndHeaderLength = 0x45;

        /// <summary>Offset of version and header length.</summary>
        public const int VersionOffset = 0;

        /// <summary>Offset of the type of service (DSCP and ECN).</summary>
        public const int TypeOfServiceOffset = 1;

        /// <summary>Offset of the total length.</summary>
        public const int TotalLengthOffset = 2;

        /// <summary>Offset of the identification.</summary>
        public const int IdentificationOffset = 4;

        /// <summary>Offset of flags and fragment offset.</summary>
        public const int FragmentOffset = 6;

        /// <summary>Offset of the time to live.</summary>
        public const int TimeToLiveOffset = 8;

        /// <summary>Offset of the protocol.</summary>
        public const int ProtocolOffset = 9;

        /// <summary>Offset of the header checksum.</summary>
        public const int ChecksumOffset = 10;

        /// <summary>Offset of the source address.</summary>
        public const int SourceOffset = 12;

        /// <summary>Offset of the destination address.</summary>
        public const int DestinationOffset = 16;

        /// <summary>Mask of the ECN field in the type of service (RFC 3168 section 5).</summary>
        public const int EcnMask = 3;

        /// <summary>ECN field: routers may mark the packet instead of dropping it, ECT(0).</summary>
        public const int EcnCapable = 2;

        /// <summary>ECN field: a router has marked it, CE.</summary>
        public const int CongestionExperienced = 3;

        /// <summary>Bit of the flags field: don't fragment.</summary>
        public const int DontFragment = 0x4000;

        /// <summary>Bit of the flags field: more fragments follow.</summary>
        public const int MoreFragments = 0x2000;

        /// <summary>Mask of the fragment offset, in units of 8 bytes.</summary>
        public const int FragmentOffsetMask = 0x1FFF;

        /// <summary>Protocol number of ICMP.</summary>
        public const int ProtocolIcmp = 1;

        /// <summary>Protocol number of IGMP.</summary>
        public const int ProtocolIgmp = 2;

        /// <summary>Protocol number of TCP.</summary>
        public const int ProtocolTcp = 6;

        /// <summary>Protocol number of UDP.</summary>
        public const int ProtocolUdp = 17;
    }
}
