using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    /// <summary>A socket of a script: what its calls have asked for, and the listener or connection behind it.</summary>
    internal sealed class TcpSocket
    {
        private bool errorTaken;
        private int acceptorClosings;

        /// <summary>The port that <c>bind</c> has named; 0 for any.</summary>
        internal int BoundPort { get; set; }

        /// <summary>Where it listens; null where it does not.</summary>
        internal TcpAcceptor? Acceptor { get; private set; }

        /// <summary>Its connection; null where it has none.</summary>
        internal TcpConnection? Connection { get; private set; }

        /// <summary>O_NONBLOCK.</summary>
        internal bool NonBlocking { get; set; }

        /// <summary>Whether a call has said that the connection stands: until then <c>connect</c> may be asked once more.</summary>
        internal bool ConnectReported { get; set; }

        /// <summary>Whether <c>shutdown</c> has closed the sending side.</summary>
        internal bool SendShut { get; set; }

        /// <summary>Whether <c>shutdown</c> has closed the receiving side.</summary>
        internal bool ReceiveShut { get; set; }

        /// <summary>SO_REUSEADDR, which this stack has no need of: TIME-WAIT keeps no port.</summary>
        internal bool ReuseAddress { get; set; }

        internal bool NoDelay { get; set; }

        internal bool KeepAlive { get; set; }

        /// <summary>Seconds.</summary>
        internal int KeepAliveTime { get; set; }

        /// <summary>Seconds.</summary>
        internal int KeepAliveInterval { get; set; }

        internal int KeepAliveCount { get; set; }

        internal bool Linger { get; set; }

        internal int LingerSeconds { get; set; }

        /// <summary>SO_SNDBUF: bytes that may be queued; 0 for as many as the stack has room for.</summary>
        internal int SendBuffer { get; set; }

        /// <summary>A write has found no room: that there is some again is news.</summary>
        internal bool WasFull { get; set; }

        /// <summary>TCP_CORK: what does not fill a segment waits.</summary>
        internal bool IsCorked { get; set; }

        /// <summary>What waits for more, by a cork or MSG_MORE.</summary>
        internal List<byte> Held { get; } = [];

        /// <summary>When what waits goes all the same, in microseconds; <see cref="VirtualStack.Never"/> where nothing waits.</summary>
        internal long HeldUntil { get; set; } = VirtualStack.Never;

        /// <summary>TCP_SYNCNT: how often a SYN is sent again; 0 for as long as the stack does.</summary>
        internal int SynCount { get; set; }

        /// <summary>What the link does to its packets; a listener's holds for its connections too.</summary>
        internal PortSettings Port { get; init; } = new();

        /// <summary>Milliseconds; 0 for those of the stack.</summary>
        internal int UserTimeout { get; set; }

        internal bool IsListening => Acceptor != null && Acceptor.closings == acceptorClosings;

        /// <summary>Why the connection has ended and nobody has been told yet.</summary>
        internal TcpError PendingError =>
            Connection == null || errorTaken || Connection.state != TcpState.Closed ? TcpError.None : Connection.error;

        internal void Listen(TcpAcceptor acceptor)
        {
            Acceptor = acceptor;
            acceptorClosings = acceptor.closings;
        }

        /// <summary>Takes a connection on, with the options of this socket.</summary>
        internal void Adopt(TcpConnection connection)
        {
            Connection = connection;
            errorTaken = false;
            ApplyOptions(KeepAlive);
        }

        /// <summary>Hands the options on to the connection, where there is one.</summary>
        /// <param name="keepAlive">Also those for keep-alive: they begin anew.</param>
        internal void ApplyOptions(bool keepAlive)
        {
            if (Connection == null || Connection.state == TcpState.Closed)
            {
                return;
            }

            Connection.sender.noDelay = NoDelay;
            Connection.userTimeout = UserTimeout == 0 ? Connection.tcp.userTimeout : UserTimeout;
            if (keepAlive)
            {
                Connection.SetKeepAlive(KeepAlive, KeepAliveTime * 1000, KeepAliveInterval * 1000, KeepAliveCount);
            }
        }

        /// <summary>SO_ERROR: tells of the end of the connection, once.</summary>
        internal int TakeError()
        {
            int error = Errno.Of(PendingError);
            errorTaken |= error != 0;
            return error;
        }

        /// <summary>A connect has failed: another may be tried.</summary>
        internal void Drop()
        {
            Connection?.Close();
            Connection = null;
        }
    }
}
