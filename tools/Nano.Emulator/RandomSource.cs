using System.Numerics;

namespace Nano.Emulator
{
    /// <summary>
    /// Pseudo-random numbers that are the same for the same seed on every machine and in every version of .NET
    /// (xoshiro256**, seeded by SplitMix64).
    /// </summary>
    public sealed class RandomSource
    {
        private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

        private ulong s0;
        private ulong s1;
        private ulong s2;
        private ulong s3;

        /// <summary>Makes a stream of numbers.</summary>
        /// <param name="seed">Any number.</param>
        /// <param name="stream">Any number: streams of the same seed are independent of each other.</param>
        public RandomSource(ulong seed, ulong stream = 0)
        {
            ulong state = seed;
            state = SplitMix(ref state) ^ stream;
            s0 = SplitMix(ref state);
            s1 = SplitMix(ref state);
            s2 = SplitMix(ref state);
            s3 = SplitMix(ref state);
        }

        /// <summary>The next number; all 64 bits are random.</summary>
        public ulong NextUInt64()
        {
            ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
            ulong t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = BitOperations.RotateLeft(s3, 45);
            return result;
        }

        /// <summary>The next number from 0 up to, but not including, a bound.</summary>
        /// <param name="bound">1 or more.</param>
        public long NextBelow(long bound)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
            // The high half of the product; for bounds far below 2^64 its bias is beyond measure.
            return (long)Math.BigMul(NextUInt64(), (ulong)bound, out _);
        }

        /// <summary>The next number from 0 up to, but not including, 1.</summary>
        public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

        /// <summary>True with a probability. The certain and the impossible draw no number.</summary>
        /// <param name="probability">0 to 1.</param>
        public bool Chance(double probability) =>
            probability > 0 && (probability >= 1 || NextDouble() < probability);

        private static ulong SplitMix(ref ulong state)
        {
            ulong z = state += GoldenGamma;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
