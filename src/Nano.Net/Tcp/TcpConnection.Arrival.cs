using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // What a connection does with a segment that arrives: RFC 9293 section 3.10.7.
    internal sealed partial class TcpConnection
    {
        /// <inheritdoc/>
        internal override void OnSegment(TcpSegment segment)
        {
            TcpSender send = sender;
            TcpReceiver receive = receiver;
            TcpOptions options = segment.options;

            if (ecn != 0)
            {
                segment.NoteCongestion();
            }

            // Header prediction: the cases that make up nearly all traffic, next in-order data and an acknowledgment of
            // something new, or both at once, with nothing else going on and both windows open.
            if (state == TcpState.Established
                && segment.sequence == receive.next
                && (segment.flags & ~TcpFlags.Psh) == TcpFlags.Ack
                && send.window != 0
                && segment.window != 0
                && (int)(segment.sequence - send.windowSequence) >= 0
                && options.sackBlocks == 0
                && options.hasTimestamp == timestamps
                && (int)(options.timestampValue - recentTimestamp) >= 0
                && send.duplicateAcks == 0)
            {
                uint acknowledgment = segment.acknowledgment;
                int acknowledged = (int)(acknowledgment - send.unacknowledged);
                int length = segment.payloadLength;
                if (acknowledged >= 0
                    && (int)(acknowledgment - send.next) <= 0
                    && (length == 0
                        ? acknowledged > 0
                        : length <= (int)(receive.edge - receive.next) && receive.ranges == 0 && receive.peerFin == TcpReceiver.NoFin && closedByUser == 0))
                {
                    heardAt = tcp.context.now;
                    if (unacknowledgedBytes == 0)
                    {
                        recentTimestamp = options.timestampValue;
                    }

                    send.OnPredicted(segment, acknowledged);
                    if (acknowledged > 0 && (writersWaiting > 0 || (watch & WatchesRoom) != 0))
                    {
                        WakeWriters();
                    }

                    if (length > 0)
                    {
                        receive.Append(segment.buffer, segment.payloadOffset, length);
                        OnData(length, length);
                    }

                    if (send.queued > (int)(send.next - acknowledgment) || send.scoreboard.lost > 0)
                    {
                        send.Transmit(false);
                    }

                    if (ackNow)
                    {
                        SendAck();
                    }

                    return;
                }
            }

            if (state == TcpState.SynSent)
            {
                OnSegmentInSynSent(segment);
            }
            else
            {
                OnSegmentInOtherStates(segment);
            }

            if (ackNow && path != null)
            {
                ackNow = false;
                SendAck();
            }
        }

        // Section 3.10.7.4.
        private void OnSegmentInOtherStates(TcpSegment segment)
        {
            int flags = segment.flags;
            if (state == TcpState.SynReceived && (flags & TcpFlags.Syn) != 0)
            {
                TrimSynAgain(segment);
                flags = segment.flags;
            }

            // Before all else: timestamps (RFC 7323 section 5.3).
            int length = segment.SequenceLength();
            if (timestamps && IsOutdated(segment))
            {
                AnswerUnacceptable(segment, length);
                return;
            }

            // First: the sequence number.
            int window = receiver.Window();
            int distance = (int)(segment.sequence - receiver.next);
            if (window == 0 && distance == 0 && length > 0 && (flags & TcpFlags.Syn) == 0)
            {
                // A probe of a closed window: the data are not taken, but acknowledgment and reset are (MUST-66).
                segment.payloadLength = 0;
                flags &= ~TcpFlags.Fin;
                segment.flags = flags;
                length = 0;
                ackNow = true;
            }

            // An empty segment may stand at the right edge: a peer that has filled the window acknowledges from there, and
            // one that counts the byte with which it has probed a closed window from behind that.
            bool acceptable = length == 0
                ? distance >= 0 && distance <= (window == 0 ? 1 : window)
                : distance < window && distance + length > 0;
            if (!acceptable)
            {
                OnUnacceptable(segment, length);
                if (distance == -1)
                {
                    OnAcknowledgmentBeforeProbe(segment);
                }

                return;
            }

            // Second: the RST bit (RFC 5961 section 3.2).
            if ((flags & TcpFlags.Rst) != 0)
            {
                if (distance == 0)
                {
                    OnReset();
                }
                else if (distance < window && AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            // Fourth: the SYN bit (RFC 5961 section 4.2).
            if ((flags & TcpFlags.Syn) != 0)
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

            if (!OnAcknowledgment(segment))
            {
                return;
            }

            if (ecn != 0)
            {
                NoteMarks(flags, segment.payloadLength);
            }

            // Sixth: the URG bit. Urgent data are data in-band, and the pointer is ignored (RFC 6093 section 6).
            OnText(segment);
            Continue();
        }

        // The fifth step. False: the segment goes no further.
        private bool OnAcknowledgment(TcpSegment segment)
        {
            uint acknowledgment = segment.acknowledgment;
            bool isNew = (int)(acknowledgment - sender.unacknowledged) > 0;
            if (state == TcpState.SynReceived)
            {
                if (!isNew || sender.IsUnacceptable(acknowledgment))
                {
                    tcp.counters.DroppedBadAck++;
                    tcp.SendReset(path, segment);
                    return false;
                }

                NoteTimestamp(segment);
                OnSynAcknowledged(segment.sequence, acknowledgment, segment.window << sender.windowShift);
                return true;
            }

            if (sender.IsUnacceptable(acknowledgment))
            {
                tcp.counters.DroppedBadAck++;
                if (AllowChallengeAck())
                {
                    SendAck();
                }

                return false;
            }

            // Not before: who does not know what may be acknowledged must not set the peer's clock.
            heardAt = tcp.context.now;
            NoteTimestamp(segment);
            sender.OnAcknowledgment(segment);
            if (isNew && (writersWaiting > 0 || (watch & WatchesRoom) != 0))
            {
                WakeWriters();
            }

            if ((sender.marks & TcpSender.FinAcknowledged) == 0)
            {
                return true;
            }

            switch (state)
            {
                case TcpState.FinWait1:
                    EnterFinWait2();
                    break;
                case TcpState.Closing:
                    EnterTimeWait();
                    return false;
                case TcpState.LastAck:
                    if (tcp.AreCookiesOut())
                    {
                        // An old duplicate of the peer's first data could pass for the answer to a cookie.
                        EnterTimeWait();
                    }
                    else
                    {
                        End();
                    }

                    return false;
            }

            return true;
        }

        // Something was acknowledged: there may be enough room to write.
        private void WakeWriters()
        {
            if (sender.HasRoom() || IsFlushed())
            {
                tcp.WakeLater(this);
            }
        }

        // The seventh and the eighth step: data and FIN.
        private void OnText(TcpSegment segment)
        {
            if (state != TcpState.Established && state != TcpState.FinWait1 && state != TcpState.FinWait2)
            {
                // The peer's FIN has come; there can be nothing behind it.
                return;
            }

            if (segment.payloadLength == 0 && (segment.flags & TcpFlags.Fin) == 0)
            {
                return;
            }

            if (closedByUser != 0 && receiver.IsNew(segment))
            {
                // Section 3.6.1: nobody is there to take them, and the peer must learn it.
                Fail(TcpError.Aborted, true);
                return;
            }

            if (segment.sequence != receiver.next || receiver.ranges != 0)
            {
                // RFC 5681 section 4.2: a gap, the filling of one, or what has come before is acknowledged at once.
                ackNow = true;
            }

            int delivered = receiver.OnText(segment);
            if (delivered > 0)
            {
                OnData(delivered, segment.payloadLength);
            }
            else if (delivered < 0)
            {
                tcp.counters.DroppedNoRange++;
            }

            if (receiver.peerFin == TcpReceiver.FinTaken)
            {
                OnFin();
            }
        }

        private void OnData(int delivered, int segmentLength)
        {
            tcp.counters.BytesReceived += delivered;
            if (readersWaiting > 0 || watcher != null)
            {
                tcp.WakeLater(this);
            }

            if (segmentLength > fullSegment)
            {
                fullSegment = segmentLength;
            }

            // RFC 9293 section 3.8.6.3: at least every second full segment, and no later than the delay.
            unacknowledgedBytes += delivered;
            if (unacknowledgedBytes >= fullSegment << 1 || tcp.acknowledgmentDelay == 0)
            {
                ackNow = true;
            }
            else if (ackAt == TimerQueue.Never)
            {
                // Arm, without the call where it would do nothing.
                ackAt = tcp.context.now + tcp.acknowledgmentDelay;
                if (heapIndex < 0 || ackAt < due)
                {
                    Arm(ackAt);
                }
            }
        }

        // The eighth step: the peer has closed its side, and everything before has been taken.
        private void OnFin()
        {
            ackNow = true;
            if (readersWaiting > 0)
            {
                readable.Set();
                OnWake();
            }

            if (watcher != null)
            {
                tcp.WakeLater(this);
            }

            switch (state)
            {
                case TcpState.Established:
                    SetState(TcpState.CloseWait);
                    break;
                case TcpState.FinWait1:
                    SetState(TcpState.Closing);
                    break;
                case TcpState.FinWait2:
                    EnterTimeWait();
                    break;
            }
        }

        // After a segment was taken, more may be sent: the window, the congestion window or a close have changed.
        private void Continue()
        {
            if (IsSynchronized && path != null)
            {
                sender.Transmit(false);
                if ((closedByUser & Detached) != 0)
                {
                    LeaveBuffers();
                }
            }
        }
    }
}
