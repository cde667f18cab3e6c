using Nano.Emulator;
using Nano.Net;
using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Simulation
{
    /// <summary>A host as its plan has it: its place on the switch, and the stack that runs there while it has power.</summary>
    internal sealed class SimulatedNode
    {
        /// <summary>Milliseconds after a fault in which it still shows.</summary>
        private const int SettlingTime = 60_000;

        /// <summary>Seconds of a lease that ends where a few renewals are lost.</summary>
        private const int ShortLease = 600;

        private readonly VirtualNetwork network;
        private readonly RandomSource random;
        private readonly Ledger ledger;
        private readonly AddressBook book;
        private readonly List<(ConversationPlan Plan, IClient Application)> clients = [];
        private readonly IReadOnlyList<ConversationPlan> served;
        private readonly bool metered;
        private readonly Func<WirePort> makeOtherPort;
        private readonly IReadOnlyList<Fault> faults;
        private readonly bool isLossy;
        private readonly WirePort home;
        private WirePort? other;
        private DhcpClient? dhcp;
        private bool hadAddress;
        private List<ServerApplication> servers = [];
        private Ipv6Watch? discovery;
        private SegmentWatch segments = null!;
        private CookieWatch cookies = null!;

        /// <param name="plan">Its plan.</param>
        /// <param name="network">Its network.</param>
        /// <param name="port">Its port.</param>
        /// <param name="makeOtherPort">Makes the port that its cable is moved to: on another switch where it has its address from a DHCP server.</param>
        /// <param name="scenario">All that happens.</param>
        /// <param name="book">Where the addresses of hosts are looked up.</param>
        /// <param name="ledger">Where exchanges are written down.</param>
        /// <param name="metered">Whether what its stack allocates is held against it.</param>
        internal SimulatedNode(
            HostPlan plan, VirtualNetwork network, WirePort port, Func<WirePort> makeOtherPort, Scenario scenario, AddressBook book, Ledger ledger, bool metered)
        {
            Plan = plan;
            home = port;
            Socket = new FaultyPort(port);
            this.makeOtherPort = makeOtherPort;
            faults = [.. scenario.Faults.Where(f => f.Host == plan.Number)];
            isLossy = scenario.Hosts.Any(h => h.Conditions.Loss > 0);
            this.network = network;
            this.ledger = ledger;
            this.book = book;
            this.metered = metered;
            random = new RandomSource(scenario.Seed, 0x486F7374UL + (ulong)plan.Number);
            served = [.. scenario.Conversations.Where(c => c.Server == plan.Number && c.Kind != ConversationKind.SimultaneousOpen)];
            foreach (ConversationPlan conversation in scenario.Conversations)
            {
                if (conversation.Kind == ConversationKind.SimultaneousOpen && (conversation.Client == plan.Number || conversation.Server == plan.Number))
                {
                    bool isClient = conversation.Client == plan.Number;
                    int other = isClient ? conversation.Server : conversation.Client;
                    clients.Add((conversation, new PeerApplication(conversation, isClient, () => book.Find(conversation.Over, other, plan.Number), ledger)));
                    continue;
                }

                if (conversation.Client != plan.Number)
                {
                    continue;
                }

                clients.Add((conversation, new ClientApplication(conversation, () => book.Find(conversation.Over, conversation.Server, plan.Number), ledger)));
            }
        }

        internal HostPlan Plan { get; }

        /// <summary>The port that its cable is in.</summary>
        internal WirePort Port => Socket.Current;

        /// <summary>What its stack takes for its port.</summary>
        internal FaultyPort Socket { get; }

        /// <summary>Whether its cable is in no port at all.</summary>
        internal bool IsPulled { get; set; }

        /// <summary>Whether its cable is in the other port.</summary>
        internal bool IsAway => other != null && Port == other;

        /// <summary>The address that it gets from the DHCP server of the other network.</summary>
        internal IPAddress AddressElsewhere => HostPlan.AddressOf(Plan.Number, HostPlan.NetworkElsewhere);

        /// <summary>When the first request was forgotten that may still be acknowledged, in microseconds of the simulation; null where none was.</summary>
        internal long? CookiesOutSince => cookies?.OutSince;

        /// <summary>What runs on it; null while it has no power.</summary>
        internal SimulatedHost? Host { get; private set; }

        /// <summary>The ports that it listens on.</summary>
        internal IEnumerable<int> ServedPorts => served.Select(c => c.Port);

        private bool HasIpv4Address => Host?.Stack.Address.value == Plan.Address.value;

        /// <summary>Whether it has the addresses that its plan and the routers give it.</summary>
        internal bool HasAddress =>
            Host is { } host
            && (!Plan.HasIpv4 || HasIpv4Address)
            && (!Plan.HasIpv6 || book.HasAll(host));

        /// <summary>Whether all that its applications were to do is done.</summary>
        internal bool IsDone => clients.TrueForAll(c => c.Application.Done) && servers.TrueForAll(s => s.Strangers == 0);

        /// <summary>Gives it power: a new stack with a clock that begins at 0 and a new secret.</summary>
        internal void SwitchOn()
        {
            bool first = servers.Count == 0 && network.Scheduler.Microseconds == 0;
            Plan.Options.Secret = BitConverter.GetBytes(random.NextUInt64());
            Plan.Options.Address = Plan.LeaseSeconds > 0 || !Plan.HasIpv4 ? IPAddress.Any : Plan.Address;
            var host = new SimulatedHost(network, Socket, Plan.Options) { ClockOffset = -network.Scheduler.Milliseconds };
            host.Link.Random = random;
            Socket.Random = random;
            Socket.Throwing = host.Meter.Spoil;
            UInt128 own = ObservedTcp.NumberOf(Plan.Address.value);
            segments = new SegmentWatch(host, Plan);
            cookies = new CookieWatch(host, Plan);
            var windows = new WindowWatch(address => address == own || (address >> 32 != 0xFFFF && Plan.HasIpv6), host.Meter);
            discovery = Plan.HasIpv6 ? new Ipv6Watch(host, Plan, faults) : null;
            discovery?.Begin();
            host.Stack.AddFrameObserver(windows);
            host.Stack.AddFrameObserver(segments);
            host.Stack.AddFrameObserver(cookies);
            host.Stack.AddTcpObserver(new ConnectionWatch(new StateWatch(host.Meter, host.Tcp.AreCookiesOut), windows, discovery));
            host.Polled = allocated => AfterPoll(host, allocated);
            host.Settled = segments.CheckUpdates;
            Host = host;
            hadAddress = false;
            dhcp = null;
            if (Plan.LeaseSeconds > 0)
            {
                dhcp = new DhcpClient(new StackRunner(host.Stack, host), new DhcpClientOptions());
                dhcp.Changed += _ => ThrowFromCallback(host);
                host.Act(dhcp.Start);
            }

            servers = [.. served.Select(c => new ServerApplication(c, ledger, host))];
            foreach ((ConversationPlan conversation, IClient client) in clients)
            {
                client.Start(host, first ? conversation.StartAt : conversation.Pause);
            }
        }

        /// <summary>Takes its power away.</summary>
        internal void SwitchOff()
        {
            Host!.SwitchOff();
            Host = null;
            clients.ForEach(c => c.Application.Lose());
            servers.ForEach(s => s.Lose());
            servers = [];
        }

        /// <summary>Its cable loses, delays and reorders nothing any more; it is as long and as fast as before.</summary>
        internal void Heal()
        {
            var healed = new WireConditions { Delay = Plan.Conditions.Delay, BitsPerSecond = Plan.Conditions.BitsPerSecond, QueueFrames = 1000 };
            Port.Outbound.Conditions = healed;
            Port.Inbound.Conditions = healed;
            servers.ForEach(s => s.Listens = true);
        }

        /// <summary>Moves its cable to the other port, or back.</summary>
        internal void Move(bool away)
        {
            WirePort to = away ? other ??= makeOtherPort() : home;
            if (to != Port)
            {
                Port.IsLinkUp = false;
                Socket.MoveTo(to);
            }
        }

        /// <summary>Observers see its frames and its connections that throw at the first of them.</summary>
        internal void ThrowFromObservers()
        {
            if (Host is { } host)
            {
                var observer = new ThrowingObserver(host.Meter.Spoil);
                host.Stack.AddFrameObserver(observer);
                host.Stack.AddTcpObserver(observer);
            }
        }

        /// <summary>Whether another fault of it has begun or lasted while one did.</summary>
        internal bool HadOtherFaults(Fault fault) => faults.Any(f => f != fault && f.Begin < fault.End && f.End > fault.Begin - SettlingTime);

        /// <summary>Talks to a server once more.</summary>
        internal RecoveryApplication TalkAgain(ConversationPlan conversation, SimulatedNode server, AddressKind over)
        {
            int port = RecoveryApplication.PlanFor(conversation).Port;
            if (conversation.Kind == ConversationKind.SimultaneousOpen && !server.servers.Exists(s => s.Port == port))
            {
                server.servers.Add(new ServerApplication(RecoveryApplication.PlanFor(conversation), ledger, server.Host!));
            }

            return new RecoveryApplication(conversation, Host!, () => book.Find(over, server.Plan.Number, Plan.Number), over, ledger);
        }

        /// <summary>Closes its ports.</summary>
        internal void StopServers() => servers.ForEach(s => s.Stop());

        // While its driver throws, what is told of its address does too.
        private void ThrowFromCallback(SimulatedHost host)
        {
            if (Socket.Throws > 0)
            {
                host.Meter.Spoil();
                throw new InjectedFault($"a callback of host {Plan.Number} has failed");
            }
        }

        // A lease ends when its time is over, or the server says so, and otherwise not.
        private void CheckAddress(SimulatedHost host)
        {
            if (dhcp == null)
            {
                return;
            }

            // An address that is probed for again, since the link has been down, is not lost: its connections wait.
            if (hadAddress && host.Stack.ipv4.claim.address != Plan.Address.value)
            {
                // A short one, where messages are lost; and where the server is asked after the link was down, and does not answer. A
                // driver that throws is left alone for a while, as if the link were down, and loses frames besides.
                bool mayExpire = Plan.LeaseSeconds < ShortLease && (faults.Count > 0 || isLossy);
                bool mayBeUnanswered = faults.Any(f => f.Kind == FaultKind.ThrowingDriver)
                    || (faults.Any(f => f.Kind is FaultKind.Unplugged or FaultKind.LinkFlap) && (faults.Count > 1 || isLossy));
                if (!mayExpire && !mayBeUnanswered && !faults.Any(f => f.Kind is FaultKind.MovedCable or FaultKind.ClockJump or FaultKind.Corruption))
                {
                    throw new Violation(Rule.Address, $"host {Plan.Number} has lost its address {Plan.Address}, and nothing has happened that may take it; it is in {dhcp.State}");
                }

                host.HasLostAddress = true;
                hadAddress = false;
            }

            hadAddress |= HasIpv4Address;
        }

        private void AfterPoll(SimulatedHost host, long allocated)
        {
            FaultCheck.Check(host.Stack);
            if (metered && allocated > 0)
            {
                throw new Violation(Rule.Memory, $"the stack has allocated {allocated} bytes in a poll");
            }

            CheckAddress(host);
            discovery?.CheckPoll();
            segments.CheckPoll();
            cookies.CheckPoll();
            InvariantCheck.Check(host.Stack);
        }
    }
}
