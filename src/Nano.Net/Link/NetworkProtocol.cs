namespace Nano.Net.Link
{
    /// <summary>A protocol above the link, as <see cref="LinkLayer"/> sees it: it is handed what frames carry.</summary>
    internal abstract class NetworkProtocol
    {
        /// <summary>A frame for this host has come in.</summary>
        /// <param name="buffer">Holds the frame; of use until the call returns.</param>
        /// <param name="offset">Index of the first byte behind the link header.</param>
        /// <param name="length">Bytes behind the link header, padding included.</param>
        /// <param name="broadcast">It was sent to a broadcast or multicast address of the link.</param>
        internal abstract void OnPacket(byte[] buffer, int offset, int length, bool broadcast);

        /// <summary>Asks on the link for the hardware address of a neighbour, on behalf of this host.</summary>
        /// <param name="neighbor">The neighbour.</param>
        /// <param name="hardware">Holds the hardware address that is asked, at <see cref="Neighbor.hardwareOffset"/>; null to ask everybody.</param>
        internal virtual void Ask(Neighbor neighbor, byte[] hardware)
        {
        }

        /// <summary>Milliseconds for which a neighbour counts as reachable once it has answered, where the protocol says so.</summary>
        internal virtual int ReachableTime
        {
            get { return 0; }
        }

        /// <summary>Milliseconds between two questions for a neighbour, where the protocol says so.</summary>
        internal virtual int SolicitationInterval
        {
            get { return 0; }
        }

        /// <summary>Whether a protocol above knows that what was sent to a neighbour, or by way of it, has arrived.</summary>
        /// <param name="neighbor">The neighbour.</param>
        /// <param name="since">Since when, in stack milliseconds.</param>
        internal virtual bool HasProgress(Neighbor neighbor, long since)
        {
            return false;
        }

        /// <summary>A neighbour does not answer: what is sent to it gets nowhere for the time being.</summary>
        internal virtual void OnNeighborUnreachable(Neighbor neighbor)
        {
        }

        /// <summary>A neighbour has been found, and what was sent to it before is lost.</summary>
        internal virtual void OnNeighborFound(Neighbor neighbor)
        {
        }

        /// <summary>Writes the hardware addresses of the groups whose packets this protocol wants.</summary>
        /// <param name="buffer">Where to, 6 bytes each.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <returns>How many: no more than it has reserved by <see cref="LinkLayer.ReserveMulticastGroups"/>.</returns>
        internal virtual int WriteMulticastGroups(byte[] buffer, int offset)
        {
            return 0;
        }
    }
}
