using System;
using Nano.Net.Tcp;
using Nano.Net.Udp;

namespace Nano.Net.Sockets
{
    /// <summary>A socket, as <c>System.Net.Sockets.Socket</c> has it: TCP or UDP, over IPv4, or over IPv6 and IPv4.</summary>
    /// <remarks>
    /// A socket of IPv6 has to do with IPv4, too, unless its option <see cref="SocketOptionName.IPv6Only"/> is set: it takes IPv4
    /// addresses, and shows them as IPv6 addresses that stand for them (RFC 4291 section 2.5.5.2). .NET has such a "dual mode", and
    /// has it off until somebody asks for it.
    /// It is the common face of <see cref="TcpClient"/>, <see cref="TcpListener"/> and <see cref="UdpClient"/>, and each of them
    /// has one of these. Where nobody holds the socket any more, a finalizer closes what it holds, some time later. Who closes
    /// it gives it back at once.
    /// </remarks>
    public partial class Socket : IDisposable
    {
        // Bits of state.
        private const int Closed = 1;
        private const int DoesNotBlock = 2;
        private const int ReusesAddress = 4;
        private const int IPv6 = 8;
        private const int KeepsOutIPv4 = 16;

        internal readonly StackRunner runner;

        /// <summary>What has the connection; null for a socket of UDP, and one that listens and has nothing to do with connections.</summary>
        internal TcpClient client;

        // What has the port, of a socket of TCP that is bound or listens; null for others.
        private TcpListener listener;

        /// <summary>What sends and receives, of a socket of UDP; null for one of TCP.</summary>
        internal readonly UdpClient datagrams;

        // Who sent the datagram that was received last, so that a conversation allocates nothing.
        private IPEndPoint sender;
        private int state;

        /// <summary>Makes a socket of the default stack.</summary>
        /// <param name="addressFamily">Whom it is to reach: <see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</param>
        /// <param name="socketType"><see cref="Sockets.SocketType.Stream"/> or <see cref="Sockets.SocketType.Dgram"/>.</param>
        /// <param name="protocolType"><see cref="Sockets.ProtocolType.Tcp"/> or <see cref="Sockets.ProtocolType.Udp"/>, or unspecified for the one that the type implies.</param>
        /// <exception cref="SocketException">The stack does not have that, or all its UDP sockets are in use.</exception>
        public Socket(AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType)
            : this(StackRunner.Default, addressFamily, socketType, protocolType)
        {
        }

        /// <summary>Makes a socket of the default stack.</summary>
        /// <param name="socketType"><see cref="Sockets.SocketType.Stream"/> or <see cref="Sockets.SocketType.Dgram"/>.</param>
        /// <param name="protocolType"><see cref="Sockets.ProtocolType.Tcp"/> or <see cref="Sockets.ProtocolType.Udp"/>, or unspecified for the one that the type implies.</param>
        /// <exception cref="SocketException">The stack does not have that, or all its UDP sockets are in use.</exception>
        public Socket(SocketType socketType, ProtocolType protocolType)
            : this(StackRunner.Default, OSSupportsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, socketType, protocolType)
        {
        }

        /// <summary>Makes a socket.</summary>
        /// <param name="runner">Runs the stack to use.</param>
        /// <param name="addressFamily">Whom it is to reach: <see cref="AddressFamily.InterNetwork"/>.</param>
        /// <param name="socketType"><see cref="Sockets.SocketType.Stream"/> or <see cref="Sockets.SocketType.Dgram"/>.</param>
        /// <param name="protocolType"><see cref="Sockets.ProtocolType.Tcp"/> or <see cref="Sockets.ProtocolType.Udp"/>, or unspecified for the one that the type implies.</param>
        /// <exception cref="SocketException">The stack does not have that, or all its UDP sockets are in use.</exception>
        public Socket(StackRunner runner, AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            this.runner = runner;
            CheckFamily(runner, addressFamily);
            CheckTypes(socketType, protocolType);
            state = addressFamily == AddressFamily.InterNetworkV6 ? IPv6 : 0;
            if (socketType == SocketType.Dgram)
            {
                datagrams = new UdpClient(this);
            }
            else
            {
                client = new TcpClient(this);
            }
        }

        internal Socket(TcpClient client)
        {
            runner = client.runner;
            this.client = client;
            state = client.LocalEndPoint == null
                ? FamilyOf(runner, client.settings == null ? null : client.settings.localAddress)
                : FamilyOf(runner, client.LocalEndPoint.Address);
        }

