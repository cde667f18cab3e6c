using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How the sender learns of losses and makes up for them: RFC 5681, RFC 6582, RFC 6675, RFC 8985, RFC 3522.
    internal sealed partial class TcpSender
    {
        /// <summary>Three of them: something is lost (RFC 5681 section 3.2).</summary>
        private const int DuplicateThreshold = 3;

        // Takes the blocks of a selective acknowledgment (RFC 2018), before Acknowledge or OnSelectiveOnly draws the
        // conclusions. Returns how many bytes are told of for the first time.
        private int Select(TcpSegment segment)
        {
            TcpOptions options = segment.options;
            uint acknowledgment = segment.acknowledgment;
            int before = scoreboard.delivered;
            int now = (int)tcp.context.now;
            NoteEcho(segment, now);
            uint from = options.sackStart[0];
            uint to = options.sackEnd[0];
            int i = 0;
            if ((int)(to - acknowledgment) <= 0
                || (options.sackBlocks > 1 && (int)(from - options.sackStart[1]) >= 0 && (int)(to - options.sackEnd[1]) <= 0))
            {
                // RFC 2883 section 4: the first block tells of what has arrived twice.
                i = 1;
                tcp.counters.DuplicatesReported++;
                rack.OnDuplicate(unacknowledged, next);
                if (to == probeEnd)
                {
                    // The probe was for nothing: the tail had not been lost (RFC 8985 section 7.4.2).
                    probe = TailProbe.None;
                }
            }

            for (; i < options.sackBlocks; i++)
            {
                from = options.sackStart[i];
                to = options.sackEnd[i];
                if ((int)(from - acknowledgment) > 0
                    && (int)(from - unacknowledged) > 0
                    && (int)(to - from) > 0
                    && (int)(to - next) <= 0
                    && !scoreboard.Select(from, to, now))
                {
                    tcp.counters.ScoreboardOverflows++;
                }
            }

            return scoreboard.delivered - before;
        }

        // The last acknowledgment once more, with nothing in it that is new.
        private void OnDuplicate(uint acknowledgment)
        {
            if (!connection.selective)
            {
                if (window != 0 && next != acknowledgment)
                {
                    OnDuplicateAck();
                }
            }
            else if (probe == TailProbe.Resent && unacknowledged == probeEnd)
            {
                // Where the last one was of the probe, original and probe have both arrived (RFC 8985 section 7.4.2, case 2).
                probe = TailProbe.None;
            }
        }

        // An acknowledgment has told of data behind a hole, and of nothing new before it.
        private void OnSelectiveOnly(int delivered)
        {
            EndTailProbe();
            EndAcknowledgment(tcp.context.now, delivered, false);
        }

        // An acknowledgment of nothing new while something is outstanding (RFC 5681 section 2), of a peer that does not
        // acknowledge selectively.
        private void OnDuplicateAck()
        {
            duplicateAcks++;
            bool lost = duplicateAcks >= DuplicateThreshold;
            if (recovery == LossRecovery.Timeout || (lost && recovery == LossRecovery.None && (int)(unacknowledged - recoveryPoint) <= 0))
            {
                // Of what went again after a time-out nothing can be told (RFC 6582 section 4).
                return;
            }

            // A segment has left the network. For the first two a new one may go (RFC 3042), and so it is in recovery.
            int pipe = Pipe();
            int delivered = segmentSize < pipe ? segmentSize : pipe;
            departed += delivered;
            if (recovery == LossRecovery.Fast)
            {
                if (delivered > 0)
                {
                    ReduceRate(delivered, false);
                }
            }
            else if (lost && IsMtuProbe(unacknowledged))
            {
                // No congestion, so no recovery: it goes again, and of what follows nothing can be told till it has arrived.
                LoseFirst(MtuProbeLength());
                marks |= ResendDue;
                recoveryPoint = next;
            }
            else if (lost)
            {
                LoseFirst(segmentSize);
                EnterRecovery(tcp.context.now, delivered);
            }
        }

        /// <summary>The device was busy and may not be any more.</summary>
        internal void Retry()
        {
            long now = tcp.context.now;
            Transmit(false);
            if (recovery == LossRecovery.Timeout && deadline <= now && sentAt == now)
            {
                // The next time-out is counted from when the device has taken what the last one has sent.
                ArmRetransmission(now, progressAt + connection.EffectiveUserTimeout());
            }
        }

        /// <summary>The path carries less than was thought: everything outstanding goes again, in smaller segments.</summary>
        internal void Shrink(int newSegmentSize)
        {
            Resize(newSegmentSize);
            marks &= ~Narrowed;
            timedAt = TimerQueue.Never;
            LoseAll();
        }

        /// <summary>New data go in segments of another size.</summary>
        internal void Resize(int newSegmentSize)
        {
            segmentSize = newSegmentSize;
            congestion.SetSegmentSize(newSegmentSize);
        }

        // An acknowledgment of something new while a recovery goes on. False: the timer runs on.
        private bool OnAcknowledgedInRecovery(uint acknowledgment, int acknowledged, int flight)
        {
            long now = tcp.context.now;
            if (resentAt != TimerQueue.Never && rack.echoedAt - (int)resentAt < 0)
            {
                OnSpurious(acknowledged);
                return true;
            }

            if (recovery == LossRecovery.Timeout)
            {
                congestion.OnAcknowledged(acknowledged, flight, now, rtt.SmoothedRoundTrip());
            }

            if ((int)(acknowledgment - recoveryPoint) >= 0)
            {
                EndRecovery(acknowledgment);
                return true;
            }

            if (recovery == LossRecovery.Timeout || connection.selective)
            {
                return true;
            }

            // RFC 6582 section 3.2, step 3: the next hole is filled at once, and the timer restarted for the first partial
            // acknowledgment only, so that a window full of holes ends in a time-out.
            bool first = (marks & PartialSeen) == 0;
            int over = acknowledged - segmentSize;
            departed = over < 0 ? departed : departed > over ? departed - over : 0;
            LoseFirst(segmentSize);
            marks = scoreboard.lost > 0 ? marks | PartialSeen | ResendDue : (marks | PartialSeen) & ~ResendDue;
            return first;
        }

        private void EndRecovery(uint acknowledgment)
        {
            if (recovery == LossRecovery.Fast)
            {
                congestion.SetWindow(congestion.slowStartThreshold);
                if (!connection.selective)
                {
                    // The first choice of RFC 6582 section 3.2, step 3, which makes no burst.
                    int flight = (int)(next - acknowledgment);
                    congestion.Limit((flight > segmentSize ? flight : segmentSize) + segmentSize);
                }
            }

            recovery = LossRecovery.None;
            duplicateAcks = 0;
            departed = 0;
            marks &= ~ResendDue;
            resentAt = TimerQueue.Never;
            rack.OnRecovered();
        }

        private void EnterRecovery(long now, int delivered)
        {
            tcp.counters.FastRetransmits++;
            ReduceWindow((int)(next - unacknowledged));
            recovery = LossRecovery.Fast;
            recoveryPoint = next;
            probe = TailProbe.None;
            marks &= ~PartialSeen;
            resentAt = TimerQueue.Never;
            BeginRateReduction(delivered);
            StartTimer(SenderTimer.Retransmission, now + rtt.timeout);
        }

        // A time-out says that what is outstanding is lost: RFC 6298 section 5.4, RFC 5681 section 3.1, RFC 8985 section 6.3.
        private void LoseByTimeout(long now)
        {
            int flight = FlightSize();
            if (recovery == LossRecovery.None)
            {
                congestion.Remember(flight);
                resentAt = TimerQueue.Never;
            }

            congestion.OnTimeout(flight, timeouts == 0);
            NoteReduction();
            recovery = LossRecovery.Timeout;
            recoveryPoint = next;
            duplicateAcks = 0;
            departed = 0;
            probe = TailProbe.None;
            marks |= ResendDue;
            if (!connection.selective)
            {
                LoseAll();
                return;
            }

            if (scoreboard.IsReneged)
            {
                scoreboard.ForgetDeliveries();
            }

            scoreboard.LoseOlder((int)now, rack.roundTrip + rack.ReorderingWindow(rtt.SmoothedRoundTrip(), true));
        }

        // The first bytes that are outstanding are lost. What has left the network lies behind them, and is no more than that:
        // there may be more duplicate acknowledgments than segments that have arrived.
        private void LoseFirst(int length)
        {
            scoreboard.LoseFirst(length);
            int behind = (int)(next - unacknowledged) - scoreboard.lost;
            departed = departed < behind ? departed : behind;
        }

        // All that is outstanding goes again, also what has arrived.
        private void LoseAll()
        {
            scoreboard.LoseAll();
            departed = 0;
        }

        // What has been acknowledged is known: what does it say of the rest?
        // delivered: how many bytes it was that have arrived; advanced: whether SND.UNA has moved.
        private void EndAcknowledgment(long now, int delivered, bool advanced)
        {
            Scoreboard board = scoreboard;
            if (connection.selective && board.count > 0 && (board.delivered > 0 || recovery != LossRecovery.None))
            {
                int before = board.lost;
                bool pressing = recovery != LossRecovery.None || board.delivered >= DuplicateThreshold * segmentSize;
                int pause = board.DetectLoss((int)now, rack.ReorderingWindow(rtt.SmoothedRoundTrip(), pressing));
                bool lostMore = board.lost > before;
                if (lostMore && recovery == LossRecovery.None)
                {
                    if (IsMtuProbeAloneLost())
                    {
                        // That is no congestion.
                        marks |= ResendDue;
                    }
                    else
                    {
                        EnterRecovery(now, delivered);
                    }
                }
                else if (recovery == LossRecovery.Fast && (lostMore || delivered > 0))
                {
                    ReduceRate(delivered, advanced && !lostMore);
                }

                if (pause > 0)
                {
                    ArmReordering(now + pause);
                }
                else
                {
                    EndReordering(now);
                }
            }
            else if (recovery == LossRecovery.Fast && delivered > 0)
            {
                // Without selective acknowledgments, what advances SND.UNA tells of the next loss.
                ReduceRate(delivered, false);
            }

            rack.forwardBefore = rack.forward;
        }

        // RFC 8985 section 7.4.2: what has been acknowledged from behind the probe shows that it has repaired a loss, which
        // the congestion window must feel.
        private void OnProbeAcknowledged(uint acknowledgment, int flight)
        {
            if (probe == TailProbe.Fresh)
            {
                probe = TailProbe.None;
            }
            else if (acknowledgment != probeEnd)
            {
                probe = TailProbe.None;
                ReduceWindow(flight);
            }
        }

        // The Eifel algorithm (RFC 3522): the acknowledgment is of what was sent before it was sent again. Nothing was lost,
        // and all goes on as before (RFC 4015).
        private void OnSpurious(int acknowledged)
        {
            tcp.counters.SpuriousRecoveries++;
            resentAt = TimerQueue.Never;
            marks &= ~ResendDue;
            if (recovery == LossRecovery.Fast)
            {
                congestion.SetWindow(congestion.slowStartThreshold);
            }

            recovery = LossRecovery.None;
            duplicateAcks = 0;
            departed = 0;
            scoreboard.ForgetLosses();
            if (congestion.Restore(Pipe(), acknowledged))
            {
                // There is nothing to say to the peer, and its next echo counts.
                marks &= ~WindowReduced;
            }
        }

        // When that was sent which an acknowledgment is for. Where it does not say which time it means, it may mean the last.
        private void NoteEcho(TcpSegment segment, long now)
        {
            rack.echoedAt = connection.timestamps && segment.options.hasTimestamp
                ? (int)(segment.options.timestampEcho - connection.timestampOffset)
                : (int)now;
        }

        private void OnResent(uint from, uint to, int now)
        {
            tcp.counters.SegmentsRetransmitted++;
            sentInRecovery += (int)(to - from);
            if (!connection.timestamps)
            {
                timedAt = TimerQueue.Never;
            }
            else if (resentAt == TimerQueue.Never && recovery != LossRecovery.None)
            {
                resentAt = now;
            }

            scoreboard.Resend(from, to, now);
            if ((marks & MtuProbeSent) != 0)
            {
                EndMtuProbe(from, to);
            }
        }

        // The network has lost or marked something of what was outstanding: a new episode of congestion. What limited transmit
        // has added does not count as in flight (RFC 5681 section 3.2, step 2).
        private void ReduceWindow(int outstanding)
        {
            int flight = outstanding < congestion.window ? outstanding : congestion.window;
            congestion.Remember(flight);
            congestion.OnCongestion(flight);
            NoteReduction();
        }

        // FlightSize where there has been an episode of congestion already: what has arrived behind a hole is not in flight,
        // and no more is than the window has let go. Without this a time-out in a recovery could raise the threshold.
        private int FlightSize()
        {
            int flight = (int)(next - unacknowledged) - scoreboard.delivered - departed;
            return flight < congestion.window ? flight : congestion.window;
        }
    }
}
