using System;
using System.Threading;
using Nano.Net.Internet;
using Nano.Net.Udp;

namespace Nano.Net.Sockets
{
    /// <summary>Sends and receives datagrams, as <c>System.Net.Sockets.UdpClient</c> does.</summary>
    /// <remarks>
    /// A datagram that is longer than <see cref="StackOptions.UdpQueueSize"/> cannot be received: it is dropped and counted
    /// (<see cref="Udp.UdpCounters.TooLong"/>). A client that nobody holds any more is closed when its finalizer has run.
    /// </remarks>
    public sealed class UdpClient : IDisposable, IForgettable
    {
        // Milliseconds between two attempts to send while the link device has no room.
        private const int BusyPause = 1;

        private readonly StackRunner runner;
        private readonly UdpEndpoint endpoint;

        // What endpoint.closings was when the client was made: from the next closing on, the endpoint is not this client's.
        private readonly int closings;
        private IForgettable nextForgotten;
        private int receiveTimeout;
        private int sendTimeout;

        /// <summary>Makes a client of the default stack; it gets a port when it first sends.</summary>
        public UdpClient()
            : this(StackRunner.Default, 0)
        {
        }

        /// <summary>Makes a client of the default stack.</summary>
        /// <param name="port">Its port, 0 to 65,535; 0 to have one chosen.</param>
        public UdpClient(int port)
            : this(StackRunner.Default, port)
        {
        }

        /// <summary>Makes a client.</summary>
        /// <param name="runner">Runs the stack to use.</param>
        /// <param name="port">Its port, 0 to 65,535; 0 to have one chosen.</param>
        /// <exception cref="SocketException">The port is taken, or all UDP sockets of the stack are.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of its range.</exception>
        public UdpClient(StackRunner runner, int port)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            if (port < 0 || port > IPEndPoint.MaxPort)
            {
                throw new ArgumentOutOfRangeException("port");
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

                if (!endpoint.Bind(port))
                {
                    endpoint.Close();
                    throw new SocketException(SocketError.AddressAlreadyInUse);
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

        /// <summary>Whether datagrams may be sent to broadcast addresses; false by default.</summary>
        public bool EnableBroadcast
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    return endpoint.enableBroadcast;
                }
            }

