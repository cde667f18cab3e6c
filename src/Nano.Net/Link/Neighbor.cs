namespace Nano.Net.Link
{
    /// <summary>An entry of the <see cref="NeighborCache"/>: a host on this link.</summary>
    internal sealed class Neighbor
    {
        /// <summary>A mark: what was sent to it while it was not found is lost, and nothing has been sent since.</summary>
        internal const int Owed = 1;

        /// <summary>A mark: it was asked for only to answer a stranger, who may not exist.</summary>
        internal const int Stranger = 2;

        /// <summary>A mark: since it was last unheard of, this host has sent to it, or wants to, of its own accord.</summary>
        internal const int InUse = 4;

        /// <summary>A mark: it has an IPv6 address, which is at <see cref="NeighborTable.AddressOffsetOf"/>. It stays as long as the entry is its.</summary>
        internal const int Ipv6 = 8;

        /// <summary>Its IPv4 address; of an IPv6 address, what it is found by.</summary>
        internal uint address;

        internal NeighborState state;

        /// <summary>Index of its hardware address in the array that all entries share.</summary>
        internal int hardwareOffset;

        /// <summary>Requests sent without an answer, in this state.</summary>
        internal int tries;

        /// <summary>When the state ends; of a stale entry, which stays one until it is used, when that of "reachable" ended or would have ended.</summary>
        internal long due;

        /// <summary>What else is known of it: some of the marks above, in one field as each costs the device 12 bytes an entry.</summary>
        internal int marks;

        /// <summary>What is sent as soon as the hardware address is known; or null.</summary>
        internal PendingPacket pending;

        /// <summary>Next in the same hash bucket.</summary>
        internal Neighbor next;
    }
}
