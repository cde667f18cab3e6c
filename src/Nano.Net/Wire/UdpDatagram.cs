namespace Nano.Net.Wire
{
    /// <summary>The UDP header (RFC 768): offsets and constants.</summary>
    public static class UdpDatagram
    {
        /// <summary>Bytes of the header.</summary>
        public const int HeaderLength = 8;

        /// <summary>Offset of the source port.</summary>
        public const int SourcePortOffset = 0;

        /// <summary>Offset of the destination port.</summary>
        public const int DestinationPortOffset = 2;

        /// <summary>Offset of the length of header and payload.</summary>
        public const int LengthOffset = 4;

        /// <summary>Offset of the checksum; zero says that there is none.</summary>
        public const int ChecksumOffset = 6;

        /// <summary>The longest payload in bytes: what an IP packet of 65,535 bytes leaves.</summary>
        public const int MaximumPayload = 65535 - Ipv4Packet.HeaderLength - HeaderLength;
    }
}
