namespace Nano.Net.IPv6
{
    /// <summary>One of this host's IPv6 addresses, at the moment when it was asked for.</summary>
    public sealed class Ipv6AddressInfo
    {
        internal Ipv6AddressInfo(
            IPAddress address, int prefixLength, Ipv6AddressState state, Ipv6AddressOrigin origin, long preferredLifetime, long validLifetime)
        {
            Address = address;
            PrefixLength = prefixLength;
            State = state;
            Origin = origin;
            PreferredLifetime = preferredLifetime;
            ValidLifetime = validLifetime;
        }

        /// <summary>The address.</summary>
        public IPAddress Address { get; }

        /// <summary>Bits of the address that are those of its network.</summary>
        public int PrefixLength { get; }

        /// <summary>Whether it is used.</summary>
        public Ipv6AddressState State { get; }

        /// <summary>Where it comes from.</summary>
        public Ipv6AddressOrigin Origin { get; }

        /// <summary>Milliseconds for which new connections start from it; <see cref="Ipv6Interface.Forever"/> where that does not end.</summary>
        public long PreferredLifetime { get; }

        /// <summary>Milliseconds for which it works; <see cref="Ipv6Interface.Forever"/> where that does not end.</summary>
        public long ValidLifetime { get; }
    }
}
