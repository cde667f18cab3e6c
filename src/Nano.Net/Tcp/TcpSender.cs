using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// The sending half of a connection: the send sequence space (RFC 9293 section 3.3.1), the buffer behind it, when
    /// to send (sections 3.7.4 and 3.8.6), and what to send again (RFC 6298, RFC 5681, RFC 6582).
    /// </summary>
    /// <remarks>
    /// It begins once the SYN is acknowledged; the SYN itself is the connection's affair. The buffer is a ring whose
    /// first byte has the sequence number SND.UNA; the FIN, once queued, has the number behind the last byte.
    /// </remarks>
    internal sealed partial class TcpSender
    {
        /// <summary>SND.UNA.</summary>
        internal uint unacknowledged;

        /// <summary>SND.NXT: behind everything that was ever sent.</summary>
        internal uint next;

        /// <summary>What is sent next: SND.NXT, or an earlier number after a time-out, when everything is sent again.</summary>
        internal uint transmitNext;

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

        /// <summary>Bytes in the buffer, from SND.UNA on.</summary>
        internal int queued;

        /// <summary>The application sends no more: a FIN follows the last byte.</summary>
        internal bool finQueued;

        /// <summary>The peer has acknowledged the FIN.</summary>
        internal bool finAcknowledged;

        /// <summary>Small segments go at once (Nagle's algorithm is off, RFC 9293 section 3.7.4).</summary>
        internal bool noDelay;

        internal bool inRecovery;
        internal int duplicateAcks;

        /// <summary>When the retransmission or persist timer runs out; <see cref="TimerQueue.Never"/> where none runs.</summary>
        internal long deadline;

        /// <summary>When the peer last acknowledged something new, or when something was sent after nothing was outstanding.</summary>
        internal long progressAt;

        internal readonly RttEstimator rtt;
        internal readonly NewReno congestion = new NewReno();

        private readonly TcpConnection connection;
        private readonly TcpLayer tcp;
        private readonly byte[] buffer;

        // Index in the buffer of the byte with sequence number SND.UNA.
        private int head;

        // Recovery ends, and a new one may begin, when this is acknowledged (RFC 6582 section 3.2).
        private uint recover;
        private bool partialSeen;
        private int flightAtLoss;

        // The device was busy when the first unacknowledged segment was to be sent again.
        private bool resendDue;

        // The deadline is the persist timer's: nothing is outstanding and what is queued may not go.
        private bool persisting;
        private int probes;

        // Behind what a probe has carried beyond SND.NXT.
        private uint probed;
        private int timeouts;

        // One segment a round trip is timed; never one that was sent again (Karn's rule, RFC 6298 section 3).
        private bool timing;
        private uint timedEnd;
        private long timedAt;
        private long sentAt;

        internal TcpSender(TcpConnection connection, int bufferSize)
        {
            this.connection = connection;
            tcp = connection.tcp;
            buffer = new byte[bufferSize];
            rtt = new RttEstimator(tcp.minimumRetransmissionTimeout, tcp.maximumRetransmissionTimeout);
        }

        /// <summary>Begins anew, before the SYN is sent.</summary>
        internal void Open(uint initialSequence)
        {
            unacknowledged = initialSequence;
            next = initialSequence + 1;
            transmitNext = next;
            window = 0;
            largestWindow = 0;
            windowShift = 0;
            head = 0;
            queued = 0;
            finQueued = false;
            finAcknowledged = false;
            noDelay = false;
            inRecovery = false;
            duplicateAcks = 0;
            recover = initialSequence;
            resendDue = false;
            persisting = false;
            probes = 0;
            probed = next;
            timeouts = 0;
            timing = false;
            deadline = TimerQueue.Never;
            progressAt = tcp.context.now;
            sentAt = progressAt;
            rtt.Reset(false);
        }

        /// <summary>The SYN has been acknowledged: data may flow.</summary>
        /// <param name="roundTrip">Milliseconds that the SYN took; -1 where it was sent more than once.</param>
        internal void Start(int roundTrip)
        {
            unacknowledged = next;
            transmitNext = next;
            deadline = TimerQueue.Never;
            progressAt = tcp.context.now;
            sentAt = progressAt;
            rtt.Reset(roundTrip < 0);
            if (roundTrip >= 0)
            {
                rtt.Measure(roundTrip);
            }

            congestion.Open(segmentSize, buffer.Length, roundTrip < 0);
        }

        /// <summary>Whether an acknowledgment is of something that was never sent.</summary>
        internal bool IsBeyond(uint acknowledgment)
        {
            return (int)(acknowledgment - next) > 0 && (probes == 0 || acknowledgment != probed);
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
                probes = 0;
                transmitNext = unacknowledged;
                progressAt = tcp.context.now;
                if (unacknowledged == next)
                {
                    // The pauses between probes have nothing to do with how long what is too little may wait.
                    persisting = false;
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

            if ((int)(transmitNext - acknowledgment) < 0)
            {
                transmitNext = acknowledgment;
            }

            progressAt = now;
            if (timeouts != 0)
            {
                connection.OnTimeoutsOver(timeouts, acknowledged);
                timeouts = 0;
            }

            if (timing && (int)(acknowledgment - timedEnd) >= 0)
            {
                timing = false;
                rtt.Measure((int)(now - timedAt));
                if (!inRecovery && (int)(acknowledgment - recover) > 0)
                {
                    // Once a round trip, lest it fall so far behind that it seems to lie ahead.
                    recover = acknowledgment - 1;
                }
            }

            bool restart = true;
            if (!inRecovery)
            {
                duplicateAcks = 0;
                congestion.OnAcknowledged(acknowledged);
            }
            else if ((int)(acknowledgment - recover) >= 0)
            {
                inRecovery = false;
                duplicateAcks = 0;
                congestion.LeaveRecovery((int)(next - acknowledgment));
            }
            else
            {
                // RFC 6582 section 3.2, step 3: the next hole is filled at once, and the timer restarted for the first
                // partial acknowledgment only, so that a window full of holes ends in a time-out.
                congestion.Deflate(acknowledged);
                restart = !partialSeen;
                partialSeen = true;
                Resend();
            }

            if (acknowledgment == next)
            {
                deadline = TimerQueue.Never;
                persisting = false;
            }
            else if (restart)
            {
                deadline = now + rtt.timeout;
                persisting = false;
            }
        }

        /// <summary>Sends what window, congestion window, Nagle's algorithm and silly-window avoidance allow.</summary>
        internal void Transmit(bool forced)
        {
            if (unacknowledged == next && tcp.context.now - sentAt > rtt.timeout)
            {
                congestion.OnIdle();
            }

            while (true)
            {
                int offset = (int)(transmitNext - unacknowledged);
                int length = queued - offset;
                int usable = congestion.window;
                if (!inRecovery && duplicateAcks > 0)
                {
                    // Limited transmit (RFC 3042): a new segment for each of the first two duplicates.
                    usable += (duplicateAcks < 2 ? duplicateAcks : 2) * segmentSize;
                }

                if (usable > window)
                {
                    usable = window;
                }

                usable -= offset;
                if (length > usable)
                {
                    length = usable;
                }

                if (length > segmentSize)
                {
                    length = segmentSize;
                }

                bool last = length >= 0 && offset + length == queued;
                bool fin = finQueued && !finAcknowledged && last && length < usable;
                if (length <= 0 && !fin)
                {
                    break;
                }

                if (length < segmentSize && !forced && !fin && transmitNext == next && !WorthSending(length, last))
                {
                    break;
                }

                if (!Send(transmitNext, offset, length, fin))
                {
                    return;
                }

                transmitNext += (uint)(fin ? length + 1 : length);
                forced = false;
            }

            if (unacknowledged == next && !persisting && (queued > 0 || (finQueued && !finAcknowledged)))
            {
                persisting = true;
                probes = 0;
                deadline = tcp.context.now + rtt.timeout;
                connection.Arm(deadline);
            }
        }

        // Nagle's algorithm (RFC 9293 section 3.7.4) and the sender's silly-window avoidance (section 3.8.6.2.1) for less
        // than a full segment of new data.
        private bool WorthSending(int length, bool last)
        {
            if (!noDelay && unacknowledged != next)
            {
                return false;
            }

            return last || length >= largestWindow >> 1;
        }

        // Makes a segment of the buffer's bytes and puts it on the wire. False: the device was busy, and it is tried again.
        private bool Put(uint sequence, int offset, int length, bool fin)
        {
            if (length > 0)
            {
                int from = head + offset;
                int size = buffer.Length;
                if (from >= size)
                {
                    from -= size;
                }

                int first = size - from;
                byte[] frame = tcp.frame;
                int to = tcp.payloadOffset;
                if (length <= first)
                {
                    Array.Copy(buffer, from, frame, to, length);
                }
                else
                {
                    Array.Copy(buffer, from, frame, to, first);
                    Array.Copy(buffer, 0, frame, to + first, length - first);
                }
            }

            int flags = TcpFlags.Ack;
            if (fin)
            {
                flags |= TcpFlags.Fin;
            }

            if (length > 0 && offset + length == queued)
            {
                flags |= TcpFlags.Psh;
            }

            if (!connection.Emit(sequence, flags, length))
            {
                connection.RetryOutput();
                return false;
            }

            return true;
        }

        // Puts a segment on the wire and keeps account of it: what was sent, how long it takes, when to send it again.
        private bool Send(uint sequence, int offset, int length, bool fin)
        {
            if (!Put(sequence, offset, length, fin))
            {
                return false;
            }

            long now = tcp.context.now;
            uint end = sequence + (uint)length;
            if (fin)
            {
                end++;
            }

            if (sequence == next)
            {
                if (unacknowledged == next)
                {
                    progressAt = now;
                }

                next = end;
                tcp.counters.BytesSent += length;
                if (!timing)
                {
                    timing = true;
                    timedEnd = end;
                    timedAt = now;
                }
            }
            else
            {
                tcp.counters.SegmentsRetransmitted++;
                timing = false;
                if ((int)(end - next) > 0)
                {
                    tcp.counters.BytesSent += (int)(end - next);
                    next = end;
                }
            }

            sentAt = now;
            if (persisting || deadline == TimerQueue.Never)
            {
                persisting = false;
                deadline = now + rtt.timeout;
                connection.Arm(deadline);
            }

            return true;
        }
    }
}
