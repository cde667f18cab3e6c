namespace Nano.Benchmarks
{
    /// <summary>What was measured again and again; the median counts.</summary>
    internal sealed class Samples
    {
        private readonly int[] values;
        private int count;

        internal Samples(int capacity)
        {
            values = new int[capacity];
        }

        /// <summary>Adds one, keeping them in order.</summary>
        /// <param name="measured">What was measured.</param>
        internal void Add(long measured)
        {
            int value = measured > int.MaxValue ? int.MaxValue : (int)measured;
            int i = count++;
            while (i > 0 && values[i - 1] > value)
            {
                values[i] = values[i - 1];
                i--;
            }

            values[i] = value;
        }

        /// <summary>The median.</summary>
        internal int Median()
        {
            return values[count / 2];
        }
    }
}
