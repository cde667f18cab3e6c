using System.Runtime.CompilerServices;

namespace Nano.Emulator
{
    /// <summary>Checks of settings: what is impossible is refused by name and with its range.</summary>
    internal static class Require
    {
        public static double Probability(double value, [CallerMemberName] string name = "") =>
            value is >= 0 and <= 1 ? value : throw OutOfRange(name, value, "a probability, 0 to 1");

        public static int Range(int value, int least, int most, [CallerMemberName] string name = "") =>
            value >= least && value <= most ? value : throw OutOfRange(name, value, $"{least:N0} to {most:N0}");

        public static long Range(long value, long least, long most, [CallerMemberName] string name = "") =>
            value >= least && value <= most ? value : throw OutOfRange(name, value, $"{least:N0} to {most:N0}");

        public static TimeSpan Range(TimeSpan value, TimeSpan most, [CallerMemberName] string name = "") =>
            value >= TimeSpan.Zero && value <= most ? value : throw OutOfRange(name, value, $"0 to {most}");

        private static ArgumentOutOfRangeException OutOfRange(string name, object value, string range) =>
            new(name, value, $"{name} must be {range}.");
    }
}
