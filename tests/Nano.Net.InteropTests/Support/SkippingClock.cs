namespace Nano.Net.InteropTests.Support
{
    /// <summary>The system's clock, and what the test has skipped: nobody waits for a lease to run out.</summary>
    internal sealed class SkippingClock : IClock
    {
        private long skipped;

        public long Milliseconds => Environment.TickCount64 + Interlocked.Read(ref skipped);

        internal void Skip(int milliseconds) => Interlocked.Add(ref skipped, milliseconds);
    }
}
