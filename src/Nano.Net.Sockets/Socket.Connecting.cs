using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // How a socket gets a port, a connection or a peer.
    public partial class Socket
    {
        /// <summary>Takes a port.</summary>
        /// <param name="localEP">An <see cref="IPEndPoint"/>: this host's address, or <see cref="IPAddress.Any"/>, and the port; 0 to have one chosen.</param>
        /// <exception cref="SocketException">The address is not this host's, the port is taken, or the socket has one.</exception>
        public void Bind(EndPoint localEP)
        {
            CheckOpen();
            IPEndPoint local = Check(localEP, "localEP");
            if (datagrams != null)
            {
                datagrams.Bind(local);
                return;
            }

            if (listener != null || client.stream != null)
            {
                throw new SocketException(SocketError.InvalidArgument);
            }

            TcpListener bound = new TcpListener(this, local);
            bound.Bind();
            listener = bound;
        }

        /// <summary>Listens for connections, with a backlog as large as the stack has connections.</summary>
        /// <exception cref="SocketException">It is not bound, or all listeners of the stack are in use.</exception>
        public void Listen()
        {
            Listen(int.MaxValue);
        }

        /// <summary>Listens for connections.</summary>
        /// <param name="backlog">How many may wait to be accepted; less than 1 counts as 1.</param>
        /// <exception cref="SocketException">It is not bound, or all listeners of the stack are in use.</exception>
        public void Listen(int backlog)
        {
            CheckOpen();
            if (datagrams != null)
            {
                throw new SocketException(SocketError.OperationNotSupported);
            }

            if (listener == null)
            {
                throw new SocketException(SocketError.InvalidArgument);
            }

            listener.Start(backlog < 1 ? 1 : backlog);
        }

        /// <summary>Accepts a connection, waiting until there is one.</summary>
        /// <exception cref="InvalidOperationException">It does not listen.</exception>
        /// <exception cref="SocketException">The socket was closed meanwhile.</exception>
        public Socket Accept()
        {
            CheckOpen();
            if (listener == null || !listener.Active)
            {
                throw new InvalidOperationException("not listening; call Bind and Listen first");
            }

            TcpClient accepted;
            if (!listener.WaitForConnection(Blocking ? 0 : UdpClient.NoWait, true, out accepted))
            {
                throw new SocketException(SocketError.WouldBlock);
            }

            return listener.SocketOf(accepted);
        }

        /// <summary>Connects; one of UDP gets its only peer.</summary>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: the peer.</param>
        /// <exception cref="SocketException">The connection cannot be made; where the socket does not block, <see cref="SocketError.WouldBlock"/> says that it is being made (<see cref="Poll(int, SelectMode)"/> tells when, the option <see cref="SocketOptionName.Error"/> whether).</exception>
        public void Connect(EndPoint remoteEP)
        {
            TcpConnection opened = StartConnect(remoteEP);
            if (opened == null)
            {
                return;
            }

            if (!Blocking)
            {
                throw new SocketException(SocketError.WouldBlock);
            }

            client.WaitUntilConnected(opened);
        }

        /// <summary>Connects; one of UDP gets its only peer.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">As <see cref="Connect(EndPoint)"/> says.</exception>
        public void Connect(IPAddress address, int port)
        {
            Connect(new IPEndPoint(address, port));
        }

        /// <summary>Connects to a host.</summary>
        /// <param name="host">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">The name cannot be resolved, or as <see cref="Connect(EndPoint)"/> says.</exception>
        public void Connect(string host, int port)
        {
            if (host == null)
            {
                throw new ArgumentNullException("host");
            }

            Connect(runner.Resolve(host, AddressFamily), port);
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
                    if (e.SocketErrorCode == SocketError.IsConnected || e.SocketErrorCode == SocketError.WouldBlock)
                    {
                        throw;
                    }

                    failure = e;
                }
            }

            throw failure;
        }

        private IPEndPoint Check(EndPoint endPoint, string name)
        {
            if (endPoint == null)
            {
                throw new ArgumentNullException(name);
            }

            IPEndPoint result = endPoint as IPEndPoint;
            if (result == null)
            {
                throw new ArgumentException("an IPEndPoint is needed", name);
            }

            bool isIPv6 = result.AddressFamily == AddressFamily.InterNetworkV6;
            if (isIPv6 ? (state & IPv6) == 0 : IsIPv6Only)
            {
                throw new SocketException(SocketError.AddressFamilyNotSupported);
            }

            return result;
        }

        // Begins to connect. Null where that is all: one of UDP has its peer at once.
        private TcpConnection StartConnect(EndPoint remoteEP)
        {
            CheckOpen();
            IPEndPoint remote = Check(remoteEP, "remoteEP");
            if (datagrams != null)
            {
                datagrams.Connect(remote);
                return null;
            }

            if (listener != null && listener.Active)
            {
                throw new InvalidOperationException("listening");
            }

            TcpClient connecting = ClientOf();
            lock (runner.sync)
            {
                if (connecting.stream != null)
                {
                    // An attempt of before: it has failed and may be made again, or it goes on, or has succeeded.
                    throw new SocketException(
                        connecting.IsConnectDone(connecting.stream.connection) ? SocketError.IsConnected : SocketError.AlreadyInProgress);
                }

                if (listener != null)
                {
                    // The port passes from what has kept it to the connection.
                    connecting.SetLocalEndPoint(listener.LocalEndpoint, IsIPv6Only);
                    listener.Stop();
                    listener = null;
                }

                return connecting.StartConnect(remote.Address, remote.Port);
            }
        }
    }
}
