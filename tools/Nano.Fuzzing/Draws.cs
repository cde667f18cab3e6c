using Nano.Emulator;

namespace Nano.Fuzzing
{
    /// <summary>What is drawn again and again: small numbers, members of a list, numbers near those where things change.</summary>
    internal static class Draws
    {
        private static readonly int[] Telling = [0, 1, 2, 3, 4, 7, 8, 10, 20, 28, 40, 63, 64, 127, 128, 255, 256, 536, 1071, 1072, 1073, 1460, 2144, 32767, 32768, 65535, 65536, 1 << 24, int.MaxValue];

        internal static int Below(this RandomSource random, int bound) => (int)random.NextBelow(bound);

        internal static bool OneIn(this RandomSource random, int count) => random.NextBelow(count) == 0;

        internal static T Pick<T>(this RandomSource random, params ReadOnlySpan<T> list) => list[(int)random.NextBelow(list.Length)];

        /// <summary>A distance from a number that means something: most often none, often small, at times near a limit, of either sign.</summary>
        internal static int Distance(this RandomSource random)
        {
            switch (random.Below(8))
            {
                case 0 or 1 or 2 or 3:
                    return 0;
                case 4:
                    return random.Below(5) - 2;
                case 5:
                    return random.Below(3000) - 1500;
                case 6:
                    int telling = random.Pick<int>(Telling);
                    return random.OneIn(2) ? telling : -telling;
                default:
                    return (int)random.NextUInt64();
            }
        }

        /// <summary>A size up to a limit: often one that means something.</summary>
        internal static int Size(this RandomSource random, int most) =>
            random.OneIn(2) ? random.Below(most + 1) : Math.Min(random.Pick<int>(Telling), most);

        internal static T Member<T>(this RandomSource random)
            where T : struct, Enum
        {
            T[] values = EnumMembers<T>.All;
            return values[random.Below(values.Length)];
        }

        private static class EnumMembers<T>
            where T : struct, Enum
        {
            internal static readonly T[] All = Enum.GetValues<T>();
        }
    }
}
