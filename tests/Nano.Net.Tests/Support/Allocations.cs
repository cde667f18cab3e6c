namespace Nano.Net.Tests;

/// <summary>What a piece of work allocates.</summary>
internal static class Allocations
{
    /// <summary>
    /// Bytes that this thread allocates in an action, at the least of ten times. What the runtime allocates once (as it
    /// compiles a method anew), and what a collection for another thread's sake adds, is not the action's: that costs its
    /// bytes each time.
    /// </summary>
    internal static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 10 && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
