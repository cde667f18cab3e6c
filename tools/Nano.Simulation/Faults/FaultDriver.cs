using Nano.Emulator;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>Lets the faults of a scenario happen, each at its time.</summary>
    internal sealed class FaultDriver : IWireObserver
    {
        /// <summary>Milliseconds for which a cable that is moved hangs in the air.</summary>
        private const int MoveTime = 1000;

        /// <summary>Milliseconds after which a host that was moved into another network has an address of that.</summary>
        private const int AddressTime = 15_000;

        private readonly IReadOnlyDictionary<int, SimulatedNode> nodes;
        private readonly VirtualScheduler scheduler;
        private readonly Forger forger;
        private readonly List<Fault> active = [];
        private readonly Dictionary<Fault, Hoarder> hoarders = [];

        internal FaultDriver(IReadOnlyList<Fault> faults, IReadOnlyDictionary<int, SimulatedNode> nodes, VirtualScheduler scheduler, Forger forger)
        {
            this.nodes = nodes;
            this.scheduler = scheduler;
            this.forger = forger;
            foreach (Fault fault in faults)
            {
                scheduler.After(TimeSpan.FromMilliseconds(fault.Begin), () => Begin(fault));
                scheduler.After(TimeSpan.FromMilliseconds(fault.End), () => End(fault));
                if (fault.Kind == FaultKind.MovedCable)
                {
                    scheduler.After(TimeSpan.FromMilliseconds(Math.Max(fault.Begin, fault.End - MoveTime)), () => LeaveElsewhere(fault));
                }
            }
        }

        public void FrameSent(long microseconds, WirePort port, WireFrame frame)
        {
        }

        public void FrameDelivered(long microseconds, WirePort port, WireFrame frame)
        {
        }

        public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason)
        {
            // The router at a place where the path has become narrow.
            if (reason == FrameLossReason.TooLong
                && active.Find(f => f.Kind == FaultKind.SmallerMtu && nodes[f.Host].Port == port) is { } fault
                && nodes.Values.FirstOrDefault(n => n.Port == frame.Sender) is { } sender)
            {
                byte[] packet = frame.Bytes[EthernetFrame.HeaderLength..].ToArray();
                scheduler.After(TimeSpan.FromMilliseconds(1), () =>
                {
                    if (sender.Host is { } host)
                    {
                        forger.ReportTooBig(host, packet, (int)fault.Amount);
                    }
                });
            }
        }

        private void Begin(Fault fault)
        {
            SimulatedNode node = nodes[fault.Host];
            active.Add(fault);
            switch (fault.Kind)
            {
                case FaultKind.ClockJump:
                    if (node.Host is { } host)
                    {
                        host.ClockOffset += (long)fault.Amount;
                        host.Kick();
                    }

                    break;
                case FaultKind.Restart:
                    if (node.Host != null)
                    {
                        node.SwitchOff();
                    }

                    break;
                case FaultKind.Forgery or FaultKind.SynFlood:
                    Forge(fault);
                    break;
                case FaultKind.LinkFlap:
                    Flap(fault);
                    break;
                case FaultKind.MovedCable:
                    node.IsPulled = true;
                    scheduler.After(TimeSpan.FromMilliseconds(MoveTime), () => PlugIn(node));
                    break;
                case FaultKind.NewHardwareAddress:
                    node.Socket.ChangeAddress();
                    break;
                case FaultKind.ThrowingDriver:
                    node.ThrowFromObservers();
                    break;
                case FaultKind.FullPools:
                    // An application of a host that stands still does nothing.
                    if (node.Host is { IsFrozen: false } hoarding)
                    {
                        hoarders[fault] = new Hoarder(hoarding);
                    }

                    break;
            }

            Apply(node);
        }

        private void End(Fault fault)
        {
            SimulatedNode node = nodes[fault.Host];
            active.Remove(fault);
            if (hoarders.Remove(fault, out Hoarder? hoarder))
            {
                hoarder.Release(node.Host);
            }

            if (fault.Kind is FaultKind.LinkFlap or FaultKind.MovedCable)
            {
                PlugIn(node);
            }

            if (fault.Kind == FaultKind.Restart && !IsActive(FaultKind.Restart, fault.Host))
            {
                node.SwitchOn();
            }

            Apply(node);
        }

        private void Forge(Fault fault)
        {
            if (active.Contains(fault))
            {
                if (nodes[fault.Host].Host is { } host)
                {
                    if (fault.Kind == FaultKind.Forgery)
                    {
                        forger.Forge(host);
                    }
                    else
                    {
                        forger.Flood(host, [.. nodes[fault.Host].ServedPorts], nodes.Count);
                    }
                }

                scheduler.After(TimeSpan.FromMilliseconds(fault.Amount), () => Forge(fault));
            }
        }

        private void Flap(Fault fault)
        {
            if (active.Contains(fault))
            {
                SimulatedNode node = nodes[fault.Host];
                node.IsPulled = !node.IsPulled;
                Apply(node);
                scheduler.After(TimeSpan.FromMilliseconds(fault.Amount), () => Flap(fault));
            }
        }

        // A host that stands still while its cable is out does not see it: what a device says of its link is a hint, and the link
        // counts as it is when the host looks. So the cable is out until it has been seen.
        private void PlugIn(SimulatedNode node)
        {
            bool away = IsActive(FaultKind.MovedCable, node.Plan.Number);
            if ((node.IsPulled || node.IsAway != away) && node.Host is { Stack.link.monitor.isUp: true })
            {
                node.IsPulled = true;
                Apply(node);
                scheduler.After(TimeSpan.FromMilliseconds(MoveTime), () => PlugIn(node));
                return;
            }

            node.Move(away);
            node.IsPulled = false;
            Apply(node);
        }

        // Before it is plugged in at home again, it must have found its way elsewhere.
        private void LeaveElsewhere(Fault fault)
        {
            SimulatedNode node = nodes[fault.Host];
            if (node.Plan.LeaseSeconds > 0
                && fault.End - fault.Begin > AddressTime + (2 * MoveTime)
                && node.Host is { } host
                && active.TrueForAll(f => f == fault || f.Host != fault.Host)
                && !node.HadOtherFaults(fault)
                && host.Stack.Address.value != node.AddressElsewhere.value)
            {
                throw new Violation(Rule.Address, $"host {fault.Host} has been in another network for {fault.End - fault.Begin} ms, and its address is {host.Stack.Address}");
            }

            node.IsPulled = true;
            Apply(node);
        }

        private bool IsActive(FaultKind kind, int host) => active.Exists(f => f.Kind == kind && f.Host == host);

        private double AmountOf(FaultKind kind, int host) => active.Where(f => f.Kind == kind && f.Host == host).Select(f => f.Amount).DefaultIfEmpty().Max();

        // Works out anew what host and cable suffer from: faults overlap.
        private void Apply(SimulatedNode node)
        {
            int number = node.Plan.Number;
            node.Port.Outbound.Conditions = ConditionsOf(node, 1);
            node.Port.Inbound.Conditions = ConditionsOf(node, 2);
            node.Socket.Throws = AmountOf(FaultKind.ThrowingDriver, number);
            bool up = !node.IsPulled && !IsActive(FaultKind.Unplugged, number);
            if (node.Port.IsLinkUp != up)
            {
                node.Port.IsLinkUp = up;
            }

            if (node.Host is { } host)
            {
                host.Link.Busy = AmountOf(FaultKind.FullBuffers, number);
                host.Link.OptionDamage = AmountOf(FaultKind.OptionDamage, number);
                host.Link.Marking = AmountOf(FaultKind.Marking, number);
                bool frozen = IsActive(FaultKind.Freeze, number);
                if (host.IsFrozen != frozen)
                {
                    host.IsFrozen = frozen;
                }
            }
        }

        private WireConditions ConditionsOf(SimulatedNode node, int direction)
        {
            WireConditions conditions = node.Plan.Conditions;
            foreach (Fault fault in active.Where(f => f.Host == node.Plan.Number && (f.Directions & direction) != 0))
            {
                conditions = fault.Kind switch
                {
                    FaultKind.Loss => conditions with { Loss = Math.Max(conditions.Loss, fault.Amount) },
                    FaultKind.Bursts => conditions with { Bursts = new BurstLoss { Enter = fault.Amount } },
                    FaultKind.Reordering => conditions with { Reordering = fault.Amount, ReorderingDelay = TimeSpan.FromMilliseconds(20) },
                    FaultKind.Duplication => conditions with { Duplication = fault.Amount },
                    FaultKind.Corruption => conditions with { Corruption = fault.Amount },
                    FaultKind.Partition or FaultKind.DeadNeighbor => conditions with { Loss = 1 },
                    FaultKind.Asymmetry => conditions with { BitsPerSecond = (long)fault.Amount, QueueFrames = 20 },
                    FaultKind.SmallerMtu or FaultKind.BlackHole => conditions with { Mtu = Math.Min(conditions.Mtu, (int)fault.Amount) },
                    _ => conditions,
                };
            }

            return conditions;
        }
    }
}
