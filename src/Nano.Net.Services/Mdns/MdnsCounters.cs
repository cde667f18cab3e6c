namespace Nano.Net.Services
{
    /// <summary>What a responder has counted.</summary>
    public sealed class MdnsCounters
    {
        /// <summary>Queries received, probes of others included.</summary>
        public long QueriesReceived;

        /// <summary>Responses of others received.</summary>
        public long ResponsesReceived;

        /// <summary>Messages dropped because they are malformed.</summary>
        public long Malformed;

        /// <summary>Messages dropped because of where they come from (RFC 6762 sections 6 and 11), or for an operation or response code that means nothing here (sections 18.3 and 18.11).</summary>
        public long Ignored;

        /// <summary>Probes sent.</summary>
        public long ProbesSent;

        /// <summary>Messages multicast with announcements and answers.</summary>
        public long MulticastsSent;

        /// <summary>Answers sent to one host alone.</summary>
        public long UnicastsSent;

        /// <summary>Records not sent because who asked knows them, or another host has just sent the same.</summary>
        public long Suppressed;

        /// <summary>Names found to be in use by others.</summary>
        public long Conflicts;

        /// <summary>Names taken back that another host had once, and has no longer.</summary>
        public long NamesTakenBack;

        /// <summary>Probes put off because another host that wants the same name goes first (section 8.2).</summary>
        public long TieBreaksLost;

        /// <summary>Messages that could not be sent: the link device was busy, or there was no path.</summary>
        public long NotSent;
    }
}
