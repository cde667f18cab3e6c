using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How large a segment the path carries: what routers say (RFC 1191, RFC 5927 section 7), and what silence says where
    // none says anything (RFC 2923 section 2.1, RFC 4821 section 7.7).
    internal sealed partial class TcpConnection
    {
        /// <summary>
        /// The first size, in bytes of a packet, that is tried where larger ones vanish: tunnels of whatever kind carry
        /// so much (RFC 8899 section 5.1.2, BASE_PLPMTU).
        /// </summary>
        private const int FirstSafeMtu = 1200;

        /// <summary>The second: what every host takes. Below it, size is no longer the likely reason.</summary>
        private const int SecondSafeMtu = PathTable.SmallestMtu;

        /// <summary>Fewer bytes no link may carry (RFC 791 section 3.2, RFC 1191 section 3).</summary>
        private const int LeastOfAnyLink = 68;

        /// <summary>
        /// A retransmission time-out, before anything is sent again. After every second one in a row, of a segment that may
        /// be too large, a smaller one is tried, twice at most. Nothing but this connection knows of it yet.
        /// </summary>
        /// <param name="timeouts">How many there have been in a row.</param>
        internal void OnTimeoutInARow(int timeouts)
        {
            // What another connection has learned of the path counts at once.
            int size = SegmentSize();
            if (timeouts == 2 || timeouts == 4)
            {
                size = SegmentSizeOf(timeouts == 2 ? FirstSafeMtu : SecondSafeMtu);
            }

            int outstanding = sender.queued < sender.segmentSize ? sender.queued : sender.segmentSize;
            if (outstanding > size)
            {
                sender.Shrink(size);
            }
        }

        /// <summary>
        /// The first acknowledgment after time-outs. Where it is of the very segment that was tried as a smaller one, and
        /// nothing before it was heard of, the path does not carry larger ones. Else its host was away, and the path is
        /// as good as it was.
        /// </summary>
        /// <param name="timeouts">How many there have been in a row.</param>
        /// <param name="acknowledged">Bytes acknowledged.</param>
        internal void OnTimeoutsOver(int timeouts, int acknowledged)
        {
            int tried = sender.segmentSize;
            if (tried >= SegmentSize())
            {
                return;
            }

            if (acknowledged == tried && (timeouts == 2 || timeouts == 4))
            {
                tcp.counters.PathMtuBlackHoles++;
                tcp.LearnMtu(path, timeouts == 2 ? FirstSafeMtu : SecondSafeMtu);
            }
            else
            {
                sender.Resize(SegmentSize());
            }
        }

        /// <summary>The path may carry more again: what was learned of it is old (RFC 1191 section 6.3).</summary>
        internal void OnMtuForgotten()
        {
            if (IsSynchronized)
            {
                sender.ForgetLargerSegments();
                sender.Resize(SegmentSize());
            }
        }

        // "Fragmentation needed" about a segment that is in flight.
        private void OnPacketTooBig(uint sequence, int mtu)
        {
            // A router that names no MTU (RFC 792) leaves us a guess.
            int named = mtu == 0 ? SecondSafeMtu : mtu;
            if (IsSynchronized && named >= LeastOfAnyLink && IsCredible(sequence, SegmentSizeOf(named)))
            {
                tcp.LearnMtu(path, named);
                sender.Shrink(SegmentSize());
                sender.Transmit(true);
            }
        }

        // Whether it may be that the path carries no segments of more than some bytes, as somebody says of one that is in
        // flight (RFC 5927 section 7.2).
        private bool IsCredible(uint sequence, int size)
        {
            // What was never sent cannot have been too large, nor what routers may fragment.
            if (size >= sender.segmentSize || (path.mtuState < 0 && sender.segmentSize <= SegmentSize()))
            {
                return false;
            }

            // Where as much has arrived before, the segment must have been lost, too. It needs not be remembered: when it goes
            // again after the time-out, in the same size, a router that has told the truth says it again.
            return size >= sender.largestAcknowledged || (sender.timeouts > 0 && sequence == sender.unacknowledged);
        }

        // Bytes of data in a packet of a given size.
        private int SegmentSizeOf(int mtu)
        {
            return mtu - TcpLayer.HeadersLength - (timestamps ? TcpOptions.TimestampsLength : 0);
        }
    }
}
