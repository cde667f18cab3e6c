namespace Nano.Net.Tcp
{
    /// <summary>A segment more each round trip, and half of it when there is congestion (RFC 5681 section 3.1).</summary>
    internal sealed class NewReno : CongestionControl
    {
        /// <summary>One segment a round trip, counted in bytes (RFC 3465 section 2.1).</summary>
        protected override void Avoid(int bytes, long now, int smoothedRoundTrip)
        {
            acknowledged += bytes;
            if (acknowledged >= window)
            {
                acknowledged -= window;
                window += segmentSize;
            }
        }

        /// <summary>RFC 5681 equation 4.</summary>
        protected override int Reduced(int flightSize)
        {
            return flightSize >> 1;
        }
    }
}
