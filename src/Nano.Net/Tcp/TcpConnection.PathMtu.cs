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

        /// <summary>The second: what every host takes (RFC 1122 section 3.3.2). Below it, size is no longer the likely reason.</summary>
        private const int SecondSafeMtu = 576;

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
                sender.Resize(SegmentSize());
            }
        }

        // "Fragmentation needed" about a segment that is in flight.
        private void OnPacketTooBig(int mtu)
        {
            // A router that names no MTU (RFC 792) leaves us a guess; fewer than 68 bytes no link may carry (RFC 1191
            // section 3). And what was never sent cannot have been too large (RFC 5927 section 7.2).
            int smaller = SegmentSizeOf(mtu == 0 ? SecondSafeMtu : mtu);
            if (!IsSynchronized || (mtu != 0 && mtu < 68) || smaller >= sender.segmentSize)
            {
                return;
            }

            tcp.LearnMtu(path, mtu == 0 ? SecondSafeMtu : mtu);
            sender.Shrink(SegmentSize());
            sender.Transmit(true);
        }

        // Bytes of data in a packet of a given size.
        private int SegmentSizeOf(int mtu)
        {
            return mtu - TcpLayer.HeadersLength - (timestamps ? TcpOptions.TimestampsLength : 0);
        }
    }
}
