using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How large a segment the path carries, as routers say (RFC 1191, RFC 5927 section 7). What the sender finds out where none
    // says anything is in TcpSender.PathMtu.cs.
    internal sealed partial class TcpConnection
    {
        // Bytes of a TCP header with all the options that it can have.
        private const int LongestTcpHeader = 60;

        /// <summary>Bytes of data in a packet of a given size.</summary>
        internal int SegmentSizeOf(int mtu)
        {
            return mtu - TcpLayer.HeadersLength(path) - (timestamps ? TcpOptions.TimestampsLength : 0);
        }

        /// <summary>Bytes of a packet with a given number of bytes of data.</summary>
        internal int MtuOf(int length)
        {
            return length + TcpLayer.HeadersLength(path) + (timestamps ? TcpOptions.TimestampsLength : 0);
        }

        // "Fragmentation needed" about a segment that is in flight.
        private void OnPacketTooBig(uint sequence, int mtu)
        {
            // A router that names no MTU (RFC 792) leaves us a guess.
            int named = mtu == 0 ? path.protocol.SmallestMtu : mtu;
            if (IsSynchronized && named >= path.protocol.LeastOfAnyLink && IsCredible(sequence, named))
            {
                TcpLayer.LearnMtu(path, named);
                sender.Shrink(SegmentSize());
                sender.Transmit(true);
            }
        }

        // Whether it may be that the path carries no packets of more than some bytes, as somebody says of one that is in
        // flight (RFC 5927 section 7.2).
        private bool IsCredible(uint sequence, int mtu)
        {
            // What was never sent cannot have been too large; nor can the segment in question, if no more has followed it than fits.
            if (mtu >= sender.LargestPacket() || mtu - path.protocol.HeaderLength - LongestTcpHeader >= (int)(sender.next - sequence))
            {
                return false;
            }

            // What goes now is no larger, or is what routers may fragment.
            int size = SegmentSizeOf(mtu);
            if ((size >= sender.segmentSize && !sender.IsNarrowed()) || (path.mtuState < 0 && sender.segmentSize <= SegmentSize()))
            {
                return false;
            }

            // Where as much has arrived before, the segment must have been lost, too. It needs not be remembered: when it goes
            // again after the time-out, in the same size, a router that has told the truth says it again.
            return size >= sender.largestAcknowledged || (sender.timeouts > 0 && sequence == sender.unacknowledged);
        }
    }
}
