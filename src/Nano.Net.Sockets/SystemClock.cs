using System;

namespace Nano.Net.Sockets
{
    /// <summary>The system's monotonic clock: <see cref="Environment.TickCount64"/>, on the device as on a PC.</summary>
    public sealed class SystemClock : IClock
    {
        /// <inheritdoc/>
        public long Milliseconds
        {
            get { return Environment.TickCount64; }
        }
    }
}
