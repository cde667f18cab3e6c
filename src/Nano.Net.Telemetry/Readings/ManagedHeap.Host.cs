using System;

namespace Nano.Net.Telemetry
{
    /// <summary>The managed heap, as far as this world can tell of it.</summary>
    internal static class ManagedHeap
    {
        public const string Name = "used_memory_bytes";
        public const string Help = "Managed heap in use";
        public const string State = "in use";

        /// <summary>Bytes.</summary>
        public static long Read()
        {
            return GC.GetTotalMemory(false);
        }

        /// <summary>Bytes that are free, for who decides whether they are enough: on a PC they are.</summary>
        public static long ReadFree()
        {
            return long.MaxValue;
        }
    }
}
