using System;
using Nano.Net.Wire;

namespace Nano.Net.IPv6.Wire
{
    /// <summary>Addresses as they stand in packets: 16 bytes at some index of an array (RFC 4291 section 2).</summary>
    internal static class Ipv6Address
    {
        /// <summary>Group of the link: all nodes (RFC 4291 section 2.7.1).</summary>
        internal const int AllNodes = 1;

        /// <summary>Group of the link: all routers.</summary>
        internal const int AllRouters = 2;

        /// <summary>Group of the link: routers that know MLDv2 (RFC 3810 section 5.2.14).</summary>
        internal const int MulticastRouters = 0x16;

        /// <summary>Group of the link: DHCPv6 servers and relays, ff02::1:2 (RFC 8415 section 7.1).</summary>
        internal const int DhcpServers = 0x10002;

        /// <summary>Scope of a multicast address: this interface alone (RFC 7346 section 2).</summary>
        internal const int InterfaceScope = 1;

        /// <summary>Scope of a multicast address: the link.</summary>
        internal const int LinkScope = 2;

        // Bytes of a solicited-node address that all have in common, and of the address that it is for (RFC 4291 section 2.7.1).
        private const int SolicitedNodePrefix = 13;

        /// <summary>Whether two addresses are the same.</summary>
        internal static bool AreEqual(byte[] one, int oneOffset, byte[] other, int otherOffset)
        {
            return BitConverter.ToUInt64(one, oneOffset + 8) == BitConverter.ToUInt64(other, otherOffset + 8)
                && BitConverter.ToUInt64(one, oneOffset) == BitConverter.ToUInt64(other, otherOffset);
        }

        /// <summary>Whether it is <c>::</c>.</summary>
        internal static bool IsUnspecified(byte[] buffer, int offset)
        {
            return BitConverter.ToUInt64(buffer, offset) == 0 && BitConverter.ToUInt64(buffer, offset + 8) == 0;
        }

        /// <summary>Whether it is <c>::1</c>.</summary>
        internal static bool IsLoopback(byte[] buffer, int offset)
        {
            return BitConverter.ToUInt64(buffer, offset) == 0
                && BigEndian.ReadUInt32(buffer, offset + 8) == 0 && BigEndian.ReadUInt32(buffer, offset + 12) == 1;
        }

        /// <summary>Whether it is a multicast address.</summary>
        internal static bool IsMulticast(byte[] buffer, int offset)
        {
            return buffer[offset] == 0xFF;
        }

        /// <summary>The scope of a multicast address, 0 to 15.</summary>
        internal static int ScopeOf(byte[] buffer, int offset)
        {
            return buffer[offset + 1] & 0xF;
        }

        /// <summary>Whether it is a unicast address of link-local scope, fe80::/10.</summary>
        internal static bool IsLinkLocal(byte[] buffer, int offset)
        {
            return buffer[offset] == 0xFE && (buffer[offset + 1] & 0xC0) == 0x80;
        }

        /// <summary>Whether it is ::ffff:0:0/96 and so stands for an IPv4 address: it must not come by the link (RFC 4942 section 2.2).</summary>
        internal static bool IsMapped(byte[] buffer, int offset)
        {
            return BitConverter.ToUInt64(buffer, offset) == 0 && BigEndian.ReadUInt32(buffer, offset + 8) == 0xFFFF;
        }

        /// <summary>Whether it is a solicited-node address, ff02::1:ff00:0/104.</summary>
        internal static bool IsSolicitedNode(byte[] buffer, int offset)
        {
            return BigEndian.ReadUInt32(buffer, offset) == 0xFF020000 && BigEndian.ReadUInt32(buffer, offset + 4) == 0
                && BigEndian.ReadUInt32(buffer, offset + 8) == 1 && buffer[offset + 12] == 0xFF;
        }

        /// <summary>Writes a group of link scope, ff02::/96 and its number.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="group">Its last 32 bits.</param>
        internal static void WriteGroup(byte[] buffer, int offset, int group)
        {
            BigEndian.WriteUInt32(buffer, offset, 0xFF020000);
            BigEndian.WriteUInt32(buffer, offset + 4, 0);
            BigEndian.WriteUInt32(buffer, offset + 8, 0);
            BigEndian.WriteUInt32(buffer, offset + 12, (uint)group);
        }

        /// <summary>Writes the solicited-node address of an address.</summary>
        internal static void WriteSolicitedNode(byte[] address, int offset, byte[] buffer, int at)
        {
            WriteGroup(buffer, at, 0);
            buffer[at + 11] = 1;
            buffer[at + 12] = 0xFF;
            Array.Copy(address, offset + SolicitedNodePrefix, buffer, at + SolicitedNodePrefix, Ipv6Packet.AddressLength - SolicitedNodePrefix);
        }

        /// <summary>Writes the Ethernet address of a multicast address: 33:33 and its last four bytes (RFC 2464 section 7).</summary>
        internal static void WriteHardwareGroup(byte[] address, int offset, byte[] buffer, int at)
        {
            buffer[at] = 0x33;
            buffer[at + 1] = 0x33;
            Array.Copy(address, offset + 12, buffer, at + 2, 4);
        }

        /// <summary>How many bits at the beginning of two addresses are the same, 0 to 128.</summary>
        internal static int CommonPrefix(byte[] one, int oneOffset, byte[] other, int otherOffset)
        {
            for (int i = 0; i < Ipv6Packet.AddressLength; i++)
            {
                int difference = one[oneOffset + i] ^ other[otherOffset + i];
                if (difference != 0)
                {
                    int bits = i << 3;
                    while (difference < 0x80)
                    {
                        difference <<= 1;
                        bits++;
                    }

                    return bits;
                }
            }

            return 128;
        }

        /// <summary>An address as an object.</summary>
        internal static IPAddress Read(byte[] buffer, int offset)
        {
            return new IPAddress(buffer, offset, 0);
        }
    }
}
