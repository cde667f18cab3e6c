namespace Nano.Net.Tests;

/// <summary>What a piece of work allocates.</summary>
internal static class Allocations
{
    /// <summary>
    /// Bytes that this thread allocates in an action. A collection in the meantime, for whichever thread's sake, counts what
    /// the thread has not used yet; then the action is run once more.
    /// </summary>
    internal static long Of(Action action)
    {
        long allocated = 0;
        for (int i = 0; i < 10; i++)
        {
            int collections = GC.CollectionCount(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated == 0 || GC.CollectionCount(0) == collections)
            {
                break;
            }
        }

        return allocated;
    }
}
