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

            Connect(runner.Resolve(host, Wanted()), port);
        }

        /// <summary>Connects to one of a host's addresses, as <see cref="TcpClient.Connect(IPAddress[], int)"/> does. A socket of UDP gets the first that a route leads to; one that does not block tries the first.</summary>
        /// <param name="addresses">The addresses; those of a family that the socket has not are passed over.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">None answers: the reason is that of the last one that has failed; or as <see cref="Connect(EndPoint)"/> says.</exception>
        public void Connect(IPAddress[] addresses, int port)
        {
            IPAddress[] tried = OfOwnFamily(addresses);
            if (datagrams != null)
            {
                datagrams.Connect(tried, port);
            }
            else if (Blocking)
            {
                PrepareConnect().Connect(tried, port);
            }
            else
            {
                TcpClient connecting = PrepareConnect();
                connecting.StartConnect(connecting.InTurns(tried)[0], port);
                throw new SocketException(SocketError.WouldBlock);
            }
        }

        // Of which family a host's addresses must be.
        private AddressFamily Wanted()
        {
            return (state & IPv6) == 0 ? AddressFamily.InterNetwork : IsIPv6Only ? AddressFamily.InterNetworkV6 : AddressFamily.Unspecified;
        }

        // Those addresses of a host that are of the socket's family.
        private IPAddress[] OfOwnFamily(IPAddress[] addresses)
        {
            if (addresses == null)
            {
                throw new ArgumentNullException("addresses");
            }

            CheckOpen();
            if (addresses.Length == 0)
            {
                throw new SocketException(SocketError.HostNotFound);
            }

            AddressFamily family = Wanted();
            IPAddress[] suit = new IPAddress[addresses.Length];
            int count = 0;
            for (int i = 0; i < addresses.Length; i++)
            {
                if (addresses[i] is null)
                {
                    throw new ArgumentNullException("addresses");
                }

                if (family == AddressFamily.Unspecified || addresses[i].AddressFamily == family)
                {
                    suit[count++] = addresses[i];
                }
            }

            if (count == 0)
            {
                throw new SocketException(SocketError.AddressFamilyNotSupported);
            }

            IPAddress[] chosen = new IPAddress[count];
            Array.Copy(suit, 0, chosen, 0, count);
            return chosen;
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

            return PrepareConnect().StartConnect(remote.Address, remote.Port);
        }

        // What is to connect; it has the port that the socket has taken.
        private TcpClient PrepareConnect()
        {
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

                return connecting;
            }
        }
    }
}
