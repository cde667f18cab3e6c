using Nano.Net.Tcp;

namespace Nano.Net
{
    /// <summary>A connection or a listener at one moment, as a line of netstat.</summary>
    public sealed class ConnectionInfo
    {
        internal ConnectionInfo(IPEndPoint local, IPEndPoint remote, TcpState state)
        {
            LocalEndPoint = local;
            RemoteEndPoint = remote;
            State = state;
        }

        /// <summary>This host's side.</summary>
        public IPEndPoint LocalEndPoint { get; }

        /// <summary>The peer; 0.0.0.0:0 for a listener.</summary>
        public IPEndPoint RemoteEndPoint { get; }

        /// <summary>The state.</summary>
        public TcpState State { get; }

        /// <summary>The state's name, "ESTABLISHED" for example.</summary>
        public string StateName
        {
            get { return TcpStateName.Of(State); }
        }

        /// <summary>Bytes received that the application has not read; for a listener, connections that wait to be accepted.</summary>
        public int ReceiveQueue { get; internal set; }

        /// <summary>Bytes written that the peer has not acknowledged; for a listener, how many connections may wait: its backlog, or all that the stack has where that is less.</summary>
        public int SendQueue { get; internal set; }

        /// <summary>Smoothed round-trip time in milliseconds; -1 where none was measured.</summary>
        public int RoundTripTime { get; internal set; } = -1;

        /// <summary>Congestion window in bytes.</summary>
        public int CongestionWindow { get; internal set; }
    }
}
