using System.Threading;
using GC = nanoFramework.Runtime.Native.GC;

namespace Nano.Benchmarks
{
    /// <summary>The interpreter's heap.</summary>
    internal static class Heap
    {
        /// <summary>Bytes of a heap block on a microcontroller; no object is smaller.</summary>
        internal const int BoardBlock = 12;

        /// <summary>Bytes that are free, once what has been done before has come to rest.</summary>
        internal static int Free()
        {
            GC.Run(true);
            Thread.Sleep(50);
            return (int)GC.Run(true);
        }

        /// <summary>Bytes of a heap block: <see cref="BoardBlock"/>, or twice that where the interpreter runs as a 64-bit process.</summary>
        internal static int Block()
        {
            object[] objects = new object[100];
            int before = Free();
            for (int i = 0; i < objects.Length; i++)
            {
                objects[i] = new object();
            }

            return (before - Free() + (objects.Length / 2)) / objects.Length;
        }
    }
}
