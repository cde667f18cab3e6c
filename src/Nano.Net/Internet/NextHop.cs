using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet
{
    /// <summary>The step from a path to the link: the hardware address in its header (RFC 1122 section 3.3.1.1), and what happens to packets while there is none.</summary>
    internal sealed class NextHop
    {
        private readonly LinkLayer link;
        private readonly NeighborCache neighbors;
        private readonly InternetCounters counters;

        internal NextHop(LinkLayer link, NeighborCache neighbors, InternetCounters counters)
        {
            this.link = link;
            this.neighbors = neighbors;
            this.counters = counters;
        }

        /// <summary>Puts the hardware address of the next hop into the header of a path.</summary>
        /// <param name="path">The path.</param>
        /// <param name="answer">Whether what is to be sent only answers a stranger.</param>
        /// <returns>False where it is not known yet, or there is no next hop.</returns>
        internal bool Resolve(Path path, bool answer)
        {
            uint address = path.nextHop;
            if (address == 0)
            {
                return false;
            }

            if (link.headerLength != 0)
            {
                byte[] header = path.header;
                if (address == Routes.LimitedBroadcast)
                {
                    BigEndian.WriteUInt16(header, EthernetFrame.DestinationOffset, 0xFFFF);
                    BigEndian.WriteUInt32(header, EthernetFrame.DestinationOffset + 2, 0xFFFFFFFF);
                }
                else if (Routes.IsMulticast(address))
                {
                    EthernetFrame.WriteMulticastAddress(header, EthernetFrame.DestinationOffset, address);
                }
                else if (!neighbors.Resolve(address, header, EthernetFrame.DestinationOffset, answer))
                {
                    return false;
                }
            }

            // What is only answered is looked up each time, so that the neighbour cache hears of the first packet that is not.
            path.neighborVersion = answer ? 0 : neighbors.version;
            return true;
        }

        /// <summary>Keeps a frame in the link's transmit frame until the next hop has been found; without one, drops it.</summary>
        /// <param name="path">Where it goes.</param>
        /// <param name="length">Bytes of the frame, or <see cref="NeighborCache.TooLongToKeep"/>.</param>
        /// <param name="answer">Whether it only answers a stranger.</param>
        /// <returns>Whether the next hop is being asked for.</returns>
        internal bool Postpone(Path path, int length, bool answer)
        {
            if (path.nextHop == 0)
            {
                counters.NoRoute++;
                return false;
            }

            return neighbors.Enqueue(path.nextHop, link.transmitFrame, link.frameOffset, length, answer);
        }
    }
}
