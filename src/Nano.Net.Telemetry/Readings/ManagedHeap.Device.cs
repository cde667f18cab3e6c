using nanoFramework.Runtime.Native;

namespace Nano.Net.Telemetry
{
    /// <summary>The managed heap, as far as this world can tell of it.</summary>
    internal static class ManagedHeap
    {
        public const string Name = "free_memory_bytes";
        public const string Help = "Free managed heap";
        public const string State = "free";

        /// <summary>Bytes. Only a garbage collection can tell, so that it should not be asked too often.</summary>
        public static long Read()
        {
            return GC.Run(false);
        }

        /// <summary>Bytes that are free, for who decides whether they are enough.</summary>
        public static long ReadFree()
        {
            return GC.Run(true);
        }
    }
}
