using System;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Support
{
    /// <summary>
    /// The system's clock, and what a test has skipped: nobody waits an hour for a keep-alive. On the host and on the device.
    /// One thread skips. Another may read the time a moment late.
    /// </summary>
    public sealed class SkippingClock : IClock
    {
        private readonly object gate = new object();
        private long skipped;

        /// <inheritdoc/>
        public long Milliseconds
        {
            get
            {
                lock (gate)
                {
                    return Environment.TickCount64 + skipped;
                }
            }
        }

        /// <summary>Makes it later.</summary>
        public void Skip(int milliseconds)
        {
            lock (gate)
            {
                skipped += milliseconds;
            }
        }
    }
}
