using System;
using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// The sending half of a connection: the send sequence space (RFC 9293 section 3.3.1) and the buffer behind it.
    /// When it sends is in TcpSender.Transmission.cs, how it makes up for losses in .Recovery.cs, and its timer in
    /// .Timer.cs.
    /// </summary>
    /// <remarks>
    /// It begins once the SYN is acknowledged; the SYN itself is the connection's affair. The buffer is a ring whose
    /// first byte has the sequence number SND.UNA; the FIN, once queued, has the number behind the last byte.
    /// </remarks>
    internal sealed partial class TcpSender
    {
        private const int ProbesOver = -1;

        /// <summary>SND.UNA.</summary>
        internal uint unacknowledged;

        /// <summary>SND.NXT: behind everything that was ever sent.</summary>
        internal uint next;

        /// <summary>SND.WND, in bytes.</summary>
        internal int window;

        /// <summary>The largest SND.WND so far: MAX.SND.WND of RFC 5961, Max(SND.WND) of RFC 9293 section 3.8.6.2.1.</summary>
        internal int largestWindow;

        /// <summary>SND.WL1.</summary>
        internal uint windowSequence;

        /// <summary>SND.WL2.</summary>
        internal uint windowAcknowledgment;

        /// <summary>The shift count of the windows that the peer sends.</summary>
        internal int windowShift;

        /// <summary>Eff.snd.MSS, in bytes.</summary>
        internal int segmentSize;

        /// <summary>The most bytes that were acknowledged at once: maxsizeacked of RFC 5927 section 7.2, or more.</summary>
        internal int largestAcknowledged;

        /// <summary>Bytes in the buffer, from SND.UNA on.</summary>
        internal int queued;

        /// <summary>The application sends no more: a FIN follows the last byte.</summary>
        internal bool finQueued;

        /// <summary>The peer has acknowledged the FIN.</summary>
        internal bool finAcknowledged;

        /// <summary>Small segments go at once (Nagle's algorithm is off, RFC 9293 section 3.7.4).</summary>
        internal bool noDelay;

        internal LossRecovery recovery;

        /// <summary>Acknowledgments of nothing new since the last of something new, where the peer does not acknowledge selectively.</summary>
        internal int duplicateAcks;

        /// <summary>When the timer runs out; <see cref="TimerQueue.Never"/> where none runs.</summary>
        internal long deadline;

        /// <summary>What <see cref="deadline"/> is for.</summary>
        internal SenderTimer timer;

        /// <summary>When the peer last acknowledged something new, or when something was sent after nothing was outstanding.</summary>
        internal long progressAt;

        internal readonly RttEstimator rtt;
        internal readonly Rack rack = new Rack();
        internal readonly Scoreboard scoreboard;
        internal readonly CongestionControl congestion;

        private readonly TcpConnection connection;
        private readonly TcpLayer tcp;
        private readonly byte[] buffer;

        // Index in the buffer of the byte with sequence number SND.UNA.
        private int head;

        // A recovery ends, and a new one may begin, when this is acknowledged: RecoveryPoint (RFC 6675), recover (RFC 6582).
        private uint recover;
        private bool partialSeen;

        // What is lost goes once at least, whatever the congestion window says.
        private bool resendDue;

        // When the first segment of this recovery was sent again, for the Eifel algorithm (RFC 3522); Never
        // where that says nothing.
        private long resentAt;

        // TLP.end_seq and TLP.is_retrans (RFC 8985 section 7.2).
        private TailProbe probe;
        private uint probeEnd;

        // Probes of a closed window since the timer runs for them; ProbesOver where the window has opened since, and nothing new
        // was sent: what a probe has carried beyond SND.NXT may still be acknowledged.
        private int probes;


        /// <summary>Time-outs in a row; before the SYN is acknowledged, how often it was sent again.</summary>
        internal int timeouts;

        // One segment a round trip is timed; never one that was sent again (Karn's rule, RFC 6298 section 3), unless its
        // acknowledgment says which time it means (RFC 7323 section 4).
        private uint timedEnd;

        // When it was sent; Never where none is timed.
        private long timedAt;
        private long sentAt;

        internal TcpSender(TcpConnection connection, int bufferSize)
        {
            this.connection = connection;
            tcp = connection.tcp;
            buffer = new byte[bufferSize];
            rtt = new RttEstimator(tcp.minimumRetransmissionTimeout, tcp.maximumRetransmissionTimeout);
            scoreboard = new Scoreboard(tcp.scoreboardSpans, rack);
            if (tcp.congestionAlgorithm == CongestionAlgorithm.NewReno)
            {
                congestion = new NewReno();
            }
            else
            {
                congestion = new Cubic();
            }
        }

        /// <summary>Begins anew, before the SYN is sent.</summary>
        internal void Open(uint initialSequence)
        {
            unacknowledged = initialSequence;
            next = initialSequence + 1;
            window = 0;
            largestWindow = 0;
            largestAcknowledged = 0;
            windowShift = 0;
            head = 0;
            queued = 0;
            finQueued = false;
            finAcknowledged = false;
            noDelay = false;
            recovery = LossRecovery.None;
            duplicateAcks = 0;
            recover = initialSequence;
            resendDue = false;
            resentAt = TimerQueue.Never;
            probe = TailProbe.None;
            probes = 0;
            timeouts = 0;
            timedAt = TimerQueue.Never;
            deadline = TimerQueue.Never;
            timer = SenderTimer.Retransmission;
            progressAt = tcp.context.now;
            sentAt = progressAt;
            rtt.Reset(false);
            rack.Open(next);
            scoreboard.Open(next);
        }

        /// <summary>The SYN has been acknowledged: data may flow.</summary>
        /// <param name="roundTrip">Milliseconds that the SYN took; -1 where it was sent more than once.</param>
        internal void Start(int roundTrip)
        {
            unacknowledged = next;
            timeouts = 0;
            deadline = TimerQueue.Never;
            progressAt = tcp.context.now;
            sentAt = progressAt;
            rtt.Reset(roundTrip < 0);
            if (roundTrip >= 0)
            {
                rtt.Measure(roundTrip);
                rack.minimumRoundTrip = roundTrip;
            }

            congestion.Open(segmentSize, buffer.Length, roundTrip < 0);
        }

        /// <summary>Whether an acknowledgment is of something that was never sent.</summary>
        internal bool IsBeyond(uint acknowledgment)
        {
            return (int)(acknowledgment - next) > 0 && (probes == 0 || unacknowledged != next || acknowledgment != next + 1);
        }

        /// <summary>Bytes of the buffer that are free.</summary>
        internal int Free()
        {
            return buffer.Length - queued;
        }

        /// <summary>
        /// The largest segment that is sensible, in bytes: half the buffer. A peer acknowledges every second segment at
        /// once and a single one only after its delay (RFC 9293 section 3.8.6.3); where the buffer holds no two, every
        /// bufferful would wait for that.
        /// </summary>
        internal int LargestSegment()
        {
            return buffer.Length >> 1;
        }

        /// <summary>
        /// Whether so much of the buffer is free that a writer who waits for room should go on. In a small buffer that is
        /// any room at all: what Nagle's algorithm keeps back may only want a few bytes to be a full segment.
        /// </summary>
        internal bool HasRoom()
        {
            return queued <= buffer.Length >> 1 || queued < segmentSize << 1;
        }

        /// <summary>Takes data of the application, as many as there is room for.</summary>
        /// <returns>Bytes taken.</returns>
        internal int Write(byte[] source, int offset, int count)
        {
            int size = buffer.Length;
            if (count > size - queued)
            {
                count = size - queued;
            }

            int tail = head + queued;
            if (tail >= size)
            {
                tail -= size;
            }

            int first = size - tail;
            if (count <= first)
            {
                Array.Copy(source, offset, buffer, tail, count);
            }
            else
            {
                Array.Copy(source, offset, buffer, tail, first);
                Array.Copy(source, offset + first, buffer, 0, count - first);
            }

            queued += count;
            return count;
        }

        /// <summary>
        /// Takes over the window of a segment that is not older than the last that did (RFC 9293 section 3.10.7.4,
        /// fifth). What acknowledges something new is never older, also where the peer sends its data again: with the
        /// old window, the right edge would move on by what is acknowledged.
        /// </summary>
        internal void UpdateWindow(uint sequence, uint acknowledgment, int newWindow)
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
                scoreboard.LoseAll();
                progressAt = tcp.context.now;
                if (unacknowledged == next)
                {
                    // The pauses between probes have nothing to do with how long what is too little may wait.
                    timer = SenderTimer.Retransmission;
                    deadline = TimerQueue.Never;
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

        /// <summary>The peer has acknowledged something new.</summary>
        /// <param name="acknowledgment">SEG.ACK, in SND.UNA &lt; SEG.ACK =&lt; SND.NXT.</param>
        /// <param name="acknowledged">Its distance from SND.UNA.</param>
        internal void Acknowledge(uint acknowledgment, int acknowledged)
        {
            long now = tcp.context.now;
            if (acknowledged > largestAcknowledged)
            {
                largestAcknowledged = acknowledged;
            }

            int data = acknowledged;
            if (data > queued)
            {
                data = queued;
                finAcknowledged = true;
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
            bool quiet = (board.delivered | board.lost) == 0 && recovery == LossRecovery.None;
            if (quiet)
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
                NoteEcho(now);
                board.Acknowledge(acknowledgment, (int)now);
            }

            progressAt = now;
            if (timeouts != 0)
            {
                connection.OnTimeoutsOver(timeouts, acknowledged);
                timeouts = 0;
            }

            if (timedAt != TimerQueue.Never && (int)(acknowledgment - timedEnd) >= 0)
            {
                Measure(now);
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
                    board.delivered = 0;
                }
            }

            if (probe != TailProbe.None && (int)(acknowledgment - probeEnd) >= 0)
            {
                OnProbeAcknowledged(acknowledgment, outstanding + acknowledged);
            }

            if (outstanding == 0)
            {
                deadline = TimerQueue.Never;
                timer = SenderTimer.Retransmission;
            }
            else if (quiet && timer == SenderTimer.TailLossProbe && outstanding > segmentSize)
            {
                deadline = now + rtt.probeTimeout;
            }
            else if (restart)
            {
                RestartTimer(now);
            }

            if (!quiet)
            {
                EndAcknowledgment(now);
            }
        }

        // Takes the round-trip time of what has been acknowledged, and does what is to be done once a round trip.
        private void Measure(long now)
        {
            int trip = (int)(now - timedAt);
            timedAt = TimerQueue.Never;
            if (connection.timestamps)
            {
                int echoed = (int)now - rack.echoedAt;
                if (echoed >= 0 && echoed <= tcp.maximumRetransmissionTimeout)
                {
                    trip = echoed;
                }
            }

            rtt.Measure(trip);
            if (trip < rack.minimumRoundTrip)
            {
                rack.minimumRoundTrip = trip;
            }

            if (recovery == LossRecovery.None && (int)(unacknowledged - recover) > 0)
            {
                // Lest they fall so far behind that they seem to lie ahead.
                recover = unacknowledged - 1;
                if (scoreboard.delivered == 0)
                {
                    rack.OnArrivedInOrder((int)now - trip, unacknowledged, trip);
                }
            }
        }
    }
}
