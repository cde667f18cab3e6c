namespace Nano.Net.Wire
{
    /// <summary>Ethernet II: destination, source, EtherType, payload (RFC 894). The frame check sequence is the device's affair.</summary>
    public static class EthernetFrame
    {
        /// <summary>Bytes of the header.</summary>
        public const int HeaderLength = 14;

        /// <summary>Bytes of a hardware address.</summary>
        public const int AddressLength = 6;

        /// <summary>Offset of the destination address.</summary>
        public const int DestinationOffset = 0;

        /// <summary>Offset of the source address.</summary>
        public const int SourceOffset = 6;

        /// <summary>Offset of the EtherType.</summary>
        public const int EtherTypeOffset = 12;

        /// <summary>EtherType of IPv4.</summary>
        public const int EtherTypeIpv4 = 0x0800;

        /// <summary>EtherType of ARP.</summary>
        public const int EtherTypeArp = 0x0806;
    }
}
