using Nano.Emulator;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Runs a scenario in virtual time, and checks it all the way.</summary>
    internal sealed class NetworkSimulation
    {
        /// <summary>By then everything must have come to its end.</summary>
        private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

        /// <summary>By then whatever has ended must have been forgotten: the longest is a user time-out.</summary>
        private static readonly TimeSpan Aftermath = TimeSpan.FromHours(1);

        /// <summary>By then every pair of hosts must have completed a new exchange: the longest is what holds a connection back that nobody has any more.</summary>
        private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(15);

        /// <summary>More frames than any scenario has need of.</summary>
        private const long MostFrames = 3_000_000;

        /// <summary>Events between two looks at whether it is over, unless a second passes before.</summary>
        private const int LookEvery = 32;

        private const long LookAfter = 1_000_000;

        // What .NET allocates when something is done for the first time must not be taken for the stack's.
        private static readonly Lazy<bool> WarmedUp = new(WarmUp);

        private readonly Scenario scenario;
        private readonly VirtualScheduler scheduler = new();
        private readonly VirtualSwitch wire;

        // Another network, to which cables are moved.
        private readonly VirtualSwitch elsewhere;
        private readonly DhcpServer[] dhcpServers = [];
        private readonly SimulatedRouter[] routers;
        private readonly AddressBook book;
        private readonly WireTally tally;
        private readonly Ledger ledger = new();
        private readonly SortedDictionary<int, SimulatedNode> nodes = [];
        private readonly List<Excuse> excuses = [];
        private int events;
        private long lookedAt;
        private TimeSpan? endedAt;
        private int recoveries;
        private TimeSpan slowestRecovery;

        private NetworkSimulation(Scenario scenario, bool metered)
        {
            this.scenario = scenario;
            wire = new VirtualSwitch(scheduler, scenario.Seed);
            elsewhere = new VirtualSwitch(scheduler, scenario.Seed + 1);
            tally = new WireTally { Remembers = scenario.Faults.Any(f => f.Kind == FaultKind.Corruption) };
            wire.AddObserver(tally);
            var network = new VirtualNetwork(scheduler);
            routers = [.. scenario.Routers.Select(p => new SimulatedRouter(p, scenario, wire, scheduler))];
            Array.ForEach(routers, r => r.Others = routers);
            book = new AddressBook(scenario, nodes, routers);
            foreach (HostPlan plan in scenario.Hosts)
            {
                WirePort port = wire.AddPort(plan.Conditions, plan.Port);
                nodes.Add(plan.Number, new SimulatedNode(plan, network, port, () => OtherPort(plan, port), scenario, book, ledger, metered));
            }

            if (scenario.Hosts.Any(h => h.LeaseSeconds > 0))
            {
                var clients = scenario.Hosts.Where(h => h.LeaseSeconds > 0).ToDictionary(
                    h => DhcpServer.NumberOf(nodes[h.Number].Socket.HardwareAddress), h => (h.Number, h.LeaseSeconds));
                dhcpServers = [new DhcpServer(wire, HostPlan.Network, clients), new DhcpServer(elsewhere, HostPlan.NetworkElsewhere, clients)];
            }

            wire.AddObserver(new FaultDriver(scenario.Faults, nodes, scheduler, new Forger(wire, new RandomSource(scenario.Seed, 0x466F72676572))));
        }

        /// <summary>Runs a scenario.</summary>
        /// <param name="scenario">Which.</param>
        /// <param name="capture">A file for the frames that are sent; null for none.</param>
        internal static Outcome Run(Scenario scenario, string? capture = null)
        {
            Outcome outcome = Run(scenario, capture, WarmedUp.Value);
            if (outcome.Broken != Rule.Memory)
            {
                return outcome;
            }

            // What the stack allocates it allocates again at the same moment; what other threads did to the count, they do not.
            Outcome again = Run(scenario, capture, metered: true);
            if (again.Broken != Rule.Memory)
            {
                return Excused(again, Excuse.NotRepeated);
            }

            return again.Time == outcome.Time ? again : Excused(Run(scenario, capture, metered: false), Excuse.NotMetered);
        }

        private static Outcome Run(Scenario scenario, string? capture, bool metered)
        {
            var simulation = new NetworkSimulation(scenario, metered);
            using WireCapture? file = capture == null ? null : new WireCapture(capture, simulation.wire);
            try
            {
                simulation.Play();
                return simulation.Conclude(null, "");
            }
            catch (Violation e)
            {
                return simulation.Conclude(e.Rule, e.Message);
            }
            catch (Exception e)
            {
                string where = e.StackTrace?.Split('\n').FirstOrDefault()?.Trim() ?? "";
                return simulation.Conclude(Rule.Exception, $"{e.GetType().Name}: {e.Message} {where}");
            }
        }

        // Where a host's cable is moved to. It is the same part, so it has the same address.
        private WirePort OtherPort(HostPlan plan, WirePort home) =>
            (plan.LeaseSeconds > 0 ? elsewhere : wire).AddPort(plan.Conditions, plan.Port with { HardwareAddress = home.HardwareAddress });

        private static Outcome Excused(Outcome outcome, string reason) => outcome with { Excuses = [.. outcome.Excuses, new Excuse(Rule.Memory, reason)] };

        private static bool WarmUp()
        {
            for (ulong seed = 0; seed < 6; seed++)
            {
                Run(ScenarioSource.Draw(seed), null, metered: false);
            }

            return true;
        }

        private void Play()
        {
            foreach (SimulatedNode node in nodes.Values)
            {
                node.SwitchOn();
            }

            Array.ForEach(routers, r => r.Begin());
            long faultsEnd = scenario.Faults.Select(f => f.End).Concat(scenario.Routers.Select(r => r.End)).DefaultIfEmpty().Max() * 1000;
            if (!scheduler.RunUntil(() => IsTimeToLook() && scheduler.Microseconds > faultsEnd && IsOver(), Limit) && !IsOver())
            {
                throw new Violation(Rule.Progress, $"not ended after {Limit.TotalHours} hours: {string.Join("; ", ledger.All.Where(e => !e.IsOver))}");
            }

            endedAt = LastDone();
            foreach (Exchange exchange in ledger.All)
            {
                Judge(exchange);
            }

            Recover();
            if (dhcpServers.Any(s => s.Declined > 0) && !scenario.Faults.Any(f => f.Kind == FaultKind.Corruption))
            {
                throw new Violation(Rule.Address, "a host has declined an address that nobody else has");
            }
            foreach (SimulatedNode node in nodes.Values)
            {
                node.StopServers();
            }

            // A lease may run out meanwhile, where the faults have kept the host from renewing it.
            scheduler.RunUntil(() => IsTimeToLook() && IsQuiet() && nodes.Values.All(n => n.HasAddress), Aftermath);
            foreach (SimulatedNode node in nodes.Values)
            {
                ReturnCheck.Check(node.Host!, node.Plan, scenario.Hosts);
            }
        }

        private void Judge(Exchange exchange)
        {
            ConversationPlan plan = exchange.Plan;
            if (plan.IsToFail || (exchange.Client is { Succeeded: true } && exchange.Server is { Succeeded: true }))
            {
                return;
            }

            string reason = scenario.MayFail(plan) ? Excuse.Fault
                : HadNoRoom(exchange) ? Excuse.NoRoom
                : WasReset(plan.Client) || WasReset(plan.Server) ? Excuse.ForgedReset
                : HaveMissedEachOther(exchange) ? Excuse.Missed
                : HasLostAddress(plan.Client) || HasLostAddress(plan.Server) ? Excuse.AddressLost
                : plan.Over != AddressKind.Ipv4 && book.HaveSameAddress() ? Excuse.SharedAddress
                : HasFoundNobody(exchange) ? Excuse.NobodyThere
                : WasForgotten(exchange) ? Excuse.Silence
                : HasMadeWay(exchange.Client, exchange.Server, plan.Client) || HasMadeWay(exchange.Server, exchange.Client, plan.Server) ? Excuse.MadeWay
                : HasEndedWell(exchange.Client, exchange.Server, plan.Server) && HasEndedWell(exchange.Server, exchange.Client, plan.Client) ? Excuse.ForgottenEarly
                : throw new Violation(Rule.Ending, $"nothing has happened that may end it: {exchange}");
            excuses.Add(new Excuse(Rule.Ending, reason));
        }

        // The faults are over, and nothing is lost any more: whoever has talked must be able to talk again.
        private void Recover()
        {
            foreach (SimulatedNode node in nodes.Values)
            {
                node.Heal();
            }

            Array.ForEach(routers, r => r.Heal());

            ConversationPlan[] pairs = [.. scenario.Conversations
                .Where(c => nodes.ContainsKey(c.Client) && nodes.ContainsKey(c.Server))
                .DistinctBy(c => (c.Client, c.Server))];

            // One kind of address after the other: each takes a connection, of which a host may have one.
            foreach (AddressKind over in Enum.GetValues<AddressKind>())
            {
                ConversationPlan[] able = [.. pairs.Where(p => book.KindsOf(p.Client, p.Server).Contains(over))];
                if (able.Length > 0 || over == AddressKind.Ipv4)
                {
                    Recover(able, over);
                }
            }
        }

        private void Recover(ConversationPlan[] pairs, AddressKind over)
        {
            TimeSpan begun = TimeSpan.FromMicroseconds(scheduler.Microseconds);
            RecoveryApplication[] clients = [.. pairs.Select(p => nodes[p.Client].TalkAgain(p, nodes[p.Server], over))];
            scheduler.RunUntil(() => IsTimeToLook() && Array.TrueForAll(clients, c => c.Done) && nodes.Values.All(n => n.HasAddress), RecoveryLimit);
            if (Array.Exists(clients, c => !c.Done))
            {
                throw new Violation(Rule.Recovery, $"no new exchange {RecoveryLimit.TotalMinutes} minutes after the faults: {string.Join("; ", clients.Where(c => !c.Done))}");
            }

            if (nodes.Values.FirstOrDefault(n => !n.HasAddress) is { } lost)
            {
                throw new Violation(Rule.Address, $"host {lost.Plan.Number} has not got its address back {RecoveryLimit.TotalMinutes} minutes after the faults");
            }

            recoveries += clients.Length;
            TimeSpan slowest = clients.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(clients.Max(c => c.DoneAt)) - begun;
            slowestRecovery = slowest > slowestRecovery ? slowest : slowestRecovery;
        }

        private TimeSpan LastDone() =>
            TimeSpan.FromMicroseconds(ledger.All.Select(e => Math.Max(e.Client?.DoneAt ?? 0, e.Server?.DoneAt ?? 0)).DefaultIfEmpty().Max());

        private bool HasLostAddress(int host) => nodes.TryGetValue(host, out SimulatedNode? node) && node.Host!.HasLostAddress;

        // Nobody has answered for the server's hardware address (RFC 1122 section 2.3.2.2), since something keeps frames back.
        private bool HasFoundNobody(Exchange exchange) =>
            exchange is { Client: { Error: TcpError.HostUnreachable, Received: 0 }, Server: null or { Error: TcpError.HostUnreachable, Received: 0 } }
            && nodes.ContainsKey(exchange.Plan.Server)
            && (scenario.Hosts.Any(h => h.Conditions.Loss > 0) || HasFault(exchange.Plan, f => f.MayKeepSilent)
                || (exchange.Plan.Over == AddressKind.Global && scenario.Routers.Any(r => r.MayBeMissed)));

        // What an application has let go of yields, the oldest first, where somebody wants to open and all connections are taken.
        private bool HasMadeWay(Talker? talker, Talker? peer, int host) =>
            talker is { Succeeded: true }
            && peer is { Error: TcpError.Reset }
            && nodes.TryGetValue(host, out SimulatedNode? node)
            && node.Host!.Tcp.counters.OrphansEvicted > 0;

        // A server gives up a client from which nothing has come for minutes before the connection is open. What the client sends later is refused.
        private bool WasForgotten(Exchange exchange) =>
            exchange is { Client: { Error: TcpError.Reset, Received: 0 }, Server: null }
            && nodes.TryGetValue(exchange.Plan.Server, out SimulatedNode? node)
            && node.Host!.Tcp.counters.HalfOpenGivenUp > 0
            && HasFault(exchange.Plan, f => f.OutlastsMemory);

        private bool HasFault(ConversationPlan plan, Func<Fault, bool> predicate) =>
            scenario.Faults.Any(f => (f.Host == plan.Client || f.Host == plan.Server) && predicate(f));

        private bool WasReset(int host) => nodes.TryGetValue(host, out SimulatedNode? node) && node.Host!.WasReset;

        // Two that connect to each other must do so at the same moment; who comes too early is refused.
        private static bool HaveMissedEachOther(Exchange exchange) =>
            exchange is
            {
                Plan.Kind: ConversationKind.SimultaneousOpen,
                Client: { Error: TcpError.Refused or TcpError.HostUnreachable, Received: 0 },
                Server: { Error: TcpError.Refused or TcpError.HostUnreachable, Received: 0 },
            };

        // A server answers a SYN while it has room, and may have none any more for the connection that comes of it: applications
        // are slow to accept, and closed connections stay until their last bytes are acknowledged. It forgets such a peer in
        // the end, and refuses what comes from it later.
        private bool HadNoRoom(Exchange exchange)
        {
            if (exchange.Server != null || exchange.Client is not { Error: TcpError.Reset, Received: 0 } client || !nodes.TryGetValue(exchange.Plan.Server, out SimulatedNode? node))
            {
                return false;
            }

            TcpCounters server = node.Host!.Tcp.counters;
            bool wasFull = server.DroppedNoConnection + server.DroppedBacklogFull > 0;

            // Nor does a server remember whom it has sent a cookie, or whose entry others wanted (RFC 4987 section 3.6). Everything
            // from such a client is refused once the cookie is no longer good. That what arrives in time is taken, and that nobody
            // is reset for a segment that comes before its first, the cookie watch sees to.
            bool isUnheard = client.DoneAt - exchange.BegunAt > CookieWatch.Lifetime * 1000L;
            return (server.HalfOpenGivenUp > 0 && wasFull) || (server.SynCookiesSent + server.DroppedHalfOpenFull > 0 && isUnheard);
        }

        // A cookie is as good the second time: an old segment opens a connection anew that nothing remembers (RFC 4987 section 3.6),
        // because it was aborted, has made way for another one, found no room in TIME-WAIT, or was closed by this side second, and
        // that before any cookie was out: then there was no reason to remember it.
        private bool MayTakeOldForNew(SimulatedNode node) =>
            node.Host?.Tcp.counters is { SynCookiesAccepted: > 0 } counters
            && (counters.TimeWaitEvicted + counters.OrphansEvicted > 0
                || node.Plan.Options.TimeWaitConnections == 0
                || ledger.All.Any(e => e.Plan.Server == node.Plan.Number && e.Server is { Done: true } server && server.DoneAt <= node.CookiesOutSince)
                || scenario.Conversations.Any(c => c.Server == node.Plan.Number && scenario.MayFail(c)));

        // Who has no room to remember a connection in TIME-WAIT answers a FIN that comes again with a reset.
        private bool HasEndedWell(Talker? talker, Talker? peer, int peerHost) =>
            talker is { Succeeded: true }
            || (talker is { Error: TcpError.Reset, HasSentAll: true } && peer is { Succeeded: true } && scenario.ForgetsEarly(peerHost));

        private bool IsTimeToLook()
        {
            if (tally.Frames > MostFrames)
            {
                throw new Violation(Rule.Progress, $"{tally.Frames:N0} frames, and no end: {string.Join("; ", ledger.All.Where(e => !e.IsOver))}");
            }

            if (++events < LookEvery && scheduler.Microseconds - lookedAt < LookAfter)
            {
                return false;
            }

            events = 0;
            lookedAt = scheduler.Microseconds;
            return true;
        }

        private bool IsOver()
        {
            foreach (SimulatedNode node in nodes.Values)
            {
                if (node.Host == null || !node.IsDone)
                {
                    return false;
                }
            }

            return ledger.All.TrueForAll(e => e.IsOver);
        }

        private bool IsQuiet()
        {
            foreach (SimulatedNode node in nodes.Values)
            {
                // Without an address nothing can be opened: a short lease may have ended while renewals were lost.
                if (!node.HasAddress || !ReturnCheck.IsQuiet(node.Host!.Stack))
                {
                    return false;
                }
            }

            return true;
        }

        private Outcome Conclude(Rule? broken, string message)
        {
            if (ExcuseOf(broken) is { } reason)
            {
                excuses.Add(new Excuse(broken!.Value, reason));
                broken = null;
            }

            return new Outcome
            {
                Scenario = scenario,
                Broken = broken,
                Message = message,
                Time = TimeSpan.FromMicroseconds(scheduler.Microseconds),
                EndedAt = endedAt ?? LastDone(),
                Frames = tally.Frames,
                FramesLost = tally.Lost,
                FramesDamaged = tally.Damaged,
                DamageUncaught = tally.Uncaught,
                Connections = ledger.All.Count,
                Fingerprint = tally.Fingerprint,
                Excuses = excuses,
                Recoveries = recoveries,
                SlowestRecovery = slowestRecovery,
            };
        }

        // Why a violation is blamed on nobody; null where there is no reason.
        private string? ExcuseOf(Rule? broken)
        {
            if (tally.Uncaught > 0 && broken is (Rule.Stream or Rule.Ending or Rule.Window or Rule.Sending))
            {
                return Excuse.Damage;
            }

            // Which of a peer's SYNs, each with options of its own, a host has believed cannot be read from the wire.
            if (broken is (Rule.Replay or Rule.Window) && nodes.Values.Any(MayTakeOldForNew))
            {
                return Excuse.OldCookie;
            }

            return broken is (Rule.Window or Rule.Sending) && scenario.Faults.Any(f => f.Kind == FaultKind.OptionDamage) ? Excuse.OptionDamage : null;
        }
    }
}