            set
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    endpoint.enableBroadcast = value;
                }
            }
        }

        /// <summary>Time to live of datagrams sent to one host or by broadcast, 1 to 255; by default <see cref="StackOptions.TimeToLive"/>.</summary>
        public short Ttl
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    return (short)endpoint.timeToLive;
                }
            }

            set
            {
                CheckTimeToLive(value, "value");
                lock (runner.sync)
                {
                    CheckOpen();
                    endpoint.timeToLive = value;
                }
            }
        }

        /// <summary>Time to live of datagrams sent to multicast groups, 1 to 255; 1 by default, which keeps them on this link (RFC 1112 section 6.1).</summary>
        public short MulticastTtl
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    return (short)endpoint.multicastTimeToLive;
                }
            }

            set
            {
                CheckTimeToLive(value, "value");
                lock (runner.sync)
                {
                    CheckOpen();
                    endpoint.multicastTimeToLive = value;
                }
            }
        }

        /// <summary>Milliseconds that a receive may wait; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int ReceiveTimeout
        {
            get
            {
                return receiveTimeout;
            }

            set
            {
                if (value < 0)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                receiveTimeout = value;
            }
        }

        /// <summary>Milliseconds that a send may wait for the link device to take the datagram; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int SendTimeout
        {
            get
            {
                return sendTimeout;
            }

            set
            {
                if (value < 0)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                sendTimeout = value;
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
                    return new IPEndPoint(runner.stack.Address, endpoint.localPort);
                }
            }
        }

        /// <inheritdoc/>
        IForgettable IForgettable.NextForgotten
        {
            get { return nextForgotten; }
            set { nextForgotten = value; }
        }

        private bool IsClosed
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
        public void Connect(IPEndPoint endPoint)
        {
            if (endPoint == null)
            {
                throw new ArgumentNullException("endPoint");
            }

            lock (runner.sync)
            {
                CheckOpen();
                Check(endpoint.Connect(endPoint.Address.value, endPoint.Port));
            }
        }

        /// <summary>Joins a multicast group: what is sent to it, on the client's port, is received from now on. Its own datagrams are not.</summary>
        /// <param name="multicastAddr">The group, 224.0.0.0 to 239.255.255.255.</param>
        /// <exception cref="SocketException">It was joined already, or <see cref="StackOptions.MulticastGroups"/> leave no place for it.</exception>
        public void JoinMulticastGroup(IPAddress multicastAddr)
        {
            uint group = GroupOf(multicastAddr);
            lock (runner.sync)
            {
                CheckOpen();
                runner.BeginCall();
                int result = endpoint.Join(group);
                runner.EndCall();
                Check(result);
            }
        }

        /// <summary>Joins a multicast group, and says how far what is sent to groups shall go.</summary>
        /// <param name="multicastAddr">The group, 224.0.0.0 to 239.255.255.255.</param>
        /// <param name="timeToLive">The <see cref="MulticastTtl"/>, 1 to 255.</param>
        /// <exception cref="SocketException">It was joined already, or <see cref="StackOptions.MulticastGroups"/> leave no place for it.</exception>
        public void JoinMulticastGroup(IPAddress multicastAddr, int timeToLive)
        {
            CheckTimeToLive(timeToLive, "timeToLive");
            JoinMulticastGroup(multicastAddr);
            MulticastTtl = (short)timeToLive;
        }

        /// <summary>Leaves a multicast group. Closing the client leaves all of them.</summary>
        /// <param name="multicastAddr">The group, 224.0.0.0 to 239.255.255.255.</param>
        /// <exception cref="SocketException">It was not joined.</exception>
        public void DropMulticastGroup(IPAddress multicastAddr)
        {
            uint group = GroupOf(multicastAddr);
            lock (runner.sync)
            {
                CheckOpen();
                runner.BeginCall();
                int result = endpoint.Leave(group);
                runner.EndCall();
                Check(result);
            }
        }

        /// <summary>Sends a datagram to the peer that the client is connected to.</summary>
        /// <param name="dgram">Holds the datagram.</param>
        /// <param name="bytes">Its length, from index 0 on.</param>
        /// <returns>The length.</returns>
        public int Send(byte[] dgram, int bytes)
        {
            return Send(dgram, bytes, null);
        }

        /// <summary>Sends a datagram, waiting while the link device has no room for it.</summary>
        /// <param name="dgram">Holds the datagram.</param>
        /// <param name="bytes">Its length, from index 0 on.</param>
        /// <param name="endPoint">Where to; null for the peer that the client is connected to.</param>
        /// <returns>The length.</returns>
        /// <remarks>
        /// Where the hardware address of the next hop is not known yet, it is asked for, and the datagram waits for it if
        /// there is room (<see cref="StackOptions.PendingPackets"/>, <see cref="StackOptions.PendingPacketSize"/>). One that
        /// is longer, or would go in fragments, is lost then, as any datagram may be, and counted
        /// (<see cref="Link.LinkCounters.PendingDropped"/>): who sends such, and wants none lost that way, sends a short one first.
        /// </remarks>
        /// <exception cref="SocketException">There is no way there, it is too long, a broadcast was not allowed, or the <see cref="SendTimeout"/> has passed.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is less than 0, or more than <paramref name="dgram"/> holds.</exception>
        public int Send(byte[] dgram, int bytes, IPEndPoint endPoint)
        {
            if (dgram == null)
            {
                throw new ArgumentNullException("dgram");
            }

            if (bytes < 0 || bytes > dgram.Length)
            {
                throw new ArgumentOutOfRangeException("bytes");
            }

            bool waiting = false;
            long since = 0;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting && IsClosed)
                    {
                        throw new SocketException(SocketError.Interrupted);
                    }

                    CheckOpen();
                    runner.BeginCall();
                    int sent = endPoint == null
                        ? endpoint.Send(dgram, 0, bytes)
                        : endpoint.Send(endPoint.Address.value, endPoint.Port, dgram, 0, bytes);
                    runner.EndCall();
                    if (sent != UdpResult.WouldBlock)
                    {
                        Check(sent);
                        return sent;
                    }

                    long now = runner.Now();
                    if (!waiting)
                    {
                        waiting = true;
                        since = now;
                    }
                    else if (sendTimeout > 0 && now - since >= sendTimeout)
                    {
                        throw new SocketException(SocketError.TimedOut);
                    }
                }

                Thread.Sleep(BusyPause);
            }
        }

        /// <summary>Receives a datagram, waiting until there is one.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="remoteEP">Who sent it; replaced only where it is somebody else, so that a conversation allocates nothing.</param>
        /// <returns>Its length.</returns>
        /// <exception cref="SocketException">The time-out has passed, the peer's port is closed, or the datagram was longer than the buffer; it was cut, then, and the rest is lost.</exception>
        public int Receive(byte[] buffer, ref IPEndPoint remoteEP)
        {
            if (buffer == null)
            {
                throw new ArgumentNullException("buffer");
            }

            long since = runner.Now();
            bool waiting = false;
            bool inTime = true;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting)
                    {
                        waiting = false;
                        endpoint.readersWaiting--;
                        endpoint.OnWaiterLeft();
                    }

                    if (IsClosed)
                    {
                        throw new SocketException(SocketError.Interrupted);
                    }

                    uint address;
                    int port;
                    int received = endpoint.Receive(buffer, 0, buffer.Length, out address, out port);
                    if (received != UdpResult.WouldBlock)
                    {
                        if (endpoint.readersWaiting > 0)
                        {
                            endpoint.readable.Set();
                        }

                        Check(received);
                        if (remoteEP == null || remoteEP.Port != port || remoteEP.Address.value != address)
                        {
                            remoteEP = new IPEndPoint(new IPAddress(address), port);
                        }

                        if (endpoint.truncated)
                        {
                            throw new SocketException(SocketError.MessageSize);
                        }

                        return received;
                    }

                    if (!inTime)
                    {
                        throw new SocketException(SocketError.TimedOut);
                    }

                    waiting = true;
                    endpoint.readersWaiting++;
                }

                inTime = runner.Wait(endpoint.readable, since, receiveTimeout);
            }
        }

        /// <summary>Closes it. Who waits in a receive fails with <see cref="SocketError.Interrupted"/>.</summary>
        public void Close()
        {
            GC.SuppressFinalize(this);
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

        /// <summary>The same as <see cref="Close"/>.</summary>
        public void Dispose()
        {
            Close();
        }

        private static void Check(int result)
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

        private static uint GroupOf(IPAddress address)
        {
            if (address is null)
            {
                throw new ArgumentNullException("multicastAddr");
            }

            if (!Routes.IsMulticast(address.value))
            {
                throw new ArgumentException("a multicast group is 224.0.0.0 to 239.255.255.255");
            }

            return address.value;
        }

        private static void CheckTimeToLive(int value, string name)
        {
            if (value < 1 || value > 255)
            {
                throw new ArgumentOutOfRangeException(name);
            }
        }

        private void CheckOpen()
        {
            if (IsClosed)
            {
                throw new ObjectDisposedException("UdpClient");
            }
        }
    }
}
