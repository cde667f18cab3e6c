using Nano.Emulator;
using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>A host as its plan has it: its place on the switch, and the stack that runs there while it has power.</summary>
    internal sealed class SimulatedNode
    {
        private readonly VirtualNetwork network;
        private readonly RandomSource random;
        private readonly Ledger ledger;
        private readonly List<(ConversationPlan Plan, IClient Application)> clients = [];
        private readonly IReadOnlyList<ConversationPlan> served;
        private readonly bool metered;
        private List<ServerApplication> servers = [];
        private SegmentWatch segments = null!;
        private CookieWatch cookies = null!;

        internal SimulatedNode(
            HostPlan plan, VirtualNetwork network, WirePort port, Scenario scenario, Ledger ledger, bool metered)
        {
            Plan = plan;
            Port = port;
            this.network = network;
            this.ledger = ledger;
            this.metered = metered;
            random = new RandomSource(scenario.Seed, 0x486F7374UL + (ulong)plan.Number);
            served = [.. scenario.Conversations.Where(c => c.Server == plan.Number && c.Kind != ConversationKind.SimultaneousOpen)];
            foreach (ConversationPlan conversation in scenario.Conversations)
            {
                if (conversation.Kind == ConversationKind.SimultaneousOpen && (conversation.Client == plan.Number || conversation.Server == plan.Number))
                {
                    bool isClient = conversation.Client == plan.Number;
                    IPAddress other = HostPlan.AddressOf(isClient ? conversation.Server : conversation.Client);
                    clients.Add((conversation, new PeerApplication(conversation, isClient, other, ledger)));
                    continue;
                }

                if (conversation.Client != plan.Number)
                {
                    continue;
                }

                IPAddress server = HostPlan.AddressOf(conversation.Server < 0 ? 200 : conversation.Server);
                clients.Add((conversation, new ClientApplication(conversation, server, ledger)));
            }
        }

        internal HostPlan Plan { get; }

        internal WirePort Port { get; }

        /// <summary>What runs on it; null while it has no power.</summary>
        internal SimulatedHost? Host { get; private set; }

        /// <summary>The ports that it listens on.</summary>
        internal IEnumerable<int> ServedPorts => served.Select(c => c.Port);

        /// <summary>Whether all that its applications were to do is done.</summary>
        internal bool IsDone => clients.TrueForAll(c => c.Application.Done) && servers.TrueForAll(s => s.Strangers == 0);

        /// <summary>Gives it power: a new stack with a clock that begins at 0 and a new secret.</summary>
        internal void SwitchOn()
        {
            bool first = servers.Count == 0 && network.Scheduler.Microseconds == 0;
            Plan.Options.Secret = BitConverter.GetBytes(random.NextUInt64());
            var host = new SimulatedHost(network, Port, Plan.Options) { ClockOffset = -network.Scheduler.Milliseconds };
            host.Link.Random = random;
            segments = new SegmentWatch(host, Plan);
            cookies = new CookieWatch(host, Plan);
            var windows = new WindowWatch(Plan.Address.value, host.Meter);
            host.Stack.AddFrameObserver(windows);
            host.Stack.AddFrameObserver(segments);
            host.Stack.AddFrameObserver(cookies);
            host.Stack.AddTcpObserver(new ConnectionWatch(new StateWatch(host.Meter, Plan.Options.SynCookies), windows));
            host.Polled = allocated => AfterPoll(host, allocated);
            host.Settled = segments.CheckUpdates;
            Host = host;
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

        /// <summary>Closes its ports.</summary>
        internal void StopServers() => servers.ForEach(s => s.Stop());

        private void AfterPoll(SimulatedHost host, long allocated)
        {
            FaultCheck.Check(host.Stack);
            if (metered && allocated > 0)
            {
                throw new Violation(Rule.Memory, $"the stack has allocated {allocated} bytes in a poll");
            }

            segments.CheckPoll();
            cookies.CheckPoll();
            TimerCheck.Check(host.Stack);
        }
    }
}
