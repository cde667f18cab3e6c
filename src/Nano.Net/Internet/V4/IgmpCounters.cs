namespace Nano.Net.Internet.V4
{
    /// <summary>What IGMP has received and sent since the stack was made, and what was dropped and why.</summary>
    public sealed class IgmpCounters
    {
        /// <summary>Queries received and heeded.</summary>
        public long QueriesReceived;

        /// <summary>Reports of other members received, of groups that this host has joined.</summary>
        public long ReportsReceived;

        /// <summary>Messages dropped because they were too short, or sent to where their type never is.</summary>
        public long Malformed;

        /// <summary>Messages dropped for a wrong checksum.</summary>
        public long BadChecksum;

        /// <summary>Messages of types that mean nothing to a host.</summary>
        public long Ignored;

        /// <summary>Reports sent.</summary>
        public long ReportsSent;

        /// <summary>Reports not sent because another member was quicker.</summary>
        public long ReportsSuppressed;

        /// <summary>Leave messages sent.</summary>
        public long LeavesSent;

        /// <summary>Groups that could not be joined because the table was full.</summary>
        public long TableFull;
    }
}
