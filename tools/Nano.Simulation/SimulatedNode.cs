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
        private readonly List<(ConversationPlan Plan, ClientApplication Application)> clients = [];
        private readonly IReadOnlyList<ConversationPlan> served;
        private readonly bool metered;
        private List<ServerApplication> servers = [];

        internal SimulatedNode(
            HostPlan plan, VirtualNetwork network, WirePort port, Scenario scenario, Ledger ledger, bool metered)
        {
            Plan = plan;
            Port = port;
            this.network = network;
            this.ledger = ledger;
            this.metered = metered;
            random = new RandomSource(scenario.Seed, 0x486F7374UL + (ulong)plan.Number);
            served = [.. scenario.Conversations.Where(c => c.Server == plan.Number)];
            foreach (ConversationPlan conversation in scenario.Conversations.Where(c => c.Client == plan.Number))
            {
                IPAddress server = HostPlan.AddressOf(conversation.Server < 0 ? 200 : conversation.Server);
                clients.Add((conversation, new ClientApplication(conversation, server, ledger)));
            }
        }

        internal HostPlan Plan { get; }

        internal WirePort Port { get; }

        /// <summary>What runs on it; null while it has no power.</summary>
        internal SimulatedHost? Host { get; private set; }

        /// <summary>Whether all that its applications were to do is done.</summary>
        internal bool IsDone => clients.TrueForAll(c => c.Application.Done) && servers.TrueForAll(s => s.Strangers == 0);

        /// <summary>Gives it power: a new stack with a clock that begins at 0 and a new secret.</summary>
        internal void SwitchOn()
        {
            bool first = servers.Count == 0 && network.Scheduler.Microseconds == 0;
            Plan.Options.Secret = BitConverter.GetBytes(random.NextUInt64());
            var host = new SimulatedHost(network, Port, Plan.Options) { ClockOffset = -network.Scheduler.Milliseconds };
            host.Link.Random = random;
            host.Stack.FrameObserver = new WindowWatch(Plan.Address.value, host.Meter);
            host.Stack.TcpObserver = new StateWatch(host.Meter);
            host.Polled = allocated => AfterPoll(host, allocated);
            Host = host;
            servers = [.. served.Select(c => new ServerApplication(c, ledger, host))];
            foreach ((ConversationPlan conversation, ClientApplication client) in clients)
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
            if (metered && allocated > 0)
            {
                throw new Violation(Rule.Memory, $"the stack has allocated {allocated} bytes in a poll");
            }

            TimerCheck.Check(host.Stack);
        }
    }
}
