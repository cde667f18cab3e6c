namespace Nano.Net.Services
{
    /// <summary>What an SNTP client has counted.</summary>
    public sealed class SntpCounters
    {
        /// <summary>Requests sent.</summary>
        public int RequestsSent;

        /// <summary>Replies from which the time was taken.</summary>
        public int Replies;

        /// <summary>Messages dropped because they answer nothing that was asked: another server or port, another or no originate timestamp, no reply at all.</summary>
        public int Rejected;

        /// <summary>Replies of servers that do not know the time, or cannot be believed.</summary>
        public int Unusable;

        /// <summary>Kiss-o'-death messages taken (RFC 4330 section 8).</summary>
        public int KissesOfDeath;

        /// <summary>Requests that were not answered in time.</summary>
        public int Timeouts;
    }
}
