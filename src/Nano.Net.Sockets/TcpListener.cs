using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>Listens for connections, as <c>System.Net.Sockets.TcpListener</c> does.</summary>
    /// <remarks>A listener that nobody holds any more is stopped when its finalizer has run.</remarks>
    public sealed class TcpListener : IDisposable, IForgettable
    {
        private readonly StackRunner runner;
        private readonly IPAddress address;
        private readonly int port;
        private TcpAcceptor acceptor;

        // What acceptor.closings was when it began to listen.
        private int closings;
        private IForgettable nextForgotten;

        /// <summary>Makes a listener on the default stack.</summary>
        /// <param name="localaddr">This host's address, or <see cref="IPAddress.Any"/>.</param>
        /// <param name="port">The port, 0 to 65,535; 0 to have one chosen.</param>
        public TcpListener(IPAddress localaddr, int port)
            : this(StackRunner.Default, new IPEndPoint(localaddr, port))
        {
        }

        /// <summary>Makes a listener on the default stack.</summary>
        /// <param name="localEP">This host's address, or <see cref="IPAddress.Any"/>, and the port.</param>
        public TcpListener(IPEndPoint localEP)
            : this(StackRunner.Default, localEP)
        {
        }

        /// <summary>Makes a listener.</summary>
        /// <param name="runner">Runs the stack to listen on.</param>
        /// <param name="localEP">This host's address, or <see cref="IPAddress.Any"/>, and the port.</param>
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

        /// <summary>Has the port closed that nobody can close any more.</summary>
        ~TcpListener()
        {
            if (Active)
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
                return open != null && open.closings == closings;
            }
        }

        /// <summary>Address and port; the chosen port once it listens.</summary>
        public IPEndPoint LocalEndpoint
        {
            get
            {
                lock (runner.sync)
                {
                    return new IPEndPoint(address, Active ? acceptor.localPort : port);
                }
            }
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

                if (address != IPAddress.Any && address != runner.stack.Address)
                {
                    throw new SocketException(SocketError.AddressNotAvailable);
                }

                OpenError error;
                acceptor = runner.stack.tcp.Listen(port, backlog, out error);
                if (acceptor == null)
                {
                    throw SocketException.Of(error);
                }

                closings = acceptor.closings;
            }
        }

        /// <summary>Stops: what was not accepted is reset, and who waits in <see cref="AcceptTcpClient"/> fails with <see cref="SocketError.Interrupted"/>.</summary>
        public void Stop()
        {
            lock (runner.sync)
            {
                if (Active)
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
            TcpAcceptor open;
            int began;
            lock (runner.sync)
            {
                open = CheckActive();
                began = closings;
            }

            bool waiting = false;
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
                    TcpConnection connection = stopped ? null : open.Accept();
                    if (open.leaving > 0 || (open.waiting > 0 && open.count > 0))
                    {
                        // The event wakes one: whoever else waits looks for itself.
                        open.ready.Set();
                    }

                    if (stopped)
                    {
                        throw new SocketException(SocketError.Interrupted);
                    }

                    if (connection != null)
                    {
                        return Wrap(connection);
                    }

                    waiting = true;
                    open.waiting++;
                }

                open.ready.WaitOne();
            }
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
