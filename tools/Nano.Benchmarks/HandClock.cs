using Nano.Net.Sockets;

namespace Nano.Benchmarks
{
    /// <summary>A clock that is moved by hand.</summary>
    internal sealed class HandClock : IClock
    {
        public long Milliseconds { get; set; }
    }
}
