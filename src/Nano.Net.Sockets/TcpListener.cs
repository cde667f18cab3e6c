using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>Listens for connections, as <c>System.Net.Sockets.TcpListener</c> does.</summary>
    /// <remarks>
    /// One that is bound to <see cref="IPAddress.Any"/> hears IPv4 alone, one that is bound to <see cref="IPAddress.IPv6Any"/> both
    /// families, unless its socket's option <see cref="SocketOptionName.IPv6Only"/> is set before it starts. A listener that nobody
    /// holds any more is stopped when its finalizer has run.
    /// </remarks>
    public partial class TcpListener : IDisposable, IForgettable
    {
        internal readonly StackRunner runner;

        private readonly IPAddress address;
        private readonly int port;
        private TcpAcceptor acceptor;

        // What acceptor.closings was when it took its port.
        private int closings;

        // The listener's face as a socket; null until somebody asks for it.
        private Socket socket;
        private IForgettable nextForgotten;

        /// <summary>Makes a listener on the default stack.</summary>
        /// <param name="localaddr">This host's address, <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/>.</param>
        /// <param name="port">The port, 0 to 65,535; 0 to have one chosen.</param>
        public TcpListener(IPAddress localaddr, int port)
            : this(StackRunner.Default, new IPEndPoint(localaddr, port))
        {
        }

        /// <summary>Makes a listener on the default stack.</summary>
        /// <param name="localEP">This host's address, <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/>, and the port.</param>
        public TcpListener(IPEndPoint localEP)
            : this(StackRunner.Default, localEP)
        {
        }

        /// <summary>Makes a listener.</summary>
        /// <param name="runner">Runs the stack to listen on.</param>
        /// <param name="localEP">This host's address, <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/>, and the port.</param>
        public TcpListener(StackRunner runner, IPEndPoint localEP)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            if (localEP == null)
            {
                throw new ArgumentNullException("localEP");
            }

            this.runner = runner;
            address = localEP.Address;
            port = localEP.Port;
        }

        /// <summary>A listener that is the other face of a socket.</summary>
        internal TcpListener(Socket socket, IPEndPoint localEP)
            : this(socket.runner, localEP)
        {
            this.socket = socket;
        }

        /// <summary>Has the port closed that nobody can close any more.</summary>
        ~TcpListener()
        {
            if (Holds(acceptor))
            {
                runner.Forget(this);
            }
        }

        /// <summary>Whether it listens.</summary>
        public bool Active
        {
            get
            {
                // Read once: another thread may stop it meanwhile.
                TcpAcceptor open = acceptor;
                return Holds(open) && open.backlog != 0;
            }
        }

        /// <summary>The listener as a socket.</summary>
        public Socket Server
        {
            get
            {
                if (socket == null)
                {
                    socket = new Socket(this);
                }

                return socket;
            }
        }

        /// <summary>True: a port belongs to one listener alone. Setting it changes nothing.</summary>
        public bool ExclusiveAddressUse
        {
            get { return true; }
            set { }
        }

        /// <summary>Address and port; the chosen port once it listens.</summary>
        public IPEndPoint LocalEndpoint
        {
            get
            {
                lock (runner.sync)
                {
                    return new IPEndPoint(address, Holds(acceptor) ? acceptor.localPort : port);
                }
            }
        }

        /// <summary>Whether it has its port, listening or not.</summary>
        internal bool IsBound
        {
            get { return Holds(acceptor); }
        }

        /// <inheritdoc/>
        IForgettable IForgettable.NextForgotten
        {
            get { return nextForgotten; }
            set { nextForgotten = value; }
        }

        /// <inheritdoc/>
        void IForgettable.Release()
        {
            Stop();
        }

        /// <summary>Begins to listen, with a backlog as large as the stack has connections.</summary>
        public void Start()
        {
            Start(int.MaxValue);
        }

        /// <summary>Begins to listen.</summary>
        /// <param name="backlog">How many connections may wait to be accepted, 1 or more.</param>
        /// <exception cref="SocketException">The port is taken, the address not this host's, or all listeners are in use.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="backlog"/> is less than 1.</exception>
        public void Start(int backlog)
        {
            if (backlog < 1)
            {
                throw new ArgumentOutOfRangeException("backlog");
            }

            lock (runner.sync)
            {
                runner.CheckRunning();
                if (Active)
                {
                    return;
                }

                OpenError error = OpenError.None;
                if (!Holds(acceptor) && !Take(out error))
                {
                    throw SocketException.Of(error);
                }

                acceptor.backlog = backlog;
            }
        }

        /// <summary>Stops: what was not accepted is reset, and who waits in <see cref="AcceptTcpClient"/> fails with <see cref="SocketError.Interrupted"/>.</summary>
        public void Stop()
        {
            lock (runner.sync)
            {
                if (Holds(acceptor))
                {
                    runner.BeginCall();
                    runner.stack.tcp.Close(acceptor);
                    runner.EndCall();
                }

                acceptor = null;
            }
        }

        /// <summary>The same as <see cref="Stop"/>.</summary>
        public void Dispose()
        {
            Stop();
        }

        /// <summary>Says what is to be set when a connection can be accepted.</summary>
        /// <param name="readiness">What to set; null for nothing.</param>
        /// <exception cref="InvalidOperationException">It was not started.</exception>
        public void Watch(Readiness readiness)
        {
            lock (runner.sync)
            {
                CheckActive().watcher = readiness;
                if (readiness != null)
                {
                    readiness.Set();
                }
            }
        }

        /// <summary>Whether a connection waits to be accepted.</summary>
        public bool Pending()
        {
            lock (runner.sync)
            {
                return CheckActive().count > 0;
            }
        }

        /// <summary>Accepts a connection, waiting until there is one.</summary>
        /// <exception cref="SocketException">The listener was stopped meanwhile.</exception>
        /// <exception cref="InvalidOperationException">It was not started.</exception>
        public TcpClient AcceptTcpClient()
        {
            TcpClient client;
            WaitForConnection(0, true, out client);
            return client;
        }

        /// <summary>Accepts a connection, waiting until there is one.</summary>
        /// <exception cref="SocketException">The listener was stopped meanwhile.</exception>
        /// <exception cref="InvalidOperationException">It was not started.</exception>
        public Socket AcceptSocket()
        {
            return SocketOf(AcceptTcpClient());
        }

        /// <summary>Makes a listener on the default stack, for every address of this host, of all families that the stack has.</summary>
        /// <param name="port">The port, 0 to 65,535; 0 to have one chosen.</param>
        public static TcpListener Create(int port)
        {
            return Create(StackRunner.Default, port);
        }

        /// <summary>Makes a listener for every address of this host, of all families that the stack has.</summary>
        /// <param name="runner">Runs the stack to listen on.</param>
        /// <param name="port">The port, 0 to 65,535; 0 to have one chosen.</param>
        public static TcpListener Create(StackRunner runner, int port)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            return new TcpListener(runner, new IPEndPoint(runner.HasIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
        }

        /// <summary>Takes the port without listening on it, so that nobody else gets it.</summary>
        /// <exception cref="SocketException">The port is taken, or the address not this host's.</exception>
        internal void Bind()
        {
            lock (runner.sync)
            {
                runner.CheckRunning();
                OpenError error;
                if (!Take(out error) && error != OpenError.TooMany)
                {
                    throw SocketException.Of(error);
                }

                // Where the stack has no listener left, who connects from the port still may; who listens is told then.
            }
        }

        /// <summary>Waits until a connection can be accepted.</summary>
        /// <param name="timeout">For how many milliseconds at most; 0 for ever, less than 0 for none.</param>
        /// <param name="take">Whether to accept it.</param>
        /// <param name="client">The connection, where it was accepted.</param>
        /// <returns>False where the time has passed.</returns>
        internal bool WaitForConnection(int timeout, bool take, out TcpClient client)
        {
            client = null;
            TcpAcceptor open;
            int began;
            lock (runner.sync)
            {
                open = CheckActive();
                began = closings;
            }

            long since = runner.Now();
            bool waiting = false;
            bool inTime = timeout >= 0;
            while (true)
            {
                lock (runner.sync)
                {
                    bool stopped = open.closings != began;
                    if (waiting)
                    {
                        waiting = false;
                        if (stopped)
                        {
                            open.leaving--;
                        }
                        else
                        {
                            open.waiting--;
                        }
                    }

                    // The event wakes one, and perhaps not the one that it was meant for.
                    bool found = !stopped && open.count > 0;
                    TcpConnection connection = found && take ? open.Accept() : null;
                    if (open.leaving > 0 || (open.waiting > 0 && open.count > 0))
                    {
                        // The event wakes one: whoever else waits looks for itself.
                        open.ready.Set();
                    }

                    if (stopped)
                    {
                        throw new SocketException(SocketError.Interrupted);
                    }

                    if (found && take)
                    {
                        client = Wrap(connection);
                    }

                    if (found || !inTime)
                    {
                        return found;
                    }

                    waiting = true;
                    open.waiting++;
                }

                inTime = runner.Wait(open.ready, since, timeout);
            }
        }

        /// <summary>A connection that was accepted, as a socket of the family of this one.</summary>
        internal Socket SocketOf(TcpClient accepted)
        {
            Socket result = accepted.Client;
            if (address.ipv6 != null)
            {
                result.SetIPv6(false);
            }

            return result;
        }

        // Takes the port; under the lock.
        private bool Take(out OpenError error)
        {
            runner.CheckLocal(address);
            acceptor = runner.stack.tcp.Listen(runner.BindingOf(address, socket != null && socket.IsIPv6Only), port, 0, out error);
            if (acceptor == null)
            {
                return false;
            }

            closings = acceptor.closings;
            return true;
        }

        // Whether an acceptor is still this listener's.
        private bool Holds(TcpAcceptor taken)
        {
            return taken != null && taken.closings == closings;
        }

        private TcpClient Wrap(TcpConnection connection)
        {
            try
            {
                return new TcpClient(runner, connection);
            }
            catch (Exception)
            {
                // No memory for what stands for the connection: the peer is told, and it goes back to its pool.
                runner.BeginCall();
                connection.Abort();
                connection.Close();
                runner.EndCall();
                throw;
            }
        }

        private TcpAcceptor CheckActive()
        {
            if (!Active)
            {
                throw new InvalidOperationException("not listening; call Start first");
            }

            return acceptor;
        }
    }
}
