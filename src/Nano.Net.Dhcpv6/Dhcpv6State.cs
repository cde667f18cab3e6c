namespace Nano.Net.Dhcpv6
{
    /// <summary>What a DHCPv6 client is doing (RFC 8415 section 18.2).</summary>
    public enum Dhcpv6State
    {
        /// <summary>It does not run.</summary>
        Stopped = 0,

        /// <summary>It has nothing to ask for: no router says that there is a server, or the link is down.</summary>
        Idle = 1,

        /// <summary>It asks which servers there are (Solicit).</summary>
        Soliciting = 2,

        /// <summary>It asks one server for the address that this one has offered (Request).</summary>
        Requesting = 3,

        /// <summary>An address was granted, and the link is being asked whether another host has it (RFC 4862 section 5.4).</summary>
        Probing = 4,

        /// <summary>It has a lease.</summary>
        Bound = 5,

        /// <summary>T1 has passed, and it asks its server to extend the lease (Renew).</summary>
        Renewing = 6,

        /// <summary>T2 has passed, and it asks any server to extend the lease (Rebind).</summary>
        Rebinding = 7,

        /// <summary>The link was down, and it asks whether the address still fits the link (Confirm).</summary>
        Confirming = 8,

        /// <summary>Another host has the address, and it tells its server so (Decline).</summary>
        Declining = 9,

        /// <summary>It gives the address back (Release).</summary>
        Releasing = 10,

        /// <summary>It asks for DNS servers and the like, and for no address (Information-request).</summary>
        Informing = 11,

        /// <summary>It knows the DNS servers and the like, for as long as the server said.</summary>
        Informed = 12,
    }
}
