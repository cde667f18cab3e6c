using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // What the options of a connection's segments mean: timestamps (RFC 7323) and selective acknowledgments (RFC 2018).
    internal sealed partial class TcpConnection
    {
        /// <summary>
        /// Milliseconds of silence after which TS.Recent says nothing any more: 24 days, in which the fastest clock that is
        /// allowed may have gone halfway round (RFC 7323 section 5.5).
        /// </summary>
        private const long RecentTimestampLifetime = 24L * 24 * 60 * 60 * 1000;

        /// <summary>Both sides take selective acknowledgments (RFC 2018 section 2).</summary>
        internal bool selective;

        /// <summary>What the clock of this side's timestamps is ahead of the stack's.</summary>
        internal uint timestampOffset;

        /// <summary>This side's timestamp clock: milliseconds, from a beginning that tells strangers nothing (RFC 7323 section 5.4).</summary>
        internal uint TimestampClock()
        {
            return (uint)tcp.context.now + timestampOffset;
        }

        // Takes over what a SYN of the peer offers and this side wants too; both know it then.
        private void AgreeOnOptions(TcpOptions offered)
        {
            selective = tcp.selective && offered.selectivePermitted;
            timestamps = tcp.timestamps && offered.hasTimestamp;
            recentTimestamp = timestamps ? offered.timestampValue : 0;
            PrepareHeader();
            SetPeerSegmentSize(offered.maximumSegmentSize);
            AgreeOnWindows(offered.windowScale);
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
            if (timestamps && segment.options.hasTimestamp && !SequenceNumber.IsAfter(segment.sequence, acknowledgmentSent))
            {
                recentTimestamp = segment.options.timestampValue;
            }
        }
    }
}
