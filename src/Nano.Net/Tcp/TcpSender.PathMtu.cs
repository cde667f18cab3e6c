using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    // How large a segment the path carries, as far as the sender finds out by itself: smaller ones where silence says that large
    // ones vanish (RFC 2923 section 2.1, RFC 4821 section 7.7), and one larger one where the path may carry more than is known
    // (RFC 4821 section 7, RFC 8899).
    internal sealed partial class TcpSender
    {
        /// <summary>
        /// The first size, in bytes of a packet, that is tried where larger ones vanish: tunnels of whatever kind carry
        /// so much (RFC 8899 section 5.1.2, BASE_PLPMTU). The second is what every host takes, and the first is no less.
        /// </summary>
        private const int BaseMtu = 1200;

        // The state of the search for a smaller size, in marks: what goes again now. 0 where no search goes on.
        private const int SearchStep = 3 << 8;
        private const int TriesFirst = 1 << 8;
        private const int TriesSecond = 2 << 8;

        // Whatever size, routers may fragment it.
        private const int TriesFragments = 3 << 8;

        // A larger segment is to be tried, in marks.
        private const int MtuProbeDue = 1 << 10;

        // It was sent, and nothing is known of it yet.
        private const int MtuProbeSent = 1 << 11;

        // Others have found out that the path carries less; in marks.
        private const int Narrowed = 1 << 12;

        // The size of that packet, in the high bits of marks; 0 where it is not decided yet.
        private const int MtuProbeShift = 16;
        private const int MtuProbeSize = 0xFFFF << MtuProbeShift;

        // Behind the segment that was tried.
        private uint mtuProbeEnd;

        // Where in the frame the largest segment that was sent has ended; 0 where none was sent.
        private int largestEnd;

        /// <summary>Bytes of the largest packet with data that was sent: maxsizesent of RFC 5927 section 7.2.</summary>
        internal int LargestPacket()
        {
            return largestEnd - tcp.payloadOffset + TcpLayer.HeadersLength(connection.path);
        }

        /// <summary>Others have found out that the path carries less. What is outstanding may be larger still: routers may say so of it, too.</summary>
        internal void Narrow(int newSegmentSize)
        {
            marks |= Narrowed;
            Resize(newSegmentSize);
            if (next == unacknowledged)
            {
                // What has waited to become a full segment may be one now, and no acknowledgment is to come.
                Transmit(false);
            }
        }

        /// <summary>Whether what is outstanding may be larger than what goes now, since others have found out that the path carries less.</summary>
        internal bool IsNarrowed()
        {
            return (marks & Narrowed) != 0;
        }

        /// <summary>What is known of the MTU of the path is old, or was concluded from silence: one larger segment may be tried.</summary>
        internal void OnMtuProbeDue()
        {
            marks |= MtuProbeDue;
        }

        // A retransmission time-out, before anything is sent again. After every second one in a row the search takes a step:
        // smaller segments, where those that time out are larger, and fragments in the end. Nothing but this connection
        // knows of it yet.
        private void SearchMtu()
        {
            // What another connection has learned of the path counts at once.
            int size = connection.SegmentSize();
            int step = marks & SearchStep;
            if ((timeouts & 1) != 0 && step < TriesFragments)
            {
                step = segmentSize <= SizeOf(TriesSecond) ? TriesFragments : step + TriesFirst;
            }

            marks = (marks & ~SearchStep) | step;
            if (step != 0 && SizeOf(step) < size)
            {
                size = SizeOf(step);
            }

            int outstanding = queued < segmentSize ? queued : segmentSize;
            if (outstanding > size)
            {
                Shrink(size);
            }
        }

        // The first acknowledgment after time-outs ends the search, and tells what it has found; if nothing, the path is as good as
        // it was. The peer may also have been away meanwhile. That is why a larger segment is tried as soon as may be.
        // outstanding: what is unacknowledged still.
        private void EndMtuSearch(int acknowledged, int outstanding)
        {
            int step = marks & SearchStep;
            marks &= ~SearchStep;
            int found = 0;
            if (step == TriesFragments && IsOfFragments(acknowledged, acknowledged + outstanding))
            {
                found = connection.path.protocol.LeastOfAnyLink;
            }
            else if (step >= TriesSecond && IsOfStep(TriesSecond, acknowledged))
            {
                found = MtuOf(TriesSecond);
            }
            else if (step >= TriesFirst && IsOfStep(TriesFirst, acknowledged))
            {
                // It may be a late one, and of an earlier step.
                found = MtuOf(TriesFirst);
            }

            if (found != 0)
            {
                tcp.counters.PathMtuBlackHoles++;

                // First, so that others are told alone: this one is about to send by itself.
                Resize(connection.SegmentSizeFor(found));
                TcpLayer.LearnMtuBySilence(connection.path, found);
            }

            Resize(connection.SegmentSize());
        }

        // Whether an acknowledgment is of the very segment that was tried as a smaller one, and nothing behind it was heard of.
        private bool IsOfStep(int step, int acknowledged)
        {
            int tried = SizeOf(step);
            return acknowledged == tried && segmentSize <= tried && tried < connection.SegmentSize();
        }

        // The same of a segment that routers were let fragment. sent: what was outstanding before.
        private bool IsOfFragments(int acknowledged, int sent)
        {
            return acknowledged == (sent < segmentSize ? sent : segmentSize) && MayBeTooLarge(acknowledged);
        }

        // Whether there are links that do not carry so many bytes of data.
        private bool MayBeTooLarge(int length)
        {
            return length > connection.SegmentSizeOf(connection.path.protocol.LeastOfAnyLink);
        }

        // Bytes of data in a segment of a step of the search.
        private int SizeOf(int step)
        {
            return connection.SegmentSizeOf(MtuOf(step));
        }

        // Bytes of a packet in a step of the search.
        private int MtuOf(int step)
        {
            int second = connection.path.protocol.SmallestMtu;
            return step == TriesFirst && BaseMtu > second ? BaseMtu : second;
        }

        // Sends again what is lost; in the last step of the search, routers may fragment it.
        private bool SendAgain(uint sequence, int offset, int length, bool fin)
        {
            if ((marks & SearchStep) == TriesFragments && MayBeTooLarge(length))
            {
                return SendWith(true, sequence, offset, length, fin);
            }

            return Send(sequence, offset, length, fin);
        }

        // Sends one segment that routers may, or may not, fragment, whatever they may do with others.
        private bool SendWith(bool fragments, uint sequence, int offset, int length, bool fin)
        {
            Path path = connection.path;
            bool before = path.mtuState < 0;
            TcpLayer.LetFragment(path, fragments);
            bool sent = Send(sequence, offset, length, fin);
            TcpLayer.LetFragment(path, before);
            return sent;
        }

        // Tries a larger segment: one of new data, whose loss is no sign of congestion and lowers nothing (RFC 4821 section 7).
        // All else is sent as it was.
        private void ProbeMtu()
        {
            if ((marks & MtuProbeSent) != 0)
            {
                return;
            }

            Path path = connection.path;
            int mtu = (marks >> MtuProbeShift) & 0xFFFF;
            if (mtu == 0 && (path.mtuState & Path.ProbeDue) != 0)
            {
                mtu = path.protocol.Mtu;
            }

            // Nothing to try where another connection has tried it (then it is 0 still), or where peer or buffer want no larger
            // segments.
            int size = connection.SegmentSizeFor(mtu);
            if (size < segmentSize || (size == segmentSize && path.mtuState >= 0))
            {
                marks &= ~(MtuProbeDue | MtuProbeSize);
                return;
            }

            // What follows shows soon whether it was lost. Nothing else may be missing then.
            Scoreboard board = scoreboard;
            int sent = (int)(next - unacknowledged);
            int room = congestion.window < window ? congestion.window - sent : window - sent;
            room = room < queued - sent ? room : queued - sent;
            int following = connection.selective ? 1 : DuplicateThreshold * segmentSize;
            if (room < size + following
                || recovery != LossRecovery.None
                || (board.delivered | board.lost | departed) != 0
                || connection.receiver.blocks != 0
                || !SendWith(false, next, sent, size, false))
            {
                return;
            }

            TcpLayer.NoteMtuProbe(path);
            mtuProbeEnd = next;
            marks = (marks & ~(MtuProbeDue | MtuProbeSize)) | MtuProbeSent | (mtu << MtuProbeShift);

            // Its round trip is the one that is timed: when that is measured, it has arrived.
            timedEnd = next;
            timedAt = tcp.context.now;
        }

        // A round trip was measured, of the probe or of something behind it: so it has arrived.
        private void OnMtuProbeArrived()
        {
            int size = MtuProbeLength();
            marks &= ~(MtuProbeSent | MtuProbeSize);
            tcp.RaiseMtu(connection.path, connection.MtuOf(size));
        }

        // Something is sent again. Where it is of the probe, the path does not carry that much, as far as one segment can tell; a
        // size in between is next.
        private void EndMtuProbe(uint from, uint to)
        {
            int size = MtuProbeLength();
            if ((int)(mtuProbeEnd - from) <= 0 || (int)(to - mtuProbeEnd) <= -size)
            {
                return;
            }

            marks &= ~(MtuProbeSent | MtuProbeSize);
            int smaller = size > SizeOf(TriesFirst) ? MtuOf(TriesFirst) : size > SizeOf(TriesSecond) ? MtuOf(TriesSecond) : 0;
            if (smaller != 0)
            {
                marks |= MtuProbeDue | (smaller << MtuProbeShift);
            }
        }

        // Whether a number is that of the first byte of a probe of which nothing is known yet.
        private bool IsMtuProbe(uint sequence)
        {
            return (marks & MtuProbeSent) != 0 && sequence == mtuProbeEnd - (uint)MtuProbeLength();
        }

        // Whether the probe, or some of it, is all that is lost.
        private bool IsMtuProbeAloneLost()
        {
            if ((marks & MtuProbeSent) == 0)
            {
                return false;
            }

            uint from;
            uint to = scoreboard.FirstLost(out from);
            return (int)(to - from) == scoreboard.lost && (int)(mtuProbeEnd - to) >= 0 && (int)(mtuProbeEnd - from) <= MtuProbeLength();
        }

        // Bytes of data in the probe.
        private int MtuProbeLength()
        {
            return connection.SegmentSizeFor((marks >> MtuProbeShift) & 0xFFFF);
        }
    }
}
