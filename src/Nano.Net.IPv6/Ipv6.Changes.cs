using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    // What paths have to do with addresses, routers and prefixes that come and go.
    internal sealed partial class Ipv6
    {
        // Next hops are being left, one path after the other; and something has changed meanwhile.
        private bool isLeaving;
        private bool hasChanged;

        /// <summary>
        /// The link has gone down or come up. Behind one that has come up there may be other hosts and routers: addresses are probed for,
        /// routers asked for, memberships reported, and what was lost meanwhile is sent.
        /// </summary>
        internal override void OnLinkChanged(bool isUp)
        {
            discovery.OnLinkChanged(isUp);
            if (isUp && internet.tcp != null)
            {
                paths.ReportReachable(null, internet.tcp);
            }
        }

        /// <inheritdoc/>
        internal override int ReachableTime
        {
            get { return discovery.routers.reachableTime; }
        }

        /// <inheritdoc/>
        internal override int SolicitationInterval
        {
            get { return discovery.routers.retransmissionTimer; }
        }

        /// <summary>A neighbour does not answer. Where it is a router, what went by it goes by another one, if there is one.</summary>
        internal override void OnNeighborUnreachable(Neighbor neighbor)
        {
            isLeaving = true;
            discovery.routers.OnUnreachable(neighbors.table.hardwareAddresses, neighbors.table.AddressOffsetOf(neighbor));
            base.OnNeighborUnreachable(neighbor);
            isLeaving = false;
            if (hasChanged)
            {
                OnChanged();
            }
        }

        /// <summary>Sets where packets to a path's address go on this link (RFC 4861 section 5.2, RFC 5942): to itself, to a router, or nowhere.</summary>
        internal void ChooseNextHop(Ipv6Path path)
        {
            byte[] header = path.header;
            RouterDiscovery routers = discovery.routers;
            if (!own.IsOwn(header, path.sourceOffset))
            {
                Ipv6Paths.SetNextHop(path, null, 0);
            }
            else if (routers.IsOnLink(header, path.destinationOffset))
            {
                Ipv6Paths.SetNextHop(path, header, path.destinationOffset);
            }
            else if (routers.routers.chosen == DefaultRouters.None)
            {
                Ipv6Paths.SetNextHop(path, null, 0);
            }
            else
            {
                Ipv6Paths.SetNextHop(path, routers.routers.addresses, routers.routers.chosen * Ipv6Packet.AddressLength);
            }
        }

        // Addresses, routers, prefixes, hop limit or MTU are others: every path is worked out anew.
        private void OnChanged()
        {
            hasChanged = isLeaving;
            if (!isLeaving)
            {
                ForgetLastPath();
                paths.Rebuild();
            }
        }

        // RFC 4861 section 8.3. It has to come from the hardware address that the router is known to have.
        private bool OnRedirect(byte[] buffer, int destination, int router, int target)
        {
            return (link.headerLength == 0 || neighbors.IsAt(buffer, router, link.receiveFrame, link.frameOffset + EthernetFrame.SourceOffset))
                && paths.Redirect(buffer, destination, router, target);
        }

        // What the program has said of addresses and routers.
        private void Configure(Ipv6Options options)
        {
            if (!(options.Address is null))
            {
                discovery.AddAddress(options.Address.ipv6, options.PrefixLength);
            }

            if (!(options.Gateway is null))
            {
                discovery.routers.AddRouter(options.Gateway.ipv6);
            }
        }
    }
}
