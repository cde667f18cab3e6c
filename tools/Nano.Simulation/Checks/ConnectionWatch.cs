using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Sees that states change as they may, and tells who reads along when a connection has ended.</summary>
    internal sealed class ConnectionWatch(StateWatch states, WindowWatch windows, Ipv6Watch? ipv6 = null) : ITcpObserver
    {
        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to)
        {
            states.StateChanged(localPort, remote, from, to);
            if (to == TcpState.SynSent)
            {
                ipv6?.CheckOpening(localPort, remote);
            }

            if (to == TcpState.Closed)
            {
                windows.Forget(ConnectionName.NumberOf(remote.Address), localPort, remote.Port);
            }
        }
    }
}
