namespace Nano.Net.Tcp
{
    /// <summary>
    /// A window that follows a cubic function of time around what the network last carried, and is never less than NewReno's
    /// (RFC 9438), in integers: beta = 7/10, C = 2/5 segment a second cubed.
    /// </summary>
    internal sealed class Cubic : CongestionControl
    {
        private const long Never = long.MaxValue;

        // A time-out, or a slow start that met no loss: K is 0, and W_max the window with which congestion avoidance begins.
        private const int Unknown = 0;

        // W_max: where the curve is flat.
        private int plateau;

        // When the curve is there, t = K; Never while no stage of congestion avoidance has begun.
        private long plateauAt;

        // W_est, what NewReno with the same average would have.
        private int friendly;

        private int rememberedPlateau;

        /// <summary>What goes by while the network's state is unknown or the window unused must not count as t (RFC 9438 sections 4.2 and 5.8).</summary>
        /// <remarks>The stage that follows begins where the window is, and below the plateau that is the same point of the same curve.</remarks>
        protected override void Pause()
        {
            plateauAt = Never;
        }

        /// <summary>RFC 9438 section 4.8.</summary>
        protected override void Restart()
        {
            plateau = Unknown;
            plateauAt = Never;
        }

        internal override void Remember(int flightSize)
        {
            base.Remember(flightSize);
            rememberedPlateau = plateau;
        }

        /// <summary>RFC 9438 section 4.9; K, the epoch's start and W_est follow from the window, as after a pause.</summary>
        protected override void OnRestored()
        {
            plateau = rememberedPlateau;
            plateauAt = Never;
        }

        /// <summary>RFC 9438 sections 4.2 to 4.5.</summary>
        protected override void Avoid(int bytes, long now, int smoothedRoundTrip)
        {
            if (plateauAt == Never)
            {
                Begin(now);
            }

            // alpha_cubic = 3 * (1 - beta) / (1 + beta) = 9/17, until W_est is what the window was before it was reduced.
            acknowledged += friendly < rememberedWindow ? (int)(9L * bytes / 17) : bytes;
            if (acknowledged >= window)
            {
                acknowledged -= window;
                friendly += segmentSize;
            }

            long growth = WindowAt(now + smoothedRoundTrip) - window;
            if (growth > window >> 1)
            {
                growth = window >> 1;
            }

            if (growth > 0)
            {
                window += (int)(growth * bytes / window);
            }

            if (window < friendly)
            {
                window = friendly;
            }
        }

        /// <summary>RFC 9438 sections 4.6 and, where the window did not come back to the plateau, 4.7.</summary>
        protected override int Reduced(int flightSize)
        {
            plateau = window < plateau ? (int)(17L * window / 20) : window;
            plateauAt = Never;
            return (int)(7L * flightSize / 10);
        }

        // A stage of congestion avoidance begins: K = cubic root of (W_max - cwnd) / C.
        private void Begin(long now)
        {
            if (plateau < window)
            {
                plateau = window;
            }

            plateauAt = now + CubicRoot((plateau - window) * 2500000000L / segmentSize);
            friendly = window;
            acknowledged = 0;
        }

        // W_cubic, C * (t - K)^3 + W_max.
        private long WindowAt(long time)
        {
            // In 17 minutes the curve rises beyond any window, and later the cube would not fit. K is less than that.
            const int farthest = 1 << 20;
            long distance = time - plateauAt;
            if (distance > farthest)
            {
                distance = farthest;
            }

            // By 2.5 * 10^9 in two steps, so that neither an intermediate result overflows nor a byte is lost.
            return plateau + (distance * distance * distance / 25000 * segmentSize / 100000);
        }

        // The largest number whose cube is no more, bit by bit.
        private static int CubicRoot(long value)
        {
            int root = 0;
            for (int bit = 1 << 20; bit > 0; bit >>= 1)
            {
                long larger = root | bit;
                if (larger * larger * larger <= value)
                {
                    root |= bit;
                }
            }

            return root;
        }
    }
}
