namespace Nano.Net.Services
{
    /// <summary>The state of a DHCP client (RFC 2131 section 4.4, figure 5).</summary>
    public enum DhcpState
    {
        /// <summary>It does not run.</summary>
        Stopped = 0,

        /// <summary>INIT: it waits before it asks for an address: for a moment, or until the link is up.</summary>
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

        /// <summary>INIT-REBOOT and REBOOTING: the link was down, and the client asks all servers whether its lease still holds (RFC 2131 sections 3.2 and 3.7).</summary>
        Rebooting = 8,
    }
}
