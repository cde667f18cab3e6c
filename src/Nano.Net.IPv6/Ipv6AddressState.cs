namespace Nano.Net.IPv6
{
    /// <summary>The state of one of this host's IPv6 addresses (RFC 4862 section 2).</summary>
    public enum Ipv6AddressState
    {
        /// <summary>Nobody has it here: the place is free.</summary>
        None = 0,

        /// <summary>It is being probed for, and not used yet.</summary>
        Tentative = 1,

        /// <summary>It is used.</summary>
        Preferred = 2,

        /// <summary>It still works, but new connections take another one where there is one.</summary>
        Deprecated = 3,

        /// <summary>Another host has it: it is not used.</summary>
        Duplicate = 4,
    }
}
