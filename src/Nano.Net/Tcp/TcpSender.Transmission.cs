using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // When to send, and what: RFC 9293 sections 3.7.4 and 3.8.6, RFC 5681, RFC 6675.
    internal sealed partial class TcpSender
    {
        /// <summary>
        /// Sends what window, congestion window, Nagle's algorithm and silly-window avoidance allow: what is lost first.
        /// </summary>
        /// <param name="forced">The first segment goes, even if it is small.</param>
        internal void Transmit(bool forced)
        {
            Scoreboard board = scoreboard;
            TcpReceiver receiver = connection.receiver;
            bool idle = unacknowledged == next;
            if (idle && tcp.context.now - sentAt > rtt.timeout)
            {
                congestion.OnIdle();
                rack.OnIdle((int)tcp.context.now);
            }

            if ((marks & MtuProbeDue) != 0)
            {
                ProbeMtu();
            }

            while (true)
            {
                // RFC 6675 section 5: pipe is what is outstanding and neither lost nor delivered.
                int sent = (int)(next - unacknowledged);
                int usable = congestion.window - (sent - board.delivered - board.lost - departed);
                if (board.lost > 0)
                {
                    if (!TransmitLost(usable))
                    {
                        break;
                    }

                    forced = false;
                    continue;
                }

                int length = queued - sent;
                if (usable > window - sent)
                {
                    usable = window - sent;
                }

                if (length > usable)
                {
                    length = usable;
                }

                int full = receiver.blocks == 0 ? segmentSize : FullSegment();
                if (length > full)
                {
                    length = full;
                }

                bool last = length >= 0 && sent + length == queued;
                bool fin = (marks & (FinQueued | FinAcknowledged)) == FinQueued && last && length < usable;
                if (length <= 0 && !fin)
                {
                    break;
                }

                // Less than a full segment of new data: Nagle's algorithm (RFC 9293 section 3.7.4) and the sender's silly-window
                // avoidance (section 3.8.6.2.1). Minshall's variant (appendix A.3) keeps a small segment back only where a
                // small one is outstanding. Where nothing was before this transmission, there can be none: what it has sent
                // so far is full.
                if (length < full && !forced && !fin && !((idle || noDelay) && (last || length >= largestWindow >> 1)))
                {
                    break;
                }

                if (!Send(next, sent, length, fin))
                {
                    return;
                }

                forced = false;
            }

            if (unacknowledged == next && timer != SenderTimer.Persist && (queued > 0 || (marks & (FinQueued | FinAcknowledged)) == FinQueued))
            {
                probes = probes == 0 ? 0 : ProbesOver;
                ArmWindowProbe(tcp.context.now + rtt.timeout);
            }
        }

        // The most that a segment can carry now: SACK blocks take their room from the data.
        private int FullSegment()
        {
            return connection.receiver.blocks == 0 ? segmentSize : segmentSize - connection.SackLength();
        }

        // Sends the first of what is lost again, a segment at most. False where that may not or cannot be now.
        private bool TransmitLost(int usable)
        {
            uint from;
            int length = (int)(scoreboard.FirstLost(out from) - from);
            int offset = (int)(from - unacknowledged);
            bool fin = false;
            if (length > queued - offset)
            {
                // The last number is that of the FIN.
                length = queued - offset;
                fin = true;
            }

            int limit = FullSegment();
            if (limit > window - offset)
            {
                limit = window - offset;
            }

            if (length > limit)
            {
                length = limit;
                fin = false;
            }

            if (length <= 0 && !fin)
            {
                return false;
            }

            // More than nothing may be in the network only where a whole segment fits (RFC 6675 section 5, step C).
            if (usable < length && usable < congestion.window && (marks & ResendDue) == 0)
            {
                return false;
            }

            if (!SendAgain(from, offset, length, fin))
            {
                return false;
            }

            marks &= ~ResendDue;
            return true;
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
                if (connection.timestamps)
                {
                    to += TcpOptions.TimestampsLength;
                }

                if (connection.receiver.blocks != 0)
                {
                    to += connection.SackLength();
                }

                if (length <= first)
                {
                    Array.Copy(buffer, from, frame, to, length);
                }
                else
                {
                    Array.Copy(buffer, from, frame, to, first);
                    Array.Copy(buffer, 0, frame, to + first, length - first);
                }

                // Where the device is busy it goes a moment later; nothing can be claimed of it before.
                if (to + length > largestEnd)
                {
                    largestEnd = to + length;
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

            sentAt = now;
            if (sequence == next)
            {
                if (unacknowledged == next)
                {
                    progressAt = now;
                }

                next = end;
                probes = 0;
                scoreboard.Send(end, (int)now);
                tcp.counters.BytesSent += length;
                if (recovery == LossRecovery.Fast)
                {
                    sentInRecovery += length;
                }

                if (timedAt == TimerQueue.Never)
                {
                    timedEnd = end;
                    timedAt = now;
                }
            }
            else
            {
                OnResent(sequence, end, (int)now);
            }

            if (deadline == TimerQueue.Never || timer == SenderTimer.Persist)
            {
                RestartTimer(now, (int)(next - unacknowledged));
            }
            else if ((int)(sequence - unacknowledged) <= segmentSize && (int)(end - unacknowledged) > segmentSize)
            {
                HastenTailProbe(now);
            }

            return true;
        }
    }
}
