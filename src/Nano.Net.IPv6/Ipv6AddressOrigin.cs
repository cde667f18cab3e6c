namespace Nano.Net.IPv6
{
    /// <summary>Where one of this host's IPv6 addresses comes from.</summary>
    public enum Ipv6AddressOrigin
    {
        /// <summary>Every interface has one, for its link alone (RFC 4862 section 5.3).</summary>
        LinkLocal = 0,

        /// <summary>Made of a router's prefix (RFC 4862 section 5.5).</summary>
        Autoconfigured = 1,

        /// <summary>Made of a router's prefix and chance, for a day or so (RFC 8981).</summary>
        Temporary = 2,

        /// <summary>Given by the program.</summary>
        Manual = 3,

        /// <summary>Given by a DHCPv6 server (RFC 8415).</summary>
        Dhcp = 4,
    }
}
