namespace Nano.Net.Tcp
{
    /// <summary>
    /// How much a connection may have in the network: slow start, and what the algorithms of congestion avoidance have in
    /// common (RFC 5681). Bytes and milliseconds throughout.
    /// </summary>
    internal abstract partial class CongestionControl
    {
        /// <summary>cwnd.</summary>
        internal int window;

        /// <summary>ssthresh.</summary>
        internal int slowStartThreshold;

        /// <summary>SMSS.</summary>
        protected int segmentSize;

        /// <summary>Bytes acknowledged since a window last grew by a segment (RFC 3465 section 2.1).</summary>
        protected int acknowledged;

        /// <summary>cwnd before the latest episode of congestion: cwnd_prior of RFC 9438.</summary>
        protected int rememberedWindow;

        // The larger of FlightSize and ssthresh before it: pipe_prev of RFC 4015. 0 where nothing is undone.
        private int rememberedThreshold;

        // More than the send buffer can never be in the network, so a larger window has no meaning.
        internal int limit;

        // Slow start goes on after a time-out, when what is acknowledged may have arrived long ago.
        private bool timedOut;

        /// <summary>Begins a connection.</summary>
        /// <param name="segmentSize">SMSS.</param>
        /// <param name="sendBuffer">Size of the send buffer.</param>
        /// <param name="synWasLost">The SYN or its answer had to be sent again.</param>
        internal void Open(int segmentSize, int sendBuffer, bool synWasLost)
        {
            this.segmentSize = segmentSize;
            limit = sendBuffer;
            slowStartThreshold = int.MaxValue;
            window = synWasLost ? segmentSize : InitialWindow();
            acknowledged = 0;
            timedOut = false;
            Remember(0);
            Restart();
        }

        /// <summary>IW = min(10 * MSS, max(2 * MSS, 14600)) (RFC 6928 section 2).</summary>
        internal int InitialWindow()
        {
            int upper = 2 * segmentSize > 14600 ? 2 * segmentSize : 14600;
            return 10 * segmentSize < upper ? 10 * segmentSize : upper;
        }

        /// <summary>The path carries segments of another size.</summary>
        internal void SetSegmentSize(int size)
        {
            segmentSize = size;
            if (window < size)
            {
                window = size;
            }

            if (slowStartThreshold < size << 1)
            {
                // A recovery that goes on ends with it as the window.
                slowStartThreshold = size << 1;
            }
        }

        /// <summary>Sets the window: during a fast recovery, where it says how much may go now (RFC 9937).</summary>
        internal void SetWindow(int bytes)
        {
            window = bytes;
        }

        /// <summary>Makes the window no larger than this, nor less than a segment (RFC 3168 section 6.1.2): segments may have grown meanwhile.</summary>
        internal void Limit(int bytes)
        {
            int most = bytes > segmentSize ? bytes : segmentSize;
            if (window > most)
            {
                window = most;
            }
        }

        /// <summary>New data were acknowledged, outside recovery.</summary>
        /// <param name="bytes">How many.</param>
        /// <param name="flightBefore">Bytes that were in the network before that.</param>
        /// <param name="now">The time.</param>
        /// <param name="smoothedRoundTrip">SRTT, in milliseconds.</param>
        internal void OnAcknowledged(int bytes, int flightBefore, long now, int smoothedRoundTrip)
        {
            if (window >= limit)
            {
                return;
            }

            if (flightBefore < window >> 1)
            {
                // Who has not used half of it has not shown that the network carries more (RFC 7661 section 4.3).
                Pause();
                return;
            }

            if (window < slowStartThreshold)
            {
                // RFC 5681 equation 2, with the limit L of RFC 3465 section 2.3: two segments, one after a time-out.
                int most = timedOut ? segmentSize : segmentSize << 1;
                window += bytes < most ? bytes : most;
            }
            else
            {
                Avoid(bytes < window ? bytes : window, now, smoothedRoundTrip);
            }

            if (window > limit)
            {
                window = limit;
            }
        }

