using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    // The sender's one timer: RFC 6298, RFC 8985 sections 6.2 and 7, RFC 9293 section 3.8.6.1. Nothing outside this file
    // sets it.
    internal sealed partial class TcpSender
    {
        /// <summary>By how much longer a probe of a single segment waits: the longest that a peer is expected to delay its acknowledgment, in milliseconds (TLP.max_ack_delay, RFC 8985 section 7.2).</summary>
        private const int AcknowledgmentDelay = 200;

        /// <summary>When the timer runs out; <see cref="TimerQueue.Never"/> where none runs.</summary>
        internal long deadline;

        /// <summary>What <see cref="deadline"/> is for; <see cref="SenderTimer.Retransmission"/> where no timer runs.</summary>
        internal SenderTimer timer;

        /// <summary>Starts the timer for a retransmission one RTO from now, or earlier.</summary>
        /// <param name="now">The time.</param>
        /// <param name="limit">When the timer runs out at the latest: nobody waits for the peer longer.</param>
        internal void ArmRetransmission(long now, long limit)
        {
            long due = now + rtt.timeout;
            StartTimer(SenderTimer.Retransmission, due < limit ? due : limit);
        }

        /// <summary>A timer that runs runs out earlier, where the user waits no longer. Window probes are not limited: the peer may answer them for ever.</summary>
        internal void LimitTimer(long limit)
        {
            if (timer != SenderTimer.Persist && deadline != TimerQueue.Never && limit < deadline)
            {
                StartTimer(timer, limit);
            }
        }

        /// <summary>Stops the timer.</summary>
        internal void StopTimer()
        {
            timer = SenderTimer.Retransmission;
            deadline = TimerQueue.Never;
        }

        /// <summary>The SYN was not acknowledged in time.</summary>
        internal void OnSynTimeout()
        {
            timeouts++;
            tcp.counters.SegmentsRetransmitted++;
            tcp.counters.RetransmissionTimeouts++;
            rtt.BackOff();
        }

        /// <summary>The timer has run out.</summary>
        internal void OnDeadline(long now)
        {
            SenderTimer due = timer;
            StopTimer();
            bool probing = due == SenderTimer.Persist || window == 0;
            long end = progressAt + connection.EffectiveUserTimeout();
            if (!probing && now >= end)
            {
                connection.FailTimedOut();
                return;
            }

            if (connection.IsDeviceBusy())
            {
                // What is due cannot go, and does not count before it does.
                StartTimer(due, probing || tcp.busyUntil < end ? tcp.busyUntil : end);
                return;
            }

            if (probing)
            {
                Probe(now);
                return;
            }

            if (due == SenderTimer.Reordering)
            {
                EndAcknowledgment(now, 0, false);
                if (deadline == TimerQueue.Never)
                {
                    ArmRetransmission(now, end);
                }

                Transmit(false);
            }
            else if (due == SenderTimer.TailLossProbe)
            {
                ProbeTail(now, end);
            }
            else
            {
                OnTimeout(now, end);
            }
        }

        /// <summary>The SYN goes again, for there is somebody again who may hear it.</summary>
        internal void OnSynResent()
        {
            timeouts++;
            tcp.counters.SegmentsRetransmitted++;
            rtt.EndBackOff();
        }

        /// <summary>
        /// What is sent arrives again, after a time in which nothing did: what is outstanding goes again at once, or the window
        /// is probed, and time-outs count anew. Of the way, which may be another now, nothing is known: it is a slow start.
        /// </summary>
        internal void OnReachable()
        {
            long now = tcp.context.now;
            rtt.EndBackOff();
            if (timer == SenderTimer.Persist || (window == 0 && unacknowledged != next))
            {
                probes = 0;
                Probe(now);
            }
            else if (unacknowledged != next)
            {
                LoseByTimeout(now);
                if (timeouts != 0)
                {
                    // They have said nothing of the size of what was sent.
                    EndMtuSearch(0, (int)(next - unacknowledged));
                    timeouts = 0;
                }

                ArmRetransmission(now, progressAt + connection.EffectiveUserTimeout());
                Transmit(true);
            }
        }

        private void StartTimer(SenderTimer purpose, long at)
        {
            timer = purpose;
            deadline = at;
            if (connection.heapIndex < 0 || at < connection.due)
            {
                tcp.context.timers.Schedule(connection, at);
            }
        }

        // What is missing may still arrive late: not after that (RFC 8985 section 6.2, step 5).
        private void ArmReordering(long at)
        {
            StartTimer(SenderTimer.Reordering, at);
        }

        // What was waited for as reordered has come, or counts as lost.
        private void EndReordering(long now)
        {
            if (timer == SenderTimer.Reordering)
            {
                StartTimer(SenderTimer.Retransmission, now + rtt.timeout);
            }
        }

        // There is an acknowledgment to go by, so no probe is needed to draw one (RFC 8985 section 7.2).
        private void EndTailProbe()
        {
            if (timer == SenderTimer.TailLossProbe)
            {
                StartTimer(SenderTimer.Retransmission, progressAt + rtt.timeout);
            }
        }

        // Nothing is outstanding, and what is queued may not go: a probe asks whether it may (RFC 9293 section 3.8.6.1).
        private void ArmWindowProbe(long at)
        {
            StartTimer(SenderTimer.Persist, at);
        }

        // Something new was acknowledged, or sent where nothing was outstanding: RFC 6298 section 5, RFC 8985 section 7.2.
        private void RestartTimer(long now, int outstanding)
        {
            if (outstanding == 0)
            {
                timer = SenderTimer.Retransmission;
                deadline = TimerQueue.Never;
                return;
            }

            long at = progressAt + rtt.timeout;
            SenderTimer purpose = SenderTimer.Retransmission;
            if (connection.selective && recovery == LossRecovery.None && probe == TailProbe.None && scoreboard.delivered == 0)
            {
                purpose = SenderTimer.TailLossProbe;
                long due = now + rtt.probeTimeout;
                if (outstanding <= segmentSize && rtt.smoothed >= 0)
                {
                    due += AcknowledgmentDelay;
                }

                if (due < at)
                {
                    at = due;
                }
            }

            // StartTimer, without the call.
            timer = purpose;
            deadline = at;
            if (connection.heapIndex < 0 || at < connection.due)
            {
                tcp.context.timers.Schedule(connection, at);
            }
        }

        // More than one segment is outstanding now, so that the peer does not delay its acknowledgment (RFC 8985 section 7.2).
        // Later ones put the probe off when it is due.
        private void HastenTailProbe(long now)
        {
            if (timer == SenderTimer.TailLossProbe && now + rtt.probeTimeout < deadline)
            {
                StartTimer(SenderTimer.TailLossProbe, now + rtt.probeTimeout);
            }
        }

        private void OnTimeout(long now, long end)
        {
            tcp.counters.RetransmissionTimeouts++;
            TcpLayer.Suspect(connection.path);
            SearchMtu();
            LoseByTimeout(now);
            timeouts++;
            rtt.BackOff();

            // The user time-out does not wait for the next retransmission (RFC 9293 section 3.10.8).
            ArmRetransmission(now, end);
            Transmit(true);
        }

        // RFC 8985 section 7.3: something new, or the last segment once more, draws the acknowledgment that tells.
        private void ProbeTail(long now, long end)
        {
            // The time runs from the last that was sent or acknowledged, but goes no further than the retransmission time-out.
            long due = (sentAt > progressAt ? sentAt : progressAt) + rtt.probeTimeout;
            if ((int)(next - unacknowledged) <= segmentSize && rtt.smoothed >= 0)
            {
                due += AcknowledgmentDelay;
            }

            long timeout = progressAt + rtt.timeout;
            due = due < timeout ? due : timeout;
            if (due > now)
            {
                StartTimer(SenderTimer.TailLossProbe, due < end ? due : end);
                return;
            }

            ArmRetransmission(now, end);
            int offset = (int)(next - unacknowledged);
            int length = queued - offset;
            if (length > window - offset)
            {
                length = window - offset;
            }

            bool fresh = length > 0;
            uint from = next;
            bool fin = false;
            if (fresh)
            {
                int full = FullSegment();
                fin = (marks & FinQueued) != 0 && length <= full && length == queued - offset && length < window - offset;
                length = length < full ? length : full;
            }
            else
            {
                // The last number may be that of the FIN.
                fin = offset > queued;
                uint to = fin ? next - 1 : next;
                from = scoreboard.LastStart();
                int full = FullSegment();
                if ((int)(to - from) > full)
                {
                    from = to - (uint)full;
                }

                offset = (int)(from - unacknowledged);
                length = (int)(to - from);
            }

            if (!Send(from, offset, length, fin))
            {
                StartTimer(SenderTimer.TailLossProbe, tcp.busyUntil);
                return;
            }

            tcp.counters.TailLossProbes++;
            probe = fresh ? TailProbe.Fresh : TailProbe.Resent;
            probeEnd = next;
        }

        // Sends beyond a closed window, or what is too little to be worth it: RFC 9293 section 3.8.6.1, and the override
        // time-out of section 3.8.6.2.1. A peer that answers is waited for as long as it likes.
        private void Probe(long now)
        {
            long heardAt = connection.heardAt;
            if (probes > 2 && heardAt < sentAt && now - heardAt >= connection.EffectiveUserTimeout())
            {
                connection.FailTimedOut();
                return;
            }

            int pause = rtt.timeout;
            for (int i = 0; i < probes && pause < tcp.maximumRetransmissionTimeout; i++)
            {
                pause <<= 1;
            }

            long due = now + (pause < tcp.maximumRetransmissionTimeout ? pause : tcp.maximumRetransmissionTimeout);
            StartTimer(unacknowledged == next ? SenderTimer.Persist : SenderTimer.Retransmission, due);
            if (window > 0)
            {
                Transmit(true);
                return;
            }

            int length = queued > 0 ? 1 : 0;
            bool sent;
            if (unacknowledged != next)
            {
                sent = Send(unacknowledged, 0, length, length == 0);
            }
            else
            {
                sent = Put(next, 0, length, length == 0);
                if (sent)
                {
                    // What the peer has not asked for is not sent until it is acknowledged, and no progress: acknowledgments
                    // from behind it would be outside the peer's window, and not be heard.
                    sentAt = now;
                    rack.OnIdle((int)now);
                }
            }

            if (!sent)
            {
                ArmWindowProbe(tcp.busyUntil);
                return;
            }

            probes = probes == ProbesOver ? 1 : probes + 1;
            tcp.counters.WindowProbes++;
            ArmWindowProbe(due);
        }
    }
}
