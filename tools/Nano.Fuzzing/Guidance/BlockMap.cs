using System.Runtime.CompilerServices;

namespace Nano.Fuzzing
{
    /// <summary>Which basic blocks this thread has come through. The blocks call it: <see cref="Instrumenter"/> puts the calls there.</summary>
    public static class BlockMap
    {
        [ThreadStatic]
        private static byte[]? hits;

        /// <summary>A block is entered.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Hit(int block)
        {
            byte[]? map = hits;
            if (map != null)
            {
                map[block] = 1;
            }
        }

        /// <summary>Begins to note what this thread comes through.</summary>
        /// <param name="blocks">How many blocks there are.</param>
        /// <returns>Where it is noted: 1 for each block that was entered.</returns>
        internal static byte[] Watch(int blocks) => hits = new byte[blocks];
    }
}
