using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>
    /// What an application has set for a connection, which may not be there yet. Most set nothing or little, so a
    /// <see cref="TcpClient"/> has this only once something is set.
    /// </summary>
    internal sealed class TcpSettings
    {
        /// <summary>This side's port; 0 to have one chosen.</summary>
        internal int localPort;

        /// <summary>This side's address, as <see cref="Internet.Binding"/> has it.</summary>
        internal IPAddress localAddress;

        /// <summary>Whether Nagle's algorithm is off.</summary>
        internal bool noDelay;

        /// <summary>Milliseconds that a read may wait; 0 for ever.</summary>
        internal int receiveTimeout;

        /// <summary>Milliseconds that a write may wait; 0 for ever.</summary>
        internal int sendTimeout;

        /// <summary>Milliseconds; 0 for that of the stack.</summary>
        internal int userTimeout;

        /// <summary>Milliseconds; 0 for that of the stack.</summary>
        internal int connectTimeout;

        /// <summary>What closing does about data that are not acknowledged yet; null for nothing.</summary>
        internal LingerOption linger;

        /// <summary>Whether keep-alive is on.</summary>
        internal bool keepAlive;

        /// <summary>Idle milliseconds before the first keep-alive probe; 0 for those of the stack.</summary>
        internal int keepAliveTime;

        /// <summary>Milliseconds between keep-alive probes; 0 for those of the stack.</summary>
        internal int keepAliveInterval;

        /// <summary>Unanswered keep-alive probes after which the connection has failed; 0 for those of the stack.</summary>
        internal int keepAliveCount;

        /// <summary>What connects the client to a host with several addresses; null while nothing does.</summary>
        internal ConnectionRace race;

        /// <summary>Has a connection go by what was set.</summary>
        internal void ApplyTo(TcpConnection connection)
        {
            connection.sender.noDelay = noDelay;
            connection.SetUserTimeout(userTimeout == 0 ? connection.tcp.userTimeout : userTimeout);
            ApplyKeepAliveTo(connection);
        }

        /// <summary>The same of keep-alive alone.</summary>
        internal void ApplyKeepAliveTo(TcpConnection connection)
        {
            TcpLayer tcp = connection.tcp;
            connection.SetKeepAlive(
                keepAlive,
                keepAliveTime == 0 ? tcp.keepAliveTime : keepAliveTime,
                keepAliveInterval == 0 ? tcp.keepAliveInterval : keepAliveInterval,
                keepAliveCount == 0 ? tcp.keepAliveCount : keepAliveCount);
        }
    }
}
