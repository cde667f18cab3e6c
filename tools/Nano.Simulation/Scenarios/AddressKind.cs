namespace Nano.Simulation
{
    /// <summary>By which of its server's addresses a conversation goes.</summary>
    internal enum AddressKind
    {
        /// <summary>The IPv4 address.</summary>
        Ipv4,

        /// <summary>The IPv6 address for the link alone.</summary>
        LinkLocal,

        /// <summary>An IPv6 address of a prefix that routers announce, or one that was given to the host.</summary>
        Global,
    }
}
