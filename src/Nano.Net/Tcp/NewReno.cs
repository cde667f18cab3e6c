namespace Nano.Net.Tcp
{
    /// <summary>
    /// How much a connection may have in the network: slow start, congestion avoidance, and the window during fast
    /// recovery (RFC 5681, RFC 6582). Bytes throughout.
    /// </summary>
    internal sealed class NewReno
    {
        /// <summary>cwnd.</summary>
        internal int window;

        /// <summary>ssthresh.</summary>
        internal int slowStartThreshold;

        private int segmentSize;

        // More than the send buffer can never be in the network, so a larger window has no meaning.
        private int limit;

        // Bytes acknowledged since the window last grew, in congestion avoidance (RFC 3465).
        private int acknowledged;

        /// <summary>Begins a connection.</summary>
        /// <param name="segmentSize">SMSS.</param>
        /// <param name="sendBuffer">Size of the send buffer.</param>
        /// <param name="synWasLost">The SYN or its answer had to be sent again.</param>
        internal void Open(int segmentSize, int sendBuffer, bool synWasLost)
        {
            this.segmentSize = segmentSize;
            limit = sendBuffer + 4 * segmentSize;
            acknowledged = 0;
            slowStartThreshold = int.MaxValue;
            window = synWasLost ? segmentSize : InitialWindow();
        }

        /// <summary>IW = min(10 * MSS, max(2 * MSS, 14600)) (RFC 6928 section 2).</summary>
        internal int InitialWindow()
        {
            int upper = 2 * segmentSize > 14600 ? 2 * segmentSize : 14600;
            return 10 * segmentSize < upper ? 10 * segmentSize : upper;
        }

        internal void SetSegmentSize(int size)
        {
            segmentSize = size;
        }

        /// <summary>New data were acknowledged, outside recovery.</summary>
        internal void OnAcknowledged(int bytes)
        {
            if (window < slowStartThreshold)
            {
                // RFC 5681 equation 2.
                window += bytes < segmentSize ? bytes : segmentSize;
            }
            else
            {
                // One segment a round trip, counted in bytes as RFC 5681 section 3.1 recommends.
                acknowledged += bytes;
                if (acknowledged >= window)
                {
                    acknowledged -= window;
                    window += segmentSize;
                }
            }

            if (window > limit)
            {
                window = limit;
            }
        }

        /// <summary>Loss seen by three duplicate acknowledgments (RFC 5681 section 3.2, steps 2 and 3).</summary>
        internal void EnterRecovery(int flightSize)
        {
            HalveThreshold(flightSize);
            window = slowStartThreshold + 3 * segmentSize;
            acknowledged = 0;
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

        /// <summary>A retransmission time-out (RFC 5681 section 3.1, equation 4).</summary>
        /// <param name="flightSize">Bytes that were in the network.</param>
        /// <param name="first">The first one for this segment; a repeated one leaves the threshold alone.</param>
        internal void OnTimeout(int flightSize, bool first)
        {
            if (first)
            {
                HalveThreshold(flightSize);
            }

            window = segmentSize;
            acknowledged = 0;
        }

        /// <summary>Nothing was sent for longer than the time-out: what was known of the network is old (RFC 5681 section 4.1).</summary>
        internal void OnIdle()
        {
            int restart = InitialWindow();
            if (window > restart)
            {
                window = restart;
            }
        }

        private void HalveThreshold(int flightSize)
        {
            int half = flightSize >> 1;
            slowStartThreshold = half > 2 * segmentSize ? half : 2 * segmentSize;
        }
    }
}
