using Nano.Net.Core;

namespace Nano.Net.Internet.V4
{
    /// <summary>A multicast group in the table, and how far its membership has been reported (RFC 2236 section 6).</summary>
    internal sealed class MulticastGroup
    {
        /// <summary>Its address; 0 where the place is free.</summary>
        internal uint address;

        /// <summary>How many sockets have joined it.</summary>
        internal int members;

        /// <summary>When the next report is due; <see cref="TimerQueue.Never"/> for the state "idle member".</summary>
        internal long reportDue;

        /// <summary>Whether this host was the last to report it, and so has to say that it leaves.</summary>
        internal bool reportedLast;
    }
}
