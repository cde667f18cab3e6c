namespace Nano.Net.Services
{
    /// <summary>What an SNTP client has counted.</summary>
    public sealed class SntpCounters
    {
        /// <summary>Requests sent.</summary>
        public long RequestsSent;

        /// <summary>Replies from which the time was taken.</summary>
        public long Replies;

        /// <summary>Messages dropped because they answer nothing that was asked: another server or port, another or no originate timestamp, no reply at all.</summary>
        public long Rejected;

        /// <summary>Replies of servers that do not know the time, or cannot be believed.</summary>
        public long Unusable;

        /// <summary>Kiss-o'-death messages taken (RFC 4330 section 8).</summary>
        public long KissesOfDeath;

        /// <summary>Requests that were not answered in time.</summary>
        public long Timeouts;
    }
}
