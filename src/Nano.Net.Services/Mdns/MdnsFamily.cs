namespace Nano.Net.Services
{
    /// <summary>The groups of multicast DNS: each family has its own (RFC 6762 section 3).</summary>
    internal static class MdnsFamily
    {
        /// <summary>224.0.0.251.</summary>
        internal const int Ipv4 = 1;

        /// <summary>ff02::fb.</summary>
        internal const int Ipv6 = 2;

        internal const int Both = Ipv4 | Ipv6;
    }
}
