using System.Diagnostics;

namespace Nano.Emulator
{
    /// <summary>The computer's monotonic clock, from 0 when it is made.</summary>
    public sealed class MonotonicClock : IMicrosecondClock
    {
        private readonly long start = Stopwatch.GetTimestamp();

        /// <inheritdoc/>
        public long Microseconds => Stopwatch.GetElapsedTime(start).Ticks / TimeSpan.TicksPerMicrosecond;

        /// <inheritdoc/>
        public long Milliseconds => Microseconds / 1000;
    }
}
