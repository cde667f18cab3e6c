using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// TCP of one stack (RFC 9293): finds the connection of a segment, keeps the pools of connections, and puts
    /// segments on the wire. Ports and active opens are in TcpLayer.Ports.cs, passive opens in .PassiveOpens.cs.
    /// </summary>
    internal sealed partial class TcpLayer : TransportProtocol
    {
        /// <summary>MSS where the peer has named none, over IPv4 (RFC 9293 section 3.7.1).</summary>
        internal const int DefaultSegmentSize = 536;

        /// <summary>A smaller MSS is not believed, for it would make a segment a byte: this much fits the smallest MTU there is, 68 (RFC 791 section 3.2).</summary>
        internal const int MinimumSegmentSize = 28;

        /// <summary>Milliseconds between two challenge acknowledgments of a connection.</summary>
        internal const int ChallengeAckInterval = 500;

        // How many blocks in TIME-WAIT are compared for the oldest.
        private const int Sample = 16;

        internal readonly StackContext context;
        internal readonly TcpCounters counters = new TcpCounters();

        /// <summary>Told of every change of state; null for nobody.</summary>
        internal ITcpObserver observers;

        /// <summary>The frame in which segments are made.</summary>
        internal readonly byte[] frame;

        /// <summary>Index in <see cref="frame"/> of the first byte behind a header without options.</summary>
        internal readonly int payloadOffset;

        internal readonly CongestionAlgorithm congestionAlgorithm;
        internal readonly int minimumRetransmissionTimeout;
        internal readonly int maximumRetransmissionTimeout;
        internal readonly int acknowledgmentDelay;
        internal readonly int connectTimeout;
        internal readonly int userTimeout;
        internal readonly int orphanTimeout;
        internal readonly int finWait2Timeout;
        internal readonly int halfOpenTimeout;
        internal readonly int timeWait;
        internal readonly int keepAliveTime;
        internal readonly int keepAliveInterval;
        internal readonly int keepAliveCount;

        /// <summary>Whether this side offers and takes selective acknowledgments (RFC 2018).</summary>
        internal readonly bool selective;

        /// <summary>Whether this side offers and takes timestamps (RFC 7323).</summary>
        internal readonly bool timestamps;

        /// <summary>Whether this side's SYNs ask for ECN.</summary>
        internal readonly bool requestEcn;

        /// <summary>The window scale shift count that this side offers.</summary>
        internal readonly int windowShift;

        /// <summary>The window of this side's SYNs, in bytes.</summary>
        internal readonly int initialWindow;

        /// <summary>Spans of a connection's scoreboard.</summary>
        internal readonly int scoreboardSpans;

        /// <summary>Bytes of a connection's send buffer.</summary>
        internal readonly int sendBufferSize;

        private readonly InternetLayer internet;
        private readonly bool checksFilled;

        private readonly TcpSegment segment = new TcpSegment();

        // The path by which the segment at hand has come.
        private Path segmentPath;

        // The demultiplexer: blocks by remote address and both ports, chained in buckets, a power of two of them.
        private readonly TransmissionControlBlock[] buckets;
        internal readonly TransmissionControlBlock[] blocks;

        // Segments come in flows: the block of the last one is most often that of the next one.
        private TransmissionControlBlock lastBlock;

        /// <summary>Those whose waiters are woken at the end of the batch; null for none.</summary>
        internal TcpConnection toWake;

        private TcpConnection freeConnections;

        // Chained by nextInBucket, for they are in none.
        private HalfOpenConnection freeHalfOpen;

        // How many connections only active opens take.
        private readonly int outgoingConnections;
        private readonly ClosingConnection[] closings;

        // Chained like those.
        private ClosingConnection freeClosings;
        private int nextClosing;

        internal TcpLayer(StackContext context, LinkLayer link, InternetLayer internet, StackOptions options)
        {
            this.context = context;
            this.internet = internet;
            frame = link.transmitFrame;
            payloadOffset = internet.payloadOffset + TcpSegment.HeaderLength;
            checksFilled = link.fillsChecksums;
            congestionAlgorithm = options.EffectiveCongestionControl();
            minimumRetransmissionTimeout = options.MinimumRetransmissionTimeout;
            maximumRetransmissionTimeout = options.MaximumRetransmissionTimeout;
            acknowledgmentDelay = options.AcknowledgmentDelay;
            connectTimeout = options.ConnectTimeout;
            userTimeout = options.UserTimeout;
            orphanTimeout = options.OrphanTimeout;
            finWait2Timeout = options.FinWait2Timeout;
            halfOpenTimeout = options.HalfOpenTimeout;
            timeWait = 2 * options.MaximumSegmentLifetime;
            keepAliveTime = options.KeepAliveTime;
            keepAliveInterval = options.KeepAliveInterval;
            keepAliveCount = options.KeepAliveCount;
            sendBufferSize = options.SendBufferSize;
            cookies = new SynCookies(context, options);
            outgoingConnections = options.OutgoingConnections;
            scoreboardSpans = options.EffectiveScoreboardSpans();
            selective = options.SelectiveAcknowledgment;
            timestamps = options.Timestamps;
            requestEcn = options.RequestEcn;
            while (options.ReceiveBufferSize >> windowShift > 65535)
            {
                windowShift++;
            }

            blocks = new TransmissionControlBlock[options.Connections + options.HalfOpenConnections + options.TimeWaitConnections];
            int size = 1;
            while (size < blocks.Length)
            {
                size <<= 1;
            }

            buckets = new TransmissionControlBlock[size];
            int n = 0;
            for (int i = 0; i < options.Connections; i++)
            {
                TcpConnection connection = new TcpConnection(this, options);
                blocks[n++] = connection;
                connection.nextFree = freeConnections;
                freeConnections = connection;
            }

            for (int i = 0; i < options.HalfOpenConnections; i++)
            {
                HalfOpenConnection halfOpen = new HalfOpenConnection(this);
                blocks[n++] = halfOpen;
                halfOpen.nextInBucket = freeHalfOpen;
                freeHalfOpen = halfOpen;
            }

            closings = new ClosingConnection[options.TimeWaitConnections];
            for (int i = 0; i < closings.Length; i++)
            {
                ClosingConnection closing = new ClosingConnection(this);
                closings[i] = closing;
                blocks[n++] = closing;
                closing.nextInBucket = freeClosings;
                freeClosings = closing;
            }

            TcpReceiver sample = freeConnections.receiver;
            sample.SetScale(windowShift, DefaultSegmentSize);
            initialWindow = sample.InitialWindow();
            internet.tcp = this;
            acceptors = new TcpAcceptor[options.Listeners];
            for (int i = 0; i < acceptors.Length; i++)
            {
                acceptors[i] = new TcpAcceptor();
            }
        }

        /// <inheritdoc/>
        internal override void OnPacket(Path path, byte[] buffer, int ipOffset, int offset, int length, bool broadcast)
        {
            counters.SegmentsReceived++;
            if (broadcast)
            {
                // RFC 9293 section 3.9.2.3, MUST-57.
                counters.DroppedBroadcast++;
                return;
            }

            if (!internet.checksumsVerified && !IsChecksumRight(path, buffer, offset, length))
            {
                counters.DroppedBadChecksum++;
                return;
            }

            TcpSegment arrived = segment;
            if (!arrived.Parse(buffer, offset, length))
            {
                counters.DroppedMalformed++;
                return;
            }

            arrived.ipOffset = ipOffset;
            segmentPath = path;
            TransmissionControlBlock block = lastBlock;
            if (block == null || block.ports != arrived.ports || block.path != path)
            {
                block = Find(path, arrived.ports);
                if (block == null)
                {
                    OnUnmatched(arrived);
                    return;
                }

                lastBlock = block;
            }

            block.OnSegment(arrived);
        }

        /// <inheritdoc/>
        internal override void OnError(Path path, DeliveryError error, int mtu, byte[] buffer, int offset, int length)
        {
            // What is quoted was sent from here, so its ports stand the other way round.
            TransmissionControlBlock block = Find(
                path, TcpSegment.PortsOf(BigEndian.ReadUInt16(buffer, offset + TcpSegment.DestinationPortOffset), BigEndian.ReadUInt16(buffer, offset)));
            if (block != null)
            {
                block.OnError(error, BigEndian.ReadUInt32(buffer, offset + TcpSegment.SequenceOffset), mtu);
            }
        }

        /// <inheritdoc/>
        internal override void OnAddressLost(Path path)
        {
            End(TcpError.AddressLost, path);
        }

        /// <summary>Lets routers mark the next segment that is sent (RFC 3168 section 5).</summary>
        internal void MarkNext()
        {
            internet.nextEcn = Ipv4Packet.EcnCapable;
        }

        /// <summary>The MSS that this side offers (RFC 9293 section 3.7.1): what the link takes.</summary>
        internal static int OfferedSegmentSize(Path path)
        {
            return path.protocol.Mtu - HeadersLength(path);
        }

        /// <summary>Bytes of a network header without options and a TCP header without options.</summary>
        internal static int HeadersLength(Path path)
        {
            return path.protocol.HeaderLength + TcpSegment.HeaderLength;
        }

        /// <summary>MSS where the peer has named none (RFC 9293 section 3.7.1): what fits the packets that every host takes.</summary>
        internal static int UnnamedSegmentSize(Path path)
        {
            return path.protocol.SmallestMtu - HeadersLength(path);
        }

        /// <summary>The block of a connection; null where there is none.</summary>
        internal TransmissionControlBlock Find(Path path, uint ports)
        {
            TransmissionControlBlock block = buckets[Bucket(path, ports)];
            while (block != null && (block.ports != ports || block.path != path))
            {
                block = block.nextInBucket;
            }

            return block;
        }

        /// <summary>Makes a block findable by its name, before any other that has it. It holds its path from here on.</summary>
        internal void Add(TransmissionControlBlock block)
        {
            lastBlock = block;
            block.path.protocol.PathTable.Hold(block.path);
            int bucket = Bucket(block.path, block.ports);
            block.nextInBucket = buckets[bucket];
            buckets[bucket] = block;
        }

        /// <summary>Takes a block's name away: nothing arrives for it any more, and nothing is due.</summary>
        internal void Remove(TransmissionControlBlock block)
        {
            context.timers.Cancel(block);
            int bucket = Bucket(block.path, block.ports);
            TransmissionControlBlock before = buckets[bucket];
            if (before == block)
            {
                buckets[bucket] = block.nextInBucket;
            }
            else
            {
                while (before.nextInBucket != block)
                {
                    before = before.nextInBucket;
                }

                before.nextInBucket = block.nextInBucket;
            }

            block.nextInBucket = null;
            block.path.protocol.PathTable.Release(block.path);
            block.path = null;
        }

        /// <summary>Returns a block to its pool, and takes its name away where it still has one.</summary>
        internal void Recycle(TransmissionControlBlock block)
        {
            if (block.path != null)
            {
                Remove(block);
            }

            block.state = TcpState.Closed;
            TcpConnection connection = block as TcpConnection;
            if (connection != null)
            {
                // Who still waits on its events must not meet its next life: the last of them returns it.
                if (connection.readersWaiting + connection.writersWaiting == 0)
                {
                    connection.watch = 0;
                    connection.nextFree = freeConnections;
                    freeConnections = connection;
                }
            }
            else if (block is HalfOpenConnection)
            {
                block.nextInBucket = freeHalfOpen;
                freeHalfOpen = (HalfOpenConnection)block;
            }
            else
            {
                block.nextInBucket = freeClosings;
                freeClosings = (ClosingConnection)block;
            }
        }

        /// <summary>Puts a block without buffers in the place of a connection that needs none any more.</summary>
        /// <param name="connection">The connection, which leaves.</param>
        /// <param name="limit">When the peer is waited for no longer; of meaning before TIME-WAIT.</param>
        /// <returns>False where all are taken by others that still wait for their peers.</returns>
        internal bool Replace(TcpConnection connection, long limit)
        {
            if (freeClosings == null)
            {
                ClosingConnection oldest = FindTimeWait();
                if (oldest == null)
                {
                    return false;
                }

                oldest.Yield();
            }

            ClosingConnection block = freeClosings;

            freeClosings = (ClosingConnection)block.nextInBucket;
            block.nextInBucket = null;
            block.Identify(connection.path, connection.LocalPort, connection.RemotePort);
            block.Open(connection, limit);
            Add(block);
            return true;
        }

        // The oldest in TIME-WAIT: of all in a small table, of a sample of a large one, so that its size costs no time.
        private ClosingConnection FindTimeWait()
        {
            ClosingConnection oldest = null;
            int seen = 0;
            for (int i = 0; i < closings.Length && seen < Sample; i++)
            {
                nextClosing = nextClosing + 1 < closings.Length ? nextClosing + 1 : 0;
                ClosingConnection closing = closings[nextClosing];
                if (closing.IsInTimeWait)
                {
                    seen++;
                    if (oldest == null || closing.Since < oldest.Since)
                    {
                        oldest = closing;
                    }
                }
            }

            return oldest;
        }

        /// <summary>
        /// Remembers to wake whoever waits on a connection, at the end of the batch of frames: a thread woken for every
        /// segment would do little but wait for the lock.
        /// </summary>
        internal void WakeLater(TcpConnection connection)
        {
            if (connection.nextToWake == null)
            {
                // The last one is followed by itself.
                connection.nextToWake = toWake ?? connection;
                toWake = connection;
            }
        }

        /// <summary>Wakes them.</summary>
        internal void WakeWaiters()
        {
            while (toWake != null)
            {
                TcpConnection connection = toWake;
                toWake = connection.nextToWake == connection ? null : connection.nextToWake;
                connection.nextToWake = null;
                connection.Wake();
            }
        }

        /// <summary>Tells one more observer. Any thread may call this.</summary>
        internal void AddObserver(ITcpObserver observer)
        {
            lock (this)
            {
                observers = TcpObserverPair.Add(observers, observer);
            }
        }

        /// <summary>Tells an observer nothing more. Any thread may call this.</summary>
        internal void RemoveObserver(ITcpObserver observer)
        {
            lock (this)
            {
                observers = TcpObserverPair.Remove(observers, observer);
            }
        }

        internal void ReportStateChange(TransmissionControlBlock block, TcpState from, TcpState to)
        {
            Tell(observers, block, from, to);
        }

        // Each by itself: one that throws is told nothing more, and the others are told all. The change of state itself, in the
        // middle of which this is, goes its way.
        private void Tell(ITcpObserver observer, TransmissionControlBlock block, TcpState from, TcpState to)
        {
            TcpObserverPair pair = observer as TcpObserverPair;
            if (pair != null)
            {
                Tell(pair.first, block, from, to);
                Tell(pair.second, block, from, to);
                return;
            }

            bool wasInCallback = context.inCallback;
            context.inCallback = true;
            try
            {
                observer.StateChanged(block.LocalPort, new IPEndPoint(block.path.RemoteAddress(), block.RemotePort), from, to);
            }
            catch (Exception e)
            {
                RemoveObserver(observer);
                context.faults.Add(e, "TCP observer");
            }

            context.inCallback = wasInCallback;
        }

        private int Bucket(Path path, uint ports)
        {
            uint hash = path.identity ^ ports;
            hash ^= hash >> 15;
            hash *= 0x2C1B3C6D;
            hash ^= hash >> 12;
            return (int)(hash & (uint)(buckets.Length - 1));
        }

        private static bool IsChecksumRight(Path path, byte[] buffer, int offset, int length)
        {
            // It was sent to this host alone, so the addresses are those of the way back.
            int sum = path.pseudoHeaderSum + Ipv4Packet.ProtocolTcp + length + InternetChecksum.Sum(buffer, offset, length);
            return (sum & 0xFFFF) + (sum >> 16) == 0xFFFF;
        }
    }
}
