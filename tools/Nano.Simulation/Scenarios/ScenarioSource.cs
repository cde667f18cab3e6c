using Nano.Emulator;
using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>Draws a scenario from a seed.</summary>
    internal sealed class ScenarioSource
    {
        /// <summary>Of the numbers that scenarios are drawn from, which no wire draws from.</summary>
        private const ulong Stream = 0x5363656E6172696F;

        /// <summary>Of those that come on top: what a seed has drawn before these were there, it still draws.</summary>
        private const ulong MoreStream = 0x4D6F7265;

        /// <summary>How often there is something on top.</summary>
        private const double More = 0.5;

        /// <summary>Kinds of faults that are drawn for every seed.</summary>
        private const int PlainKinds = (int)FaultKind.Marking + 1;

        /// <summary>Those that come on top.</summary>
        private static readonly FaultKind[] MoreKinds = [.. Enum.GetValues<FaultKind>().Where(k => (int)k >= PlainKinds)];

        private readonly ulong seed;
        private readonly RandomSource random;

        private ScenarioSource(ulong seed)
        {
            this.seed = seed;
            random = new RandomSource(seed, Stream);
        }

        /// <summary>All kinds of faults that are drawn.</summary>
        internal static IEnumerable<FaultKind> DrawnKinds => Enumerable.Range(0, PlainKinds).Select(k => (FaultKind)k).Concat(MoreKinds);

        /// <summary>The scenario of a seed: always the same.</summary>
        /// <param name="seed">The seed.</param>
        /// <param name="families">The versions of IP that the network speaks; drawn where nothing is said.</param>
        internal static Scenario Draw(ulong seed, AddressFamilies families = AddressFamilies.None) =>
            Ipv6Source.Draw(new ScenarioSource(seed).DrawMore(DrawPlain(seed)), families);

        /// <summary>The same without IPv6.</summary>
        internal static Scenario DrawIpv4(ulong seed) => new ScenarioSource(seed).DrawMore(DrawPlain(seed));

        /// <summary>Without DHCP either, and without faults of the later kinds.</summary>
        internal static Scenario DrawPlain(ulong seed) => new ScenarioSource(seed).Draw();

        private Scenario Draw()
        {
            int hosts = random.Chance(0.03) ? 1 : random.Chance(0.1) ? 7 + (int)random.NextBelow(26) : 2 + (int)random.NextBelow(5);
            long span = Pick(2_000, 10_000, 30_000, 60_000);
            WireConditions conditions = Conditions();
            int[] mtus = [.. Enumerable.Range(0, hosts).Select(_ => random.Chance(0.5) ? 1500 : Pick(68, 128, 296, 576, 1006, 1280, 1492))];
            long budget = conditions.BitsPerSecond is > 0 and < 1_000_000 || mtus.Min() < 200 ? 8_000 : hosts > 6 ? 25_000 : 200_000;
            int count = hosts == 1 ? 1 + (int)random.NextBelow(3) : 1 + (int)random.NextBelow(Math.Min(2 * hosts, 24));
            ConversationPlan[] conversations = [.. Enumerable.Range(0, count).Select(n => Conversation(n, hosts, span, budget, conditions))];
            HostPlan[] plans = [.. Enumerable.Range(0, hosts).Select(n => Host(n, mtus[n], conditions, conversations))];
            Fault[] faults = [.. Enumerable.Range(0, (int)random.NextBelow(9)).Select(_ => MakeFault(hosts, span, conversations))];
            return new Scenario { Seed = seed, Hosts = plans, Conversations = conversations, Faults = faults };
        }

        private WireConditions Conditions()
        {
            var conditions = new WireConditions { Delay = TimeSpan.FromMilliseconds(Pick(0, 0, 1, 5, 50, 200)) };
            if (random.Chance(0.3))
            {
                conditions = conditions with { Loss = random.NextDouble() * 0.02 };
            }

            if (random.Chance(0.3))
            {
                conditions = conditions with { Jitter = TimeSpan.FromMilliseconds(Pick(1, 20)) };
            }

            if (random.Chance(0.2))
            {
                conditions = conditions with { Reordering = random.NextDouble() * 0.2, ReorderingDelay = TimeSpan.FromMilliseconds(Pick(1, 20, 100)) };
            }

            if (random.Chance(0.3))
            {
                conditions = conditions with { BitsPerSecond = Pick(100_000, 2_000_000, 100_000_000), QueueFrames = Pick(5, 20, 100) };
            }

            return conditions;
        }

        private ConversationPlan Conversation(int number, int hosts, long span, long budget, WireConditions conditions)
        {
            int client = (int)random.NextBelow(hosts);
            int server = hosts == 1 ? -1 : (client + 1 + (int)random.NextBelow(hosts - 1)) % hosts;
            var kind = server < 0 ? ConversationKind.Unanswered : (ConversationKind)random.NextBelow((int)ConversationKind.Unanswered);
            if (kind == ConversationKind.SimultaneousOpen && conditions.Delay == TimeSpan.Zero)
            {
                // On such a wire, no SYN can cross another.
                kind = ConversationKind.Bulk;
            }

            long a = Size(budget) + ConversationPlan.HeadLength;
            long b = Size(budget);
            var plan = new ConversationPlan
            {
                Number = number,
                Kind = kind,
                Client = client,
                Server = server,
                FromClient = a,
                FromServer = b,
                StartAt = random.NextBelow(span / 2),
                Backlog = Pick(1, 2, 8),
                AcceptPause = random.Chance(0.2) ? Pick(10, 500) : 0,

                // A segment a byte takes long: no more than some hundreds of them.
                WriteChunk = random.Chance(0.3) ? 1 + (int)(Math.Max(a, b) / 500) + (int)random.NextBelow(200) : 3000,
                NoDelay = random.Chance(0.3),
            };
            switch (kind)
            {
                case ConversationKind.Echo:
                    return plan with { FromServer = a };
                case ConversationKind.RequestResponse:
                    int request = ConversationPlan.HeadLength + (int)random.NextBelow(600);
                    int response = 1 + (int)random.NextBelow(2000);
                    int turns = 1 + (int)random.NextBelow(20);
                    return plan with { Request = request, Response = response, FromClient = request * turns, FromServer = response * turns };
                case ConversationKind.SlowReader:
                    return plan with
                    {
                        FromClient = Math.Min(a, 12_000),
                        FromServer = Math.Min(b, 12_000),
                        ReadChunk = 100 + (int)random.NextBelow(1500),
                        ReadPause = 20 + (int)random.NextBelow(500),
                    };
                case ConversationKind.Aborter:
                    int patience = (int)random.NextBelow(4000);
                    return random.Chance(0.5) ? plan with { ClientAborts = patience } : plan with { ServerAborts = patience };
                case ConversationKind.Reconnector:
                    return plan with { FromClient = Math.Min(a, 2000), FromServer = Math.Min(b, 2000), Attempts = 2 + (int)random.NextBelow(9), Pause = Pick(0, 1, 100, 3000) };
                default:
                    return plan;
            }
        }

        private HostPlan Host(int number, int mtu, WireConditions conditions, ConversationPlan[] conversations)
        {
            int servers = conversations.Count(c => c.Server == number);
            int connections = conversations.Count(c => c.Client == number) + servers;
            int peers = conversations.Where(c => c.Client == number || c.Server == number).Select(c => c.Client == number ? c.Server : c.Client).Distinct().Count();

            int pending = (int)random.NextBelow(3);
            var options = new StackOptions
            {
                Address = HostPlan.AddressOf(number),
                Paths = peers + 2 + (int)random.NextBelow(3),

                // Who finds no room in the cache beside those in use is not answered: a smaller one is a wrong setting.
                Neighbors = Math.Max(1, peers) + (int)random.NextBelow(4),
                PendingPackets = pending,
                Connections = connections + (connections == 0 ? 1 : 0) + (int)random.NextBelow(3),
                HalfOpenConnections = 1 + (int)random.NextBelow(4),
                TimeWaitConnections = (int)random.NextBelow(5),
                Listeners = servers,
                ReceiveBufferSize = Buffer(),
                SendBufferSize = Buffer(),
                OutOfOrderRanges = (int)random.NextBelow(6),
                SelectiveAcknowledgment = random.Chance(0.75),
                Timestamps = random.Chance(0.75),
                ScoreboardSpans = Pick(0, 6, 8, 32),
                RequestEcn = random.Chance(0.4),
                SynCookies = random.Chance(0.7),
                CongestionControl = random.Chance(0.5) ? CongestionAlgorithm.Cubic : CongestionAlgorithm.NewReno,
                AcknowledgmentDelay = Pick(0, 40, 200),
                MinimumRetransmissionTimeout = Pick(200, 1000),
                MaximumSegmentLifetime = Pick(1000, 5000, 30_000),

                // Tries enough that none of the faults that end by themselves can look like a dead peer.
                MaximumRetransmissionTimeout = 4000,
                ConnectTimeout = 1_500_000,
                UserTimeout = 600_000,
                OrphanTimeout = 600_000,
                FinWait2Timeout = 120_000,
                HalfOpenTimeout = 100_000,
                KeepAliveTime = 60_000,
                KeepAliveInterval = 10_000,
                KeepAliveCount = 30,
            };
            return new HostPlan
            {
                Number = number,
                Options = options,
                Port = new WirePortOptions
                {
                    Name = $"host {number}",
                    Mtu = mtu,
                    Headroom = (int)random.NextBelow(20),
                    ReceiveQueueFrames = random.Chance(0.2) ? Pick(2, 4, 8) : 256,
                },
                Conditions = conditions,
            };
        }

        private Fault MakeFault(int hosts, long span, ConversationPlan[] conversations)
        {
            // Where and when something goes on, most often.
            var kind = (FaultKind)random.NextBelow(PlainKinds);
            ConversationPlan hit = conversations[random.NextBelow(conversations.Length)];
            int host = random.Chance(0.1) ? (int)random.NextBelow(hosts) : random.Chance(0.5) || hit.Server < 0 ? hit.Client : hit.Server;
            long begin = Math.Max(0, hit.StartAt + random.NextBelow(random.Chance(0.5) ? 50 : span / 4) - random.NextBelow(random.Chance(0.5) ? 50 : span / 4));
            long end = begin + 1 + random.NextBelow(span / 2);
            if (kind is FaultKind.BlackHole or FaultKind.SmallerMtu && random.Chance(0.3))
            {
                end = begin + 300_000;
            }
            else if (kind == FaultKind.SynFlood)
            {
                end = Math.Min(end, begin + 5_000);
            }

            double amount = kind switch
            {
                FaultKind.Loss => random.NextDouble() * 0.3,
                FaultKind.Bursts => 0.01 + random.NextDouble() * 0.05,
                FaultKind.Reordering => random.NextDouble() * 0.3,
                FaultKind.Duplication => random.NextDouble() * 0.3,
                FaultKind.Corruption => random.NextDouble() * 0.1,
                FaultKind.Asymmetry => Pick(20_000, 100_000, 1_000_000),
                FaultKind.SmallerMtu or FaultKind.BlackHole => Pick(68, 296, 576, 1006),
                FaultKind.ClockJump => random.Chance(0.1) ? 3_600_000 : 1 + random.NextBelow(Fault.LongLeap),
                FaultKind.FullBuffers => random.NextDouble() * 0.9,
                FaultKind.Restart => random.NextBelow(5000),
                FaultKind.Forgery => Pick(5, 50, 300),
                FaultKind.SynFlood => Pick(5, 20, 100),
                FaultKind.OptionDamage => random.NextDouble() * 0.2,
                FaultKind.Marking => random.NextDouble(),
                _ => 0,
            };
            int directions = kind == FaultKind.Asymmetry ? 1 + (int)random.NextBelow(2) : random.Chance(0.5) ? 3 : 1 + (int)random.NextBelow(2);
            return new Fault(kind, host, begin, kind == FaultKind.Restart ? begin + (long)amount : end, amount, directions);
        }

        // From numbers of their own: some hosts get their addresses by DHCP, and a few more things go wrong.
        private Scenario DrawMore(Scenario plain)
        {
            var more = new RandomSource(seed, MoreStream);
            if (!more.Chance(More))
            {
                return plain;
            }

            // The client wants packets of 576 bytes.
            HostPlan[] hosts = [.. plain.Hosts.Select(h =>
                h.Port.Mtu >= 576 && more.Chance(0.4) ? h with { LeaseSeconds = Pick(more, 120, 3600, 43_200) } : h)];
            long span = 1 + Math.Max(plain.Conversations.Max(c => c.StartAt), 2000);
            Fault[] faults = [.. Enumerable.Range(0, 1 + (int)more.NextBelow(3)).Select(_ => MakeLaterFault(more, hosts, span))];
            return plain with { Hosts = hosts, Faults = [.. plain.Faults, .. faults] };
        }

        private static Fault MakeLaterFault(RandomSource random, HostPlan[] hosts, long span)
        {
            FaultKind kind = MoreKinds[random.NextBelow(MoreKinds.Length)];
            HostPlan host = hosts[random.NextBelow(hosts.Length)];
            if (kind == FaultKind.NewHardwareAddress && host.LeaseSeconds > 0)
            {
                // Its server knows it by that address; it would be another host.
                kind = FaultKind.LinkFlap;
            }

            long begin = random.NextBelow(span);
            (long length, double amount) = kind switch
            {
                FaultKind.LinkFlap => (1 + random.NextBelow(span), Pick(random, 20, 100, 700, 3000, 10_000)),
                FaultKind.MovedCable => (5_000 + random.NextBelow(60_000), 0),
                FaultKind.DeadNeighbor => (70_000 + random.NextBelow(130_000), 0),
                FaultKind.FullPools => (1 + random.NextBelow(60_000), 0),
                FaultKind.ThrowingDriver => (1 + random.NextBelow(span), random.NextDouble() * Pick(random, 1, 30) / 100),
                _ => (1L, 0.0),
            };
            return new Fault(kind, host.Number, begin, begin + length, amount, 3);
        }

        private static int Pick(RandomSource random, params ReadOnlySpan<int> of) => of[(int)random.NextBelow(of.Length)];

        private int Pick(params ReadOnlySpan<int> of) => of[(int)random.NextBelow(of.Length)];

        private int Buffer() => random.Chance(0.1) ? Pick(65_535, 65_536, 100_001, 300_000) : random.Chance(0.1) ? 256 : 256 + (int)random.NextBelow(12_000);

        private long Size(long budget) => random.Chance(0.15) ? random.NextBelow(2) : random.NextBelow(random.Chance(0.2) ? budget : Math.Min(budget, 12_000));
    }
}
