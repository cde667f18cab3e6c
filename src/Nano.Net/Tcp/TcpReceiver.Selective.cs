using System;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // What has arrived out of order or twice, and its report to the peer: RFC 2018 section 4, RFC 2883 section 4.
    internal sealed partial class TcpReceiver
    {
        /// <summary>How many ranges have arrived out of order.</summary>
        internal int ranges;

        /// <summary>How many SACK blocks there are to report: one for each range, and one more for a duplicate that has not been reported.</summary>
        internal int blocks;

        // The ranges, apart from each other, the one that grew last first: in the order in which they are reported. They
        // begin at index 1; at index 0 stands the duplicate. There is room for one more than may stay: what begins at
        // RCV.NXT is remembered only to be delivered at once.
        private readonly uint[] rangeStart;
        private readonly uint[] rangeEnd;

        // Remembers to report bytes that have arrived again. Of several such pieces of one segment, the first is reported.
        private void NoteDuplicate(uint start, uint end)
        {
            if (blocks == ranges || (int)(start - rangeStart[0]) < 0)
            {
                rangeStart[0] = start;
                rangeEnd[0] = end;
                blocks = ranges + 1;
            }
        }

        /// <summary>A duplicate has been reported, which is done once.</summary>
        internal void ForgetDuplicate()
        {
            blocks = ranges;
        }

        /// <summary>Writes SACK blocks.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="count">How many, no more than <see cref="blocks"/>.</param>
        internal void WriteBlocks(byte[] buffer, int offset, int count)
        {
            int first = blocks == ranges ? 1 : 0;
            for (int i = first; i < first + count; i++)
            {
                BigEndian.WriteUInt32(buffer, offset, rangeStart[i]);
                BigEndian.WriteUInt32(buffer, offset + 4, rangeEnd[i]);
                offset += TcpOptions.SackBlockLength;
            }
        }

        // Adds what a segment carries to the ranges. False: it is apart from all, and there is no room for one more.
        private bool Remember(uint segmentStart, uint segmentEnd)
        {
            uint start = segmentStart;
            uint end = segmentEnd;
            int kept = 0;
            for (int i = 1; i <= ranges; i++)
            {
                uint otherStart = rangeStart[i];
                uint otherEnd = rangeEnd[i];
                if ((int)(otherStart - end) > 0 || (int)(start - otherEnd) > 0)
                {
                    kept++;
                    rangeStart[kept] = otherStart;
                    rangeEnd[kept] = otherEnd;
                    continue;
                }

                // Overlaps or touches: the two become one.
                uint twiceStart = (int)(otherStart - segmentStart) > 0 ? otherStart : segmentStart;
                uint twiceEnd = (int)(otherEnd - segmentEnd) < 0 ? otherEnd : segmentEnd;
                if ((int)(twiceEnd - twiceStart) > 0)
                {
                    NoteDuplicate(twiceStart, twiceEnd);
                }

                start = (int)(otherStart - start) < 0 ? otherStart : start;
                end = (int)(otherEnd - end) > 0 ? otherEnd : end;
            }

            if (kept == rangeEnd.Length - 2 && start != next)
            {
                return false;
            }

            Array.Copy(rangeStart, 1, rangeStart, 2, kept);
            Array.Copy(rangeEnd, 1, rangeEnd, 2, kept);
            rangeStart[1] = start;
            rangeEnd[1] = end;
            SetRanges(kept + 1);
            return true;
        }

        // Moves RCV.NXT over what has become contiguous: that can only be the range that has just grown.
        private void Deliver()
        {
            if ((int)(rangeStart[1] - next) <= 0)
            {
                int length = (int)(rangeEnd[1] - next);
                available += length;
                next += (uint)length;
                Array.Copy(rangeStart, 2, rangeStart, 1, ranges - 1);
                Array.Copy(rangeEnd, 2, rangeEnd, 1, ranges - 1);
                SetRanges(ranges - 1);
            }
        }

        private void SetRanges(int count)
        {
            blocks += count - ranges;
            ranges = count;
        }
    }
}
