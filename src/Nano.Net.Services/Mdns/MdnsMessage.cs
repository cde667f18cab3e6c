namespace Nano.Net.Services
{
    /// <summary>What multicast DNS and DNS-SD add to the format of DNS messages (RFC 6762 section 18, RFC 1035, RFC 2782, RFC 4034).</summary>
    internal static class MdnsMessage
    {
        internal const int Port = 5353;

        /// <summary>224.0.0.251.</summary>
        internal const uint Group = 0xE00000FB;

        /// <summary>ff02::fb.</summary>
        internal static readonly byte[] Ipv6Group = { 0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFB };

        /// <summary>Flags of a response: it comes from who owns the names.</summary>
        internal const int AuthoritativeResponse = 0x8400;

        internal const int TypePtr = 12;
        internal const int TypeTxt = 16;
        internal const int TypeSrv = 33;
        internal const int TypeNsec = 47;
        internal const int TypeAny = 255;
        internal const int ClassAny = 255;

        /// <summary>Class of a question: the answer may come by unicast (section 5.4).</summary>
        internal const int UnicastResponse = 0x8000;

        /// <summary>Class of a record: it replaces all others of its name and type (section 10.2).</summary>
        internal const int CacheFlush = 0x8000;

        internal const int ClassMask = 0x7FFF;
    }
}
