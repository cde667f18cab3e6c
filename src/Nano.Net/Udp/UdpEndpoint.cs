using System;
using System.Threading;
using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Udp
{
    /// <summary>
    /// A UDP socket without the waiting: a port, perhaps a peer, and a queue of what has been received. Its calls
    /// return at once and are made under the lock of the stack.
    /// </summary>
    internal sealed partial class UdpEndpoint
    {
        // Bits of state: it is open; the peer has said that nobody listens there; it may send to broadcast addresses; the
        // datagram that was received last was longer than the buffer given for it.
        private const int Open = 1;
        private const int Refused = 2;
        private const int Broadcasts = 4;
        private const int Truncated = 8;

        /// <summary>Set when something can be received, or never will be, while <see cref="readersWaiting"/> is not zero.</summary>
        internal readonly AutoResetEvent readable = new AutoResetEvent(false);

        /// <summary>How many readers wait, outside the lock.</summary>
        internal int readersWaiting;

        /// <summary>How often it was closed: who has seen another number holds an endpoint that is no longer theirs.</summary>
        internal int closings;

        /// <summary>The port it is bound to; 0 for none.</summary>
        internal int localPort;

        /// <summary>The address that it is, or will be, bound to, as <see cref="Binding"/> has it: null for all of both families.</summary>
        internal IPAddress localAddress;

        /// <summary>The peer's port; 0 where it is connected to nobody.</summary>
        internal int remotePort;

        /// <summary>Time to live of what it sends to one host or by broadcast, 1 to 255.</summary>
        internal int timeToLive;

        /// <summary>Time to live of what it sends to multicast groups, 1 to 255: it stays on this link unless somebody asks for more (RFC 1112 section 6.1).</summary>
        internal int multicastTimeToLive;

        /// <summary>Next in the same hash bucket, or in the pool.</summary>
        internal UdpEndpoint next;

        /// <summary>Takes every datagram as it arrives, in place of the queue; null for a socket.</summary>
        internal readonly IDatagramReceiver receiver;

        private readonly UdpLayer layer;

        // Payloads one behind the other, round and round, and of each its source and its port and length.
        private readonly byte[] queue;
        private readonly byte[] sources;
        private readonly uint[] portsAndLengths;
        private int readIndex;
        private int queuedBytes;
        private int firstDatagram;
        private int datagrams;
        private Path path;

        // The multicast groups that it has joined, a bit for each place in the stack's table.
        private uint memberships;

        // Bits of state, together because each field costs the device 12 bytes.
        private int state;

        internal UdpEndpoint(UdpLayer layer, int queueLength, int queueSize)
        {
            this.layer = layer;
            queue = new byte[queueSize];
            sources = new byte[queueLength * layer.internet.addressLength];
            portsAndLengths = new uint[queueLength];
        }

        /// <summary>An endpoint that belongs to a receiver and to no pool, without a queue.</summary>
        internal UdpEndpoint(UdpLayer layer, IDatagramReceiver receiver)
        {
            this.layer = layer;
            this.receiver = receiver;
        }

        /// <summary>Whether it may send to broadcast addresses (RFC 1122 section 4.1.4).</summary>
        internal bool EnableBroadcast
        {
            get { return (state & Broadcasts) != 0; }
            set { state = value ? state | Broadcasts : state & ~Broadcasts; }
        }

        /// <summary>Whether the datagram that was received last was longer than the buffer given for it.</summary>
        internal bool IsTruncated
        {
            get { return (state & Truncated) != 0; }
        }

        /// <summary>Datagrams that wait to be received.</summary>
        internal int Available
        {
            get { return datagrams; }
        }

        /// <summary>Bytes of the datagrams that wait to be received.</summary>
        internal int QueuedBytes
        {
            get { return queuedBytes; }
        }

        /// <summary>Whether a receive would not wait: there is a datagram, or there has been a refusal, or it is closed.</summary>
        internal bool HasNews
        {
            get { return datagrams != 0 || (state & (Open | Refused)) != Open; }
        }

        /// <summary>Bytes of payloads that can wait.</summary>
        internal int QueueSize
        {
            get { return queue.Length; }
        }

        /// <summary>Bytes of the next datagram; 0 where there is none.</summary>
        internal int NextLength()
        {
            return datagrams == 0 ? 0 : (int)(portsAndLengths[firstDatagram] & 0xFFFF);
        }

        /// <summary>Binds it to a port; 0 for any that is free.</summary>
        /// <returns>False where it is closed or bound already, or the port is in use.</returns>
        internal bool Bind(int port)
        {
            return (state & Open) != 0 && localPort == 0 && layer.Bind(this, port);
        }

        /// <summary>Makes an address and port the only peer; port 0 for everybody again.</summary>
        /// <returns>0, or a <see cref="UdpResult"/>.</returns>
        internal int Connect(IPAddress address, int port)
        {
            if ((state & Open) == 0)
            {
                return UdpResult.Closed;
            }

            Path previous = path;
            Path to = null;
            if (port != 0)
            {
                to = layer.internet.Find(address, localAddress);
                if (to == null)
                {
                    return UdpResult.NoRoute;
                }

                if (!to.protocol.MayHold(to))
                {
                    return UdpResult.NoPath;
                }

                to.protocol.PathTable.Hold(to);
            }

            if (previous != null)
            {
                previous.protocol.PathTable.Release(previous);
            }

            path = to;
            remotePort = port;
            state &= ~Refused;
            return port != 0 && localPort == 0 && !layer.Bind(this, 0) ? UdpResult.NoPort : 0;
        }

        /// <summary>Sends a datagram to the peer it is connected to.</summary>
        /// <returns>The length, or a <see cref="UdpResult"/>.</returns>
        internal int Send(byte[] buffer, int offset, int length)
        {
            return (state & Open) != 0 && path == null ? UdpResult.NotConnected : Send(path, remotePort, buffer, offset, length);
        }

        /// <summary>Sends a datagram.</summary>
        /// <param name="address">Where to.</param>
        /// <param name="port">The port there.</param>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <returns>The length, or a <see cref="UdpResult"/>.</returns>
        internal int Send(IPAddress address, int port, byte[] buffer, int offset, int length)
        {
            return Send((state & Open) == 0 ? null : layer.internet.Find(address, localAddress), port, buffer, offset, length);
        }

        /// <summary>Sends a datagram by a path that the caller has.</summary>
        /// <returns>As above.</returns>
        internal int Send(Path to, int port, byte[] buffer, int offset, int length)
        {
            if ((state & Open) == 0)
            {
                return UdpResult.Closed;
            }

            if ((state & Refused) != 0)
            {
                state &= ~Refused;
                return UdpResult.Refused;
            }

            if (length > UdpDatagram.MaximumPayload)
            {
                return UdpResult.TooBig;
            }

            // A path that is held outlives the address it started from, and may lead nowhere by now.
            if (to == null || !to.IsRouted)
            {
                return UdpResult.NoRoute;
            }

            if (to.IsBroadcast && (state & Broadcasts) == 0)
            {
                return UdpResult.BroadcastDenied;
            }

            if (localPort == 0 && !layer.Bind(this, 0))
            {
                return UdpResult.NoPort;
            }

            int ttl = to.IsMulticast ? multicastTimeToLive : timeToLive;
            return layer.Send(to, ttl, localPort, port, buffer, offset, length) ? length : UdpResult.WouldBlock;
        }

        /// <summary>Takes the next datagram.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of its first byte there.</param>
        /// <param name="capacity">Room for it; what does not fit is lost, and <see cref="IsTruncated"/> says so.</param>
        /// <param name="source">Who sent it, as <see cref="SourceAt"/> takes it until the next one is received.</param>
        /// <param name="sourcePort">From which port.</param>
        /// <returns>Bytes put into the buffer, or a <see cref="UdpResult"/>.</returns>
        internal int Receive(byte[] buffer, int offset, int capacity, out int source, out int sourcePort)
        {
            source = 0;
            sourcePort = 0;
            state &= ~Truncated;
            if ((state & Open) == 0)
            {
                return UdpResult.Closed;
            }

            if ((state & Refused) != 0)
            {
                state &= ~Refused;
                return UdpResult.Refused;
            }

            if (datagrams == 0)
            {
                return UdpResult.WouldBlock;
            }

            int index = firstDatagram;
            int length = (int)(portsAndLengths[index] & 0xFFFF);
            int count = length;
            if (count > capacity)
            {
                count = capacity;
                state |= Truncated;
                layer.counters.Truncated++;
            }

            source = index;
            sourcePort = (int)(portsAndLengths[index] >> 16);
            int straight = queue.Length - readIndex;
            if (straight > count)
            {
                straight = count;
            }

            Array.Copy(queue, readIndex, buffer, offset, straight);
            Array.Copy(queue, 0, buffer, offset + straight, count - straight);
            readIndex = Wrap(readIndex + length, queue.Length);
            queuedBytes -= length;
            firstDatagram = Wrap(index + 1, portsAndLengths.Length);
            datagrams--;
            return count;
        }

        /// <summary>The peer's address, of an open endpoint that is connected to one.</summary>
        internal IPAddress RemoteAddress()
        {
            return path.RemoteAddress();
        }

        /// <summary>This host's address as the peer sees it, of an open endpoint that is connected to one.</summary>
        internal IPAddress ConnectedAddress()
        {
            return path.LocalAddress();
        }

        /// <summary>Who sent a datagram that was just received.</summary>
        internal IPAddress SourceAt(int source)
        {
            return layer.internet.ReadAddress(sources, source * layer.internet.addressLength);
        }

        /// <summary>Whether a datagram that was just received is from an address.</summary>
        internal bool IsSource(int source, IPAddress address)
        {
            return layer.internet.IsAddress(sources, source * layer.internet.addressLength, address);
        }

        /// <summary>Copies the next datagram, and leaves it where it is.</summary>
        /// <returns>As <see cref="Receive"/>.</returns>
        internal int Peek(byte[] buffer, int offset, int capacity, out int source, out int sourcePort)
        {
            int index = readIndex;
            int bytes = queuedBytes;
            int first = firstDatagram;
            int count = datagrams;
            long counted = layer.counters.Truncated;
            int received = Receive(buffer, offset, capacity, out source, out sourcePort);
            readIndex = index;
            queuedBytes = bytes;
            firstDatagram = first;
            datagrams = count;
            layer.counters.Truncated = counted;
            return received;
        }

        /// <summary>Closes it, wakes its reader, and gives it back to the pool.</summary>
        internal void Close()
        {
            if ((state & Open) == 0)
            {
                return;
            }

            state &= ~Open;
            closings++;
            for (int i = 0; memberships != 0; i++)
            {
                if ((memberships & (1u << i)) != 0)
                {
                    LeaveAt(i);
                }
            }

            if (path != null)
            {
                path.protocol.PathTable.Release(path);
                path = null;
            }

            if (localPort != 0)
            {
                layer.Unbind(this);
            }

            OnWaiterLeft();
        }

        /// <summary>A reader that waited has gone: the last one leaves a closed endpoint to its pool, so that none of them meets its next life.</summary>
        internal void OnWaiterLeft()
        {
            if ((state & Open) != 0)
            {
                return;
            }

            Wake();
            if (readersWaiting == 0 && receiver == null)
            {
                layer.Recycle(this);
            }
        }

        /// <summary>Opens an endpoint, as good as new.</summary>
        internal void Reset()
        {
            state = Open;
            readable.Reset();
            localAddress = null;
            remotePort = 0;
            timeToLive = layer.timeToLive;
            multicastTimeToLive = 1;
            readIndex = 0;
            queuedBytes = 0;
            firstDatagram = 0;
            datagrams = 0;
        }

        /// <summary>Whether a datagram is for it.</summary>
        /// <param name="from">The way back to who sent it.</param>
        /// <param name="port">From which port.</param>
        /// <param name="group">The place of the multicast group that it was sent to; <see cref="InternetProtocol.NoGroup"/> where it was sent to this host, or to everybody.</param>
        internal bool Accepts(Path from, int port, int group)
        {
            return (remotePort == 0 || IsConnectedTo(from, port)) && (group == InternetProtocol.NoGroup || IsMember(group));
        }

        /// <summary>Whether the peer is at the end of a path, on a port.</summary>
        internal bool IsConnectedTo(Path to, int port)
        {
            return path == to && remotePort == port;
        }

        /// <summary>Whether a datagram of this length can be queued at all, empty as the queue may be.</summary>
        internal bool Fits(int length)
        {
            return length <= queue.Length;
        }

        /// <summary>Queues a datagram.</summary>
        /// <returns>False where there is no room.</returns>
        internal bool Deliver(Path from, int port, byte[] buffer, int offset, int length)
        {
            int room = queue.Length;
            if (datagrams == portsAndLengths.Length || length > room - queuedBytes)
            {
                return false;
            }

            int index = Wrap(firstDatagram + datagrams, portsAndLengths.Length);
            from.WriteRemoteAddress(sources, index * layer.internet.addressLength);
            portsAndLengths[index] = ((uint)port << 16) | (uint)length;
            int at = Wrap(readIndex + queuedBytes, room);
            int straight = room - at;
            if (straight > length)
            {
                straight = length;
            }

            Array.Copy(buffer, offset, queue, at, straight);
            Array.Copy(buffer, offset + straight, queue, 0, length - straight);
            queuedBytes += length;
            datagrams++;
            Wake();
            return true;
        }

        /// <summary>The peer has said that nobody listens there.</summary>
        internal void Refuse()
        {
            state |= Refused;
            Wake();
        }

        private static int Wrap(int index, int length)
        {
            return index < length ? index : index - length;
        }

        private void Wake()
        {
            if (readersWaiting > 0)
            {
                readable.Set();
                OnWake();
            }
        }

        // .NET has those who wait without a thread, too.
        partial void OnWake();
    }
}
