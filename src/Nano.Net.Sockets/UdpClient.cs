using System;
using Nano.Net.Udp;

namespace Nano.Net.Sockets
{
    /// <summary>Sends and receives datagrams, as <c>System.Net.Sockets.UdpClient</c> does.</summary>
    /// <remarks>
    /// One that is bound to <see cref="IPAddress.Any"/>, or to a port alone, has to do with IPv4 alone; one that is bound to
    /// <see cref="IPAddress.IPv6Any"/>, or was made for <see cref="AddressFamily.InterNetworkV6"/>, with both families, unless its
    /// socket's option <see cref="SocketOptionName.IPv6Only"/> is set: it shows IPv4 addresses as IPv6 addresses that stand for them
    /// (RFC 4291 section 2.5.5.2), and takes both forms. One that is bound to one address of this host hears what is sent to that
    /// address alone: no broadcast and no group. A datagram that is longer than <see cref="StackOptions.UdpQueueSize"/> cannot be received: it is dropped and counted
    /// (<see cref="Udp.UdpCounters.TooLong"/>). A client that nobody holds any more is closed when its finalizer has run.
    /// </remarks>
    public partial class UdpClient : IDisposable, IForgettable
    {
        internal readonly StackRunner runner;
        internal readonly UdpEndpoint endpoint;

        // What endpoint.closings was when the client was made: from the next closing on, the endpoint is not this client's.
        private readonly int closings;
        private IForgettable nextForgotten;
        private int receiveTimeout;
        private int sendTimeout;

        // The client's face as a socket; null until somebody asks for it.
        private Socket socket;

        /// <summary>Makes a client of the default stack, on a port that is chosen.</summary>
        public UdpClient()
            : this(StackRunner.Default, 0)
        {
        }

        /// <summary>Makes a client of the default stack, on a port that is chosen.</summary>
        /// <param name="family">Whom it may send to.</param>
        /// <exception cref="SocketException">The stack does not have that family.</exception>
        public UdpClient(AddressFamily family)
            : this(0, family)
        {
        }

        /// <summary>Makes a client of the default stack.</summary>
        /// <param name="port">Its port, 0 to 65,535; 0 to have one chosen.</param>
        public UdpClient(int port)
            : this(StackRunner.Default, port)
        {
        }

        /// <summary>Makes a client of the default stack.</summary>
        /// <param name="port">Its port, 0 to 65,535; 0 to have one chosen.</param>
        /// <param name="family">Whom it may send to.</param>
        /// <exception cref="SocketException">The stack does not have that family.</exception>
        public UdpClient(int port, AddressFamily family)
            : this(StackRunner.Default, port, family)
        {
        }

        /// <summary>Makes a client of the default stack.</summary>
        /// <param name="localEP">This host's address, <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/>, and the port; 0 to have one chosen.</param>
        public UdpClient(IPEndPoint localEP)
            : this(StackRunner.Default, localEP)
        {
        }

        /// <summary>Makes a client of the default stack and connects it.</summary>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        public UdpClient(string hostname, int port)
            : this(StackRunner.Default, hostname, port)
        {
        }

        /// <summary>Makes a client.</summary>
        /// <param name="runner">Runs the stack to use.</param>
        /// <param name="port">Its port, 0 to 65,535; 0 to have one chosen.</param>
        /// <exception cref="SocketException">The port is taken, or all UDP sockets of the stack are.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of its range.</exception>
        public UdpClient(StackRunner runner, int port)
            : this(runner, port, AddressFamily.InterNetwork)
        {
        }

        /// <summary>Makes a client.</summary>
        /// <param name="runner">Runs the stack to use.</param>
        /// <param name="localEP">This host's address, <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/>, and the port; 0 to have one chosen.</param>
        /// <exception cref="SocketException">The address is not this host's, the port is taken, or all UDP sockets of the stack are.</exception>
        public UdpClient(StackRunner runner, IPEndPoint localEP)
            : this(Checked(runner, localEP))
        {
            BindOrClose(localEP);
        }

        /// <summary>A client that is the other face of a socket, and has no port yet.</summary>
        internal UdpClient(Socket socket)
            : this(socket.runner)
        {
            this.socket = socket;
            endpoint.localAddress = runner.BindingOf(socket.AddressFamily);
        }

        private UdpClient(StackRunner runner, int port, AddressFamily family)
            : this(Checked(runner, port, family))
        {
            BindOrClose(new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port));
        }

