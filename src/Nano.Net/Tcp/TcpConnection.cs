using System.Threading;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// A connection (RFC 9293): the pooled object behind it and the calls of its user (section 3.10.1 to 3.10.6). How it
    /// is set up is in TcpConnection.Opening.cs, what it does with what arrives in .Arrival.cs, its deadlines in .Timers.cs, how it ends in .Closing.cs.
    /// </summary>
    /// <remarks>One thread at a time, and told the time: it never waits. The folder Sockets does that.</remarks>
    internal sealed partial class TcpConnection : TransmissionControlBlock
    {
        /// <summary>Nothing can be read or written now; it may be possible later.</summary>
        internal const int WouldBlock = -1;

        /// <summary>Nothing can be read or written any more; <see cref="error"/> says why, or this side has shut down.</summary>
        internal const int Ended = -2;

        /// <summary>Something has happened that the <see cref="watcher"/> has not looked at.</summary>
        internal const int Touched = 1;

        /// <summary>The <see cref="watcher"/> is set for room to write, too.</summary>
        internal const int WatchesRoom = 2;

        /// <summary>The peer has opened the connection, and its object is not back in the pool.</summary>
        internal const int OpenedByPeer = 4;

        /// <summary>What one counts in <see cref="readersWaiting"/> who does not want to read, but waits for the connection to fail.</summary>
        internal const int ErrorWaiter = 0x10000;

        internal readonly TcpSender sender;
        internal readonly TcpReceiver receiver;

        /// <summary>Set when there is something to read while <see cref="readersWaiting"/> is not zero.</summary>
        internal readonly AutoResetEvent readable = new AutoResetEvent(false);

        /// <summary>Set when there is room to write, or a connect has ended, while <see cref="writersWaiting"/> is not zero.</summary>
        internal readonly AutoResetEvent writable = new AutoResetEvent(false);

        /// <summary>How many wait for <see cref="readable"/>: one each to read, <see cref="ErrorWaiter"/> each for an error alone.</summary>
        internal int readersWaiting;
        internal int writersWaiting;

        /// <summary>Set whenever a waiting reader would be woken, and where <see cref="watch"/> has <see cref="WatchesRoom"/> a writer; null for none.</summary>
        internal IWatcher watcher;

        /// <summary><see cref="Touched"/>, <see cref="WatchesRoom"/> and <see cref="OpenedByPeer"/>: one field, as each costs the device 12 bytes a connection. Changed under the stack's lock.</summary>
        internal int watch;

        /// <summary>Next in the pool of free connections, or in a listener's backlog.</summary>
        internal TcpConnection nextFree;

        /// <summary>Next of those whose waiters are woken at the end of the batch, the last of them itself; null where it is not one of them.</summary>
        internal TcpConnection nextToWake;

        /// <summary>Why the connection ended.</summary>
        internal TcpError error;

        /// <summary>When a segment of the peer last arrived.</summary>
        internal long heardAt;

        /// <summary>The user time-out of this connection in milliseconds, 1 or more (RFC 9293 section 3.9.1.2, SEND's local time-out; RFC 5482).</summary>
        internal int userTimeout;

        // What ICMP has said meanwhile: not a reason to give up, but a better reason than "timed out" (RFC 1122 4.2.3.9).
        private TcpError softError;
        private long softErrorAt;

        private int peerSegmentSize;

        // The window scale option of this side's SYN; -1 to leave it out.
        private int offeredScale;

        // Deadlines besides the sender's; TimerQueue.Never where none runs.
        private long ackAt;
        private long outputAt;
        private long keepAliveAt;

        private bool ackNow;
        private int unacknowledgedBytes;
        private int fullSegment;

        private int keepAliveTime;
        private int keepAliveInterval;
        private int keepAliveCount;
        private int keepAliveProbes;

        internal TcpConnection(TcpLayer tcp, StackOptions options)
            : base(tcp)
        {
            sender = new TcpSender(this, options.SendBufferSize);
            receiver = new TcpReceiver(options.ReceiveBufferSize, options.OutOfOrderRanges);
        }

        /// <summary>Whether both directions have been set up: SYNs exchanged and acknowledged.</summary>
        internal bool IsSynchronized
        {
            get { return state >= TcpState.Established; }
        }

        /// <summary>Makes it the connection of a peer, before any segment (OPEN call, RFC 9293 section 3.10.1).</summary>
        internal void Open(Path path, int localPort, int remotePort, uint initialSequence)
        {
            Identify(path, localPort, remotePort);
            heardAt = tcp.context.now;
            error = TcpError.None;
            softError = TcpError.None;
            closedByUser = 0;
            ackNow = false;
            unacknowledgedBytes = 0;
            fullSegment = TcpLayer.DefaultSegmentSize - TcpOptions.TimestampsLength;
            ClearDeadlines();
            userTimeout = tcp.userTimeout;
            keepAliveProbes = 0;
            keepAliveTime = tcp.keepAliveTime;
            keepAliveInterval = tcp.keepAliveInterval;
            keepAliveCount = tcp.keepAliveCount;
            readable.Reset();
            writable.Reset();
            watcher = null;
            watch = 0;
            sender.Open(initialSequence);
            receiver.Open(tcp.windowShift, TcpLayer.OfferedSegmentSize(path));
            offeredScale = tcp.windowShift;
            ecn = 0;
            selective = false;
            timestamps = false;
            recentTimestamp = 0;
            timestampOffset = tcp.TimestampOffset(path);
            SetPeerSegmentSize(0);
        }

        /// <summary>Takes data to send (SEND call, RFC 9293 section 3.10.2).</summary>
        /// <returns>Bytes taken, <see cref="WouldBlock"/> or <see cref="Ended"/>.</returns>
        internal int Send(byte[] buffer, int offset, int count)
        {
            int taken = Queue(buffer, offset, count);
            if (taken >= 0 && state >= TcpState.Established)
            {
                sender.Transmit(false);
            }

            return taken;
        }

        /// <summary>The same, but sends nothing yet: more follows, and then <see cref="Push"/>.</summary>
        internal int Queue(byte[] buffer, int offset, int count)
        {
            if ((sender.marks & TcpSender.FinQueued) != 0 || state == TcpState.Closed || (state > TcpState.Established && state != TcpState.CloseWait))
            {
                return Ended;
            }

            int taken = sender.Write(buffer, offset, count);
            return taken == 0 && count > 0 ? WouldBlock : taken;
        }

        /// <summary>Sends what is queued.</summary>
        internal void Push()
        {
            if (IsSynchronized && path != null)
            {
                sender.Transmit(false);
            }
        }

        /// <summary>Hands over received data (RECEIVE call, RFC 9293 section 3.10.3).</summary>
        /// <returns>Bytes handed over; 0 at the end of the stream; <see cref="WouldBlock"/> or <see cref="Ended"/>.</returns>
        internal int Receive(byte[] buffer, int offset, int count)
        {
            if ((closedByUser & ReceivingShut) != 0)
            {
                return 0;
            }

            if (receiver.available > 0 && state != TcpState.SynReceived)
            {
                int read = receiver.Read(buffer, offset, count);
                if (state < TcpState.TimeWait && receiver.WindowUpdateDue() && IsSynchronized)
                {
                    SendAck();
                }

                return read;
            }

            if (receiver.peerFin == TcpReceiver.FinTaken && state != TcpState.SynReceived)
            {
                return 0;
            }

            return state == TcpState.Closed ? Ended : WouldBlock;
        }

        /// <summary>Whether <see cref="Receive"/> would not have to wait.</summary>
        internal bool CanReceive()
        {
            return (closedByUser & ReceivingShut) != 0
                || state == TcpState.Closed
                || (state != TcpState.SynReceived && (receiver.available > 0 || receiver.peerFin == TcpReceiver.FinTaken));
        }

        /// <summary>Whether <see cref="Send"/> would not have to wait, and an attempt to connect has ended.</summary>
        internal bool CanSend()
        {
            return state == TcpState.Closed || (IsSynchronized && ((sender.marks & TcpSender.FinQueued) != 0 || sender.Free() > 0));
        }

        /// <summary>Tells the peer of all the room there is, where it has not been told.</summary>
        internal void OpenWindow()
        {
            if (state < TcpState.TimeWait && IsSynchronized && receiver.peerFin != TcpReceiver.FinTaken && receiver.OpenWindow())
            {
                SendAck();
            }
        }

        /// <summary>Turns keep-alive on or off (RFC 9293 section 3.8.4).</summary>
        internal void SetKeepAlive(bool on, int time, int interval, int count)
        {
            keepAliveTime = time;
            keepAliveInterval = interval;
            keepAliveCount = count;
            keepAliveProbes = 0;
            keepAliveAt = TimerQueue.Never;
            if (on && path != null)
            {
                keepAliveAt = tcp.context.now + time;
                Arm(keepAliveAt);
            }
        }

        /// <summary>Whether all that was written, and the FIN, has been acknowledged.</summary>
        internal bool IsFlushed()
        {
            return sender.queued == 0 && (sender.marks & (TcpSender.FinQueued | TcpSender.FinAcknowledged)) != TcpSender.FinQueued;
        }

        /// <summary>Wakes whoever waits: what they wait for has come, or never will.</summary>
        internal void Wake()
        {
            if (readersWaiting > 0)
            {
                readable.Set();
            }

            if (writersWaiting > 0)
            {
                writable.Set();
            }

            if (watcher != null)
            {
                watch |= Touched;
                watcher.Set();
            }

            OnWake();
        }

        // .NET has those who wait without a thread, too.
        partial void OnWake();

        private void SendAck()
        {
            if (!Emit(sender.next, TcpFlags.Ack, 0))
            {
                ackAt = tcp.busyUntil;
                Arm(ackAt);
            }
        }
    }
}
