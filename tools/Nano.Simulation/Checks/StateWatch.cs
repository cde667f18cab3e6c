using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Sees to it that connections change their states as RFC 9293 section 3.3.2 has it, each from the state it was in.</summary>
    /// <param name="meter">What the watch allocates is not the stack's.</param>
    /// <param name="areCookiesOut">Whether the stack has sent SYN cookies that may still come back.</param>
    internal sealed class StateWatch(AllocationMeter meter, Func<bool> areCookiesOut) : ITcpObserver
    {
        // More than one state only where the host has several addresses, of which it does not say which: that is so in IPv6.
        private readonly Dictionary<(int LocalPort, UInt128 Remote, int RemotePort), List<TcpState>> states = [];

        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to)
        {
            meter.ExcludeEndPoint(remote);
            long before = AllocationMeter.Read();
            (int, UInt128, int) key = (localPort, ConnectionName.NumberOf(remote.Address), remote.Port);
            if (!states.TryGetValue(key, out List<TcpState>? known))
            {
                states.Add(key, known = []);
            }

            if (!IsAllowed(from, to))
            {
                throw new Violation(Rule.State, $"port {localPort} went from {TcpStateName.Of(from)} to {TcpStateName.Of(to)}");
            }

            // A host without room for TIME-WAIT forgets at once, and says nothing of it.
            bool isNew = from == TcpState.Closed && (known.Count == 0 || remote.Address.ipv6 != null);
            if (!isNew && !known.Remove(from) && !(from == TcpState.Closed && known.Remove(TcpState.TimeWait)))
            {
                TcpState was = known.Count == 0 ? TcpState.Closed : known[0];
                throw new Violation(Rule.State, $"port {localPort} went from {TcpStateName.Of(from)} to {TcpStateName.Of(to)}, and was in {TcpStateName.Of(was)}");
            }

            if (to != TcpState.Closed)
            {
                known.Add(to);
            }
            else if (known.Count == 0)
            {
                states.Remove(key);
            }

            meter.Exclude(before);
        }

        private bool IsAllowed(TcpState from, TcpState to) => from switch
        {
            // TIME-WAIT, to which a connection returns where the SYN that would have opened it anew was none (section 3.6.1).
            TcpState.Closed => to is TcpState.SynSent or TcpState.SynReceived or TcpState.TimeWait,
            TcpState.SynSent => to is TcpState.Established or TcpState.SynReceived or TcpState.Closed,
            TcpState.SynReceived => to is TcpState.Established or TcpState.FinWait1 or TcpState.Closed,
            TcpState.Established => to is TcpState.FinWait1 or TcpState.CloseWait or TcpState.Closed,
            TcpState.FinWait1 => to is TcpState.FinWait2 or TcpState.Closing or TcpState.TimeWait or TcpState.Closed,
            TcpState.FinWait2 => to is TcpState.TimeWait or TcpState.Closed,
            TcpState.CloseWait => to is TcpState.LastAck or TcpState.Closed,
            TcpState.Closing => to is TcpState.TimeWait or TcpState.Closed,

            // TIME-WAIT only where a cookie may still come back (RFC 4987 section 3.6): old segments must not make a new connection.
            TcpState.LastAck => to is TcpState.Closed || (to is TcpState.TimeWait && areCookiesOut()),
            TcpState.TimeWait => to is TcpState.Closed,
            _ => false,
        };
    }
}
