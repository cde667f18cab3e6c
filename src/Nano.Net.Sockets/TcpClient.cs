using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>A connection, as <c>System.Net.Sockets.TcpClient</c> has it.</summary>
    /// <remarks>Where nobody holds the client or its stream any more, a finalizer closes the connection, some time later. Who closes it gives it back at once.</remarks>
    public sealed class TcpClient : IDisposable
    {
        private const int MostConnectTimeout = 3600000;
        private const int MostUserTimeout = 86400000;

        private readonly StackRunner runner;
        private readonly int localPort;

        // Null before there is a connection. It knows whether the client is closed, too: one that is closed before it has a
        // connection gets the stream of none.
        private NetworkStream stream;
        private bool noDelay;
        private int receiveTimeout;
        private int sendTimeout;
        private int userTimeout;
        private int connectTimeout;

        /// <summary>Makes a client of the default stack.</summary>
        public TcpClient()
            : this(StackRunner.Default)
        {
        }

        /// <summary>Makes a client of the default stack and connects it.</summary>
        /// <param name="hostname">An IPv4 address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        public TcpClient(string hostname, int port)
            : this(StackRunner.Default)
        {
            Connect(hostname, port);
        }

        /// <summary>Makes a client of the default stack with a port of its own.</summary>
        /// <param name="localEP">This host's address, or <see cref="IPAddress.Any"/>, and the port; 0 to have one chosen.</param>
        public TcpClient(IPEndPoint localEP)
            : this(StackRunner.Default, localEP)
        {
        }

        /// <summary>Makes a client.</summary>
        /// <param name="runner">Runs the stack to use.</param>
        public TcpClient(StackRunner runner)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            this.runner = runner;
        }

        /// <summary>Makes a client with a port of its own.</summary>
        /// <param name="runner">Runs the stack to use.</param>
        /// <param name="localEP">This host's address, or <see cref="IPAddress.Any"/>, and the port; 0 to have one chosen.</param>
        /// <exception cref="SocketException">The address is not this host's.</exception>
        public TcpClient(StackRunner runner, IPEndPoint localEP)
            : this(runner)
        {
            if (localEP == null)
            {
                throw new ArgumentNullException("localEP");
            }

            if (localEP.Address != IPAddress.Any && localEP.Address != runner.stack.Address)
            {
                throw new SocketException(SocketError.AddressNotAvailable);
            }

            localPort = localEP.Port;
        }

        internal TcpClient(StackRunner runner, TcpConnection accepted)
        {
            this.runner = runner;
            Adopt(accepted);
        }

        /// <summary>Whether small segments go at once instead of waiting for the acknowledgment of earlier ones (Nagle's algorithm off); false by default, as in the BCL.</summary>
        /// <remarks>
        /// Nagle's algorithm (RFC 9293 section 3.7.4) serves who writes many small pieces: they go together, and a segment costs
        /// a device much. It costs who writes an answer in two or more pieces and then waits: the last piece waits for the
        /// acknowledgment of the one before, and a peer delays that by 40 milliseconds or more. Such a program sets this, or
        /// writes each answer whole.
        /// </remarks>
        public bool NoDelay
        {
            get
            {
                return noDelay;
            }

            set
            {
                noDelay = value;
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    if (connection != null)
                    {
                        connection.sender.noDelay = value;
                    }
                }
            }
        }

        /// <summary>Milliseconds that a read may wait; 0 (the default) for ever.</summary>
        public int ReceiveTimeout
        {
            get
            {
                return receiveTimeout;
            }

            set
            {
                receiveTimeout = CheckTimeout(value);
                if (stream != null)
                {
                    stream.ReadTimeout = value == 0 ? -1 : value;
                }
            }
        }

        /// <summary>Milliseconds that a write may wait; 0 (the default) for ever.</summary>
        public int SendTimeout
        {
            get
            {
                return sendTimeout;
            }

            set
            {
                sendTimeout = CheckTimeout(value);
                if (stream != null)
                {
                    stream.WriteTimeout = value == 0 ? -1 : value;
                }
            }
        }

        /// <summary>
        /// Milliseconds after which <c>Connect</c> gives up an address, 1 to 3,600,000; 0 (the default) for
        /// <see cref="StackOptions.ConnectTimeout"/>. Where the peer or its router says no, or does not answer ARP, it ends sooner.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0 or more than an hour.</exception>
        public int ConnectTimeout
        {
            get
            {
                return connectTimeout;
            }

            set
            {
                if (value < 0 || value > MostConnectTimeout)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                connectTimeout = value;
            }
        }

        /// <summary>
        /// Milliseconds that the connection may go without progress, while data wait to be acknowledged, before it is given up
        /// (the user time-out of RFC 9293 section 3.8.3, which is not announced to the peer as RFC 5482 would), 1 to 86,400,000;
        /// 0 (the default) for <see cref="StackOptions.UserTimeout"/>. Other systems call it TCP_USER_TIMEOUT. Who closes or
        /// waits in <c>Connect</c> goes by <see cref="StackOptions.OrphanTimeout"/> and <see cref="ConnectTimeout"/>.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0 or more than a day.</exception>
        public int UserTimeout
        {
            get
            {
                return userTimeout;
            }

            set
            {
                if (value < 0 || value > MostUserTimeout)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                userTimeout = value;
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    if (connection != null)
                    {
                        runner.BeginCall();
                        connection.SetUserTimeout(value == 0 ? connection.tcp.userTimeout : value);
                        runner.EndCall();
                    }
                }
            }
        }

        /// <summary>What <see cref="Close"/> does about data that are not acknowledged yet; null (the default) for nothing.</summary>
        public LingerOption LingerState { get; set; }

        /// <summary>Bytes that can be read at once.</summary>
        public int Available
        {
            get { return stream == null ? 0 : stream.Available(); }
        }

        /// <summary>Whether the connection is open in at least one direction.</summary>
        public bool Connected
        {
            get
            {
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    return connection != null && connection.IsSynchronized && connection.state != TcpState.TimeWait;
                }
            }
        }

        /// <summary>The peer; null while not connected.</summary>
        public IPEndPoint RemoteEndPoint { get; private set; }

        /// <summary>This side; null while not connected.</summary>
        public IPEndPoint LocalEndPoint { get; private set; }

        /// <summary>The state of the connection (RFC 9293 section 3.3.2).</summary>
        public TcpState State
        {
            get
            {
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    return connection == null ? TcpState.Closed : connection.state;
                }
            }
        }

        /// <summary>Connects.</summary>
        /// <param name="hostname">An IPv4 address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">The name cannot be resolved, as <see cref="INameResolver.Resolve"/> says; there is nobody to resolve it (<see cref="SocketError.NoRecovery"/>); or the connection cannot be made.</exception>
        public void Connect(string hostname, int port)
        {
            if (hostname == null)
            {
                throw new ArgumentNullException("hostname");
            }

            IPAddress address;
            if (!IPAddress.TryParse(hostname, out address))
            {
                INameResolver resolver = runner.NameResolver;
                if (resolver == null)
                {
                    throw new SocketException(SocketError.NoRecovery);
                }

                address = resolver.Resolve(hostname);
            }

            Connect(address, port);
        }

        /// <summary>Connects to the first address that answers.</summary>
        /// <param name="addresses">The addresses.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">None does; the reason is the last one's.</exception>
        public void Connect(IPAddress[] addresses, int port)
        {
            if (addresses == null)
            {
                throw new ArgumentNullException("addresses");
            }

            SocketException failure = new SocketException(SocketError.HostNotFound);
            for (int i = 0; i < addresses.Length; i++)
            {
                try
                {
                    Connect(addresses[i], port);
                    return;
                }
                catch (SocketException e)
                {
                    if (e.SocketErrorCode == SocketError.IsConnected)
                    {
                        throw;
                    }

                    failure = e;
                }
            }

            throw failure;
        }

        /// <summary>Connects.</summary>
        /// <param name="remoteEP">The peer.</param>
        /// <exception cref="SocketException">The connection cannot be made.</exception>
        public void Connect(IPEndPoint remoteEP)
        {
            if (remoteEP == null)
            {
                throw new ArgumentNullException("remoteEP");
            }

            Connect(remoteEP.Address, remoteEP.Port);
        }

        /// <summary>Connects: returns when the connection is established.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">The connection cannot be made; <see cref="SocketError.TimedOut"/> where the peer has not answered in <see cref="ConnectTimeout"/>.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of its range.</exception>
        public void Connect(IPAddress address, int port)
        {
            if (address is null)
            {
                throw new ArgumentNullException("address");
            }

            if (port < 1 || port > IPEndPoint.MaxPort)
            {
                throw new ArgumentOutOfRangeException("port");
            }

            TcpConnection opened;
            lock (runner.sync)
            {
                CheckDisposed();
                runner.CheckRunning();
                if (stream != null)
                {
                    throw new SocketException(SocketError.IsConnected);
                }

                OpenError error;
                runner.BeginCall();
                opened = connectTimeout == 0
                    ? runner.stack.tcp.Connect(address, port, localPort, out error)
                    : runner.stack.tcp.Connect(address, port, localPort, connectTimeout, out error);
                runner.EndCall();
                if (opened == null)
                {
                    throw SocketException.Of(error);
                }

                try
                {
                    Adopt(opened);
                }
                catch (Exception)
                {
                    // No memory for what stands for the connection: it goes back to its pool.
                    stream = null;
                    opened.Close();
                    throw;
                }
            }

            WaitUntilConnected(opened);
        }

        /// <summary>The stream of the connection's bytes.</summary>
        /// <exception cref="SocketException">There is no connection.</exception>
        public NetworkStream GetStream()
        {
            CheckDisposed();
            if (stream == null)
            {
                throw new SocketException(SocketError.NotConnected);
            }

            return stream;
        }

        /// <summary>Shuts down one direction or both. After <see cref="SocketShutdown.Send"/> the peer reads to the end of the stream, and may send on for as long as it likes.</summary>
        /// <param name="how">Which.</param>
        /// <exception cref="SocketException">There is no connection.</exception>
        public void Shutdown(SocketShutdown how)
        {
            lock (runner.sync)
            {
                CheckDisposed();
                TcpConnection connection = Current();
                if (connection == null || !connection.IsSynchronized)
                {
                    throw new SocketException(SocketError.NotConnected);
                }

                runner.BeginCall();
                if (how != SocketShutdown.Receive)
                {
                    connection.ShutdownSend();
                }

                if (how != SocketShutdown.Send)
                {
                    connection.ShutdownReceive();
                }

                runner.EndCall();
            }
        }

        /// <summary>Turns keep-alive on or off (RFC 9293 section 3.8.4); off by default. The connection must be there.</summary>
        /// <param name="enable">On or off.</param>
        /// <param name="time">Idle milliseconds before the first probe, 1,000 or more.</param>
        /// <param name="interval">Milliseconds between probes, 100 or more.</param>
        /// <param name="count">Unanswered probes after which the connection has failed, 1 or more.</param>
        /// <exception cref="SocketException">There is no connection.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is less than its least.</exception>
        public void SetKeepAlive(bool enable, int time, int interval, int count)
        {
            if (time < 1000)
            {
                throw new ArgumentOutOfRangeException("time");
            }

            if (interval < 100)
            {
                throw new ArgumentOutOfRangeException("interval");
            }

            if (count < 1)
            {
                throw new ArgumentOutOfRangeException("count");
            }

            lock (runner.sync)
            {
                CheckDisposed();
                TcpConnection connection = Current();
                if (connection == null || !connection.IsSynchronized)
                {
                    throw new SocketException(SocketError.NotConnected);
                }

                runner.BeginCall();
                connection.SetKeepAlive(enable, time, interval, count);
                runner.EndCall();
            }
        }

        /// <summary>Closes the connection, see <see cref="LingerState"/>. Who waits in a read or write fails.</summary>
        public void Close()
        {
            NetworkStream closing;
            lock (runner.sync)
            {
                closing = stream;
                if (closing == null)
                {
                    stream = new NetworkStream(runner, null);
                    return;
                }
            }

            closing.Close(LingerState);
        }

        /// <summary>The same as <see cref="Close"/>.</summary>
        public void Dispose()
        {
            Close();
        }

        private static int CheckTimeout(int milliseconds)
        {
            if (milliseconds < 0)
            {
                throw new ArgumentOutOfRangeException("value");
            }

            return milliseconds;
        }

        // The connection, for as long as the stream holds it: then it goes back to its pool and belongs to another.
        private TcpConnection Current()
        {
            return stream == null || stream.IsClosed ? null : stream.connection;
        }

        private void CheckDisposed()
        {
            if (stream != null && stream.IsClosed)
            {
                throw new ObjectDisposedException("TcpClient");
            }
        }

        private void Adopt(TcpConnection adopted)
        {
            adopted.sender.noDelay = noDelay;
            if (userTimeout != 0)
            {
                adopted.userTimeout = userTimeout;
            }

            stream = new NetworkStream(runner, adopted);
            stream.ReadTimeout = receiveTimeout == 0 ? -1 : receiveTimeout;
            stream.WriteTimeout = sendTimeout == 0 ? -1 : sendTimeout;
            LocalEndPoint = new IPEndPoint(runner.stack.Address, adopted.LocalPort);
            RemoteEndPoint = new IPEndPoint(adopted.path == null ? IPAddress.Any : new IPAddress(adopted.path.destination), adopted.RemotePort);
        }

        // Until the connection is established, has failed, or was closed from elsewhere.
        private void WaitUntilConnected(TcpConnection opened)
        {
            bool waiting = false;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting)
                    {
                        waiting = false;
                        opened.writersWaiting--;
                        opened.OnWaiterLeft();
                    }

                    if (stream.IsClosed)
                    {
                        throw new SocketException(SocketError.Interrupted);
                    }

                    if (opened.error != TcpError.None)
                    {
                        // The client may try again, with another peer perhaps.
                        SocketException failure = SocketException.Of(opened);
                        stream = null;
                        RemoteEndPoint = null;
                        LocalEndPoint = null;
                        opened.Close();
                        throw failure;
                    }

                    if (opened.IsSynchronized)
                    {
                        return;
                    }

                    waiting = true;
                    opened.writersWaiting++;
                }

                opened.writable.WaitOne();
            }
        }
    }
}
