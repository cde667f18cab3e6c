using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Sees to it that connections change their states as RFC 9293 section 3.3.2 has it, each from the state it was in.</summary>
    /// <param name="meter">What the watch allocates is not the stack's.</param>
    /// <param name="areCookiesOut">Whether the stack has sent SYN cookies that may still come back.</param>
    internal sealed class StateWatch(AllocationMeter meter, Func<bool> areCookiesOut) : ITcpObserver
    {
        private readonly Dictionary<(int LocalPort, uint Remote, int RemotePort), TcpState> states = [];

        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to)
        {
            meter.ExcludeEndPoint();
            long before = AllocationMeter.Read();
            (int, uint, int) key = (localPort, remote.Address.value, remote.Port);
            TcpState known = states.GetValueOrDefault(key);
            if (!IsAllowed(from, to))
            {
                throw new Violation(Rule.State, $"port {localPort} went from {TcpStateName.Of(from)} to {TcpStateName.Of(to)}");
            }

            // A host without room for TIME-WAIT forgets at once, and says nothing of it.
            if (known != from && !(known == TcpState.TimeWait && from == TcpState.Closed))
            {
                throw new Violation(Rule.State, $"port {localPort} went from {TcpStateName.Of(from)} to {TcpStateName.Of(to)}, and was in {TcpStateName.Of(known)}");
            }

            if (to == TcpState.Closed)
            {
                states.Remove(key);
            }
            else
            {
                states[key] = to;
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
