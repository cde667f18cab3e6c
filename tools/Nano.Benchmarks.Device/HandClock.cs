using Nano.Net.Sockets;

namespace Nano.Benchmarks
{
    /// <summary>A clock that is set by hand.</summary>
    internal sealed class HandClock : IClock
    {
        internal long now;

        public long Milliseconds
        {
            get { return now; }
        }
    }
}
