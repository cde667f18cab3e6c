namespace Nano.Net.Services
{
    /// <summary>What a DHCP client has counted.</summary>
    public sealed class DhcpCounters
    {
        /// <summary>Messages sent.</summary>
        public long Sent;

        /// <summary>Messages received that were an answer to this client.</summary>
        public long Received;

        /// <summary>Messages dropped because they are no answer to this client: another's transaction, or of no use in the present state.</summary>
        public long Ignored;

        /// <summary>Messages dropped because they are malformed, or offer or grant an address that no host can use.</summary>
        public long Malformed;

        /// <summary>Leases granted: the first, and each after an address was lost.</summary>
        public long Leases;

        /// <summary>Leases extended, or confirmed after the link was down.</summary>
        public long Renewals;

        /// <summary>Refusals (DHCPNAK) taken.</summary>
        public long Refusals;

        /// <summary>Addresses declined because another host uses them.</summary>
        public long Declined;

        /// <summary>Leases that have run out.</summary>
        public long Expired;

        /// <summary>Servers that were given up on: they have offered an address, and then did not grant it.</summary>
        public long ServersGivenUp;

        /// <summary>Conflicts about link-local addresses (RFC 3927 section 2.2.1).</summary>
        public long LinkLocalConflicts;
    }
}
