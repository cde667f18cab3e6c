using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // The options of a connection's segments: timestamps (RFC 7323) and selective acknowledgments (RFC 2018).
    internal sealed partial class TcpConnection
    {
        /// <summary>
        /// Milliseconds of silence after which TS.Recent says nothing any more: 24 days, in which the fastest clock that is
        /// allowed may have gone halfway round (RFC 7323 section 5.5).
        /// </summary>
        private const long RecentTimestampLifetime = 24L * 24 * 60 * 60 * 1000;

        /// <summary>Both sides take selective acknowledgments (RFC 2018 section 2).</summary>
        internal bool selective;

        // What the clock of this side's timestamps is ahead of the stack's.
        private uint timestampOffset;

        /// <summary>This side's timestamp clock: milliseconds, from a beginning that tells strangers nothing (RFC 7323 section 5.4).</summary>
        internal uint TimestampClock()
        {
            return (uint)tcp.context.now + timestampOffset;
        }

        /// <summary>
        /// Bytes of options that the next segment carries, where it is no SYN: timestamps, and SACK blocks while there is
        /// something to report. Data stand behind them.
        /// </summary>
        internal int OptionsLength()
        {
            int length = timestamps ? TcpOptions.TimestampsLength : 0;
            return receiver.blocks == 0 ? length : length + SackLength();
        }

        /// <summary>How many of them are SACK blocks with what stands in front of these.</summary>
        internal int SackLength()
        {
            int blocks = SackBlocks();
            return blocks == 0 ? 0 : TcpOptions.SackHeaderLength + (blocks * TcpOptions.SackBlockLength);
        }

        // How many SACK blocks the next segment carries.
        private int SackBlocks()
        {
            int blocks = receiver.blocks;
            if (!selective || blocks == 0)
            {
                return 0;
            }

            // RFC 2018 section 3: three beside timestamps. Where a segment is very small, no more than half of it.
            int room = timestamps ? TcpOptions.MaximumSackBlocks - 1 : TcpOptions.MaximumSackBlocks;
            int sensible = ((sender.segmentSize >> 1) - TcpOptions.SackHeaderLength) / TcpOptions.SackBlockLength;
            room = sensible < room ? sensible : room;
            return blocks < room ? blocks : room;
        }

        // Writes the options of a segment where they belong in the frame, and returns how many bytes they are.
        private int WriteOptions()
        {
            byte[] frame = tcp.frame;
            int start = tcp.payloadOffset;
            int offset = start;
            if (timestamps)
            {
                TcpOptions.WriteTimestamps(frame, offset, (uint)tcp.context.now + timestampOffset, recentTimestamp);
                offset += TcpOptions.TimestampsLength;
            }

            int blocks = receiver.blocks == 0 ? 0 : SackBlocks();
            if (blocks > 0)
            {
                TcpOptions.WriteSackHeader(frame, offset, blocks);
                receiver.WriteBlocks(frame, offset + TcpOptions.SackHeaderLength, blocks);
                offset += TcpOptions.SackHeaderLength + (blocks * TcpOptions.SackBlockLength);
            }

            return offset - start;
        }

        // Takes over what a SYN of the peer offers and this side wants too; both know it then.
        private void AgreeOnOptions(TcpOptions offered)
        {
            selective = tcp.selective && offered.selectivePermitted;
            timestamps = tcp.timestamps && offered.hasTimestamp;
            recentTimestamp = timestamps ? offered.timestampValue : 0;
            SetPeerSegmentSize(offered.maximumSegmentSize);
            AgreeOnScale(offered.windowScale);
        }

        // RFC 7323 section 5.3, R1: whether a segment is too old, though its sequence number may seem right.
        private bool IsOutdated(TcpSegment segment)
        {
            return tcp.context.now - heardAt <= RecentTimestampLifetime && IsOlder(segment);
        }

        // RFC 7323 section 4.3 (2): the timestamp to echo is that of the earliest segment not yet acknowledged. The
        // caller has seen to it that it is not older than the last one.
        private void NoteTimestamp(TcpSegment segment)
        {
            uint acknowledgmentSent = receiver.next - (uint)unacknowledgedBytes;
            if (timestamps && !SequenceNumber.IsAfter(segment.sequence, acknowledgmentSent))
            {
                recentTimestamp = segment.options.timestampValue;
            }
        }
    }
}
