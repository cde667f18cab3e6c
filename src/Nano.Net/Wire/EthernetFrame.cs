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

        /// <summary>EtherType of IPv6 (RFC 2464 section 3).</summary>
        public const int EtherTypeIpv6 = 0x86DD;

        /// <summary>EtherType of ARP.</summary>
        public const int EtherTypeArp = 0x0806;

        /// <summary>Whether bytes are the hardware address that one host may have: 6 of them, and not a group's (the lowest bit of the first is 0).</summary>
        /// <param name="address">The bytes; null is no address.</param>
        public static bool IsHostAddress(byte[] address)
        {
            return address != null && address.Length == AddressLength && (address[0] & 1) == 0;
        }

        /// <summary>Writes the hardware address of a multicast group: 01:00:5e and the low 23 bits of its IPv4 address (RFC 1112 section 6.4).</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of its first byte; <see cref="AddressLength"/> bytes are written.</param>
        /// <param name="group">The group's IPv4 address.</param>
        public static void WriteMulticastAddress(byte[] buffer, int offset, uint group)
        {
            BigEndian.WriteUInt16(buffer, offset, 0x0100);
            BigEndian.WriteUInt32(buffer, offset + 2, 0x5E000000 | (group & 0x7FFFFF));
        }
    }
}
