using Nano.Net.Sockets;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>The system's clock, and what a test has skipped.</summary>
    internal sealed class SkippingClock : IClock
    {
        private long skipped;

        public long Milliseconds => Environment.TickCount64 + Interlocked.Read(ref skipped);

        internal void Skip(int milliseconds) => Interlocked.Add(ref skipped, milliseconds);
    }
}