        internal Socket(TcpListener listener)
        {
            runner = listener.runner;
            this.listener = listener;
            state = listener.LocalEndpoint.Address.ipv6 == null ? 0 : IPv6;
        }

        internal Socket(UdpClient datagrams)
        {
            runner = datagrams.runner;
            this.datagrams = datagrams;
            state = FamilyOf(runner, datagrams.endpoint.localAddress);
        }

        /// <summary>Whether sockets may have IPv4. They may.</summary>
        public static bool OSSupportsIPv4
        {
            get { return true; }
        }

        /// <summary>Whether sockets may have IPv6: the default stack has it.</summary>
        public static bool OSSupportsIPv6
        {
            get { return StackRunner.DefaultHasIPv6; }
        }

        /// <summary>The family of its addresses.</summary>
        public AddressFamily AddressFamily
        {
            get { return (state & IPv6) == 0 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6; }
        }

        /// <summary>What it carries.</summary>
        public SocketType SocketType
        {
            get { return datagrams == null ? SocketType.Stream : SocketType.Dgram; }
        }

        /// <summary>Its protocol.</summary>
        public ProtocolType ProtocolType
        {
            get { return datagrams == null ? ProtocolType.Tcp : ProtocolType.Udp; }
        }

        /// <summary>Whether calls wait for what they do; true by default. Otherwise they fail with <see cref="SocketError.WouldBlock"/> instead.</summary>
        public bool Blocking
        {
            get
            {
                return (state & DoesNotBlock) == 0;
            }

            set
            {
                CheckOpen();
                state = value ? state & ~DoesNotBlock : state | DoesNotBlock;
            }
        }

        /// <summary>Bytes that can be received at once.</summary>
        /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
        public int Available
        {
            get
            {
                CheckOpen();
                return datagrams != null ? datagrams.Available : client == null ? 0 : client.Available;
            }
        }

        /// <summary>Whether it has a connection that is open, as <see cref="TcpClient.Connected"/> says, or, of UDP, a peer.</summary>
        public bool Connected
        {
            get
            {
                if (datagrams == null)
                {
                    return client != null && client.Connected;
                }

                lock (runner.sync)
                {
                    return !datagrams.IsClosed && datagrams.endpoint.remotePort != 0;
                }
            }
        }

        /// <summary>Whether it has a port.</summary>
        public bool IsBound
        {
            get { return LocalPort() != 0; }
        }

        /// <summary>This side's address and port (an <see cref="IPEndPoint"/>); null while it has none.</summary>
        /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
        public EndPoint LocalEndPoint
        {
            get
            {
                CheckOpen();
                if (client != null && client.LocalEndPoint != null)
                {
                    return Shown(client.LocalEndPoint);
                }

                int port = LocalPort();
                if (port == 0)
                {
                    return null;
                }

                if (listener != null)
                {
                    return Shown(listener.LocalEndpoint);
                }

                lock (runner.sync)
                {
                    return new IPEndPoint(datagrams.LocalAddress(), port);
                }
            }
        }

        /// <summary>The peer (an <see cref="IPEndPoint"/>); null while it has none.</summary>
        /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
        public EndPoint RemoteEndPoint
        {
            get
            {
                CheckOpen();
                if (datagrams == null)
                {
                    return client == null ? null : Shown(client.RemoteEndPoint);
                }

                lock (runner.sync)
                {
                    UdpEndpoint endpoint = datagrams.endpoint;
                    return endpoint.remotePort == 0 ? null : new IPEndPoint(datagrams.Shown(endpoint.RemoteAddress()), endpoint.remotePort);
                }
            }
        }

        /// <summary>Shuts down one direction of the connection or both. After <see cref="SocketShutdown.Send"/> the peer reads to the end of the stream, and may send on for as long as it likes.</summary>
        /// <param name="how">Which.</param>
        /// <exception cref="SocketException">There is no connection; a socket of UDP has none (<see cref="SocketError.OperationNotSupported"/>).</exception>
        public void Shutdown(SocketShutdown how)
        {
            CheckOpen();
            if (datagrams != null)
            {
                throw new SocketException(SocketError.OperationNotSupported);
            }

            if (client == null)
            {
                throw new SocketException(SocketError.NotConnected);
            }

            client.Shutdown(how);
        }

        /// <summary>Closes it: the connection as <see cref="LingerState"/> says, or the port. Who waits in a call fails.</summary>
        public void Close()
        {
            Dispose();
        }

