namespace Nano.Net.Services
{
    /// <summary>The state of a DHCP client (RFC 2131 section 4.4, figure 5).</summary>
    public enum DhcpState
    {
        /// <summary>It does not run.</summary>
        Stopped = 0,

        /// <summary>INIT: it has no address and waits for a moment before it asks for one.</summary>
        Init = 1,

        /// <summary>SELECTING: it asks all servers for an offer.</summary>
        Selecting = 2,

        /// <summary>REQUESTING: it has asked for the address that a server has offered.</summary>
        Requesting = 3,

        /// <summary>The address was granted, and other hosts are being asked whether they use it (RFC 2131 section 3.1 (5), RFC 5227).</summary>
        Probing = 4,

        /// <summary>BOUND: it has a lease.</summary>
        Bound = 5,

        /// <summary>RENEWING: T1 has passed, and it asks its server to extend the lease.</summary>
        Renewing = 6,

        /// <summary>REBINDING: T2 has passed, and it asks any server to extend the lease.</summary>
        Rebinding = 7,
    }
}
