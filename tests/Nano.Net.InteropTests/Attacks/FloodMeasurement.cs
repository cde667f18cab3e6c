using System.Globalization;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>What a client gets without a flood and under it, measured in turns: medians.</summary>
    /// <param name="Rate">Frames a second of the flood that have reached the stack.</param>
    /// <param name="Without">Megabits a second without the flood.</param>
    /// <param name="Under">Megabits a second under it.</param>
    internal sealed record FloodMeasurement(double Rate, double Without, double Under)
    {
        internal double Ratio => Under / Without;

        /// <summary>In words.</summary>
        /// <param name="what">What it is a flood of.</param>
        internal string Describe(string what) =>
            string.Create(CultureInfo.InvariantCulture, $"{Rate:N0} {what}/s, goodput {Under:N0} of {Without:N0} Mbit/s, ratio {Ratio:F2}");
    }
}
