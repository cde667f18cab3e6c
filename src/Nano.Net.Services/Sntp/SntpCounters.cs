namespace Nano.Net.Services
{
    /// <summary>What an SNTP client has counted.</summary>
    public sealed class SntpCounters
    {
        /// <summary>Requests sent.</summary>
        public long RequestsSent;

        /// <summary>Replies that told the time.</summary>
        public long Replies;

        /// <summary>Of these, the ones of servers that do not vouch for their time to a second, as those of Windows: it was taken where no better one was known.</summary>
        public long CoarseReplies;

        /// <summary>Messages dropped because they answer nothing that was asked: another server or port, another or no originate timestamp, no reply at all.</summary>
        public long Rejected;

        /// <summary>Replies of servers that do not know the time, or cannot be believed; kiss-o'-death messages whose code asks nothing of a client among them.</summary>
        public long Unusable;

        /// <summary>Kiss-o'-death messages heeded: DENY, RSTR and RATE (RFC 4330 section 8, RFC 5905 section 7.4).</summary>
        public long KissesOfDeath;

        /// <summary>Requests that were not answered in time.</summary>
        public long Timeouts;
    }
}
