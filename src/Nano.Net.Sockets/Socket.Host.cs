using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Nano.Net.Sockets
{
    // What only .NET has: calls that wait without a thread. As there, time-outs do not concern them.
    public partial class Socket
    {
        /// <summary>Whether a socket of IPv6 has to do with IPv4, too. True until it is set to false, which .NET's is until it is set to true; before the socket has a port.</summary>
        /// <exception cref="NotSupportedException">It is not a socket of IPv6.</exception>
        /// <exception cref="SocketException">It has a port (<see cref="SocketError.InvalidArgument"/>).</exception>
        public bool DualMode
        {
            get
            {
                CheckIsIPv6();
                return !IsIPv6Only;
            }

            set
            {
                CheckIsIPv6();
                SetIPv6Only(!value);
            }
        }

        /// <summary>Accepts a connection; waits without a thread until there is one.</summary>
        /// <exception cref="InvalidOperationException">It does not listen.</exception>
        /// <exception cref="SocketException">The socket was closed meanwhile.</exception>
        public Task<Socket> AcceptAsync()
        {
            return AcceptAsync(CancellationToken.None).AsTask();
        }

        /// <summary>Accepts a connection; waits without a thread until there is one.</summary>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <exception cref="InvalidOperationException">It does not listen.</exception>
        /// <exception cref="SocketException">The socket was closed meanwhile.</exception>
        public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken)
        {
            CheckOpen();
            if (listener == null || !listener.Active)
            {
                throw new InvalidOperationException("not listening; call Bind and Listen first");
            }

            return listener.AcceptSocketAsync(cancellationToken);
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: the peer.</param>
        /// <exception cref="SocketException">As <see cref="Connect(EndPoint)"/> says.</exception>
        public Task ConnectAsync(EndPoint remoteEP)
        {
            return ConnectAsync(remoteEP, CancellationToken.None).AsTask();
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: the peer.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <exception cref="SocketException">As <see cref="Connect(EndPoint)"/> says.</exception>
        public async ValueTask ConnectAsync(EndPoint remoteEP, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Tcp.TcpConnection opened = StartConnect(remoteEP);
            if (opened != null)
            {
                await client.FinishConnectAsync(opened, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">1 to 65,535.</param>
        public Task ConnectAsync(IPAddress address, int port)
        {
            return ConnectAsync(new IPEndPoint(address, port));
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        public ValueTask ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
        {
            return ConnectAsync(new IPEndPoint(address, port), cancellationToken);
        }

        /// <summary>Connects to one of a host's addresses, as <see cref="Connect(IPAddress[], int)"/> does; waits without a thread.</summary>
        /// <param name="addresses">The addresses.</param>
        /// <param name="port">1 to 65,535.</param>
        public Task ConnectAsync(IPAddress[] addresses, int port)
        {
            return ConnectAsync(addresses, port, CancellationToken.None).AsTask();
        }

        /// <summary>Connects to one of a host's addresses, as <see cref="Connect(IPAddress[], int)"/> does; waits without a thread.</summary>
        /// <param name="addresses">The addresses.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        public async ValueTask ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IPAddress[] tried = OfOwnFamily(addresses);
            if (datagrams != null)
            {
                datagrams.Connect(tried, port);
                return;
            }

            await PrepareConnect().ConnectAsync(tried, port, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Connects to a host; waits without a thread.</summary>
        /// <param name="host">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        public Task ConnectAsync(string host, int port)
        {
            return ConnectAsync(host, port, CancellationToken.None).AsTask();
        }

        /// <summary>Connects to a host; waits without a thread.</summary>
        /// <param name="host">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        public async ValueTask ConnectAsync(string host, int port, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(host);
            IPAddress[] addresses = await runner.ResolveAsync(host, Wanted(), cancellationToken).ConfigureAwait(false);
            await ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Receives what has arrived; waits without a thread until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <returns>As <see cref="Receive(byte[], int, int, SocketFlags)"/>.</returns>
        public Task<int> ReceiveAsync(ArraySegment<byte> buffer)
        {
            return ReceiveAsync(buffer, SocketFlags.None);
        }

        /// <summary>Receives what has arrived; waits without a thread until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <returns>As <see cref="Receive(byte[], int, int, SocketFlags)"/>.</returns>
        public Task<int> ReceiveAsync(ArraySegment<byte> buffer, SocketFlags socketFlags)
        {
            return ReceiveAsync(buffer.AsMemory(), socketFlags).AsTask();
        }

        /// <summary>Receives what has arrived; waits without a thread until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>As <see cref="Receive(byte[], int, int, SocketFlags)"/>.</returns>
        public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            return ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        }

        /// <summary>Receives what has arrived; waits without a thread until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>As <see cref="Receive(byte[], int, int, SocketFlags)"/>.</returns>
        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketFlags socketFlags, CancellationToken cancellationToken = default)
        {
            CheckFlags(socketFlags, SocketFlags.Peek);
            CheckOpen();
            bool peek = socketFlags == SocketFlags.Peek;
            if (datagrams == null)
            {
                return await Stream().ReceiveAsync(buffer, peek, cancellationToken).ConfigureAwait(false);
            }

            if (datagrams.endpoint.localPort == 0)
            {
                throw new SocketException(SocketError.InvalidArgument);
            }

            (int Length, IPEndPoint From) received = await ReceiveDatagramAsync(buffer, peek, sender, cancellationToken).ConfigureAwait(false);
            sender = received.From;
            return received.Length;
        }

        /// <summary>Receives a datagram and tells who sent it; waits without a thread until there is one.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="remoteEndPoint">An end point; given back where it is who sent it.</param>
        /// <returns>As <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>.</returns>
        public Task<SocketReceiveFromResult> ReceiveFromAsync(ArraySegment<byte> buffer, EndPoint remoteEndPoint)
        {
            return ReceiveFromAsync(buffer, SocketFlags.None, remoteEndPoint);
        }

        /// <summary>Receives a datagram and tells who sent it; waits without a thread until there is one.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="remoteEndPoint">An end point; given back where it is who sent it.</param>
        /// <returns>As <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>.</returns>
        public Task<SocketReceiveFromResult> ReceiveFromAsync(ArraySegment<byte> buffer, SocketFlags socketFlags, EndPoint remoteEndPoint)
        {
            return ReceiveFromAsync(buffer.AsMemory(), socketFlags, remoteEndPoint).AsTask();
        }

        /// <summary>Receives a datagram and tells who sent it; waits without a thread until there is one.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="remoteEndPoint">An end point; given back where it is who sent it.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>As <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>.</returns>
        public ValueTask<SocketReceiveFromResult> ReceiveFromAsync(Memory<byte> buffer, EndPoint remoteEndPoint, CancellationToken cancellationToken = default)
        {
            return ReceiveFromAsync(buffer, SocketFlags.None, remoteEndPoint, cancellationToken);
        }

        /// <summary>Receives a datagram and tells who sent it; waits without a thread until there is one.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="remoteEndPoint">An end point; given back where it is who sent it.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>As <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>.</returns>
        public async ValueTask<SocketReceiveFromResult> ReceiveFromAsync(
            Memory<byte> buffer, SocketFlags socketFlags, EndPoint remoteEndPoint, CancellationToken cancellationToken = default)
        {
            CheckFlags(socketFlags, SocketFlags.Peek);
            IPEndPoint from = Check(remoteEndPoint, nameof(remoteEndPoint));
            CheckOpen();
            bool peek = socketFlags == SocketFlags.Peek;
            if (datagrams == null)
            {
                int read = await Stream().ReceiveAsync(buffer, peek, cancellationToken).ConfigureAwait(false);
                return new SocketReceiveFromResult { ReceivedBytes = read, RemoteEndPoint = Shown(client.RemoteEndPoint) };
            }

            if (datagrams.endpoint.localPort == 0)
            {
                throw new InvalidOperationException("no port; call Bind, Connect or SendTo first");
            }

            (int Length, IPEndPoint From) received = await ReceiveDatagramAsync(buffer, peek, from, cancellationToken).ConfigureAwait(false);
            return new SocketReceiveFromResult { ReceivedBytes = received.Length, RemoteEndPoint = received.From };
        }

        /// <summary>Sends bytes to the peer; waits without a thread for room.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <returns>How many were sent: all.</returns>
        public Task<int> SendAsync(ArraySegment<byte> buffer)
        {
            return SendAsync(buffer, SocketFlags.None);
        }

        /// <summary>Sends bytes to the peer; waits without a thread for room.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <returns>How many were sent: all.</returns>
        public Task<int> SendAsync(ArraySegment<byte> buffer, SocketFlags socketFlags)
        {
            return SendAsync(buffer.AsMemory(), socketFlags).AsTask();
        }

        /// <summary>Sends bytes to the peer; waits without a thread for room.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="cancellationToken">Ends the waiting; part of the bytes may have been sent.</param>
        /// <returns>How many were sent: all.</returns>
        public ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            return SendAsync(buffer, SocketFlags.None, cancellationToken);
        }

        /// <summary>Sends bytes to the peer; waits without a thread for room.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="cancellationToken">Ends the waiting; part of the bytes may have been sent.</param>
        /// <returns>How many were sent: all.</returns>
        public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer, SocketFlags socketFlags, CancellationToken cancellationToken = default)
        {
            CheckFlags(socketFlags, SocketFlags.None);
            CheckOpen();
            return datagrams == null
                ? await Stream().SendAsync(buffer, cancellationToken).ConfigureAwait(false)
                : await datagrams.SendAsync(buffer, (IPEndPoint)null, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Sends a datagram; waits without a thread while the link device has no room.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        public Task<int> SendToAsync(ArraySegment<byte> buffer, EndPoint remoteEP)
        {
            return SendToAsync(buffer, SocketFlags.None, remoteEP);
        }

        /// <summary>Sends a datagram; waits without a thread while the link device has no room.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        public Task<int> SendToAsync(ArraySegment<byte> buffer, SocketFlags socketFlags, EndPoint remoteEP)
        {
            return SendToAsync(buffer.AsMemory(), socketFlags, remoteEP).AsTask();
        }

        /// <summary>Sends a datagram; waits without a thread while the link device has no room.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>Its length.</returns>
        public ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, EndPoint remoteEP, CancellationToken cancellationToken = default)
        {
            return SendToAsync(buffer, SocketFlags.None, remoteEP, cancellationToken);
        }

        /// <summary>Sends a datagram; waits without a thread while the link device has no room.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>Its length.</returns>
        public async ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, SocketFlags socketFlags, EndPoint remoteEP, CancellationToken cancellationToken = default)
        {
            CheckFlags(socketFlags, SocketFlags.None);
            IPEndPoint remote = Check(remoteEP, nameof(remoteEP));
            CheckOpen();
            return datagrams == null
                ? await Stream().SendAsync(buffer, cancellationToken).ConfigureAwait(false)
                : await datagrams.SendAsync(buffer, remote, cancellationToken).ConfigureAwait(false);
        }

        private void CheckIsIPv6()
        {
            if (AddressFamily != AddressFamily.InterNetworkV6)
            {
                throw new NotSupportedException("only a socket of IPv6 has two modes");
            }
        }

        private async ValueTask<(int Length, IPEndPoint From)> ReceiveDatagramAsync(
            Memory<byte> buffer, bool peek, IPEndPoint from, CancellationToken cancellationToken)
        {
            // The stack copies to arrays: memory that is none takes a detour through one.
            bool isArray = MemoryMarshal.TryGetArray<byte>(buffer, out ArraySegment<byte> array) && array.Array != null;
            if (!isArray)
            {
                array = new ArraySegment<byte>(new byte[buffer.Length]);
            }

            (_, int length, IPEndPoint sentBy) = await datagrams
                .ReceiveAsync(array.Array, array.Offset, array.Count, peek, from, cancellationToken)
                .ConfigureAwait(false);
            if (!isArray)
            {
                array.AsSpan(0, length).CopyTo(buffer.Span);
            }

            return (length, sentBy);
        }
    }
}
