using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How the sender learns of losses and makes up for them: RFC 5681, RFC 6582, RFC 6675, RFC 8985, RFC 3522.
    internal sealed partial class TcpSender
    {
        /// <summary>Three of them: something is lost (RFC 5681 section 3.2).</summary>
        private const int DuplicateThreshold = 3;

        /// <summary>
        /// Takes the blocks of a selective acknowledgment (RFC 2018), before <see cref="Acknowledge"/> or
        /// <see cref="OnSelectiveOnly"/> draws the conclusions.
        /// </summary>
        internal void Select(TcpOptions options, uint acknowledgment)
        {
            int now = (int)tcp.context.now;
            NoteEcho(now);
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
        }

        /// <summary>
        /// An acknowledgment of nothing, of a peer that acknowledges selectively: where the last one was of the probe, original
        /// and probe have both arrived (RFC 8985 section 7.4.2, case 2).
        /// </summary>
        internal void OnBareDuplicate()
        {
            if (probe == TailProbe.Resent && unacknowledged == probeEnd)
            {
                probe = TailProbe.None;
            }
        }

        /// <summary>An acknowledgment has told of data behind a hole, and of nothing new before it.</summary>
        internal void OnSelectiveOnly()
        {
            long now = tcp.context.now;
            if (timer == SenderTimer.TailLossProbe)
            {
                // There is an acknowledgment to go by (RFC 8985 section 7.2).
                timer = SenderTimer.Retransmission;
                deadline = progressAt + rtt.timeout;
            }

            EndAcknowledgment(now);
            if (deadline != TimerQueue.Never)
            {
                connection.Arm(deadline);
            }
        }

        /// <summary>An acknowledgment of nothing new while something is outstanding (RFC 5681 section 2), of a peer that does not acknowledge selectively.</summary>
        internal void OnDuplicateAck()
        {
            duplicateAcks++;
            bool lost = duplicateAcks >= DuplicateThreshold;
            if (recovery == LossRecovery.Timeout || (lost && recovery == LossRecovery.None && (int)(unacknowledged - recover) <= 0))
            {
                // Of what went again after a time-out nothing can be told (RFC 6582 section 4).
                return;
            }

            // A segment has left the network. For the first two a new one may go (RFC 3042), and so it is in recovery.
            int room = (int)(next - unacknowledged) - scoreboard.delivered - scoreboard.lost;
            scoreboard.delivered += segmentSize < room ? segmentSize : room;
            if (lost && recovery == LossRecovery.None)
            {
                scoreboard.LoseFirst(segmentSize);
                EnterRecovery(tcp.context.now);
            }
        }

        /// <summary>The device was busy and may not be any more.</summary>
        internal void Retry()
        {
            Transmit(false);
        }

        /// <summary>The path carries less than was thought: everything outstanding goes again, in smaller segments.</summary>
        internal void Shrink(int newSegmentSize)
        {
            Resize(newSegmentSize);
            timedAt = TimerQueue.Never;
            scoreboard.LoseAll();
        }

        /// <summary>New data go in segments of another size.</summary>
        internal void Resize(int newSegmentSize)
        {
            segmentSize = newSegmentSize;
            congestion.SetSegmentSize(newSegmentSize);
        }

        /// <summary>The peer tells of congestion on the way to it (RFC 3168 section 6.1.2).</summary>
        /// <param name="flight">Bytes that were outstanding before the acknowledgment that tells.</param>
        /// <returns>False where the window feels a loss already.</returns>
        internal bool OnCongestionEcho(int flight)
        {
            if (recovery != LossRecovery.None)
            {
                return false;
            }

            ReduceWindow(flight);
            return true;
        }

        // An acknowledgment of something new while a recovery goes on. False: the timer runs on.
        private bool OnAcknowledgedInRecovery(uint acknowledgment, int acknowledged, int flight)
        {
            long now = tcp.context.now;
            if (resentAt != TimerQueue.Never && rack.echoedAt - (int)resentAt < 0)
            {
                OnSpurious();
                return true;
            }

            if (recovery == LossRecovery.Timeout)
            {
                congestion.OnAcknowledged(acknowledged, flight, now, rtt.SmoothedRoundTrip());
            }

            if ((int)(acknowledgment - recover) >= 0)
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
            bool first = !partialSeen;
            int over = acknowledged - segmentSize;
            scoreboard.delivered = over < 0 ? scoreboard.delivered : scoreboard.delivered > over ? scoreboard.delivered - over : 0;
            scoreboard.LoseFirst(segmentSize);
            resendDue = scoreboard.lost > 0;
            partialSeen = true;
            return first;
        }

        private void EndRecovery(uint acknowledgment)
        {
            if (recovery == LossRecovery.Fast && !connection.selective)
            {
                // The first choice of RFC 6582 section 3.2, step 3, which makes no burst.
                int flight = (int)(next - acknowledgment);
                int careful = (flight > segmentSize ? flight : segmentSize) + segmentSize;
                if (congestion.window > careful)
                {
                    congestion.window = careful;
                }
            }

            if (!connection.selective)
            {
                scoreboard.delivered = 0;
            }

            recovery = LossRecovery.None;
            duplicateAcks = 0;
            resendDue = false;
            resentAt = TimerQueue.Never;
            rack.OnRecovered();
        }

        private void EnterRecovery(long now)
        {
            tcp.counters.FastRetransmits++;
            ReduceWindow((int)(next - unacknowledged));
            recovery = LossRecovery.Fast;
            recover = next;
            probe = TailProbe.None;
            partialSeen = false;
            resendDue = true;
            resentAt = TimerQueue.Never;
            timer = SenderTimer.Retransmission;
            deadline = now + rtt.timeout;

            // It may be earlier than what the timer was for: the next probe of a closed window.
            connection.Arm(deadline);
        }

        // A time-out says that what is outstanding is lost: RFC 6298 section 5.4, RFC 5681 section 3.1, RFC 8985 section 6.3.
        private void LoseByTimeout(long now)
        {
            if (recovery == LossRecovery.None)
            {
                congestion.Remember();
                resentAt = TimerQueue.Never;
            }

            congestion.OnTimeout((int)(next - unacknowledged), timeouts == 0);
            connection.OnWindowReduced();
            recovery = LossRecovery.Timeout;
            recover = next;
            duplicateAcks = 0;
            probe = TailProbe.None;
            resendDue = true;
            if (!connection.selective)
            {
                scoreboard.delivered = 0;
                scoreboard.LoseAll();
                return;
            }

            if (scoreboard.IsReneged)
            {
                scoreboard.ForgetDeliveries();
            }

            scoreboard.LoseOlder((int)now, rack.roundTrip + rack.ReorderingWindow(rtt.SmoothedRoundTrip(), true));
        }

        // What has been acknowledged is known: what does it say of the rest?
        private void EndAcknowledgment(long now)
        {
            Scoreboard board = scoreboard;
            if (connection.selective && board.count > 0 && (board.delivered > 0 || recovery != LossRecovery.None))
            {
                int before = board.lost;
                bool pressing = recovery != LossRecovery.None || board.delivered >= DuplicateThreshold * segmentSize;
                int pause = board.DetectLoss((int)now, rack.ReorderingWindow(rtt.SmoothedRoundTrip(), pressing));
                if (board.lost > before && recovery == LossRecovery.None)
                {
                    EnterRecovery(now);
                }

                if (pause > 0)
                {
                    timer = SenderTimer.Reordering;
                    deadline = now + pause;
                    connection.Arm(deadline);
                }
                else if (timer == SenderTimer.Reordering)
                {
                    timer = SenderTimer.Retransmission;
                    deadline = now + rtt.timeout;
                }
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
        private void OnSpurious()
        {
            tcp.counters.SpuriousRecoveries++;
            resentAt = TimerQueue.Never;
            resendDue = false;
            recovery = LossRecovery.None;
            duplicateAcks = 0;
            scoreboard.ForgetLosses();
            if (!connection.selective)
            {
                scoreboard.delivered = 0;
            }

            if (congestion.Restore())
            {
                connection.OnReductionUndone();
            }
        }

        // Where acknowledgments do not say which time they mean, they may mean the last.
        private void NoteEcho(long now)
        {
            if (!connection.timestamps)
            {
                rack.echoedAt = (int)now;
            }
        }

        private void OnResent(uint from, uint to, int now)
        {
            tcp.counters.SegmentsRetransmitted++;
            if (!connection.timestamps)
            {
                timedAt = TimerQueue.Never;
            }
            else if (resentAt == TimerQueue.Never && recovery != LossRecovery.None)
            {
                resentAt = now;
            }

            scoreboard.Resend(from, to, now);
        }

        // The network has lost or marked something of what was outstanding: a new episode of congestion. What limited transmit
        // has added does not count as in flight (RFC 5681 section 3.2, step 2).
        private void ReduceWindow(int outstanding)
        {
            congestion.Remember();
            congestion.OnCongestion(outstanding < congestion.window ? outstanding : congestion.window);
            connection.OnWindowReduced();
        }
    }
}
