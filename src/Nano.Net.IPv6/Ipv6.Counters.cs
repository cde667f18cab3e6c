namespace Nano.Net.IPv6
{
    // What is counted of neighbours and routers, under its names: who shows it need not know IPv6.
    internal sealed partial class Ipv6
    {
        /// <inheritdoc/>
        internal override long GetDiscovery(int index, out string name)
        {
            Ipv6DiscoveryCounters counted = discovery.counters;
            switch (index)
            {
                case 0: name = "malformed"; return counted.Malformed;
                case 1: name = "not_from_link"; return counted.NotFromLink;
                case 2: name = "ignored"; return counted.Ignored;
                case 3: name = "solicitations_sent"; return counted.SolicitationsSent;
                case 4: name = "advertisements_sent"; return counted.AdvertisementsSent;
                case 5: name = "router_solicitations_sent"; return counted.RouterSolicitationsSent;
                case 6: name = "router_advertisements"; return counted.RouterAdvertisements;
                case 7: name = "address_conflicts"; return counted.AddressConflicts;
                case 8: name = "probes_looped"; return counted.ProbesLooped;
                case 9: name = "routers_refused"; return counted.RoutersRefused;
                case 10: name = "addresses_refused"; return counted.AddressesRefused;
                case 11: name = "redirects"; return counted.Redirects;
                case 12: name = "reports_sent"; return counted.ReportsSent;
                case 13: name = "queries_received"; return counted.QueriesReceived;
                case 14: name = "groups_refused"; return counted.GroupsRefused;
                default: name = null; return 0;
            }
        }
    }
}
