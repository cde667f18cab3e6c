using System;

namespace Nano.Boards
{
    /// <summary>How much memory is left.</summary>
    public static class FreeMemory
    {
        /// <summary>Bytes that this process might still have, after a garbage collection.</summary>
        public static long Measure()
        {
            long used = GC.GetTotalMemory(forceFullCollection: true);
            return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - used;
        }
    }
}
