namespace Nano.Net.IPv6
{
    /// <summary>A prefix whose addresses are on the link, at the moment when it was asked for.</summary>
    public sealed class Ipv6PrefixInfo
    {
        internal Ipv6PrefixInfo(IPAddress prefix, int length, long lifetime)
        {
            Prefix = prefix;
            Length = length;
            Lifetime = lifetime;
        }

        /// <summary>The prefix, with zeros behind it as far as the router gave zeros.</summary>
        public IPAddress Prefix { get; }

        /// <summary>Its length in bits.</summary>
        public int Length { get; }

        /// <summary>Milliseconds for which it is on the link; <see cref="Ipv6Interface.Forever"/> where that does not end.</summary>
        public long Lifetime { get; }
    }
}
