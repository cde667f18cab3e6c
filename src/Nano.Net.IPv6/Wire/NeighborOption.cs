using System;
using Nano.Net.Wire;

namespace Nano.Net.IPv6.Wire
{
    /// <summary>
    /// The options of neighbour discovery (RFC 4861 section 4.6): type, length in units of 8 bytes, value. A message whose options
    /// do not add up is dropped as a whole; one of a kind that is not known, or whose length its kind cannot have, is skipped.
    /// </summary>
    internal static class NeighborOption
    {
        /// <summary>Type: the hardware address of the sender.</summary>
        internal const int SourceLinkLayerAddress = 1;

        /// <summary>Type: the hardware address of the target.</summary>
        internal const int TargetLinkLayerAddress = 2;

        /// <summary>Type: a prefix of the link.</summary>
        internal const int PrefixInformation = 3;

        /// <summary>Type: the packet that a redirect is about.</summary>
        internal const int RedirectedHeader = 4;

        /// <summary>Type: the MTU of the link.</summary>
        internal const int Mtu = 5;

        /// <summary>Type: a number that tells own messages from others' (RFC 3971 section 5.3.2, RFC 7527).</summary>
        internal const int Nonce = 14;

        /// <summary>Type: a route (RFC 4191 section 2.3).</summary>
        internal const int RouteInformation = 24;

        /// <summary>Type: addresses of DNS servers (RFC 8106 section 5.1).</summary>
        internal const int RecursiveDnsServer = 25;

        /// <summary>Type: domains to search (RFC 8106 section 5.2).</summary>
        internal const int DnsSearchList = 31;

        /// <summary>Offset of the length, in units of 8 bytes.</summary>
        internal const int LengthOffset = 1;

        /// <summary>Offset of a hardware address, and of a nonce.</summary>
        internal const int ValueOffset = 2;

        /// <summary>Bytes of a hardware address.</summary>
        internal const int HardwareAddressLength = 6;

        /// <summary>Bytes of an option with a hardware address, or with a nonce of 48 bits.</summary>
        internal const int ShortLength = 8;

        /// <summary>Offset of the length of a prefix, in bits: of prefix information and of a route.</summary>
        internal const int PrefixLengthOffset = 2;

        /// <summary>Offset of the flags of a prefix or of a route.</summary>
        internal const int FlagsOffset = 3;

        /// <summary>Flag of a prefix: what has it is on the link.</summary>
        internal const int OnLinkFlag = 0x80;

        /// <summary>Flag of a prefix: addresses may be made of it.</summary>
        internal const int AutonomousFlag = 0x40;

        /// <summary>Offset of the lifetime in seconds of a prefix that is valid, a route, a DNS server or a domain; all ones for ever.</summary>
        internal const int LifetimeOffset = 4;

        /// <summary>Offset of the lifetime in seconds of a prefix that is preferred.</summary>
        internal const int PreferredLifetimeOffset = 8;

        /// <summary>Offset of a prefix.</summary>
        internal const int PrefixOffset = 16;

        /// <summary>Offset of the prefix of a route, as many bytes as the option has left.</summary>
        internal const int RoutePrefixOffset = 8;

        /// <summary>Offset of the MTU, 32 bits.</summary>
        internal const int MtuOffset = 4;

        /// <summary>Offset of the first address of a DNS server, and of the first domain.</summary>
        internal const int DnsOffset = 8;

        /// <summary>Bytes of the option with a prefix.</summary>
        private const int PrefixUnits = 4;

        /// <summary>Whether all options have a length, and fit.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="at">Index of the first.</param>
        /// <param name="end">Index behind the last.</param>
        internal static bool AreValid(byte[] buffer, int at, int end)
        {
            while (at < end)
            {
                // Of length 0 it would be the same one for ever (RFC 4861 section 4.6).
                if (end - at < 8 || buffer[at + LengthOffset] == 0)
                {
                    return false;
                }

                at = Next(buffer, at);
            }

            return at == end;
        }

        /// <summary>Index of the option behind another one.</summary>
        internal static int Next(byte[] buffer, int at)
        {
            return at + (buffer[at + LengthOffset] << 3);
        }

        /// <summary>Finds an option among those of a message that <see cref="AreValid"/>.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="at">Index of the first; to find another one, that behind the last one found.</param>
        /// <param name="end">Index behind the last.</param>
        /// <param name="type">What kind of option.</param>
        /// <returns>Index of its type; -1 where there is none whose length its kind can have.</returns>
        internal static int Find(byte[] buffer, int at, int end, int type)
        {
            for (; at < end; at = Next(buffer, at))
            {
                if (buffer[at] == type && IsWellFormed(buffer, at))
                {
                    return at;
                }
            }

            return -1;
        }

        /// <summary>Whether an option has a length that its kind can have. Those of kinds that are not known have.</summary>
        internal static bool IsWellFormed(byte[] buffer, int at)
        {
            int units = buffer[at + LengthOffset];
            switch (buffer[at])
            {
                case SourceLinkLayerAddress:
                case TargetLinkLayerAddress:
                case Mtu:
                    return units == 1;
                case PrefixInformation:
                    return units == PrefixUnits && buffer[at + PrefixLengthOffset] <= 128;
                case RouteInformation:
                    // As much of the prefix as its length needs, at least.
                    int prefix = buffer[at + PrefixLengthOffset];
                    return prefix <= 128 && units <= 3 && units >= 1 + ((prefix + 63) >> 6);
                case RecursiveDnsServer:
                    return units >= 3 && (units & 1) != 0;
                case DnsSearchList:
                    return units >= 2;
                default:
                    return true;
            }
        }

        /// <summary>How many addresses an option with DNS servers has.</summary>
        internal static int ServersOf(byte[] buffer, int at)
        {
            return (buffer[at + LengthOffset] - 1) >> 1;
        }

        /// <summary>Writes an option with a hardware address, or a nonce of 48 bits.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="at">Index of its type.</param>
        /// <param name="type">What kind of option.</param>
        /// <param name="value">Holds six bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <returns>Bytes written.</returns>
        internal static int Write(byte[] buffer, int at, int type, byte[] value, int offset)
        {
            BigEndian.WriteUInt16(buffer, at, (type << 8) | 1);
            Array.Copy(value, offset, buffer, at + ValueOffset, HardwareAddressLength);
            return ShortLength;
        }
    }
}
