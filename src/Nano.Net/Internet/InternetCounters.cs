namespace Nano.Net.Internet
{
    /// <summary>What a version of IP and its ICMP have received and sent since the stack was made, and what was dropped and why.</summary>
    public sealed class InternetCounters
    {
        /// <summary>Packets received, those dropped later included.</summary>
        public long PacketsReceived;

        /// <summary>Packets handed to a transport, put together where they came in fragments.</summary>
        public long PacketsDelivered;

        /// <summary>Packets and fragments handed to the link.</summary>
        public long PacketsSent;

        /// <summary>Packets dropped for a version, a header length, a total length or options that make no sense.</summary>
        public long Malformed;

        /// <summary>Packets dropped for a wrong header checksum, which IPv6 has not.</summary>
        public long BadChecksum;

        /// <summary>Packets dropped because they were for another host.</summary>
        public long NotForThisHost;

        /// <summary>Packets dropped because no host may have sent them: from a broadcast, multicast, loopback or this host's address.</summary>
        public long BadSource;

        /// <summary>Packets dropped because they were source-routed (RFC 7126 section 4.3).</summary>
        public long SourceRouted;

        /// <summary>Packets dropped because nobody here speaks their protocol.</summary>
        public long UnknownProtocol;

        /// <summary>Packets not sent because no route leads to where they should go.</summary>
        public long NoRoute;

        /// <summary>Connections refused because as many paths were held as may be.</summary>
        public long NoPath;

        /// <summary>Fragments received.</summary>
        public long FragmentsReceived;

        /// <summary>Fragments dropped because their length makes no sense, or no reassembly buffer was configured.</summary>
        public long FragmentsDropped;

        /// <summary>Packets put together from fragments.</summary>
        public long Reassembled;

        /// <summary>Packets given up because fragments overlapped or contradicted one another (RFC 5722; of ECN, RFC 3168 section 5.3).</summary>
        public long ReassemblyOverlaps;

        /// <summary>Packets given up because they do not fit a reassembly buffer.</summary>
        public long ReassemblyTooBig;

        /// <summary>Packets given up because fragments did not arrive in time.</summary>
        public long ReassemblyTimeouts;

        /// <summary>Packets given up because another one needed their reassembly buffer.</summary>
        public long ReassemblyEvicted;

        /// <summary>Datagrams sent as fragments.</summary>
        public long DatagramsFragmented;

        /// <summary>ICMP messages received.</summary>
        public long IcmpReceived;

        /// <summary>ICMP messages dropped for a wrong checksum.</summary>
        public long IcmpBadChecksum;

        /// <summary>ICMP messages dropped because they were too short, or quoted no packet that this host may have sent.</summary>
        public long IcmpMalformed;

        /// <summary>ICMP messages of types that are not answered here, or sent to a broadcast address.</summary>
        public long IcmpIgnored;

        /// <summary>Echo replies sent.</summary>
        public long IcmpEchoReplies;

        /// <summary>ICMP errors received and passed on, and redirects that were followed.</summary>
        public long IcmpErrorsReceived;

        /// <summary>ICMP errors sent.</summary>
        public long IcmpErrorsSent;

        /// <summary>ICMP errors not sent because of their rate.</summary>
        public long IcmpErrorsSuppressed;
    }
}
