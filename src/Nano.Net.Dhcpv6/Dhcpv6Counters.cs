namespace Nano.Net.Dhcpv6
{
    /// <summary>What a DHCPv6 client has counted since it was made.</summary>
    public sealed class Dhcpv6Counters
    {
        /// <summary>Messages sent.</summary>
        public long Sent;

        /// <summary>Messages received that were an answer to this client.</summary>
        public long Received;

        /// <summary>Messages dropped because they are no answer to this client, come from elsewhere than a server on the link, or are malformed.</summary>
        public long Ignored;

        /// <summary>Answers that offer or grant nothing, and say why or do not.</summary>
        public long Refused;

        /// <summary>Leases whose address came into use: the first, and each after an address was lost.</summary>
        public long Leases;

        /// <summary>Leases extended, or confirmed after the link was down.</summary>
        public long Renewals;

        /// <summary>Addresses declined because another host uses them.</summary>
        public long Declined;

        /// <summary>Leases that have run out.</summary>
        public long Expired;

        /// <summary>Addresses given back because this host has no place for them: <c>Ipv6Options.Addresses</c> is too small.</summary>
        public long NoPlace;

        /// <summary>Servers that were given up on: they have offered an address, and then did not grant it.</summary>
        public long ServersGivenUp;

        /// <summary>Requests for information that were answered.</summary>
        public long Informed;
    }
}
