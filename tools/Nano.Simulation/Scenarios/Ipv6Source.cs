using Nano.Emulator;
using Nano.Net.IPv6;

namespace Nano.Simulation
{
    /// <summary>
    /// Draws what IPv6 adds to a scenario, from numbers of its own: which versions of IP the network speaks, its routers, and by which
    /// addresses its hosts talk. A network that speaks IPv4 alone is what it was.
    /// </summary>
    internal static class Ipv6Source
    {
        private const ulong Stream = 0x49507636;
        private const int MinimumMtu = 1280;

        internal static Scenario Draw(Scenario plain, AddressFamilies families)
        {
            var random = new RandomSource(plain.Seed, Stream);
            AddressFamilies drawn = random.Chance(0.4) ? AddressFamilies.Ipv4 : random.Chance(0.35) ? AddressFamilies.Ipv6 : AddressFamilies.Both;
            families = families == AddressFamilies.None ? drawn : families;
            if (families == AddressFamilies.Ipv4 || (families == AddressFamilies.Both && plain.Hosts.All(h => h.Port.Mtu < MinimumMtu)))
            {
                return plain;
            }

            long span = 1 + Math.Max(plain.Conversations.Max(c => c.StartAt), 5000);
            RouterPlan[] routers = Routers(random, span, plain.Faults.Select(f => f.End).DefaultIfEmpty().Max());
            int duplicate = plain.Hosts.Count > 2 && random.Chance(0.1) ? 1 + (int)random.NextBelow(plain.Hosts.Count - 1) : -1;
            bool allManual = routers.Length == 0 && random.Chance(0.5);
            HostPlan[] hosts = [.. plain.Hosts.Select(h => Host(random, h, families, routers, plain.Conversations, allManual, duplicate))];
            return plain with
            {
                Hosts = hosts,
                Routers = routers,
                Conversations = [.. plain.Conversations.Select(c => c with { Over = Kind(random, c, hosts) })],
                Faults = [.. plain.Faults.Select(f => Fault(random, f, hosts))],
            };
        }

        private static RouterPlan[] Routers(RandomSource random, long span, long faultsEnd)
        {
            int count = Pick(random, 0, 1, 1, 1, 2, 2);
            var routers = new RouterPlan[count];
            for (int i = 0; i < count; i++)
            {
                int interval = Pick(random, 4000, 10_000, 30_000);
                List<PrefixPlan> prefixes = i > 0 && random.Chance(0.3) ? [.. routers[0].Prefixes] : Prefixes(random, i, interval, span);
                bool isOffLink = prefixes.Exists(p => !p.IsOnLink);
                long goneFrom = random.NextBelow(2 * span);
                bool goes = random.Chance(0.3);
                bool changes = random.Chance(0.3);
                routers[i] = new RouterPlan
                {
                    Number = i,
                    Prefixes = prefixes,
                    Interval = interval,
                    LifetimeSeconds = !isOffLink && random.Chance(0.2) ? 0 : Pick(random, 3 * interval / 1000, 1800, 9000),
                    Preference = Pick(random, -1, 0, 0, 1),
                    LaterPreference = Pick(random, -1, 0, 1),
                    PreferenceChangesAt = changes ? random.NextBelow(2 * span) : long.MaxValue,
                    GoneFrom = goes ? goneFrom : long.MaxValue,
                    GoneUntil = goes ? goneFrom + 1000 + random.NextBelow(50_000) : long.MaxValue,
                    SaysGoodbye = random.Chance(0.5),
                    LinkMtu = i == 0 && random.Chance(0.2) ? Pick(random, 1280, 1400, 1500) : 0,
                    PathMtu = Pick(random, 1500, 1280, 1280, 1400),
                    Redirects = (RedirectManner)random.NextBelow(3),
                };
            }

            return routers;
        }

