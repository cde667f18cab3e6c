using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    // What is sent again, and what asks whether a window has opened: RFC 6298, RFC 5681, RFC 6582, RFC 9293 section 3.8.6.1.
    internal sealed partial class TcpSender
    {
        /// <summary>An acknowledgment of nothing new while something is outstanding (RFC 5681 section 2).</summary>
        internal void OnDuplicateAck()
        {
            duplicateAcks++;
            if (inRecovery)
            {
                congestion.Inflate();
            }
            else if (duplicateAcks == 1)
            {
                // What limited transmit adds from here on does not count as in flight (RFC 5681 section 3.2, step 2).
                flightAtLoss = (int)(next - unacknowledged);
            }
            else if (duplicateAcks == 3 && (int)(unacknowledged - recover) > 0)
            {
                congestion.EnterRecovery(flightAtLoss);
                inRecovery = true;
                partialSeen = false;
                recover = next;
                tcp.counters.FastRetransmits++;
                Resend();
                deadline = tcp.context.now + rtt.timeout;
            }
        }

        /// <summary>The device was busy and may not be any more.</summary>
        internal void Retry()
        {
            if (resendDue)
            {
                resendDue = false;
                if (inRecovery)
                {
                    Resend();
                }
            }

            Transmit(false);
        }

        /// <summary>The retransmission or persist timer has run out.</summary>
        internal void OnDeadline(long now)
        {
            deadline = TimerQueue.Never;
            if (persisting || window == 0)
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

            // RFC 6298 section 5.4 to 5.6 and RFC 5681 section 3.1: everything outstanding counts as lost.
            tcp.counters.RetransmissionTimeouts++;
            timeouts++;
            connection.OnTimeoutInARow(timeouts);
            congestion.OnTimeout((int)(next - unacknowledged), timeouts == 1);
            rtt.BackOff();
            inRecovery = false;
            duplicateAcks = 0;
            recover = next;
            timing = false;
            transmitNext = unacknowledged;

            // The user time-out does not wait for the next retransmission (RFC 9293 section 3.10.8).
            deadline = now + rtt.timeout < end ? now + rtt.timeout : end;
            Transmit(true);
        }

        /// <summary>The path carries less than was thought: everything outstanding goes again, in smaller segments.</summary>
        internal void Shrink(int newSegmentSize)
        {
            Resize(newSegmentSize);
            timing = false;
            transmitNext = unacknowledged;
        }

        /// <summary>New data go in segments of another size.</summary>
        internal void Resize(int newSegmentSize)
        {
            segmentSize = newSegmentSize;
            congestion.SetSegmentSize(newSegmentSize);
            if (congestion.window < newSegmentSize)
            {
                congestion.window = newSegmentSize;
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

            persisting = unacknowledged == next;
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

            probes++;
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
                probed = next + 1;
                sentAt = now;
            }

            transmitNext = next;
            persisting = true;
        }

        // Sends the first unacknowledged segment again.
        private void Resend()
        {
            int length = queued < segmentSize ? queued : segmentSize;
            if (length > window)
            {
                length = window;
            }

            bool fin = finQueued && length == queued && (int)(next - unacknowledged) > length;
            if (length > 0 || fin)
            {
                resendDue = !Send(unacknowledged, 0, length, fin);
            }
        }
    }
}
