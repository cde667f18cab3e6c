using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// A connection that nobody owns any more and that has nothing left to send or take but FINs: FIN-WAIT-1, FIN-WAIT-2,
    /// CLOSING and LAST-ACK without buffers, and TIME-WAIT, which is in ClosingConnection.TimeWait.cs.
    /// </summary>
    internal sealed partial class ClosingConnection : TransmissionControlBlock
    {
        // What the peer has acknowledged before that is too old (RFC 5961 section 5.2): more than a window without scale.
        private const int OldestAcknowledgment = 65536;

        /// <summary>SND.NXT: behind this side's FIN. A connection that comes after begins there, or behind it.</summary>
        internal uint sendNext;

        // RCV.NXT.
        private uint receiveNext;

        // The window field of what is sent. So much is also taken for the peer's, for there is nothing to fill it.
        private int window;

        // RTO of the FIN, in milliseconds.
        private int timeout;

        // When the peer is waited for no longer; of meaning before TIME-WAIT.
        private long giveUpAt;

        internal ClosingConnection(TcpLayer tcp)
            : base(tcp)
        {
        }

        /// <summary>Whether it is what RFC 9293 calls closed on both sides: it may be forgotten early.</summary>
        internal bool IsInTimeWait
        {
            get { return path != null && (state == TcpState.TimeWait || state == TcpState.Closed); }
        }

        /// <summary>Since when it has waited, in stack milliseconds; the longest first where others want its path, and before TIME-WAIT last.</summary>
        internal long Since
        {
            get { return IsInTimeWait ? due - tcp.timeWait : giveUpAt; }
        }

        /// <summary>Takes over from a connection, whose state it has from here on.</summary>
        /// <param name="from">The connection.</param>
        /// <param name="limit">When to give up, in stack milliseconds; of meaning before TIME-WAIT.</param>
        internal void Open(TcpConnection from, long limit)
        {
            state = from.state;
            sendNext = from.sender.next;
            receiveNext = from.receiver.next;
            window = from.receiver.Window() >> from.receiver.windowShift;
            timestamps = from.timestamps;
            recentTimestamp = from.recentTimestamp;
            timeout = from.sender.rtt.timeout;
            giveUpAt = limit;
            if (state == TcpState.TimeWait)
            {
                StartTimeWait();
            }
            else
            {
                Schedule();
            }
        }

        /// <inheritdoc/>
        internal override void OnSegment(TcpSegment segment)
        {
            if (state == TcpState.TimeWait)
            {
                OnSegmentInTimeWait(segment);
                return;
            }

            // RFC 9293 section 3.10.7.4. Before all else: timestamps (RFC 7323 section 5.3).
            int flags = segment.flags;
            int length = segment.SequenceLength();
            if (IsOlder(segment))
            {
                AnswerUnacceptable(flags, length);
                return;
            }

            // First: the sequence number.
            int distance = (int)(segment.sequence - receiveNext);
            if (distance > window || (length == 0 ? distance < 0 : distance + length <= 0))
            {
                if ((flags & TcpFlags.Rst) == 0)
                {
                    tcp.counters.DroppedOutOfWindow++;
                    AnswerUnacceptable(flags, length);
                }

                return;
            }

            // Second: the RST bit (RFC 5961 section 3.2). Fourth: the SYN bit (section 4.2).
            if ((flags & TcpFlags.Rst) != 0 && distance == 0)
            {
                tcp.counters.ResetsReceived++;
                if (state <= TcpState.FinWait2)
                {
                    tcp.counters.ConnectionsFailed++;
                }

                End();
                return;
            }

            if ((flags & (TcpFlags.Rst | TcpFlags.Syn)) != 0)
            {
                if (AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            // Fifth: the ACK bit.
            if ((flags & TcpFlags.Ack) == 0)
            {
                return;
            }

            int acknowledged = (int)(segment.acknowledgment - sendNext);
            if (acknowledged > 0 || acknowledged < -OldestAcknowledgment)
            {
                tcp.counters.DroppedBadAck++;
                if (AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            if (distance <= 0)
            {
                NoteTimestamp(segment);
            }

            if (acknowledged == 0 && state != TcpState.FinWait2)
            {
                OnFinAcknowledged();
            }

            if (state == TcpState.FinWait1 || state == TcpState.FinWait2)
            {
                OnText(segment, distance);
            }
        }

        /// <inheritdoc/>
        internal override void OnDue(long now)
        {
            if (IsInTimeWait)
            {
                End();
                return;
            }

            if (now >= giveUpAt)
            {
                tcp.counters.ConnectionsFailed++;
                Abort();
                return;
            }

            TcpLayer.Suspect(path);
            timeout = timeout << 1 < tcp.maximumRetransmissionTimeout ? timeout << 1 : tcp.maximumRetransmissionTimeout;
            tcp.counters.RetransmissionTimeouts++;
            Resend();
        }

        /// <inheritdoc/>
        internal override void OnReachable()
        {
            if (!IsInTimeWait && state != TcpState.FinWait2)
            {
                timeout = RttEstimator.InitialTimeout;
                Resend();
            }
        }

        /// <summary>Ends it, with a reset where the peer may still be about to send (RFC 9293 section 3.10.5).</summary>
        internal void Abort()
        {
            if (state == TcpState.FinWait1 || state == TcpState.FinWait2)
            {
                tcp.counters.ResetsSent++;
                Emit(sendNext, TcpFlags.Rst | TcpFlags.Ack);
            }

            End();
        }

        /// <inheritdoc/>
        internal override void End()
        {
            SetState(TcpState.Closed);
            tcp.Recycle(this);
        }

        /// <inheritdoc/>
        internal override void Yield()
        {
            if (IsInTimeWait)
            {
                tcp.counters.TimeWaitEvicted++;
            }
            else
            {
                tcp.counters.OrphansEvicted++;
            }

            Abort();
        }

        private void OnFinAcknowledged()
        {
            switch (state)
            {
                case TcpState.FinWait1:
                    SetState(TcpState.FinWait2);
                    giveUpAt = tcp.context.now + tcp.finWait2Timeout;
                    Schedule();
                    break;
                case TcpState.LastAck when !tcp.AreCookiesOut():
                    End();
                    break;
                default:
                    // CLOSING; and LAST-ACK where an old duplicate of the peer's first data could pass for the answer to a cookie.
                    EnterTimeWait();
                    break;
            }
        }

        // The seventh and the eighth step: data and FIN.
        private void OnText(TcpSegment segment, int distance)
        {
            int end = distance + segment.payloadLength;
            if (segment.payloadLength > 0 && end > 0)
            {
                // Section 3.6.1: nobody is there to take them, and the peer must learn it.
                Abort();
                return;
            }

            if ((segment.flags & TcpFlags.Fin) != 0 && end == 0)
            {
                receiveNext++;
                if (state == TcpState.FinWait1)
                {
                    SetState(TcpState.Closing);
                }
                else
                {
                    EnterTimeWait();
                }
            }

            if (segment.SequenceLength() > 0)
            {
                SendAck();
            }
        }

        // Old data are acknowledged again at once; what is empty, and a SYN, now and then only (RFC 5961 section 7).
        private void AnswerUnacceptable(int flags, int length)
        {
            if ((length > 0 && (flags & TcpFlags.Syn) == 0) || AllowChallengeAck())
            {
                SendAck();
            }
        }

        private void NoteTimestamp(TcpSegment segment)
        {
            if (timestamps && segment.options.hasTimestamp)
            {
                recentTimestamp = segment.options.timestampValue;
            }
        }

        // The FIN again.
        private void Resend()
        {
            tcp.counters.SegmentsRetransmitted++;
            Emit(sendNext - 1, TcpFlags.Fin | TcpFlags.Ack);
            Schedule();
        }

        private void SendAck()
        {
            Emit(sendNext, TcpFlags.Ack);
        }

        private void Emit(uint sequence, int flags)
        {
            tcp.Emit(path, LocalPort, RemotePort, sequence, receiveNext, flags, window, WriteTimestamps(), 0);
        }

        // In FIN-WAIT-2 nothing is sent again.
        private void Schedule()
        {
            long due = tcp.context.now + timeout;
            tcp.context.timers.Schedule(this, due < giveUpAt && state != TcpState.FinWait2 ? due : giveUpAt);
        }
    }
}
