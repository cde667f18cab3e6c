namespace Nano.Fuzzing
{
    /// <summary>
    /// What has been seen of a target: which block was entered, which counter has moved and by how much, and how far
    /// what has a bound has filled up, in which state. All jobs share it; that two of them take the same for new does no harm.
    /// </summary>
    internal sealed class FeatureMap(int blocks, int counters)
    {
        /// <summary>0, 1, 2, 3, up to 7, up to 31, up to 1,000, more.</summary>
        private const int Buckets = 8;

        private readonly byte[] seenBlocks = new byte[Target.MostContexts * blocks];
        private readonly byte[] seenCounts = new byte[Target.MostContexts * ((counters * Buckets) + Target.MostLevels)];
        private int count;

        internal int Count => count;

        /// <summary>The feature of a block entered in a state.</summary>
        internal int OfBlock(int context, int block) => (context * blocks) + block;

        /// <summary>The feature of a counter that has moved in a state.</summary>
        internal int OfCounter(int context, int counter, long moved) =>
            seenBlocks.Length + (((context * counters) + counter) * Buckets) + BucketOf(moved);

        /// <summary>The feature of what has filled up so far in a state.</summary>
        internal int OfLevel(int context, int level) =>
            seenBlocks.Length + (Target.MostContexts * counters * Buckets) + (context * Target.MostLevels) + level;

        internal bool IsNew(int feature) => SeenAt(feature) == 0;

        internal void Add(int feature)
        {
            if (SeenAt(feature) == 0)
            {
                SeenAt(feature) = 1;
                Interlocked.Increment(ref count);
            }
        }

        private static int BucketOf(long moved) => moved switch
        {
            < 0 => 0,
            < 4 => (int)moved,
            < 8 => 4,
            < 32 => 5,
            < 1001 => 6,
            _ => 7,
        };

        private ref byte SeenAt(int feature) => ref feature < seenBlocks.Length ? ref seenBlocks[feature] : ref seenCounts[feature - seenBlocks.Length];
    }
}
