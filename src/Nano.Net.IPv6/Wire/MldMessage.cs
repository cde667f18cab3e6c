using Nano.Net.Wire;

namespace Nano.Net.IPv6.Wire
{
    /// <summary>Multicast listener discovery, versions 1 (RFC 2710) and 2 (RFC 3810): offsets, codes, and what makes a query valid.</summary>
    internal static class MldMessage
    {
        /// <summary>The hop limit of all of them.</summary>
        internal const int HopLimit = 1;

        /// <summary>Bytes of a message of version 1: query, report and done.</summary>
        internal const int Length1 = 24;

        /// <summary>Bytes of a query of version 2 without sources.</summary>
        internal const int QueryLength2 = 28;

        /// <summary>Offset of the maximum response delay or code, 16 bits.</summary>
        internal const int ResponseOffset = 4;

        /// <summary>Offset of the multicast address in a query, and in a message of version 1.</summary>
        internal const int GroupOffset = 8;

        /// <summary>Offset of the byte with the S flag and the querier's robustness variable.</summary>
        internal const int RobustnessOffset = 24;

        /// <summary>Mask of the robustness variable; 0 stands for more than it holds, and the default is to be taken.</summary>
        internal const int RobustnessMask = 7;

        /// <summary>Offset of the querier's query interval code.</summary>
        internal const int IntervalOffset = 25;

        /// <summary>Offset of the number of sources of a query, 16 bits.</summary>
        internal const int SourcesOffset = 26;

        /// <summary>Offset in a report of version 2 of the number of records, 16 bits.</summary>
        internal const int RecordsOffset = 6;

        /// <summary>Bytes of a report of version 2 without records.</summary>
        internal const int ReportLength2 = 8;

        /// <summary>Bytes of a record without sources: type, auxiliary length, number of sources, address.</summary>
        internal const int RecordLength = 20;

        /// <summary>Offset of the address in a record.</summary>
        internal const int RecordGroupOffset = 4;

        /// <summary>Record: sources are included; of none, nobody listens.</summary>
        internal const int ModeIsInclude = 1;

        /// <summary>Record: sources are excluded; of none, all are listened to.</summary>
        internal const int ModeIsExclude = 2;

        /// <summary>Record: it has become so that sources are included; with none, the address is left.</summary>
        internal const int ChangeToInclude = 3;

        /// <summary>Record: it has become so that sources are excluded; with none, the address is joined.</summary>
        internal const int ChangeToExclude = 4;

        // From here on a code is a number of floating point (RFC 3810 sections 5.1.3 and 5.1.9).
        private const int FirstFloatingResponse = 0x8000;
        private const int FirstFloatingInterval = 0x80;

        /// <summary>The version of a query (RFC 3810 section 8.1); 0 where it is none and is to be ignored.</summary>
        /// <param name="length">Bytes of the message.</param>
        internal static int VersionOf(int length)
        {
            return length == Length1 ? 1 : length >= QueryLength2 ? 2 : 0;
        }

        /// <summary>Whether a query is valid (RFC 3810 section 6.2, RFC 2710 section 4): it comes from the link by its address, hop limit and router alert, and what it says of itself fits.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="packet">Index of its IPv6 header.</param>
        /// <param name="offset">Index of the ICMPv6 message.</param>
        /// <param name="length">Bytes of that.</param>
        /// <param name="routerAlert">Whether the packet had a router alert.</param>
        internal static bool IsValidQuery(byte[] buffer, int packet, int offset, int length, bool routerAlert)
        {
            int version = VersionOf(length);
            int group = offset + GroupOffset;
            return version != 0 && routerAlert
                && buffer[packet + Ipv6Packet.HopLimitOffset] == HopLimit
                && Ipv6Address.IsLinkLocal(buffer, packet + Ipv6Packet.SourceOffset)
                && (Ipv6Address.IsMulticast(buffer, group) || Ipv6Address.IsUnspecified(buffer, group))
                && (version == 1
                    || QueryLength2 + (BigEndian.ReadUInt16(buffer, offset + SourcesOffset) * Ipv6Packet.AddressLength) <= length);
        }

        /// <summary>Whether a report of version 1 is valid (RFC 2710 section 4).</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="packet">Index of its IPv6 header.</param>
        /// <param name="offset">Index of the ICMPv6 message.</param>
        /// <param name="length">Bytes of that.</param>
        internal static bool IsValidReport1(byte[] buffer, int packet, int offset, int length)
        {
            return length >= Length1
                && buffer[packet + Ipv6Packet.HopLimitOffset] == HopLimit
                && Ipv6Address.IsLinkLocal(buffer, packet + Ipv6Packet.SourceOffset)
                && Ipv6Address.IsMulticast(buffer, offset + GroupOffset);
        }

        /// <summary>Milliseconds within which a query is to be answered, 0 to 8,387,584.</summary>
        /// <param name="code">The 16 bits of the message.</param>
        /// <param name="version">The version of the query: in 1 the bits are the number.</param>
        internal static int ResponseDelay(int code, int version)
        {
            return version == 1 || code < FirstFloatingResponse ? code : ((code & 0xFFF) | 0x1000) << (((code >> 12) & 7) + 3);
        }

        /// <summary>Seconds between the queries of the querier, 0 to 31,744.</summary>
        /// <param name="code">The byte of the message.</param>
        internal static int QueryInterval(int code)
        {
            return code < FirstFloatingInterval ? code : ((code & 0xF) | 0x10) << (((code >> 4) & 7) + 3);
        }
    }
}
