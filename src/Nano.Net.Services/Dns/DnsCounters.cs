namespace Nano.Net.Services
{
    /// <summary>What a DNS resolver has counted.</summary>
    public sealed class DnsCounters
    {
        /// <summary>Questions sent, again included.</summary>
        public long QuestionsSent;

        /// <summary>Answers taken, "no such name" among them.</summary>
        public long Answers;

        /// <summary>Names that were answered for from memory.</summary>
        public long CacheHits;

        /// <summary>Messages dropped because they answer nothing that was asked: another server, port, identifier or question.</summary>
        public long Rejected;

        /// <summary>Answers from which nothing could be read: malformed, or a chain of aliases too long.</summary>
        public long Malformed;

        /// <summary>Answers cut short by the server, of no use without the rest.</summary>
        public long Truncated;

        /// <summary>Refusals and failures that servers have answered with.</summary>
        public long ServerFailures;

        /// <summary>Questions with EDNS that servers did not understand: they are asked without it, for 15 minutes (RFC 6891 section 7).</summary>
        public long ExtensionsRefused;

        /// <summary>Questions that were not answered in time.</summary>
        public long Timeouts;
    }
}
