using System;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// The receiving half of a connection: the receive sequence space (RFC 9293 section 3.3.1) and the buffer behind it.
    /// What has arrived out of order is in TcpReceiver.Selective.cs.
    /// </summary>
    /// <remarks>
    /// The buffer is a ring. Bytes that have arrived in order stand first, <see cref="available"/> of them, and the
    /// byte with sequence number RCV.NXT + i belongs i places behind them. A segment that arrives out of order is
    /// put where it belongs at once; only its range is remembered.
    /// </remarks>
    internal sealed partial class TcpReceiver
    {
        /// <summary>RCV.NXT.</summary>
        internal uint next;

        /// <summary>The right edge of the window that the peer has been told, not rounded up to the window scale. Never moves left (RFC 9293 section 3.8.6.2.1).</summary>
        internal uint edge;

        /// <summary>The shift count of the windows that this side sends (RFC 7323 section 2.2).</summary>
        internal int windowShift;

        /// <summary>Bytes that wait to be read.</summary>
        internal int available;

        /// <summary>The peer has sent no FIN so far.</summary>
        internal const int NoFin = 0;

        /// <summary>The peer's FIN has arrived, before something that it follows.</summary>
        internal const int FinSeen = 1;

        /// <summary>The peer's FIN has been taken, in order: nothing comes any more.</summary>
        internal const int FinTaken = 2;

        /// <summary>How far the peer's FIN has come: <see cref="NoFin"/>, <see cref="FinSeen"/> or <see cref="FinTaken"/>.</summary>
        internal int peerFin;

        private readonly byte[] buffer;

        // Index in the buffer of the first byte that waits to be read.
        private int head;

        // The largest window that is ever promised: no more than the field can say, and what rounding up to the window
        // scale can add is kept back.
        private int usable;

        // Least step by which the window is opened: min(half the buffer, MSS), RFC 9293 section 3.8.6.2.2.
        private int windowStep;

        // Sequence number of the FIN, once it was seen.
        private uint finSequence;

        internal TcpReceiver(int bufferSize, int rangeCount)
        {
            buffer = new byte[bufferSize];
            rangeStart = new uint[rangeCount + 2];
            rangeEnd = new uint[rangeCount + 2];
        }

        /// <summary>Bytes of the buffer.</summary>
        internal int BufferSize
        {
            get { return buffer.Length; }
        }

        /// <summary>Bytes that can wait to be read.</summary>
        internal int Capacity
        {
            get { return usable; }
        }

        /// <summary>Begins anew for a connection.</summary>
        /// <param name="shift">The shift count that this side has offered.</param>
        /// <param name="segmentSize">The largest segment that this side takes, in bytes.</param>
        internal void Open(int shift, int segmentSize)
        {
            head = 0;
            available = 0;
            ranges = 0;
            blocks = 0;
            peerFin = NoFin;
            next = 0;
            edge = 0;
            SetScale(shift, segmentSize);
        }

        /// <summary>Sets what is known for good once the peer has answered with its own options.</summary>
        /// <param name="shift">The shift count of this side's windows.</param>
        /// <param name="segmentSize">The most data that a segment of the peer carries, in bytes.</param>
        internal void SetScale(int shift, int segmentSize)
        {
            windowShift = shift;
            usable = buffer.Length - (1 << shift) + 1;
            if (usable > 65535 << shift)
            {
                usable = 65535 << shift;
            }

            windowStep = segmentSize < usable >> 1 ? segmentSize : usable >> 1;
        }

        /// <summary>The peer's SYN has come.</summary>
        /// <param name="initialSequence">IRS.</param>
        /// <param name="window">The window that the peer has been told so far, in bytes; 0 where it has been told none.</param>
        internal void Synchronize(uint initialSequence, int window)
        {
            next = initialSequence + 1;
            edge = next + (uint)window;
        }

        /// <summary>The window that a SYN carries, in bytes: never scaled (RFC 7323 section 2.2).</summary>
        internal int InitialWindow()
        {
            return usable > 65535 ? 65535 : usable;
        }

        /// <summary>
        /// RCV.WND: how many bytes from RCV.NXT on are taken. Whatever the peer has ever been told was rounded up by
        /// less than the window scale, and is honoured (RFC 7323 section 2.4).
        /// </summary>
        internal int Window()
        {
            return (int)(edge - next) + (1 << windowShift) - 1;
        }

        /// <summary>
        /// The window field of the next segment, not for a SYN. Opens the window where that is worth it, so that the
        /// peer is never tempted into small segments (RFC 9293 section 3.8.6.2.2).
        /// </summary>
        internal int AdvertiseWindow()
        {
            int window = usable - available;
            int promised = (int)(edge - next);
            int shift = windowShift;
            if (shift == 0)
            {
                if (window - promised < windowStep)
                {
                    return promised;
                }

                edge = next + (uint)window;
                return window;
            }

            window = (window >> shift) << shift;
            if (window - promised >= windowStep)
            {
                edge = next + (uint)window;
                return window >> shift;
            }

            // Rounded up: rounding down would take back what was promised (RFC 7323 section 2.4).
            return (promised + (1 << shift) - 1) >> shift;
        }

        /// <summary>
        /// Whether the peer should hear of a window that has opened since it was last told: where it is short of window, or
        /// by more than six segments. Acknowledgments go while the bytes that they are for still wait, so without this a
        /// peer that has used up its window would wait for something else to arrive. Of less the next one tells it.
        /// </summary>
        internal bool WindowUpdateDue()
        {
            int promised = (int)(edge - next);
            int opening = usable - available - promised;
            return peerFin != FinTaken && opening >= windowStep && (promised < usable >> 1 || opening > windowStep * 6);
        }

        /// <summary>Opens the window by whatever there is room for, be it little.</summary>
        /// <returns>Whether that is more than the peer has been told.</returns>
        internal bool OpenWindow()
        {
            int window = ((usable - available) >> windowShift) << windowShift;
            if (window <= (int)(edge - next))
            {
                return false;
            }

            edge = next + (uint)window;
            return true;
        }

        /// <summary>Takes the data of the next expected segment; the caller has checked that it fits the window and that no range waits.</summary>
        internal void Append(byte[] source, int offset, int length)
        {
            Store(0, source, offset, length);
            available += length;
            next += (uint)length;
        }

        /// <summary>Whether an acceptable segment brings data that have not come before and that the window has room for.</summary>
        internal bool IsNew(TcpSegment segment)
        {
            return segment.payloadLength > 0
                && Window() > 0
                && (int)(segment.sequence + (uint)segment.payloadLength - next) > 0;
        }

        /// <summary>Takes data and FIN of a segment that is acceptable: what is new and within the window.</summary>
        /// <returns>Bytes that can be read now and could not before; -1 where data were dropped, because they arrived out of order and no range was free.</returns>
        internal int OnText(TcpSegment segment)
        {
            int length = segment.payloadLength;
            int offset = segment.payloadOffset;
            uint sequence = segment.sequence;
            bool fin = (segment.flags & TcpFlags.Fin) != 0;
            int old = OldBytes(segment);
            if (old > 0)
            {
                NoteDuplicate(sequence, sequence + (uint)old);
                sequence += (uint)old;
                offset += old;
                length -= old;
            }

            int excess = (int)(sequence + (uint)length - next) - Window();
            if (excess > 0)
            {
                length -= excess;
                fin = false;
            }

            int before = available;
            return Accept(sequence, segment.buffer, offset, length, fin) ? available - before : -1;
        }

        /// <summary>A segment has come that is not taken. What of its data was taken before is reported (RFC 2883 section 4).</summary>
        internal void OnUnacceptable(TcpSegment segment)
        {
            int old = OldBytes(segment);
            if (old > 0)
            {
                NoteDuplicate(segment.sequence, segment.sequence + (uint)old);
            }
        }

        /// <summary>Hands data to the application.</summary>
        /// <returns>Bytes copied, 0 where nothing waits.</returns>
        internal int Read(byte[] destination, int offset, int count)
        {
            if (count > available)
            {
                count = available;
            }

            int first = buffer.Length - head;
            if (count < first)
            {
                Array.Copy(buffer, head, destination, offset, count);
                head += count;
            }
            else
            {
                Array.Copy(buffer, head, destination, offset, first);
                head = count - first;
                if (head > 0)
                {
                    Array.Copy(buffer, 0, destination, offset + first, head);
                }
            }

            available -= count;
            return count;
        }

        /// <summary>Copies data for the application to look at; they wait on.</summary>
        /// <returns>Bytes copied, 0 where nothing waits.</returns>
        internal int Peek(byte[] destination, int offset, int count)
        {
            if (count > available)
            {
                count = available;
            }

            int first = buffer.Length - head;
            if (count <= first)
            {
                Array.Copy(buffer, head, destination, offset, count);
            }
            else
            {
                Array.Copy(buffer, head, destination, offset, first);
                Array.Copy(buffer, 0, destination, offset + first, count - first);
            }

            return count;
        }

        /// <summary>Takes data away that the application has looked at.</summary>
        internal void Skip(int count)
        {
            if (count > available)
            {
                count = available;
            }

            head += count;
            if (head >= buffer.Length)
            {
                head -= buffer.Length;
            }

            available -= count;
        }

        /// <summary>Puts other bytes in the place of the first that wait to be read.</summary>
        /// <param name="source">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many; no more are written than wait to be read.</param>
        internal void Overwrite(byte[] source, int offset, int count)
        {
            Store(-available, source, offset, count > available ? available : count);
        }

        /// <summary>The connection ends before it is established: text and FIN of the peer's SYN were queued until then (RFC 9293 section 3.10.7.3), and go no further.</summary>
        internal void DropText()
        {
            available = 0;
            peerFin = NoFin;
        }

        // How many bytes of a segment's data were taken before; less than nothing where it begins behind RCV.NXT.
        private int OldBytes(TcpSegment segment)
        {
            int old = (int)(next - segment.sequence);
            return old < segment.payloadLength ? old : segment.payloadLength;
        }

        // Takes data and FIN that begin at RCV.NXT or later and end within the window. False: the data were dropped, because
        // they are out of order and no range is free.
        private bool Accept(uint sequence, byte[] source, int offset, int length, bool fin)
        {
            uint end = sequence + (uint)length;
            if (fin && peerFin == NoFin)
            {
                peerFin = FinSeen;
                finSequence = end;
            }

            if (peerFin != NoFin && (int)(end - finSequence) > 0)
            {
                // Data behind the peer's FIN: there are none, whatever the segment says.
                length -= (int)(end - finSequence);
                end = finSequence;
            }

            if (length > 0)
            {
                if (sequence == next && ranges == 0)
                {
                    Append(source, offset, length);
                }
                else if (Remember(sequence, end))
                {
                    Store((int)(sequence - next), source, offset, length);
                    Deliver();
                }
                else
                {
                    return false;
                }
            }

            if (peerFin == FinSeen && next == finSequence)
            {
                peerFin = FinTaken;
                next++;
                if ((int)(edge - next) < 0)
                {
                    edge = next;
                }
            }

            return true;
        }

        // Copies bytes to where RCV.NXT + distance belongs.
        private void Store(int distance, byte[] source, int offset, int length)
        {
            int size = buffer.Length;
            int tail = head + available + distance;
            if (tail >= size)
            {
                tail -= size;
            }

            int first = size - tail;
            if (length <= first)
            {
                Array.Copy(source, offset, buffer, tail, length);
            }
            else
            {
                Array.Copy(source, offset, buffer, tail, first);
                Array.Copy(source, offset + first, buffer, 0, length - first);
            }
        }
    }
}
