using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    // What IPv6 wants of the neighbour cache.
    internal sealed partial class Ipv6
    {
        /// <inheritdoc/>
        internal override void Suspect(Path path)
        {
            Ipv6Path way = (Ipv6Path)path;
            if (way.nextHop != null)
            {
                neighbors.Suspect(way.nextHop, way.nextHopOffset);
            }
        }

        /// <inheritdoc/>
        internal override void Ask(Neighbor neighbor, byte[] hardware)
        {
            discovery.Solicit(neighbors.table.hardwareAddresses, neighbors.table.AddressOffsetOf(neighbor), hardware, neighbor.hardwareOffset);
        }

        /// <summary>Whether an address is that of a neighbour.</summary>
        internal bool IsAddressOf(Neighbor neighbor, byte[] address, int offset)
        {
            return neighbors.table.HasAddress(neighbor, address, offset);
        }

        // Puts the hardware address of the next hop into the header of a path. False where it is not known yet, or there is no
        // next hop.
        private bool Resolve(Path path)
        {
            Ipv6Path way = (Ipv6Path)path;
            byte[] address = way.nextHop;
            if (address == null)
            {
                return false;
            }

            bool answer = internet.answering;
            if (link.headerLength != 0)
            {
                if (Ipv6Address.IsMulticast(address, way.nextHopOffset))
                {
                    Ipv6Address.WriteHardwareGroup(address, way.nextHopOffset, way.header, EthernetFrame.DestinationOffset);
                }
                else if (!neighbors.Resolve(address, way.nextHopOffset, way.header, EthernetFrame.DestinationOffset, answer))
                {
                    return false;
                }
            }

            // What is only answered is looked up each time, so that the neighbour cache hears of the first packet that is not.
            path.neighborVersion = answer ? 0 : neighbors.version;
            return true;
        }

        // Keeps a frame in the link's transmit frame until the next hop has been found; without one, drops it. Of some bytes, or
        // NeighborCache.TooLongToKeep. Returns whether the next hop is being asked for.
        private bool Postpone(Path path, int length)
        {
            Ipv6Path way = (Ipv6Path)path;
            if (way.nextHop == null)
            {
                counters.NoRoute++;
                return false;
            }

            return neighbors.Enqueue(way.nextHop, way.nextHopOffset, transmitFrame, frameOffset, length, internet.answering);
        }

        // What answers others has no time-outs to notice by that its neighbour is elsewhere. So the frame says it: it comes from
        // another hardware address than answers go to. Routers may be several, and each may pass on a packet.
        private void CheckSender(Ipv6Path path)
        {
            if (link.headerLength != 0 && path.IsOnLink)
            {
                neighbors.OnPacketFrom(path.nextHop, path.nextHopOffset, link.receiveFrame, link.frameOffset + EthernetFrame.SourceOffset);
            }
        }

        /// <summary>What waits for a neighbour, to be sent from an address that this host has given up, is not sent (RFC 4862 section 5.5.4).</summary>
        internal void DropPendingFrom(byte[] address, int offset)
        {
            int source = link.frameOffset + link.headerLength + Ipv6Packet.SourceOffset;
            for (int i = 0; neighbors.table != null && i < neighbors.table.neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors.table.neighbors[i];
                if (neighbor.pending != null && (neighbor.marks & Neighbor.Ipv6) != 0
                    && Ipv6Address.AreEqual(neighbor.pending.frame, source, address, offset))
                {
                    neighbors.pending.Drop(neighbor);
                }
            }
        }
    }
}
