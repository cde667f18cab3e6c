using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// A connection request that a listener has answered: SYN-RECEIVED without buffers. What lasts is handed out only
    /// when the peer has shown, by acknowledging, that it is where it says it is (RFC 4987 section 3.3).
    /// </summary>
    internal sealed class HalfOpenConnection : TransmissionControlBlock
    {
        internal TcpAcceptor acceptor;
        internal uint initialSendSequence;
        internal uint initialReceiveSequence;

        /// <summary>The MSS option of the peer's SYN; 0 where it had none.</summary>
        internal int peerSegmentSize;

        /// <summary>The window scale option of the peer's SYN; -1 where it had none.</summary>
        internal int peerWindowScale;

        /// <summary>Both sides take selective acknowledgments (RFC 2018 section 2).</summary>
        internal bool selective;

        /// <summary>The window of the peer's SYN.</summary>
        internal int peerWindow;

        /// <summary>Milliseconds between SYN-ACK and its acknowledgment; -1 where the SYN-ACK was sent more than once.</summary>
        internal int roundTrip;

        /// <summary>When the peer's SYN came, in stack milliseconds.</summary>
        internal long openedAt;

        // Marks: the SYN-ACK was sent more than once; the peer's SYN has asked for ECN, and is answered; and the SYN-ACK was
        // acknowledged, so that only room for the connection is wanted.
        private const int Resent = 1;
        private const int Ecn = 2;
        private const int Acknowledged = 4;

        private int timeout;
        private int marks;

        internal HalfOpenConnection(TcpLayer tcp)
            : base(tcp)
        {
        }

        /// <summary>Whether ECN is agreed on (RFC 3168 section 6.1.1).</summary>
        internal bool UsesEcn
        {
            get { return (marks & Ecn) != 0; }
        }

        /// <summary>Takes the SYN of a peer and answers it (RFC 9293 section 3.10.7.2, third).</summary>
        internal void Open(TcpSegment syn, TcpAcceptor listener, uint initialSequence)
        {
            acceptor = listener;
            initialSendSequence = initialSequence;
            initialReceiveSequence = syn.sequence;
            marks = 0;
            NoteOffer(syn);
            openedAt = tcp.context.now;
            timeout = RttEstimator.InitialTimeout;
            SetState(TcpState.SynReceived);
            SendSynAck();
            Schedule();
        }

        /// <inheritdoc/>
        internal override void OnSegment(TcpSegment segment)
        {
            int flags = segment.flags;
            uint expected = initialReceiveSequence + 1;
            int distance = (int)(segment.sequence - expected);
            if ((flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn && distance == -1)
            {
                // The SYN once more: our answer was lost. A peer may leave options out that seem not to pass.
                if (!IsOlder(segment))
                {
                    NoteOffer(segment);
                }

                marks |= Resent;
                tcp.counters.SegmentsRetransmitted++;
                SendSynAck();
                return;
            }

            if (LacksTimestamp(segment))
            {
                return;
            }

            if (IsOlder(segment))
            {
                if (AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            // RFC 9293 section 3.10.7.4. First: the sequence number.
            int length = segment.SequenceLength();
            if (distance > tcp.initialWindow || distance + length < (length == 0 ? 0 : 1))
            {
                if ((flags & TcpFlags.Rst) == 0 && AllowChallengeAck())
                {
                    tcp.counters.DroppedOutOfWindow++;
                    SendAck();
                }

                return;
            }

            // Second: the RST bit. Fourth: the SYN bit, which returns a passive open to LISTEN.
            if ((flags & TcpFlags.Rst) != 0 && distance != 0)
            {
                if (distance < tcp.initialWindow && AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            if ((flags & (TcpFlags.Rst | TcpFlags.Syn)) != 0)
            {
                if ((flags & TcpFlags.Rst) != 0)
                {
                    tcp.counters.ResetsReceived++;
                }

                End();
                return;
            }

            // Fifth: the ACK bit.
            if ((flags & TcpFlags.Ack) == 0)
            {
                return;
            }

            if (segment.acknowledgment != initialSendSequence + 1)
            {
                if (tcp.OnCookieAck(segment, initialReceiveSequence, acceptor))
                {
                    // The SYN had come before, when there was no room for an entry, and the peer has believed that answer.
                    return;
                }

                tcp.counters.DroppedBadAck++;
                tcp.SendReset(path, segment);
                return;
            }

            if ((marks & Acknowledged) == 0)
            {
                marks |= Acknowledged;
                roundTrip = (marks & Resent) != 0 ? -1 : (int)(tcp.context.now - openedAt);
            }

            TcpConnection connection = tcp.Establish(this);
            if (connection != null)
            {
                connection.OnSegment(segment);
            }
        }

        /// <inheritdoc/>
        internal override void OnError(int type, int code, uint sequence, int mtu)
        {
            // The SYN-ACK did not arrive. Nobody here waits for this connection who could be told; a peer that is there
            // after all asks again, and its place is wanted by others.
            if (sequence == initialSendSequence && !(type == IcmpMessage.DestinationUnreachable && code == IcmpMessage.FragmentationNeeded))
            {
                End();
            }
        }

        /// <inheritdoc/>
        internal override void OnDue(long now)
        {
            if (now - openedAt >= tcp.halfOpenTimeout)
            {
                tcp.counters.HalfOpenTimeouts++;
                End();
                return;
            }

            tcp.Suspect(path);
            timeout <<= 1;
            Resend();
        }

        /// <inheritdoc/>
        internal override void OnReachable()
        {
            timeout = RttEstimator.InitialTimeout;
            Resend();
        }

        /// <inheritdoc/>
        internal override void End()
        {
            Path wayBack = path;
            SetState(TcpState.Closed);
            tcp.Recycle(this);
            TransmissionControlBlock before = tcp.Find(wayBack, ports);
            if (before != null)
            {
                // A connection in TIME-WAIT, which the SYN would have opened anew (RFC 9293 section 3.6.1).
                before.SetState(TcpState.TimeWait);
            }
        }

        // What the peer's SYN offers and this side wants too.
        private void NoteOffer(TcpSegment syn)
        {
            TcpOptions offered = syn.options;
            peerSegmentSize = offered.maximumSegmentSize;
            peerWindowScale = offered.windowScale;
            peerWindow = syn.window;
            marks = TcpFlags.AsksForEcn(syn.flags) ? marks | Ecn : marks & ~Ecn;
            selective = tcp.selective && offered.selectivePermitted;
            timestamps = tcp.timestamps && offered.hasTimestamp;
            recentTimestamp = timestamps ? offered.timestampValue : 0;
        }

        private void SendSynAck()
        {
            int flags = UsesEcn ? TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece : TcpFlags.Syn | TcpFlags.Ack;
            int scale = peerWindowScale < 0 ? -1 : tcp.windowShift;
            int options = TcpOptions.WriteSyn(
                tcp.frame,
                tcp.payloadOffset,
                tcp.OfferedSegmentSize(),
                scale,
                selective,
                timestamps,
                timestamps ? (uint)tcp.context.now + tcp.TimestampOffset(path) : 0,
                recentTimestamp);
            tcp.Answer(path, LocalPort, RemotePort, initialSendSequence, initialReceiveSequence + 1, flags, tcp.initialWindow, options);
        }

        private void Resend()
        {
            marks |= Resent;
            tcp.counters.SegmentsRetransmitted++;
            SendSynAck();
            Schedule();
        }

        // Not for a SYN that comes again: however many come, the end does.
        private void Schedule()
        {
            long due = tcp.context.now + timeout;
            long end = openedAt + tcp.halfOpenTimeout;
            tcp.context.timers.Schedule(this, due < end ? due : end);
        }

        private void SendAck()
        {
            int scale = peerWindowScale < 0 ? 0 : tcp.windowShift;
            tcp.Answer(path, LocalPort, RemotePort, initialSendSequence + 1, initialReceiveSequence + 1, TcpFlags.Ack, tcp.initialWindow >> scale, WriteTimestamps());
        }
    }
}