        private static List<PrefixPlan> Prefixes(RandomSource random, int router, int interval, long span)
        {
            List<PrefixPlan> prefixes = [];
            for (int i = Pick(random, 1, 1, 2); i > 0; i--)
            {
                int valid = Pick(random, 3 * interval / 1000, 120, 600, 86_400);
                prefixes.Add(new PrefixPlan
                {
                    Number = (router * 4) + i,
                    IsOnLink = random.Chance(0.6),
                    ValidSeconds = (uint)valid,
                    PreferredSeconds = (uint)Math.Max(valid / Pick(random, 1, 2), (interval / 1000) + 1),
                });
            }

            if (random.Chance(0.3))
            {
                long at = 3000 + random.NextBelow(2 * span);
                prefixes[0] = prefixes[0] with { DeprecatedFrom = at };
                prefixes.Add(prefixes[0] with { Number = (router * 4) + 3, From = at, DeprecatedFrom = long.MaxValue });
            }

            return prefixes;
        }

        private static HostPlan Host(
            RandomSource random,
            HostPlan host,
            AddressFamilies families,
            RouterPlan[] routers,
            IReadOnlyList<ConversationPlan> conversations,
            bool allManual,
            int duplicate)
        {
            // Where no router sends on, who has not been given an address of the same network knows no way to it.
            bool isManual = (random.Chance(0.25) && !routers.Any(r => r.LifetimeSeconds == 0)) || allManual;
            bool isTemporary = random.Chance(0.2);
            int probes = Pick(random, 1, 1, 1, 2, 0);
            int more = (int)random.NextBelow(3);
            if (families == AddressFamilies.Both && host.Port.Mtu < MinimumMtu)
            {
                return host;
            }

            int prefixes = routers.SelectMany(r => r.Prefixes).Select(p => p.Number).Distinct().Count();
            isTemporary &= prefixes <= 2;
            host.Options.IPv6 = new Ipv6Options
            {
                Address = !isManual ? null : AddressBook.ToAddress(HostPlan.ManualPrefix + (uint)(host.Number == duplicate ? 1 : host.Number + 1)),
                Addresses = Math.Min(8, Math.Max(2, 1 + (isManual ? 1 : 0) + (prefixes * (isTemporary ? 3 : 1))) + more),
                Routers = Math.Max(1, routers.Length) + (int)random.NextBelow(2),
                Prefixes = Math.Min(8, prefixes + 1 + (int)random.NextBelow(2)),
                DuplicateAddressProbes = host.Number == duplicate ? 1 : probes,
                TemporaryAddresses = isTemporary,
            };

            // Each pair of addresses is a path, each address of a peer, and each router, a neighbour.
            int peers = conversations.Where(c => c.Client == host.Number || c.Server == host.Number).Select(c => c.Client == host.Number ? c.Server : c.Client).Distinct().Count();
            host.Options.Paths += peers * (2 + prefixes) * (2 + prefixes);
            host.Options.Neighbors += (peers * (2 + prefixes)) + routers.Length;
            return host with
            {
                Families = families,
                LeaseSeconds = families == AddressFamilies.Ipv6 ? 0 : host.LeaseSeconds,
                Port = host.Port with { Mtu = Math.Max(host.Port.Mtu, MinimumMtu) },
            };
        }

        private static AddressKind Kind(RandomSource random, ConversationPlan conversation, HostPlan[] hosts)
        {
            bool isIpv6 = random.Chance(0.7);
            AddressKind kind = random.Chance(0.35) || conversation.Kind == ConversationKind.SimultaneousOpen ? AddressKind.LinkLocal : AddressKind.Global;
            HostPlan client = hosts[conversation.Client];
            HostPlan server = conversation.Server < 0 ? client : hosts[conversation.Server];
            return client.HasIpv6 && server.HasIpv6 && (isIpv6 || !client.HasIpv4 || !server.HasIpv4) ? kind : AddressKind.Ipv4;
        }

        // A link of IPv6 carries 1,280 bytes at least (RFC 8200 section 5).
        private static Fault Fault(RandomSource random, Fault fault, HostPlan[] hosts)
        {
            int mtu = Pick(random, 1280, 1300, 1400);
            return fault.Kind is FaultKind.SmallerMtu or FaultKind.BlackHole && hosts[fault.Host].HasIpv6 && fault.Amount < MinimumMtu ? fault with { Amount = mtu } : fault;
        }

        private static int Pick(RandomSource random, params ReadOnlySpan<int> of) => of[(int)random.NextBelow(of.Length)];
    }
}
