using System;
using System.Threading;
using System.Threading.Tasks;
using Nano.Net.Udp;

namespace Nano.Net.Sockets
{
    // What only .NET has: datagrams in and out without a thread that waits.
    public partial class UdpClient
    {
        /// <summary>Joins a multicast group.</summary>
        /// <param name="ifindex">Which interface, 0 or more: the stack has one, so that it does not matter.</param>
        /// <param name="multicastAddr">The group.</param>
        /// <exception cref="SocketException">As <see cref="JoinMulticastGroup(IPAddress)"/> says.</exception>
        public void JoinMulticastGroup(int ifindex, IPAddress multicastAddr)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(ifindex);
            JoinMulticastGroup(multicastAddr);
        }

        /// <summary>Leaves a multicast group.</summary>
        /// <param name="multicastAddr">The group.</param>
        /// <param name="ifindex">Which interface, 0 or more: the stack has one, so that it does not matter.</param>
        /// <exception cref="SocketException">As <see cref="DropMulticastGroup(IPAddress)"/> says.</exception>
        public void DropMulticastGroup(IPAddress multicastAddr, int ifindex)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(ifindex);
            DropMulticastGroup(multicastAddr);
        }

        /// <summary>Receives a datagram; waits without a thread until there is one.</summary>
        /// <exception cref="SocketException">The peer's port is closed, or the client was closed meanwhile.</exception>
        public Task<UdpReceiveResult> ReceiveAsync()
        {
            return ReceiveAsync(CancellationToken.None).AsTask();
        }

        /// <summary>Receives a datagram; waits without a thread until there is one.</summary>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <exception cref="SocketException">The peer's port is closed, or the client was closed meanwhile.</exception>
        public async ValueTask<UdpReceiveResult> ReceiveAsync(CancellationToken cancellationToken)
        {
            (byte[] buffer, _, IPEndPoint from) = await ReceiveAsync(null, 0, 0, false, null, cancellationToken).ConfigureAwait(false);
            return new UdpReceiveResult(buffer, from);
        }

        /// <summary>Sends a datagram to the peer that the client is connected to; waits without a thread while the link device has no room.</summary>
        /// <param name="datagram">Holds the datagram.</param>
        /// <param name="bytes">Its length, from index 0 on.</param>
        /// <returns>The length.</returns>
        public Task<int> SendAsync(byte[] datagram, int bytes)
        {
            return SendAsync(datagram, bytes, null);
        }

        /// <summary>Sends a datagram; waits without a thread while the link device has no room.</summary>
        /// <param name="datagram">Holds the datagram.</param>
        /// <param name="bytes">Its length, from index 0 on.</param>
        /// <param name="endPoint">Where to; null for the peer that the client is connected to.</param>
        /// <returns>The length.</returns>
        public Task<int> SendAsync(byte[] datagram, int bytes, IPEndPoint endPoint)
        {
            ArgumentNullException.ThrowIfNull(datagram);
            return SendAsync(datagram.AsMemory(0, bytes), endPoint).AsTask();
        }

        /// <summary>Sends a datagram to a host; waits without a thread while the link device has no room.</summary>
        /// <param name="datagram">Holds the datagram.</param>
        /// <param name="bytes">Its length, from index 0 on.</param>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">The port there, 1 to 65,535.</param>
        /// <returns>The length.</returns>
        public Task<int> SendAsync(byte[] datagram, int bytes, string hostname, int port)
        {
            ArgumentNullException.ThrowIfNull(datagram);
            return SendAsync(datagram.AsMemory(0, bytes), hostname, port).AsTask();
        }

        /// <summary>Sends a datagram to the peer that the client is connected to; waits without a thread while the link device has no room.</summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>The length.</returns>
        public ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken = default)
        {
            return SendAsync(datagram, null, cancellationToken);
        }

        /// <summary>Sends a datagram to a host; waits without a thread while the link device has no room.</summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve; null for the peer that the client is connected to.</param>
        /// <param name="port">The port there, 1 to 65,535.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>The length.</returns>
        public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram, string hostname, int port, CancellationToken cancellationToken = default)
        {
            IPEndPoint to = hostname == null
                ? null
                : new IPEndPoint((await runner.ResolveAsync(hostname, Family(), cancellationToken).ConfigureAwait(false))[0], port);
            return await SendAsync(datagram, to, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Sends a datagram; waits without a thread while the link device has no room.</summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="endPoint">Where to; null for the peer that the client is connected to.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>The length.</returns>
        public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint endPoint, CancellationToken cancellationToken = default)
        {
            if (!System.Runtime.InteropServices.MemoryMarshal.TryGetArray(datagram, out ArraySegment<byte> array) || array.Array == null)
            {
                array = new ArraySegment<byte>(datagram.ToArray());
            }

            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    return Send(array.Array, array.Offset, array.Count, endPoint, NoWait);
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
                {
                    await Task.Delay(BusyPause, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        /// <summary>Sends a datagram to the peer that the client is connected to.</summary>
        /// <param name="datagram">The datagram.</param>
        /// <returns>The length.</returns>
        public int Send(ReadOnlySpan<byte> datagram)
        {
            return Send(datagram.ToArray(), datagram.Length);
        }

        /// <summary>Sends a datagram.</summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="endPoint">Where to; null for the peer that the client is connected to.</param>
        /// <returns>The length.</returns>
        public int Send(ReadOnlySpan<byte> datagram, IPEndPoint endPoint)
        {
            return Send(datagram.ToArray(), datagram.Length, endPoint);
        }

        /// <summary>Sends a datagram to a host.</summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">The port there, 1 to 65,535.</param>
        /// <returns>The length.</returns>
        public int Send(ReadOnlySpan<byte> datagram, string hostname, int port)
        {
            return Send(datagram.ToArray(), datagram.Length, hostname, port);
        }

        /// <summary>Receives a datagram.</summary>
        /// <param name="buffer">Where to put it; null for a new array of its length.</param>
        /// <param name="offset">Index of its first byte there.</param>
        /// <param name="count">Room for it.</param>
        /// <param name="peek">Whether to leave it where it is.</param>
        /// <param name="from">Who may have sent it; that object is given back where it is so.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        internal async ValueTask<(byte[] Buffer, int Length, IPEndPoint From)> ReceiveAsync(
            byte[] buffer, int offset, int count, bool peek, IPEndPoint from, CancellationToken cancellationToken)
        {
            lock (runner.sync)
            {
                CheckOpen();
            }

            while (true)
            {
                Task woken;
                lock (runner.sync)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (IsClosed)
                    {
                        throw new SocketException(SocketError.Interrupted);
                    }

                    int received = TryReceive(ref buffer, offset, count, peek, ref from);
                    if (received != UdpResult.WouldBlock)
                    {
                        return (buffer, received, from);
                    }

                    woken = endpoint.Woken();
                    endpoint.readersWaiting++;
                }

                try
                {
                    await woken.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    lock (runner.sync)
                    {
                        endpoint.readersWaiting--;
                        endpoint.OnWaiterLeft();
                    }
                }
            }
        }
    }
}
