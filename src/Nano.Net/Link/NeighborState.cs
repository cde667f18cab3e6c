namespace Nano.Net.Link
{
    /// <summary>What is known of a neighbour. From <see cref="Reachable"/> on its hardware address may be used.</summary>
    internal enum NeighborState
    {
        /// <summary>The entry holds nobody.</summary>
        Free = 0,

        /// <summary>Asked for, not yet answered.</summary>
        Incomplete = 1,

        /// <summary>Asked for in vain; for a while it is not asked for again.</summary>
        Failed = 2,

        /// <summary>Heard of within the lifetime.</summary>
        Reachable = 3,

        /// <summary>Not heard of for longer than the lifetime, and not used since.</summary>
        Stale = 4,

        /// <summary>Used while stale, and asked whether it is still there.</summary>
        Probing = 5,
    }
}