        /// <summary>Makes a client of the family of the host's address that it is connected to.</summary>
        internal UdpClient(StackRunner runner, string hostname, int port)
            : this(runner)
        {
            try
            {
                if (hostname == null)
                {
                    throw new ArgumentNullException("hostname");
                }

                // No peer of the other family, and none of both: it shows addresses as they are.
                IPAddress[] addresses = runner.Resolve(hostname, AddressFamily.Unspecified);
                Connect(addresses, port);
                if (runner.HasIPv6 && endpoint.remotePort != 0)
                {
                    endpoint.localAddress = endpoint.RemoteAddress().ipv6 == null ? IPAddress.Any : IPAddress.IPv6Any;
                }
            }
            catch (Exception)
            {
                Close();
                throw;
            }
        }

        // One without a port.
        private UdpClient(StackRunner runner)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            this.runner = runner;
            lock (runner.sync)
            {
                runner.CheckRunning();
                endpoint = runner.stack.udp.Open();
                if (endpoint == null)
                {
                    throw new SocketException(SocketError.TooManyOpenSockets);
                }

                closings = endpoint.closings;
            }
        }

        /// <summary>Has the port closed that nobody can close any more.</summary>
        ~UdpClient()
        {
            if (endpoint != null && endpoint.closings == closings)
            {
                runner.Forget(this);
            }
        }

        /// <summary>The client as a socket: what one is told holds for the other.</summary>
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
        }

        /// <summary>Bytes that can be received at once, of all datagrams that wait together; the empty ones count nothing.</summary>
        /// <exception cref="ObjectDisposedException">The client was closed.</exception>
        public int Available
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    return endpoint.QueuedBytes;
                }
            }
        }

        /// <summary>This side's address and port.</summary>
        /// <exception cref="ObjectDisposedException">The client was closed.</exception>
        public IPEndPoint LocalEndPoint
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    IPAddress local = LocalAddress();
                    return new IPEndPoint(local.IsUnspecified() && local.ipv6 == null ? runner.stack.Address : local, endpoint.localPort);
                }
            }
        }

        /// <summary>Whether it is connected to one peer.</summary>
        protected bool Active
        {
            get
            {
                lock (runner.sync)
                {
                    return !IsClosed && endpoint.remotePort != 0;
                }
            }
        }

        /// <inheritdoc/>
        IForgettable IForgettable.NextForgotten
        {
            get { return nextForgotten; }
            set { nextForgotten = value; }
        }

        /// <summary>Whether it has to do with both families, so that it shows IPv4 addresses as IPv6 ones; under the lock.</summary>
        internal bool IsDualMode
        {
            get { return endpoint.localAddress is null && runner.HasIPv6; }
        }

        /// <summary>Whether it was closed.</summary>
        internal bool IsClosed
        {
            get { return endpoint.closings != closings; }
        }

        /// <inheritdoc/>
        void IForgettable.Release()
        {
            if (!IsClosed)
            {
                endpoint.Close();
            }
        }

        /// <summary>Makes an end point the only peer: only its datagrams are received, and <see cref="Send(byte[], int)"/> sends to it.</summary>
        /// <param name="endPoint">The peer.</param>
        /// <exception cref="SocketException">There is no way there, or the stack has no path left (<see cref="StackOptions.Paths"/>).</exception>
        public void Connect(IPEndPoint endPoint)
        {
            if (endPoint == null)
            {
                throw new ArgumentNullException("endPoint");
            }

            lock (runner.sync)
            {
                CheckOpen();
                Check(endpoint.Connect(endPoint.Address, endPoint.Port));
            }
        }

        /// <summary>Makes an address and port the only peer.</summary>
        /// <param name="addr">The address.</param>
        /// <param name="port">The port, 1 to 65,535.</param>
        /// <exception cref="SocketException">There is no way there, or the stack has no path left (<see cref="StackOptions.Paths"/>).</exception>
        public void Connect(IPAddress addr, int port)
        {
            Connect(new IPEndPoint(addr, port));
        }

        /// <summary>Makes a host and port the only peer.</summary>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">The port, 1 to 65,535.</param>
        /// <exception cref="SocketException">The name cannot be resolved, there is no way there, or the stack has no path left (<see cref="StackOptions.Paths"/>).</exception>
        public void Connect(string hostname, int port)
        {
            if (hostname == null)
            {
                throw new ArgumentNullException("hostname");
            }

            Connect(runner.Resolve(hostname, Family()), port);
        }

        /// <summary>Closes it. Who waits in a receive fails with <see cref="SocketError.Interrupted"/>.</summary>
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

        /// <summary>This side's address: that which its peer sees, where it has one, or that which it is bound to; under the lock.</summary>
        internal IPAddress LocalAddress()
        {
            if (endpoint.remotePort != 0)
            {
                return Shown(endpoint.ConnectedAddress());
            }

            return endpoint.localAddress ?? (runner.HasIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
        }

        /// <summary>An address as the client shows it; under the lock.</summary>
        internal IPAddress Shown(IPAddress address)
        {
            return IsDualMode ? address.MapToIPv6() : address;
        }

        /// <summary>Makes the first of a host's addresses the only peer that a route leads to.</summary>
        /// <exception cref="SocketException">There is none, or the stack has no path left.</exception>
        internal void Connect(IPAddress[] addresses, int port)
        {
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
                    failure = e;
                }
            }

            throw failure;
        }

        /// <summary>Of which family a host's addresses must be.</summary>
        internal AddressFamily Family()
        {
            IPAddress local = endpoint.localAddress;
            return local is null ? AddressFamily.Unspecified : local.AddressFamily;
        }

        /// <summary>Takes a port; 0 to have one chosen.</summary>
        /// <exception cref="SocketException">The address is not this host's, the port is taken, or it has one.</exception>
        internal void Bind(IPEndPoint local)
        {
            lock (runner.sync)
            {
                CheckOpen();
                runner.CheckLocal(local.Address);
                if (endpoint.localPort != 0)
                {
                    throw new SocketException(SocketError.InvalidArgument);
                }

                // It has been said before whether IPv4 is to be kept out.
                IPAddress before = endpoint.localAddress;
                endpoint.localAddress = runner.BindingOf(local.Address, !(before is null) && before.ipv6 != null);
                if (!endpoint.Bind(local.Port))
                {
                    endpoint.localAddress = before;
                    throw new SocketException(SocketError.AddressAlreadyInUse);
                }
            }
        }

        /// <summary>Fails where it was closed.</summary>
        internal void CheckOpen()
        {
            if (IsClosed)
            {
                throw new ObjectDisposedException("UdpClient");
            }
        }

        /// <summary>Fails where a call of the endpoint has.</summary>
        internal static void Check(int result)
        {
            switch (result)
            {
                case UdpResult.WouldBlock:
                    throw new SocketException(SocketError.WouldBlock);
                case UdpResult.NoRoute:
                    throw new SocketException(SocketError.NetworkUnreachable);
                case UdpResult.TooBig:
                    throw new SocketException(SocketError.MessageSize);
                case UdpResult.BroadcastDenied:
                    throw new SocketException(SocketError.AccessDenied);
                case UdpResult.Refused:
                    throw new SocketException(SocketError.ConnectionReset);
                case UdpResult.Closed:
                    throw new SocketException(SocketError.Interrupted);
                case UdpResult.NoPort:
                    throw new SocketException(SocketError.AddressAlreadyInUse);
                case UdpResult.NotConnected:
                    throw new SocketException(SocketError.NotConnected);
                case UdpResult.NoPath:
                    throw new SocketException(SocketError.TooManyOpenSockets);
                case UdpResult.NoGroup:
                    throw new SocketException(SocketError.NoBufferSpaceAvailable);
                case UdpResult.Member:
                    throw new SocketException(SocketError.AddressAlreadyInUse);
                case UdpResult.NotMember:
                    throw new SocketException(SocketError.AddressNotAvailable);
            }
        }

        /// <summary>Closes it.</summary>
        /// <param name="disposing">False does nothing: the finalizer has its own way.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (!disposing)
            {
                return;
            }

            lock (runner.sync)
            {
                if (!IsClosed)
                {
                    runner.BeginCall();
                    endpoint.Close();
                    runner.EndCall();
                }
            }
        }

        // What is wrong is said before anything is taken.
        private static StackRunner Checked(StackRunner runner, int port, AddressFamily family)
        {
            if (port < 0 || port > IPEndPoint.MaxPort)
            {
                throw new ArgumentOutOfRangeException("port");
            }

            Socket.CheckFamily(runner, family);
            return runner;
        }

        private static StackRunner Checked(StackRunner runner, IPEndPoint local)
        {
            if (local == null)
            {
                throw new ArgumentNullException("localEP");
            }

            if (runner != null)
            {
                runner.CheckLocal(local.Address);
            }

            return runner;
        }

        private void BindOrClose(IPEndPoint local)
        {
            try
            {
                Bind(local);
            }
            catch (Exception)
            {
                Close();
                throw;
            }
        }
    }
}
