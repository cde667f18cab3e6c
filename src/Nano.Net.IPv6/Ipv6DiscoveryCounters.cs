namespace Nano.Net.IPv6
{
    /// <summary>What neighbour discovery, autoconfiguration and multicast listener discovery have counted.</summary>
    public sealed class Ipv6DiscoveryCounters
    {
        /// <summary>Messages dropped because something in them is not allowed, among others options of length zero (RFC 4861 sections 6.1, 7.1 and 8.1), or because they came in fragments (RFC 6980).</summary>
        public long Malformed;

        /// <summary>Messages dropped because their hop limit shows that they come, or may come, from another link.</summary>
        public long NotFromLink;

        /// <summary>Messages dropped that have nothing to say to this host: of a neighbour nobody asked for, of a router to routers, a redirect not by the router in use.</summary>
        public long Ignored;

        /// <summary>Neighbour solicitations sent, probes for own addresses included.</summary>
        public long SolicitationsSent;

        /// <summary>Neighbour advertisements sent.</summary>
        public long AdvertisementsSent;

        /// <summary>Router solicitations sent.</summary>
        public long RouterSolicitationsSent;

        /// <summary>Router advertisements taken.</summary>
        public long RouterAdvertisements;

        /// <summary>Times that another host claimed one of this host's addresses.</summary>
        public long AddressConflicts;

        /// <summary>Own probes that the link has sent back (RFC 7527).</summary>
        public long ProbesLooped;

        /// <summary>Routers, prefixes and name servers that a router advertisement named and for which there was no place.</summary>
        public long RoutersRefused;

        /// <summary>Addresses that were not made because there was no place, or because each that was tried belongs to another host.</summary>
        public long AddressesRefused;

        /// <summary>Redirects followed.</summary>
        public long Redirects;

        /// <summary>Reports of group memberships sent.</summary>
        public long ReportsSent;

        /// <summary>Queries for group memberships taken.</summary>
        public long QueriesReceived;

        /// <summary>Groups that were not joined because there was no place.</summary>
        public long GroupsRefused;
    }
}
