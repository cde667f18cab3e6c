using System.Buffers.Binary;
using Nano.Net;
using Nano.Net.IPv6;

namespace Nano.Simulation
{
    /// <summary>What a name server would say: the addresses of hosts as they are now, or were when the host was last there.</summary>
    internal sealed class AddressBook(Scenario scenario, IReadOnlyDictionary<int, SimulatedNode> nodes, IReadOnlyList<SimulatedRouter> routers)
    {
        /// <summary>The last byte of the address that nobody has.</summary>
        private const int Nobody = 200;

        private readonly Dictionary<(int Host, AddressKind Kind), UInt128> known = [];

        /// <summary>An IPv6 address of its number.</summary>
        internal static IPAddress ToAddress(UInt128 address)
        {
            byte[] bytes = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
            return new IPAddress(bytes, 0, 0);
        }

        /// <summary>An address of a host.</summary>
        /// <param name="kind">Which of its addresses.</param>
        /// <param name="of">The host; -1 for one that is not there.</param>
        /// <param name="by">Who asks.</param>
        /// <returns>Null where it has none that who asks can talk to.</returns>
        internal IPAddress? Find(AddressKind kind, int of, int by)
        {
            if (kind == AddressKind.Ipv4)
            {
                return HostPlan.AddressOf(of < 0 ? Nobody : of);
            }

            if (kind == AddressKind.Global && !HasGlobal(by))
            {
                kind = AddressKind.LinkLocal;
            }

            if (of < 0)
            {
                UInt128 prefix = kind == AddressKind.Global && scenario.Routers.Count > 0 ? scenario.Routers[0].Prefixes[0].Address : HostPlan.LinkLocalPrefix;
                return ToAddress(prefix + Nobody);
            }

            // A host that has no such address yet would start from another one, to which the peer may know no way back: it waits.
            // An address that two hosts use is not found: where duplicate address detection is off or hears nothing, both keep it.
            bool withManual = HasManual(by) && !HaveSameAddress();
            UInt128? found = !nodes.ContainsKey(of) || nodes[by].Host?.LinkLocalAddress == null ? null : kind == AddressKind.LinkLocal ? nodes[of].Host?.LinkLocalAddress
                : nodes[by].Host is { } asking && PreferredOf(asking, withManual: true).Any() && nodes[of].Host is { } host
                ? PreferredOf(host, withManual).Order().Cast<UInt128?>().ElementAtOrDefault(of == by ? 0 : (of + by) % Math.Max(1, PreferredOf(host, withManual).Count()))
                : null;
            if (found is { } address)
            {
                known[(of, kind)] = address;
                return ToAddress(address);
            }

            return nodes.TryGetValue(of, out SimulatedNode? node) && node.Host == null && known.TryGetValue((of, kind), out UInt128 last) ? ToAddress(last) : null;
        }

        /// <summary>The kinds of addresses by which two hosts can talk.</summary>
        internal IEnumerable<AddressKind> KindsOf(int one, int other)
        {
            HostPlan a = nodes[one].Plan;
            HostPlan b = nodes[other].Plan;
            if (a.HasIpv4 && b.HasIpv4)
            {
                yield return AddressKind.Ipv4;
            }

            if (a.HasIpv6 && b.HasIpv6)
            {
                yield return AddressKind.LinkLocal;
                if (HasGlobal(one) && HasGlobal(other))
                {
                    yield return AddressKind.Global;
                }
            }
        }

        /// <summary>Whether a host has its address for the link, and a preferred one of each prefix that a router announces now.</summary>
        internal bool HasAll(SimulatedHost host)
        {
            if (host.LinkLocalAddress == null)
            {
                return false;
            }

            foreach (SimulatedRouter router in routers)
            {
                foreach (UInt128 prefix in router.PreferredPrefixes())
                {
                    if (!PreferredOf(host, withManual: false).Any(a => a >> 64 == prefix >> 64))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        /// <summary>Whether an address that was given to two hosts is in use at both.</summary>
        internal bool HaveSameAddress()
        {
            HashSet<UInt128> seen = [];
            foreach (SimulatedNode node in nodes.Values)
            {
                if (node.Plan.Options.IPv6 is Ipv6Options { Address: { } address } && node.Host is { } host
                    && host.IsOwnIpv6(ConnectionName.NumberOf(address)) && !seen.Add(ConnectionName.NumberOf(address)))
                {
                    return true;
                }
            }

            return false;
        }

        // Whether it gets a global address sooner or later, that others can reach: of a router, or as those have one that were given theirs.
        private bool HasGlobal(int host) => scenario.Routers.Count > 0 || (HasManual(host) && scenario.Hosts.All(h => !h.HasIpv6 || HasManual(h.Number)));

        private bool HasManual(int host) => nodes.TryGetValue(host, out SimulatedNode? node)
            && node.Plan.Options.IPv6 is Ipv6Options { Address: { } address }
            && scenario.Hosts.Count(h => h.Options.IPv6 is Ipv6Options { Address: { } other } && other.Equals(address)) == 1;

        // Global addresses that new connections may start from.
        private static IEnumerable<UInt128> PreferredOf(SimulatedHost host, bool withManual)
        {
            OwnAddresses own = host.Ipv6!.discovery.own;
            for (int i = 0; i < own.Count; i++)
            {
                Ipv6AddressOrigin origin = own.StateOf(i) == Ipv6AddressState.Preferred ? own.OriginOf(i) : Ipv6AddressOrigin.LinkLocal;
                if (origin is Ipv6AddressOrigin.Autoconfigured or Ipv6AddressOrigin.Temporary || (withManual && origin == Ipv6AddressOrigin.Manual))
                {
                    yield return SimulatedHost.AddressAt(own, i);
                }
            }
        }
    }
}
