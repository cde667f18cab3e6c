using System.Globalization;

namespace Nano.Cli
{
    /// <summary>Numbers as people read them.</summary>
    internal static class Quantity
    {
        /// <summary>A number of bytes, as in "640 B", "12.5 KiB" and "1.0 MiB".</summary>
        public static string Bytes(double bytes) => bytes switch
        {
            < 1024 => Invariant($"{bytes:0} B"),
            < 1024 * 1024 => Invariant($"{bytes / 1024:0.0} KiB"),
            < 1024L * 1024 * 1024 => Invariant($"{bytes / 1024 / 1024:0.0} MiB"),
            _ => Invariant($"{bytes / 1024 / 1024 / 1024:0.0} GiB"),
        };

        /// <summary>A number and what it counts, as in "1 segment" and "1,024 segments".</summary>
        public static string Count(long count, string what) => Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");

        /// <summary>A time in microseconds, in seconds.</summary>
        public static string Seconds(long microseconds) => Invariant($"{microseconds / 1e6:0.000}");

        private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