        /// <summary>A segment was lost and recovery begins, or the peer echoes congestion (RFC 5681 section 3.2, RFC 3168 section 6.1.2).</summary>
        /// <remarks>The window is not inflated during recovery: the sender counts what has left the network.</remarks>
        /// <param name="flightSize">Bytes that were in the network.</param>
        internal void OnCongestion(int flightSize)
        {
            SetThreshold(Reduced(flightSize));
            window = slowStartThreshold;
            acknowledged = 0;
        }

        /// <summary>A retransmission time-out (RFC 5681 section 3.1, equation 4).</summary>
        /// <param name="flightSize">Bytes that were in the network.</param>
        /// <param name="first">The first one for this segment; a repeated one leaves the threshold alone.</param>
        internal void OnTimeout(int flightSize, bool first)
        {
            if (first)
            {
                SetThreshold(Reduced(flightSize));
            }

            window = segmentSize;
            acknowledged = 0;
            timedOut = true;
            Restart();
        }

        /// <summary>Nothing was sent for longer than the time-out: what was known of the network is old.</summary>
        /// <remarks>
        /// RFC 5681 section 4.1. RFC 2861 and 7661 keep more of the window, but have a sender without pacing begin with a burst
        /// of half of it, and want the idle time counted: with an initial window of ten segments that saves a round trip or two.
        /// </remarks>
        internal void OnIdle()
        {
            int restart = InitialWindow();
            if (window > restart)
            {
                window = restart;
            }

            acknowledged = 0;
            timedOut = false;
            Pause();
        }

        /// <summary>Keeps what <see cref="Restore"/> brings back: called before an episode of congestion begins.</summary>
        /// <param name="flightSize">Bytes that are in the network.</param>
        internal virtual void Remember(int flightSize)
        {
            rememberedWindow = window;
            rememberedThreshold = flightSize > slowStartThreshold ? flightSize : slowStartThreshold;
        }

        /// <summary>The episode is one, whatever else turns out: <see cref="Restore"/> leaves it.</summary>
        internal void Confirm()
        {
            rememberedThreshold = 0;
        }

        /// <summary>
        /// The episode was none: nothing had been lost. Slow start leads back to what was in the network before; the window
        /// itself allows no more than an initial window at once (RFC 4015 section 3.2, RFC 9438 section 4.9).
        /// </summary>
        /// <param name="flightSize">Bytes that are in the network.</param>
        /// <param name="bytes">Bytes that were acknowledged by what has told so.</param>
        /// <returns>False where it was an episode all the same.</returns>
        internal bool Restore(int flightSize, int bytes)
        {
            if (rememberedThreshold == 0 || window >= rememberedWindow)
            {
                return false;
            }

            int burst = InitialWindow();
            int restored = flightSize + (bytes < burst ? bytes : burst);
            restored = restored < rememberedWindow ? restored : rememberedWindow;
            window = restored > window ? restored : window;
            slowStartThreshold = rememberedThreshold;
            timedOut = false;
            OnRestored();
            return true;
        }

        /// <summary>Grows the window in congestion avoidance.</summary>
        /// <param name="bytes">Bytes acknowledged, no more than the window.</param>
        /// <param name="now">The time.</param>
        /// <param name="smoothedRoundTrip">SRTT, in milliseconds.</param>
        protected abstract void Avoid(int bytes, long now, int smoothedRoundTrip);

        /// <summary>Congestion: the window that is left of what was in the network.</summary>
        protected abstract int Reduced(int flightSize);

        /// <summary>The time until <see cref="Avoid"/> is called again does not count: the window is not used.</summary>
        protected virtual void Pause()
        {
        }

        /// <summary>Nothing of what has happened since <see cref="Remember"/> counts.</summary>
        protected virtual void OnRestored()
        {
        }

        /// <summary>Congestion avoidance will begin anew, with a window that nothing is known about.</summary>
        protected virtual void Restart()
        {
        }

        private void SetThreshold(int bytes)
        {
            slowStartThreshold = bytes > segmentSize << 1 ? bytes : segmentSize << 1;
        }
    }
}