        /// <summary>Closes it, and waits for what the peer has not acknowledged.</summary>
        /// <param name="timeout">Seconds to wait at most, then the connection is reset; 0 to reset it at once, -1 for no waiting.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is less than -1.</exception>
        public void Close(int timeout)
        {
            if (timeout < -1)
            {
                throw new ArgumentOutOfRangeException("timeout");
            }

            if (client != null && !client.IsClosed)
            {
                client.LingerState = new LingerOption(timeout >= 0, timeout);
            }

            Dispose();
        }

        /// <summary>The same as <see cref="Close()"/>.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Refuses a family that the stack does not have.</summary>
        /// <exception cref="SocketException">It does not have it.</exception>
        internal static void CheckFamily(StackRunner runner, AddressFamily family)
        {
            if (family != AddressFamily.InterNetwork && (family != AddressFamily.InterNetworkV6 || !runner.HasIPv6))
            {
                throw new SocketException(SocketError.AddressFamilyNotSupported);
            }
        }

        /// <summary>Whether it keeps out IPv4, which a socket of IPv6 usually has to do with, too.</summary>
        internal bool IsIPv6Only
        {
            get { return (state & KeepsOutIPv4) != 0; }
        }

        /// <summary>Makes it one of IPv6.</summary>
        /// <param name="only">Whether it keeps out IPv4.</param>
        internal void SetIPv6(bool only)
        {
            state = (state & ~KeepsOutIPv4) | (only ? IPv6 | KeepsOutIPv4 : IPv6);
        }

        /// <summary>What has the connection of this socket of TCP, or would have it.</summary>
        /// <exception cref="SocketException">It is one of UDP.</exception>
        internal TcpClient ClientOf()
        {
            if (datagrams != null)
            {
                throw new SocketException(SocketError.OperationNotSupported);
            }

            if (client == null)
            {
                client = new TcpClient(this);
            }

            return client;
        }

        /// <summary>What has the connection; null where there is none.</summary>
        internal TcpClient ConnectedClient()
        {
            CheckOpen();
            return Connected ? client : null;
        }

        /// <summary>Closes it.</summary>
        /// <param name="disposing">False does nothing: what a finalizer has to do, those of what it holds do.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (!disposing)
            {
                return;
            }

            state |= Closed;
            if (listener != null)
            {
                listener.Stop();
            }

            if (client != null)
            {
                client.Close();
            }

            if (datagrams != null)
            {
                datagrams.Close();
            }
        }

        private static void CheckTypes(SocketType socketType, ProtocolType protocolType)
        {
            if (socketType != SocketType.Stream && socketType != SocketType.Dgram)
            {
                throw new SocketException(SocketError.SocketNotSupported);
            }

            if (protocolType != ProtocolType.Unspecified && protocolType != ProtocolType.Tcp && protocolType != ProtocolType.Udp)
            {
                throw new SocketException(SocketError.ProtocolNotSupported);
            }

            if (protocolType != ProtocolType.Unspecified && protocolType == ProtocolType.Tcp != (socketType == SocketType.Stream))
            {
                throw new SocketException(SocketError.ProtocolType);
            }
        }

        // The bits of state for the family of what is bound to an address, as Binding has it.
        private static int FamilyOf(StackRunner runner, IPAddress bound)
        {
            if (bound is null)
            {
                return runner.HasIPv6 ? IPv6 : 0;
            }

            return bound.ipv6 == null ? 0 : bound.IsUnspecified() ? IPv6 | KeepsOutIPv4 : IPv6;
        }

        // An end point as a socket of this family shows it.
        private IPEndPoint Shown(IPEndPoint endPoint)
        {
            return endPoint == null || (state & IPv6) == 0 || endPoint.Address.ipv6 != null
                ? endPoint
                : new IPEndPoint(endPoint.Address.MapToIPv6(), endPoint.Port);
        }

        private void CheckOpen()
        {
            if ((state & Closed) != 0 || (client != null && client.IsClosed) || (datagrams != null && datagrams.IsClosed))
            {
                throw new ObjectDisposedException("Socket");
            }
        }

        // 0 while it has none.
        private int LocalPort()
        {
            if (datagrams != null)
            {
                return datagrams.endpoint.localPort;
            }

            if (client != null && client.LocalEndPoint != null)
            {
                return client.LocalEndPoint.Port;
            }

            return listener != null && listener.IsBound ? listener.LocalEndpoint.Port : 0;
        }
    }
}
