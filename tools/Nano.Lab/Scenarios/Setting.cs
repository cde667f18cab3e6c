using System.Globalization;

namespace Nano.Workbench
{
    /// <summary>Something that can be set: its name in a scenario, its range and what it is by default.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Least">The least value.</param>
    /// <param name="Most">The largest value.</param>
    /// <param name="Default">The value where a scenario names none.</param>
    /// <param name="IsWire">Whether it is the wire's and can change while time passes; what is a host's takes effect at the start.</param>
    /// <param name="HasFractions">Whether it need not be a whole number.</param>
    internal sealed record Setting(string Name, double Least, double Most, double Default, bool IsWire, bool HasFractions = false)
    {
        /// <summary>All that there are. Times are milliseconds, sizes bytes, probabilities percent, the rate kbit/s with 0 for no limit.</summary>
        public static readonly Setting[] All =
        [
            new("delay", 0, 10_000, 50, true, true),
            new("jitter", 0, 10_000, 0, true, true),
            new("loss", 0, 100, 0, true, true),
            new("reorder", 0, 100, 0, true, true),
            new("dup", 0, 100, 0, true, true),
            new("rate", 0, 1_000_000, 0, true, true),
            new("queue", 1, 1000, 100, true),
            new("wiremtu", 68, 65_535, 65_535, true),
            new("seed", 0, uint.MaxValue, 1, false),
            new("mtu", 296, 9000, 1500, false),
            new("sndbuf", 512, 1_048_576, 16_384, false),
            new("rcvbuf", 512, 1_048_576, 16_384, false),
            new("nagle", 0, 1, 1, false),
            new("delack", 0, 500, 40, false),
            new("sack", 0, 1, 1, false),
            new("ts", 0, 1, 1, false),
            new("cubic", 0, 1, 1, false),
            new("minrto", 10, 60_000, 200, false),
            new("msl", 1, 240_000, 30_000, false),
            new("half", 1, 100, 8, false),
            new("cookies", 0, 1, 1, false),
            new("keepidle", 1000, 7_200_000, 10_000, false),
            new("keepevery", 100, 600_000, 2_000, false),
            new("two", 0, 1, 0, false),
        ];

        /// <summary>The setting of a name; null where there is none.</summary>
        public static Setting? Find(string name) => Array.Find(All, s => s.Name == name);

        /// <summary>Reads a value.</summary>
        /// <exception cref="ScenarioException">It is no number, or out of range.</exception>
        public double Read(string text) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double value)
            && value >= Least && value <= Most && (HasFractions || value == Math.Floor(value))
                ? value
                : throw new ScenarioException(string.Create(CultureInfo.InvariantCulture, $"{Name} must be a {(HasFractions ? "" : "whole ")}number from {Least} to {Most}, not '{text}'"));
    }
}
