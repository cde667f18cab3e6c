namespace Nano.Net.Services
{
    /// <summary>What a responder has counted.</summary>
    public sealed class MdnsCounters
    {
        /// <summary>Queries received, probes of others included.</summary>
        public int QueriesReceived;

        /// <summary>Responses of others received.</summary>
        public int ResponsesReceived;

        /// <summary>Messages dropped because they are malformed.</summary>
        public int Malformed;

        /// <summary>Messages dropped because of where they come from (RFC 6762 sections 6 and 11), or for an operation or response code that means nothing here (sections 18.3 and 18.11).</summary>
        public int Ignored;

        /// <summary>Probes sent.</summary>
        public int ProbesSent;

        /// <summary>Messages multicast with announcements and answers.</summary>
        public int MulticastsSent;

        /// <summary>Answers sent to one host alone.</summary>
        public int UnicastsSent;

        /// <summary>Records not sent because who asked knows them, or another host has just sent the same.</summary>
        public int Suppressed;

        /// <summary>Names found to be in use by others.</summary>
        public int Conflicts;

        /// <summary>Probes put off because another host that wants the same name goes first (section 8.2).</summary>
        public int TieBreaksLost;

        /// <summary>Messages that could not be sent: the link device was busy, or there was no path.</summary>
        public int NotSent;
    }
}
