using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>A connection, as <c>System.Net.Sockets.TcpClient</c> has it.</summary>
    /// <remarks>Where nobody holds the client or its stream any more, a finalizer closes the connection, some time later. Who closes it gives it back at once.</remarks>
    public partial class TcpClient : IDisposable
    {
        internal readonly StackRunner runner;

        /// <summary>
        /// The stream of the connection; null before there is one. It knows whether the client is closed, too: one that is
        /// closed before it has a connection gets the stream of none.
        /// </summary>
        internal NetworkStream stream;

        /// <summary>What the application has set; null while it is nothing.</summary>
        internal TcpSettings settings;

        // The client's face as a socket; null until somebody asks for it.
        private Socket socket;

        /// <summary>Makes a client of the default stack.</summary>
        public TcpClient()
            : this(StackRunner.Default)
        {
        }

        /// <summary>Makes a client of the default stack.</summary>
        /// <param name="family">Whom it may connect to: IPv4 or IPv6. Without this, to both.</param>
        /// <exception cref="SocketException">The stack does not have that family.</exception>
        public TcpClient(AddressFamily family)
            : this(StackRunner.Default)
        {
            Socket.CheckFamily(runner, family);
            if (runner.HasIPv6)
            {
                Settings().localAddress = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            }
        }

        /// <summary>Makes a client of the default stack and connects it.</summary>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
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

            SetLocalEndPoint(localEP, false);
        }

        /// <summary>A client that is the other face of a socket.</summary>
        internal TcpClient(Socket socket)
            : this(socket.runner)
        {
            this.socket = socket;
        }

        internal TcpClient(StackRunner runner, TcpConnection accepted)
        {
            this.runner = runner;
            Adopt(accepted);
        }

        /// <summary>The client as a socket, which shares its connection and its settings: what one is told holds for the other.</summary>
        /// <exception cref="ArgumentNullException">No socket was given.</exception>
        /// <exception cref="SocketException">The socket that was given is not one of TCP.</exception>
        public Socket Client
        {
            get
            {
                if (socket == null)
                {
                    socket = new Socket(this);
                }

                return socket;
            }

            set
            {
                if (value == null)
                {
                    throw new ArgumentNullException("value");
                }

                TcpClient other = value.ClientOf();
                if (other == this)
                {
                    return;
                }

                lock (runner.sync)
                {
                    stream = other.stream;
                    settings = other.Settings();
                    LocalEndPoint = other.LocalEndPoint;
                    RemoteEndPoint = other.RemoteEndPoint;
                    socket = value;
                    value.client = this;
                }
            }
        }

        /// <summary>Bytes that can be read at once.</summary>
        public int Available
        {
            get { return stream == null ? 0 : stream.Available(); }
        }

        /// <summary>Whether the connection is open, and neither direction was shut down from here (as of .NET's); it stays so where the peer sends no more.</summary>
        public bool Connected
        {
            get
            {
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    return connection != null && connection.IsSynchronized && connection.state != TcpState.TimeWait && !connection.IsShut;
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

        /// <summary>Whether it has, or had, a connection.</summary>
        protected bool Active
        {
            get { return stream != null; }
        }

        /// <summary>The stream of the connection's bytes.</summary>
        /// <exception cref="InvalidOperationException">There is no connection.</exception>
        /// <exception cref="ObjectDisposedException">The client was closed.</exception>
        public NetworkStream GetStream()
        {
            CheckDisposed();
            if (stream == null)
            {
                throw new InvalidOperationException("not connected; call Connect first");
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

        /// <summary>Closes the connection, see <see cref="LingerState"/>. Who waits in a read or write fails.</summary>
        public void Close()
        {
            Dispose();
        }

        /// <summary>The same as <see cref="Close"/>.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Whether it was closed.</summary>
        internal bool IsClosed
        {
            get { return stream != null && stream.IsClosed; }
        }

        /// <summary>The connection, for as long as the stream holds it: then it goes back to its pool and belongs to another.</summary>
        internal TcpConnection Current()
        {
            return stream == null || stream.IsClosed ? null : stream.connection;
        }

        internal void CheckDisposed()
        {
            if (stream != null && stream.IsClosed)
            {
                throw new ObjectDisposedException("TcpClient");
            }
        }

        /// <summary>Closes the connection.</summary>
        /// <param name="disposing">False does nothing: what a finalizer has to do, that of the stream does.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (!disposing)
            {
                return;
            }

            NetworkStream closing;
            lock (runner.sync)
            {
                closing = stream;
                if (closing == null)
                {
                    stream = new NetworkStream(this, null);
                    if (settings != null && settings.race != null)
                    {
                        settings.race.Set();
                    }

                    return;
                }
            }

            closing.Close(settings == null ? null : settings.linger);
        }
    }
}
