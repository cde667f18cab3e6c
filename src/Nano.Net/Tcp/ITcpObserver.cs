namespace Nano.Net.Tcp
{
    /// <summary>Sees every change of state of every connection. Called inside the stack: it may look, not act.</summary>
    public interface ITcpObserver
    {
        /// <summary>A connection has changed its state.</summary>
        /// <param name="localPort">This host's port.</param>
        /// <param name="remote">The peer.</param>
        /// <param name="from">The state it was in.</param>
        /// <param name="to">The state it is in now.</param>
        void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to);
    }
}
