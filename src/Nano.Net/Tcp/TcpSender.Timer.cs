using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    // What the sender's one timer does: RFC 6298, RFC 8985 section 7, RFC 9293 section 3.8.6.1.
    internal sealed partial class TcpSender
    {
        /// <summary>By how much longer a probe of a single segment waits: the longest that a peer is expected to delay its acknowledgment, in milliseconds (WCDelAckT, RFC 8985 section 7.2).</summary>
        private const int AcknowledgmentDelay = 200;

        /// <summary>The timer has run out.</summary>
        internal void OnDeadline(long now)
        {
            deadline = TimerQueue.Never;
            if (timer == SenderTimer.Persist || window == 0)
            {
                Probe(now);
                return;
            }

            long end = progressAt + connection.EffectiveUserTimeout();
            if (now >= end)
            {
                connection.FailTimedOut();
                return;
            }

            SenderTimer due = timer;
            timer = SenderTimer.Retransmission;
            if (due == SenderTimer.Reordering)
            {
                EndAcknowledgment(now);
                if (deadline == TimerQueue.Never)
                {
                    deadline = Earlier(now + rtt.timeout, end);
                }

                Transmit(false);
            }
            else if (due == SenderTimer.TailLossProbe && now - progressAt < rtt.timeout)
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
                connection.Arm(deadline);
            }
            else if (unacknowledged != next)
            {
                LoseByTimeout(now);
                if (timeouts != 0)
                {
                    // They have said nothing of the size of what was sent.
                    connection.OnTimeoutsOver(timeouts, 0);
                    timeouts = 0;
                }

                timer = SenderTimer.Retransmission;
                deadline = Earlier(now + rtt.timeout, progressAt + connection.EffectiveUserTimeout());
                connection.Arm(deadline);
                Transmit(true);
            }
        }

        // Restarts it where something is outstanding: RFC 6298 section 5.1 and 5.3, RFC 8985 section 7.2.
        private void RestartTimer(long now)
        {
            int pause = rtt.timeout;
            timer = SenderTimer.Retransmission;
            if (connection.selective && recovery == LossRecovery.None && probe == TailProbe.None && scoreboard.delivered == 0)
            {
                int probePause = ProbePause();
                if (probePause < pause)
                {
                    pause = probePause;
                    timer = SenderTimer.TailLossProbe;
                }
            }

            deadline = now + pause;
        }

        // PTO (RFC 8985 section 7.2).
        private int ProbePause()
        {
            return (int)(next - unacknowledged) <= segmentSize ? rtt.probeTimeout + AcknowledgmentDelay : rtt.probeTimeout;
        }

        private void OnTimeout(long now, long end)
        {
            tcp.counters.RetransmissionTimeouts++;
            tcp.Suspect(connection.path);
            connection.OnTimeoutInARow(timeouts + 1);
            LoseByTimeout(now);
            timeouts++;
            rtt.BackOff();

            // The user time-out does not wait for the next retransmission (RFC 9293 section 3.10.8).
            deadline = Earlier(now + rtt.timeout, end);
            Transmit(true);
        }

        // RFC 8985 section 7.3: something new, or the last segment once more, draws the acknowledgment that tells.
        private void ProbeTail(long now, long end)
        {
            // Not before the time has passed since the last that was sent.
            long due = sentAt + ProbePause();
            if (due > now && due < progressAt + rtt.timeout)
            {
                timer = SenderTimer.TailLossProbe;
                deadline = Earlier(due, end);
                return;
            }

            deadline = Earlier(now + rtt.timeout, end);
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
                fin = finQueued && length <= full && length == queued - offset && length < window - offset;
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

            if (Send(from, offset, length, fin))
            {
                tcp.counters.TailLossProbes++;
                probe = fresh ? TailProbe.Fresh : TailProbe.Resent;
                probeEnd = next;
            }
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

            timer = unacknowledged == next ? SenderTimer.Persist : SenderTimer.Retransmission;
            int pause = rtt.timeout;
            for (int i = 0; i < probes && pause < tcp.maximumRetransmissionTimeout; i++)
            {
                pause <<= 1;
            }

            deadline = now + (pause < tcp.maximumRetransmissionTimeout ? pause : tcp.maximumRetransmissionTimeout);
            if (window > 0)
            {
                Transmit(true);
                return;
            }

            probes = probes == ProbesOver ? 1 : probes + 1;
            tcp.counters.WindowProbes++;
            int length = queued > 0 ? 1 : 0;
            if (unacknowledged != next)
            {
                Send(unacknowledged, 0, length, length == 0);
            }
            else if (Put(next, 0, length, length == 0))
            {
                // What the peer has not asked for is not sent until it is acknowledged, and no progress: acknowledgments
                // from behind it would be outside the peer's window, and not be heard.
                sentAt = now;
            }

            timer = SenderTimer.Persist;
        }

        private static long Earlier(long a, long b)
        {
            return a < b ? a : b;
        }
    }
}
