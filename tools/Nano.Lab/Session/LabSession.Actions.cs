using Nano.Emulator;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Workbench
{
    // What is done by hand: to the wire, to a host, and by somebody who forges segments.
    internal sealed partial class LabSession
    {
        private const uint StaleSequence = 1000;
        private readonly Dictionary<string, double> wireChanges = [];
        private bool isForging;

        private void Perform(TimedAction action)
        {
            if (action.Verb == "forge")
            {
                Forge(action);
            }
            else if (WireVerbs.Contains(action.Verb))
            {
                PerformOnWire(action);
            }
            else
            {
                ILabHost host = hosts[IndexOf(action)];
                if (HostVerbs.Contains(action.Verb))
                {
                    host.IsFrozen = action.Verb == "freeze";
                }
                else
                {
                    host.Do(action);
                }

                if (action.Verb == "reboot")
                {
                    OnRebooted(host);
                }

                Say(new { k = "host", h = host.Name, frozen = host.IsFrozen, listens = host.Listeners.ToArray() });
            }

            Say(new { k = "done", t = Microseconds, a = action.Text });
        }

        private void PerformOnWire(TimedAction action)
        {
            switch (action.Verb)
            {
                case "cut":
                    wire.A.IsLinkUp = false;
                    break;
                case "plug":
                    wire.A.IsLinkUp = true;
                    break;
                case "wire":
                    string name = action.Word(0, [.. Setting.All.Where(s => s.IsWire).Select(s => s.Name)]);
                    wireChanges[name] = Setting.Find(name)!.Read(action.Arguments.ElementAtOrDefault(1) ?? "");
                    wire.A.Outbound.Conditions = wire.B.Outbound.Conditions = Conditions(Scenario, wireChanges);
                    break;
                case "drop":
                    Order(action, (int)action.Number(2, 1, 1000, 1), new WireVerdict(Loses: true));
                    break;
                case "hold":
                    Order(action, 1, new WireVerdict(Hold: TimeSpan.FromMilliseconds(action.Number(2, 1, 600_000))));
                    break;
                case "copy":
                    Order(action, 1, new WireVerdict(CopyAfter: TimeSpan.FromMilliseconds(action.Number(2, 1, 600_000))));
                    break;
            }

            Say(new { k = "wire", up = wire.A.IsLinkUp, orders = orders.Select(o => o.Sum(w => w.Left)).ToArray(), set = wireChanges });
        }

        private void Order(TimedAction action, int count, WireVerdict verdict)
        {
            orders[IndexOf(action)].Add(new WireOrder(action.Word(1, WireOrder.Kinds), count, verdict));
        }

        private WireVerdict Judge(int side, WireFrame frame)
        {
            if (orders[side].Count > 0 && ObservedTcp.TryRead(frame.Bytes, false, out ObservedTcp segment))
            {
                foreach (WireOrder order in orders[side])
                {
                    if (order.Judge(segment) is { } verdict)
                    {
                        orders[side].RemoveAll(o => o.Left == 0);
                        return verdict;
                    }
                }
            }

            return WireVerdict.Pass;
        }

        // Everything forged comes in at host A's end of the wire, and is for host B.
        private void Forge(TimedAction action)
        {
            switch (action.Word(0, "stalesyn", "synscan", "finscan", "synflood", "reset"))
            {
                case "stalesyn":
                    Inject(0x0A000001, 40_001, 80, StaleSequence, 0, TcpFlags.Syn);
                    break;
                case "synscan":
                    Scan(TcpFlags.Syn);
                    break;
                case "finscan":
                    Scan(TcpFlags.Fin);
                    break;
                case "synflood":
                    // From addresses of RFC 5737 that lie behind host A and never answer.
                    for (int i = 0, count = (int)action.Number(1, 1, 500, 50); i < count; i++)
                    {
                        Inject(0xCB007101u + (uint)(i % 250), 50_000 + i, 80, 1_000_000u + (uint)(i * 977), 0, TcpFlags.Syn);
                    }

                    break;
                case "reset":
                    // Who does not see the connection can hit the window, not the very next number (RFC 5961 section 3).
                    if (hosts[1].Details().LastOrDefault(d => d.State == TcpState.Established) is { } victim)
                    {
                        uint off = action.Arguments.Length > 1 && action.Word(1, "exact", "near") == "exact" ? 0u : 100u;
                        Inject(0x0A000001, victim.RemotePort, victim.LocalPort, victim.ReceiveNext + off, 0, TcpFlags.Rst);
                    }

                    break;
            }
        }

        private void Scan(int flags)
        {
            int[] ports = [21, 22, 80, 443];
            foreach (int port in ports)
            {
                Inject(0x0A000001, 45_000 + port, port, 70_000, 0, flags);
            }
        }

        private void Inject(uint source, int sourcePort, int port, uint sequence, uint acknowledgment, int flags)
        {
            byte[] frame = FrameMaker.Segment(
                wire.B.HardwareAddress, wire.A.HardwareAddress, source, 0x0A000002, sourcePort, port, sequence, acknowledgment, flags, 8192);
            isForging = true;
            wire.A.Send(frame, 0, frame.Length);
            isForging = false;
        }

        private static int IndexOf(TimedAction action) => action.Word(0, "A", "B") == "A" ? 0 : 1;
    }
}
