using nanoFramework.Runtime.Native;

namespace Nano.Boards
{
    /// <summary>How much memory is left.</summary>
    public static class FreeMemory
    {
        /// <summary>Bytes of the managed heap that are free, after a garbage collection.</summary>
        public static long Measure()
        {
            return GC.Run(false);
        }
    }
}
