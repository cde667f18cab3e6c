using System.Globalization;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>What a client gets without a flood and under it, measured in turns: medians.</summary>
    /// <param name="Sent">Frames a second of the flood.</param>
    /// <param name="Delivered">Those that have reached the stack; the others found its queue full.</param>
    /// <param name="Without">Megabits a second without the flood.</param>
    /// <param name="Under">Megabits a second under it.</param>
    internal sealed record FloodMeasurement(double Sent, double Delivered, double Without, double Under)
    {
        internal double Ratio => Under / Without;

        /// <summary>In words.</summary>
        /// <param name="what">What it is a flood of.</param>
        /// <param name="frames">How many frames one of these takes.</param>
        internal string Describe(string what, int frames = 1) =>
            string.Create(CultureInfo.InvariantCulture, $"{Delivered / frames:N0} of {Sent / frames:N0} {what}/s delivered, goodput {Under:N0} of {Without:N0} Mbit/s, ratio {Ratio:F2}");
    }
}
