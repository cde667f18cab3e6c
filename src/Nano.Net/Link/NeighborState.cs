namespace Nano.Net.Link
{
    /// <summary>
    /// What is known of a neighbour (RFC 4861 section 7.3.2). From <see cref="Reachable"/> on its hardware address may be used.
    /// </summary>
    internal enum NeighborState
    {
        /// <summary>The entry holds nobody.</summary>
        Free = 0,

        /// <summary>Everybody was asked for it, and it has not answered yet (INCOMPLETE).</summary>
        Incomplete = 1,

        /// <summary>Asked for in vain. It is not asked for again before this state ends.</summary>
        Failed = 2,

        /// <summary>Heard of within the lifetime (REACHABLE).</summary>
        Reachable = 3,

        /// <summary>Not heard of for longer than the lifetime, or since the link came up, and not used since (STALE).</summary>
        Stale = 4,

        /// <summary>It alone was asked whether it is still there; what is sent goes there meanwhile (PROBE).</summary>
        Probing = 5,

        /// <summary>
        /// It was not heard of for longer than the lifetime, and is used: it is asked soon, unless what is sent there turns out to
        /// arrive (DELAY). A neighbour with an IPv4 address is asked at once instead, as ARP has no such state.
        /// </summary>
        Delay = 6,
    }
}
