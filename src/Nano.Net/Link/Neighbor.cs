namespace Nano.Net.Link
{
    /// <summary>An entry of the <see cref="NeighborCache"/>: a host on this link.</summary>
    internal sealed class Neighbor
    {
        /// <summary>Its IPv4 address.</summary>
        internal uint address;

        internal NeighborState state;

        /// <summary>Index of its hardware address in the array that all entries share.</summary>
        internal int hardwareOffset;

        /// <summary>Requests sent without an answer.</summary>
        internal int tries;

        /// <summary>When the state ends; for a stale entry, when it became stale.</summary>
        internal long due;

        /// <summary>When its hardware address was looked up last, which who sends to it does after every change in the cache; -1 where it never was.</summary>
        internal long lastUsed;

        /// <summary>A packet for it was dropped while it was asked for, and none has been sent since.</summary>
        internal bool owed;

        /// <summary>What is sent as soon as the hardware address is known; or null.</summary>
        internal PendingPacket pending;

        /// <summary>Next in the same hash bucket.</summary>
        internal Neighbor next;
    }
}
