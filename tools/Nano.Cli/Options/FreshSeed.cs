using System.Globalization;
using System.Reflection;
using Nano.Emulator;

namespace Nano.Cli
{
    /// <summary>
    /// A seed that nobody has used before, drawn from the commit that was built and from the time. Who draws one prints it, so that
    /// a failure repeats.
    /// </summary>
    internal static class FreshSeed
    {
        /// <summary>What stands for it on the command line.</summary>
        public const string Word = "fresh";

        /// <summary>Seeds are below this number: short enough to be typed, and too many to meet twice.</summary>
        private const ulong Bound = 1_000_000_000_000;

        /// <summary>Draws one.</summary>
        public static ulong Draw() => Draw(VersionOf(typeof(FreshSeed).Assembly), DateTime.UtcNow);

        /// <summary>The seed of a commit and a time.</summary>
        /// <param name="version">The version of the build, which names its commit.</param>
        /// <param name="time">The time.</param>
        public static ulong Draw(string version, DateTime time)
        {
            // FNV-1a, which is enough to tell one commit from another.
            ulong hash = 14695981039346656037;
            foreach (char c in version)
            {
                hash = (hash ^ c) * 1099511628211;
            }

            return new RandomSource(hash, (ulong)time.Ticks).NextUInt64() % Bound;
        }

        /// <summary>Reads a seed, or draws one.</summary>
        /// <exception cref="FormatException">It is neither a seed nor the word.</exception>
        public static ulong Parse(string text) => text == Word
            ? Draw()
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                ? value
                : throw new FormatException($"should be {Word} or a number from 0 to {ulong.MaxValue}");

        private static string VersionOf(Assembly assembly) =>
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
    }
}
