namespace Nano.Net.Tcp
{
    // The window during a recovery that does not count what has left the network: RFC 5681 section 3.2, RFC 6582.
    internal abstract partial class CongestionControl
    {
        /// <summary>Loss seen by three duplicate acknowledgments (RFC 5681 section 3.2, steps 2 and 3).</summary>
        internal void EnterRecovery(int flightSize, long now)
        {
            Remember();
            OnCongestion(flightSize, now);
            window += 3 * segmentSize;
        }

        /// <summary>A further duplicate acknowledgment: a segment has left the network (step 4).</summary>
        internal void Inflate()
        {
            window += segmentSize;
        }

        /// <summary>A partial acknowledgment (RFC 6582 section 3.2, step 3): deflate by what was acknowledged.</summary>
        internal void Deflate(int bytes)
        {
            window -= bytes;
            if (bytes >= segmentSize)
            {
                window += segmentSize;
            }

            if (window < segmentSize)
            {
                window = segmentSize;
            }
        }

        /// <summary>Everything that was outstanding at the loss is acknowledged; the first choice of step 3, which makes no burst.</summary>
        internal void LeaveRecovery(int flightSize)
        {
            int careful = (flightSize > segmentSize ? flightSize : segmentSize) + segmentSize;
            window = careful < slowStartThreshold ? careful : slowStartThreshold;
        }
    }
}
