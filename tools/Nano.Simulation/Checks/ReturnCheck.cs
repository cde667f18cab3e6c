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
            string name = $"host {plan.Number}";
            Check(host.Stack, name, hosts.Select(h => h.Address));
            IPAddress other = plan.HasIpv4 ? HostPlan.AddressOf(plan.Number == 0 ? 1 : 0) : AddressBook.ToAddress(HostPlan.LinkLocalPrefix + 1);
            host.Act(() => TakeAll(host.Stack, name, other, plan.Options.Connections));
        }

        /// <summary>Looks for what has not come back.</summary>
        internal static void Check(NetworkStack stack, string name, IEnumerable<IPAddress> peers)
        {
            foreach (ConnectionInfo left in stack.GetConnections().Where(c => c.State != TcpState.Listen))
            {
                throw new Violation(Rule.Return, $"{name} still has {left.LocalEndPoint} to {left.RemoteEndPoint} in {left.StateName}");
            }

            foreach (IPAddress peer in peers)
            {
                int held = stack.ipv4.paths.Find(peer.value)?.references ?? 0;
                if (held != 0)
                {
                    throw new Violation(Rule.Return, $"{name} holds its path to {peer} {held} times");
                }
            }

            if (stack.internet.ipv6?.PathTable.FindHeld() is { } path)
            {
                throw new Violation(Rule.Return, $"{name} holds its path to {path.RemoteAddress()} {path.references} times");
            }

            InvariantCheck.Check(stack);
        }

        /// <summary>Takes every connection that there should be, and returns it.</summary>
        internal static void TakeAll(NetworkStack stack, string name, IPAddress other, int connections)
        {
            // Twice, so that they come back as well.
            for (int i = 0; i < 2; i++)
            {
                var taken = new List<TcpConnection>();
                while (stack.tcp.Connect(other, 9, 0, out _) is { } connection)
                {
                    taken.Add(connection);
                }

                if (taken.Count != connections)
                {
                    throw new Violation(Rule.Return, $"{name} has {taken.Count} of its {connections} connections");
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
