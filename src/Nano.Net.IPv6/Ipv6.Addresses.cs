using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.IPv6
{
    // Addresses: this host's, and the ways to others.
    internal sealed partial class Ipv6
    {
        /// <summary>The path between a destination and this host's address that suits it best.</summary>
        /// <returns>Null where no route leads there, or this host has no address for it.</returns>
        internal Ipv6Path Find(byte[] destination, int offset)
        {
            int source = own.Choose(destination, offset, discovery.routers.RouterFor(destination, offset));
            return Routed(source == OwnAddresses.None ? null
                : paths.Get(destination, offset, own.addresses, source * Ipv6Packet.AddressLength));
        }

        /// <inheritdoc/>
        internal override Path Find(IPAddress address, IPAddress local)
        {
            if (local is null || local.IsUnspecified())
            {
                return Find(address.ipv6, 0);
            }

            return Routed(own.IsOwn(local.ipv6, 0) ? paths.Get(address.ipv6, 0, local.ipv6, 0) : null);
        }

        /// <inheritdoc/>
        internal override bool IsOtherHost(IPAddress address)
        {
            byte[] bytes = address.ipv6;
            return !Ipv6Address.IsMulticast(bytes, 0) && !Ipv6Address.IsUnspecified(bytes, 0) && !Ipv6Address.IsLoopback(bytes, 0)
                && !Ipv6Address.IsMapped(bytes, 0) && !own.IsOwn(bytes, 0);
        }

        /// <inheritdoc/>
        internal override bool IsOwn(IPAddress address)
        {
            return own.IsOwn(address.ipv6, 0);
        }

        /// <inheritdoc/>
        internal override int RankOf(IPAddress address)
        {
            byte[] destination = address.ipv6;
            int router = discovery.routers.RouterFor(destination, 0);
            int source = own.Choose(destination, 0, router);
            if (source == OwnAddresses.None || !IsOtherHost(address)
                || (router == DefaultRouters.None && !discovery.routers.IsOnLink(destination, 0)))
            {
                return 0;
            }

            int at = source * Ipv6Packet.AddressLength;
            int label = OwnAddresses.LabelOf(destination, 0);
            return Rank(
                OwnAddresses.ScopeOf(destination, 0),
                OwnAddresses.ScopeOf(own.addresses, at),
                own.StateOf(source) == Ipv6AddressState.Preferred,
                OwnAddresses.LabelOf(own.addresses, at) == label,
                OwnAddresses.PrecedenceOf(label),
                own.CommonPrefix(source, destination, 0));
        }

        /// <inheritdoc/>
        internal override IPAddress[] GetOwnAddresses()
        {
            int count = 0;
            for (int i = 0; i < own.Count; i++)
            {
                count += own.IsUsable(i) ? 1 : 0;
            }

            IPAddress[] used = new IPAddress[count];
            count = 0;
            for (int i = 0; i < own.Count; i++)
            {
                if (own.IsUsable(i))
                {
                    used[count++] = Ipv6Address.Read(own.addresses, i * Ipv6Packet.AddressLength);
                }
            }

            return used;
        }

        private Ipv6Path Routed(Ipv6Path path)
        {
            if (path != null && path.nextHop != null)
            {
                return path;
            }

            counters.NoRoute++;
            return null;
        }
    }
}
