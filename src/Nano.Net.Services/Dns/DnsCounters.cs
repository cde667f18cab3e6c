namespace Nano.Net.Services
{
    /// <summary>What a DNS resolver has counted.</summary>
    public sealed class DnsCounters
    {
        /// <summary>Questions sent, again included.</summary>
        public int QuestionsSent;

        /// <summary>Answers taken, "no such name" among them.</summary>
        public int Answers;

        /// <summary>Names that were answered for from memory.</summary>
        public int CacheHits;

        /// <summary>Messages dropped because they answer nothing that was asked: another server, port, identifier or question.</summary>
        public int Rejected;

        /// <summary>Answers from which nothing could be read: malformed, or a chain of aliases too long.</summary>
        public int Malformed;

        /// <summary>Answers cut short by the server, of no use without the rest.</summary>
        public int Truncated;

        /// <summary>Refusals and failures that servers have answered with.</summary>
        public int ServerFailures;

        /// <summary>Questions that were not answered in time.</summary>
        public int Timeouts;
    }
}
