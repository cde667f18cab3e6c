using Nano.Emulator;
using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Workbench
{
    /// <summary>
    /// A run of a scenario: two hosts, the wire between them, virtual time, and a list of what has happened, in the messages that
    /// MESSAGES.md describes. For one thread.
    /// </summary>
    internal sealed partial class LabSession
    {
        /// <summary>Frames after which a session stands still: what it keeps is bounded.</summary>
        public const int MostSegments = 50_000;

        private static readonly string[] WireVerbs = ["wire", "cut", "plug", "drop", "hold", "copy"];
        private static readonly string[] HostVerbs = ["freeze", "thaw"];

        private readonly VirtualWire wire;
        private readonly ILabHost[] hosts;
        private readonly List<WireOrder>[] orders = [[], []];
        private readonly List<LabSegment> segments = [];
        private readonly List<object> messages = [];
        private int nextAction;

        /// <summary>Begins a scenario.</summary>
        public LabSession(Scenario scenario)
        {
            Scenario = scenario;
            int mtu = (int)scenario["mtu"];
            wire = new VirtualWire(
                Network.Scheduler, Conditions(scenario, []), (ulong)scenario["seed"], new WirePortOptions { Name = "A", Mtu = mtu }, new WirePortOptions { Name = "B", Mtu = mtu });
            wire.AddObserver(new WireWatch(this));
            wire.A.Outbound.Filter = f => Judge(0, f);
            wire.B.Outbound.Filter = f => Judge(1, f);
            hosts =
            [
                new LabHost(this, "A", wire.A, Options(scenario, 0)),
                scenario["two"] == 1 ? new TwoSegmentHost(this, "B", wire.B) : new LabHost(this, "B", wire.B, Options(scenario, 1)),
            ];
            Say(new { k = "begin", scenario = scenario.ToString(), simulated = scenario["two"] == 1 });
        }

        /// <summary>What is run. Actions that are done while it runs are added to it.</summary>
        public Scenario Scenario { get; }

        /// <summary>The hosts' network.</summary>
        public VirtualNetwork Network { get; } = new();

        /// <summary>How much time has passed, in microseconds.</summary>
        public long Microseconds => Network.Scheduler.Microseconds;

        /// <summary>The frames that were sent, in order.</summary>
        public IReadOnlyList<LabSegment> Segments => segments;

        /// <summary>Whether it stands still because it holds as much as it may.</summary>
        public bool IsFull => segments.Count >= MostSegments;

        /// <summary>Takes the messages of what has happened since they were last taken.</summary>
        public object[] TakeMessages()
        {
            object[] taken = [.. messages];
            messages.Clear();
            return taken;
        }

        /// <summary>Lets time pass, and does what the scenario has for that time.</summary>
        /// <param name="time">How much.</param>
        /// <param name="done">Asked after each event: whether to stop there.</param>
        public void Advance(TimeSpan time, Func<bool>? done = null)
        {
            long end = Microseconds + time.Ticks / TimeSpan.TicksPerMicrosecond;
            bool stops = false;
            bool Done() => IsFull || (stops = done?.Invoke() == true);
            while (!stops && !IsFull)
            {
                TimedAction? action = nextAction < Scenario.Actions.Count ? Scenario.Actions[nextAction] : null;
                long until = action != null && action.Microseconds <= end ? action.Microseconds : end;
                Network.Scheduler.RunUntil(Done, TimeSpan.FromMicroseconds(Math.Max(0, until - Microseconds)));
                if (stops || IsFull)
                {
                    return;
                }

                if (until == end && (action == null || action.Microseconds > end))
                {
                    return;
                }

                nextAction++;
                Perform(action!);
            }
        }

        /// <summary>Goes on until the next segment is sent, arrives or is lost, or a state changes.</summary>
        /// <param name="limit">How much time may pass at most.</param>
        public void Step(TimeSpan limit)
        {
            long before = happenings;
            Advance(limit, () => happenings != before);
        }

        /// <summary>Does something at this moment, and adds it to the scenario.</summary>
        /// <exception cref="ScenarioException">It cannot be understood; then it is not added.</exception>
        public void Do(string text)
        {
            // What is due at this moment comes first: so it does when the scenario is run again.
            Advance(TimeSpan.Zero);
            TimedAction action = TimedAction.Read(Microseconds, text);
            Perform(action);
            Scenario.Add(action);
            nextAction++;
        }

        /// <summary>The address of a host, as a number.</summary>
        public uint AddressOf(ILabHost host) => host.Name == "A" ? 0x0A000001u : 0x0A000002u;

        /// <summary>The address of the other host.</summary>
        public IPAddress PeerAddress(ILabHost host) => Address(host.Name == "A" ? 1 : 0);

        private static IPAddress Address(int index) => new([10, 0, 0, (byte)(index + 1)]);

        private static StackOptions Options(Scenario scenario, int index)
        {
            uint seed = (uint)scenario["seed"];
            return new StackOptions
            {
                Address = Address(index),
                Gateway = Address(1 - index),
                Connections = 40,
                HalfOpenConnections = (int)scenario["half"],
                TimeWaitConnections = 16,
                Listeners = 4,
                Paths = 16,
                Neighbors = 8,
                PendingPackets = 8,
                PendingPacketSize = 1500,
                SendBufferSize = (int)scenario["sndbuf"],
                ReceiveBufferSize = (int)scenario["rcvbuf"],
                OutOfOrderRanges = 8,
                AcknowledgmentDelay = (int)scenario["delack"],
                SelectiveAcknowledgment = scenario["sack"] == 1,
                Timestamps = scenario["ts"] == 1,
                SynCookies = scenario["cookies"] == 1,
                CongestionControl = scenario["cubic"] == 1 ? CongestionAlgorithm.Cubic : CongestionAlgorithm.NewReno,
                MinimumRetransmissionTimeout = (int)scenario["minrto"],
                MaximumSegmentLifetime = (int)scenario["msl"],
                Secret = [(byte)(seed >> 24), (byte)(seed >> 16), (byte)(seed >> 8), (byte)seed, (byte)index, 0x5A, 0xC3, 0],
            };
        }

        private WireConditions Conditions(Scenario scenario, Dictionary<string, double> changed)
        {
            double Value(string name) => changed.TryGetValue(name, out double value) ? value : scenario[name];
            return new WireConditions
            {
                Delay = TimeSpan.FromMilliseconds(Value("delay")),
                Jitter = TimeSpan.FromMilliseconds(Value("jitter")),
                Loss = Value("loss") / 100,
                Reordering = Value("reorder") / 100,
                ReorderingDelay = TimeSpan.FromMilliseconds(Math.Max(10, Value("delay") / 2)),
                Duplication = Value("dup") / 100,
                BitsPerSecond = (long)(Value("rate") * 1000),
                QueueFrames = (int)Value("queue"),
                Mtu = (int)Value("wiremtu"),
            };
        }
    }
}
