using System;
using Nano.Net.Sockets;

namespace Nano.Net.EmulatorTests
{
    /// <summary>The system's clock, and what the test has skipped: nobody waits an hour for a keep-alive.</summary>
    public sealed class SkippingClock : IClock
    {
        private long skipped;

        /// <inheritdoc/>
        public long Milliseconds
        {
            get { return Environment.TickCount64 + skipped; }
        }

        /// <summary>Makes it later.</summary>
        public void Skip(int milliseconds)
        {
            skipped += milliseconds;
        }
    }
}
