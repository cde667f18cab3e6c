namespace Nano.Net.Internet.V4
{
    // Addresses: this host's, and the ways to others.
    internal sealed partial class Ipv4
    {
        /// <summary>Whether this host has an address that it may use.</summary>
        internal bool HasAddress
        {
            get { return ownAddress != 0; }
        }

        /// <summary>The path to an address, for one packet.</summary>
        /// <returns>Null where no route leads there.</returns>
        internal Ipv4Path Find(uint destination)
        {
            Ipv4Path path = paths.Get(destination);
            if (path.nextHop == 0)
            {
                counters.NoRoute++;
                path = null;
            }

            return path;
        }

        /// <inheritdoc/>
        internal override Path Find(IPAddress address, IPAddress local)
        {
            if (local is null || local.value == 0 || local.value == routes.address)
            {
                return Find(address.value);
            }

            counters.NoRoute++;
            return null;
        }

        /// <summary>One other host, not a group (RFC 9293 section 3.9.1.1, MUST-46, and RFC 1122 section 4.2.3.10).</summary>
        internal override bool IsOtherHost(IPAddress address)
        {
            return routes.IsOtherHost(address.value);
        }

        /// <inheritdoc/>
        internal override bool IsOwn(IPAddress address)
        {
            return HasAddress && address.value == routes.address;
        }

        /// <inheritdoc/>
        internal override int RankOf(IPAddress address)
        {
            if (!HasAddress || !routes.IsOtherHost(address.value) || routes.NextHopOf(address.value) == 0)
            {
                return 0;
            }

            // All addresses of IPv4 have one label, and 35 for their precedence (RFC 6724 section 2.1).
            return Rank(ScopeOf(address.value), ScopeOf(routes.address), true, true, 35, 0);
        }

        /// <inheritdoc/>
        internal override IPAddress[] GetOwnAddresses()
        {
            return HasAddress ? new IPAddress[] { new IPAddress(routes.address) } : new IPAddress[0];
        }

        // RFC 6724 section 3.2: 169.254.0.0/16 is of link-local scope (2), everything else that another host may have is global (14).
        private static int ScopeOf(uint address)
        {
            return address >> 16 == 0xA9FE ? 2 : 14;
        }
    }
}
