using System;
using System.Threading;
using Nano.Net.Udp;

namespace Nano.Net.Sockets
{
    // Datagrams in and out.
    public partial class UdpClient
    {
        /// <summary>Given for a time-out, it has a call not wait at all.</summary>
        internal const int NoWait = -1;

        // Milliseconds between two attempts to send while the link device has no room.
        private const int BusyPause = 1;

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

            return Send(dgram, 0, bytes, endPoint, sendTimeout);
        }

        /// <summary>Sends a datagram to a host, waiting while the link device has no room for it.</summary>
        /// <param name="dgram">Holds the datagram.</param>
        /// <param name="bytes">Its length, from index 0 on.</param>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">The port there, 1 to 65,535.</param>
        /// <returns>The length.</returns>
        /// <exception cref="SocketException">The name cannot be resolved, or the datagram not be sent.</exception>
        public int Send(byte[] dgram, int bytes, string hostname, int port)
        {
            return Send(dgram, bytes, hostname == null ? null : new IPEndPoint(runner.Resolve(hostname, Family())[0], port));
        }

        /// <summary>Receives a datagram, waiting until there is one.</summary>
        /// <param name="remoteEP">Who sent it.</param>
        /// <returns>The datagram. <see cref="Receive(byte[], ref IPEndPoint)"/> puts it into an array that is there already.</returns>
        /// <exception cref="SocketException">The time-out has passed, or the peer's port is closed.</exception>
        public byte[] Receive(ref IPEndPoint remoteEP)
        {
            byte[] buffer = null;
            Receive(ref buffer, 0, 0, false, receiveTimeout, ref remoteEP);
            return buffer;
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

            return Receive(ref buffer, 0, buffer.Length, false, receiveTimeout, ref remoteEP);
        }

        /// <summary>Sends a datagram.</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="to">Where to; null for the peer that the client is connected to.</param>
        /// <param name="timeout">Milliseconds to wait for the link device; 0 for ever, <see cref="NoWait"/> not at all.</param>
        /// <returns>The length.</returns>
        internal int Send(byte[] buffer, int offset, int count, IPEndPoint to, int timeout)
        {
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
                    int sent = to == null
                        ? endpoint.Send(buffer, offset, count)
                        : endpoint.Send(to.Address, to.Port, buffer, offset, count);
                    runner.EndCall();
                    if (sent != UdpResult.WouldBlock || timeout == NoWait)
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
                    else if (timeout > 0 && now - since >= timeout)
                    {
                        throw new SocketException(SocketError.TimedOut);
                    }
                }

                Thread.Sleep(BusyPause);
            }
        }

        /// <summary>Receives a datagram.</summary>
        /// <param name="buffer">Where to put it; null for a new array of its length.</param>
        /// <param name="offset">Index of its first byte there.</param>
        /// <param name="count">Room for it.</param>
        /// <param name="peek">Whether to leave it where it is.</param>
        /// <param name="timeout">Milliseconds to wait; 0 for ever, <see cref="NoWait"/> not at all.</param>
        /// <param name="from">Who sent it; replaced only where it is somebody else.</param>
        /// <returns>Its length.</returns>
        internal int Receive(ref byte[] buffer, int offset, int count, bool peek, int timeout, ref IPEndPoint from)
        {
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

                    int received = TryReceive(ref buffer, offset, count, peek, ref from);
                    if (received != UdpResult.WouldBlock)
                    {
                        return received;
                    }

                    if (timeout == NoWait)
                    {
                        throw new SocketException(SocketError.WouldBlock);
                    }

                    if (!inTime)
                    {
                        throw new SocketException(SocketError.TimedOut);
                    }

                    waiting = true;
                    endpoint.readersWaiting++;
                }

                inTime = runner.Wait(endpoint.readable, since, timeout);
            }
        }

        /// <summary>Waits until a receive would not wait, or was refused. A send never waits for a peer.</summary>
        /// <param name="mode">Which of these.</param>
        /// <param name="timeout">Milliseconds to wait at most; 0 for ever, <see cref="NoWait"/> not at all.</param>
        /// <returns>False where the time has passed.</returns>
        internal bool WaitUntil(SelectMode mode, int timeout)
        {
            if (mode != SelectMode.SelectRead)
            {
                return mode == SelectMode.SelectWrite;
            }

            long since = runner.Now();
            bool waiting = false;
            bool inTime = timeout != NoWait;
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
                        return true;
                    }

                    if (endpoint.HasNews)
                    {
                        if (endpoint.readersWaiting > 0)
                        {
                            endpoint.readable.Set();
                        }

                        return true;
                    }

                    if (!inTime)
                    {
                        return false;
                    }

                    waiting = true;
                    endpoint.readersWaiting++;
                }

                inTime = runner.Wait(endpoint.readable, since, timeout);
            }
        }

        // Receives a datagram where there is one; under the lock.
        private int TryReceive(ref byte[] buffer, int offset, int count, bool peek, ref IPEndPoint from)
        {
            if (buffer == null && endpoint.HasNews)
            {
                count = endpoint.NextLength();
                buffer = new byte[count];
            }

            int source;
            int port;
            int received = peek
                ? endpoint.Peek(buffer, offset, count, out source, out port)
                : endpoint.Receive(buffer, offset, count, out source, out port);
            if (received == UdpResult.WouldBlock)
            {
                return received;
            }

            if (endpoint.readersWaiting > 0)
            {
                // The event wakes one: whoever else waits looks for itself.
                endpoint.readable.Set();
            }

            Check(received);
            if (from == null || from.Port != port || !endpoint.IsSource(source, from.Address) || (from.Address.ipv6 == null && IsDualMode))
            {
                from = new IPEndPoint(Shown(endpoint.SourceAt(source)), port);
            }

            if (endpoint.IsTruncated)
            {
                throw new SocketException(SocketError.MessageSize);
            }

            return received;
        }
    }
}
