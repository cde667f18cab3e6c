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

        /// <summary>A neighbour does not answer: what is sent to it gets nowhere for the time being.</summary>
        /// <param name="address">Its IPv4 address.</param>
        internal virtual void OnNeighborUnreachable(uint address)
        {
        }

        /// <summary>A neighbour has been found, and what was sent to it before is lost.</summary>
        /// <param name="address">Its IPv4 address.</param>
        internal virtual void OnNeighborFound(uint address)
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
