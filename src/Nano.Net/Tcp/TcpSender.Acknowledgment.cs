using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // What the sender does with what it hears of the peer: RFC 9293 section 3.10.7.4, fifth.
    internal sealed partial class TcpSender
    {
        /// <summary>Whether an acknowledgment cannot be the peer's: it is of something that was never sent, or older than any that may still be under way (RFC 5961 section 5.2).</summary>
        internal bool IsUnacceptable(uint acknowledgment)
        {
            return (int)(acknowledgment - unacknowledged) < -largestWindow || IsBeyond(acknowledgment);
        }

        /// <summary>
        /// Takes acknowledgment and window of a segment that header prediction has found to be the expected one: both windows
        /// are open, nothing is selectively acknowledged, and no duplicate acknowledgment has come before it.
        /// </summary>
        /// <param name="segment">The segment; SND.UNA =&lt; SEG.ACK =&lt; SND.NXT.</param>
        /// <param name="acknowledged">The distance of SEG.ACK from SND.UNA.</param>
        internal void OnPredicted(TcpSegment segment, int acknowledged)
        {
            int newWindow = segment.window << windowShift;
            if (newWindow == window)
            {
                windowSequence = segment.sequence;
                windowAcknowledgment = segment.acknowledgment;
            }
            else
            {
                SetWindow(segment.sequence, segment.acknowledgment, newWindow);
            }

            if (acknowledged > 0)
            {
                Acknowledge(segment, acknowledged, 0);
            }
        }

        /// <summary>Takes all that a segment says of what was sent: what has arrived, how much more may go, and whether the path is congested.</summary>
        /// <param name="segment">The segment, whose acknowledgment is acceptable.</param>
        internal void OnAcknowledgment(TcpSegment segment)
        {
            uint acknowledgment = segment.acknowledgment;
            int acknowledged = (int)(acknowledgment - unacknowledged);
            bool congested = (segment.flags & TcpFlags.Ece) != 0 && connection.SendsEcn;

            // In a fast recovery, the window only says how much may go now (RFC 9937).
            int windowBefore = recovery == LossRecovery.Fast ? congestion.slowStartThreshold : congestion.window;
            int flightBefore = (int)(next - unacknowledged);
            if (congested)
            {
                ConfirmCongestion();
            }

            if (acknowledged >= 0)
            {
                int newWindow = segment.window << windowShift;
                bool sameWindow = newWindow == window;
                UpdateWindow(segment.sequence, acknowledgment, newWindow);
                bool selective = connection.selective && segment.options.sackBlocks > 0;
                int selected = selective ? Select(segment) : 0;
                if (acknowledged > 0)
                {
                    Acknowledge(segment, acknowledged, selected);
                }
                else if (selective)
                {
                    OnSelectiveOnly(selected);
                }
                else if (sameWindow && segment.payloadLength == 0 && (segment.flags & TcpFlags.Fin) == 0)
                {
                    OnDuplicate(acknowledgment);
                }
            }

            if (congested)
            {
                OnCongestionEcho(windowBefore, flightBefore);
            }
        }

        // Takes over the window of a segment that is not older than the last that did (RFC 9293 section 3.10.7.4, fifth).
        // What acknowledges something new is never older, also where the peer sends its data again: with the old window,
        // the right edge would move on by what is acknowledged.
        private void UpdateWindow(uint sequence, uint acknowledgment, int newWindow)
        {
            int older = (int)(windowSequence - sequence);
            if (acknowledgment == unacknowledged
                && (older > 0 || (older == 0 && (int)(windowAcknowledgment - acknowledgment) > 0)))
            {
                return;
            }

            SetWindow(sequence, acknowledgment, newWindow);
        }

        /// <summary>Sets SND.WND, SND.WL1 and SND.WL2.</summary>
        internal void SetWindow(uint sequence, uint acknowledgment, int newWindow)
        {
            if (window == 0 && newWindow > 0 && probes > 0)
            {
                // What the probes carried was not taken: it goes again, with the rest.
                probes = unacknowledged == next ? ProbesOver : 0;
                LoseAll();
                progressAt = tcp.context.now;
                if (unacknowledged == next)
                {
                    // The pauses between probes have nothing to do with how long what is too little may wait.
                    StopTimer();
                }
            }

            windowSequence = sequence;
            windowAcknowledgment = acknowledgment;
            window = newWindow;
            if (newWindow > largestWindow)
            {
                largestWindow = newWindow;
            }
        }

        // The peer has acknowledged something new: SND.UNA < SEG.ACK =< SND.NXT, acknowledged is its distance from SND.UNA.
        // selected: how many bytes behind it the segment was the first to tell of.
        private void Acknowledge(TcpSegment segment, int acknowledged, int selected)
        {
            long now = tcp.context.now;
            uint acknowledgment = segment.acknowledgment;
            if (acknowledged > largestAcknowledged)
            {
                largestAcknowledged = acknowledged;
            }

            int data = acknowledged;
            if (data > queued)
            {
                data = queued;
                marks |= FinAcknowledged;
            }

            head += data;
            if (head >= buffer.Length)
            {
                head -= buffer.Length;
            }

            queued -= data;
            unacknowledged = acknowledgment;
            if ((int)(next - acknowledgment) < 0)
            {
                // A probe was taken.
                tcp.counters.BytesSent += data;
                next = acknowledgment;
            }

            // What one of them has carried is acknowledged, or what is outstanding: nothing beyond SND.NXT is under way.
            probes = 0;

            int outstanding = (int)(next - acknowledgment);
            Scoreboard board = scoreboard;
            int delivered = board.delivered + departed;
            bool nothingMissing = (delivered | board.lost) == 0 && recovery == LossRecovery.None;
            if (nothingMissing)
            {
                // What has arrived in order was sent before all that will be selectively acknowledged, so RACK needs none
                // of it.
                board.start = acknowledgment;
                if (outstanding == 0 || board.count > 1)
                {
                    board.Advance(acknowledgment);
                }
            }
            else
            {
                NoteEcho(segment, now);
                board.Acknowledge(acknowledgment, (int)now);
            }

            progressAt = now;
            if (timeouts != 0)
            {
                EndMtuSearch(acknowledged, outstanding);
                timeouts = 0;
            }

            bool measured = timedAt != TimerQueue.Never && (int)(acknowledgment - timedEnd) >= 0;
            if (measured)
            {
                Measure(segment, now);
            }

            bool restart = true;
            if (recovery != LossRecovery.None)
            {
                restart = OnAcknowledgedInRecovery(acknowledgment, acknowledged, outstanding + acknowledged);
            }
            else
            {
                if (congestion.window < congestion.limit)
                {
                    congestion.OnAcknowledged(acknowledged, outstanding + acknowledged, now, rtt.SmoothedRoundTrip());
                }

                if (duplicateAcks > 0)
                {
                    duplicateAcks = 0;
                    departed = 0;
                }
            }

            if (probe != TailProbe.None && (int)(acknowledgment - probeEnd) >= 0)
            {
                OnProbeAcknowledged(acknowledgment, outstanding + acknowledged);
            }

            // A tail probe that is due is put off to where the last acknowledgment has put it, so that one restart a round trip is
            // enough.
            if (restart && (measured || outstanding == 0 || timer != SenderTimer.TailLossProbe || !nothingMissing))
            {
                RestartTimer(now, outstanding);
            }

            if (!nothingMissing)
            {
                // DeliveredData (RFC 9937): what it has acknowledged, less what was known to have arrived.
                EndAcknowledgment(now, acknowledged + selected + board.delivered + departed - delivered, true);
            }
        }

        // Takes the round-trip time of what has been acknowledged, and does what is to be done once a round trip.
        private void Measure(TcpSegment segment, long now)
        {
            int trip = (int)(now - timedAt);
            timedAt = TimerQueue.Never;
            if (connection.timestamps && segment.options.hasTimestamp)
            {
                int echoed = (int)((uint)now + connection.timestampOffset - segment.options.timestampEcho);
                if (echoed >= 0 && echoed <= tcp.maximumRetransmissionTimeout)
                {
                    trip = echoed;
                }
            }

            if ((marks & MtuProbeSent) != 0)
            {
                OnMtuProbeArrived();
            }

            rtt.Measure(trip);
            if (trip < rack.minimumRoundTrip)
            {
                rack.minimumRoundTrip = trip;
            }

            if (recovery == LossRecovery.None && (int)(unacknowledged - recoveryPoint) > 0)
            {
                // Lest they fall so far behind that they seem to lie ahead.
                recoveryPoint = unacknowledged - 1;
                if (scoreboard.delivered == 0)
                {
                    rack.OnArrivedInOrder((int)now - trip, unacknowledged, trip);
                }
            }
        }
    }
}
