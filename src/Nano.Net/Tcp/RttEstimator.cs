namespace Nano.Net.Tcp
{
    /// <summary>The retransmission time-out (RFC 6298), in milliseconds, in the scaled integers of its appendix's reference.</summary>
    internal sealed class RttEstimator
    {
        /// <summary>RTO before anything was measured (RFC 6298 section 2.1).</summary>
        internal const int InitialTimeout = 1000;

        /// <summary>RTO for the data, where the SYN had to be sent again (RFC 6298 section 5.7).</summary>
        private const int TimeoutAfterLostSyn = 3000;

        /// <summary>PTO before anything was measured (RFC 8985 section 7.2).</summary>
        private const int InitialProbeTimeout = 1000;

        /// <summary>Least <see cref="probeTimeout"/>: a shorter one would mostly measure how long threads wait for their turn.</summary>
        private const int LeastProbeTimeout = 10;

        /// <summary>RTO, backed off where need be.</summary>
        internal int timeout;

        /// <summary>PTO of RFC 8985 section 7.2 without the allowance for a delayed acknowledgment: 2 SRTT, or a second where nothing was measured.</summary>
        internal int probeTimeout;

        /// <summary>SRTT times 8, so that a gain of 1/8 loses no bits; -1 where nothing was measured.</summary>
        internal int smoothed;

        // RTTVAR times 4.
        private int variation;
        private readonly int minimum;
        private readonly int maximum;

        internal RttEstimator(int minimum, int maximum)
        {
            this.minimum = minimum;
            this.maximum = maximum;
        }

        /// <summary>SRTT in milliseconds; -1 where nothing was measured.</summary>
        internal int SmoothedRoundTrip()
        {
            // -1 stays -1.
            return smoothed >> 3;
        }

        internal void Reset(bool synWasLost)
        {
            smoothed = -1;
            variation = 0;
            probeTimeout = InitialProbeTimeout;
            timeout = Bound(synWasLost ? TimeoutAfterLostSyn : InitialTimeout);
        }

        /// <summary>Takes the round-trip time of a segment that was sent once (Karn's rule is the caller's).</summary>
        internal void Measure(int milliseconds)
        {
            if (smoothed < 0)
            {
                // RFC 6298 section 2.2.
                smoothed = milliseconds << 3;
                variation = milliseconds << 1;
            }
            else
            {
                // RFC 6298 section 2.3, RTTVAR before SRTT.
                int error = milliseconds - (smoothed >> 3);
                smoothed += error;
                variation += (error < 0 ? -error : error) - (variation >> 2);
            }

            // As EndBackOff, without the calls.
            int next = (smoothed >> 3) + (variation > 1 ? variation : 1);
            timeout = next < minimum ? minimum : next > maximum ? maximum : next;
            probeTimeout = smoothed >> 2 > LeastProbeTimeout ? smoothed >> 2 : LeastProbeTimeout;
        }

        /// <summary>A time-out has occurred: twice as long the next time (RFC 6298 section 5.5).</summary>
        internal void BackOff()
        {
            timeout = Bound(timeout << 1);
        }

        /// <summary>The next time-out comes after as long as what was measured says: the last ones had a reason that is known, and over.</summary>
        internal void EndBackOff()
        {
            // Clock granularity G is one millisecond: max(G, K * RTTVAR).
            timeout = Bound(smoothed < 0 ? InitialTimeout : (smoothed >> 3) + (variation > 1 ? variation : 1));
        }

        private int Bound(int milliseconds)
        {
            if (milliseconds < minimum)
            {
                return minimum;
            }

            return milliseconds > maximum ? maximum : milliseconds;
        }
    }
}
