using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>At the end all that a stack has lent is back: connections, half-open ones, TIME-WAIT entries, paths, timers.</summary>
    internal static class ReturnCheck
    {
        /// <summary>Whether no connection is left, so that the check can be made.</summary>
        internal static bool IsQuiet(NetworkStack stack)
        {
            foreach (TransmissionControlBlock block in stack.tcp.blocks)
            {
                if (block.path != null)
                {
                    return false;
                }
            }

            return true;
        }

        internal static void Check(SimulatedHost host, HostPlan plan, IEnumerable<HostPlan> hosts)
        {
            foreach (ConnectionInfo left in host.Stack.GetConnections().Where(c => c.State != TcpState.Listen))
            {
                throw new Violation(Rule.Return, $"host {plan.Number} still has {left.LocalEndPoint} to {left.RemoteEndPoint} in {left.StateName}");
            }

            foreach (HostPlan other in hosts)
            {
                int held = host.Stack.ipv4.paths.Find(other.Address.value)?.references ?? 0;
                if (held != 0)
                {
                    throw new Violation(Rule.Return, $"host {plan.Number} holds its path to {other.Address} {held} times");
                }
            }

            TimerCheck.Check(host.Stack);
            host.Act(() => TakeAll(host, plan));
        }

        // Twice, so that they come back as well.
        private static void TakeAll(SimulatedHost host, HostPlan plan)
        {
            IPAddress other = HostPlan.AddressOf(plan.Number == 0 ? 1 : 0);
            for (int i = 0; i < 2; i++)
            {
                var taken = new List<TcpConnection>();
                while (host.Tcp.Connect(other, 9, 0, out _) is { } connection)
                {
                    taken.Add(connection);
                }

                if (taken.Count != plan.Options.Connections)
                {
                    throw new Violation(Rule.Return, $"host {plan.Number} has {taken.Count} of its {plan.Options.Connections} connections");
                }

                foreach (TcpConnection connection in taken)
                {
                    connection.Abort();
                    connection.Close();
                }
            }
        }
    }
}
