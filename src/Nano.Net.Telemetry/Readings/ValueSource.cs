namespace Nano.Net.Telemetry
{
    /// <summary>Asked for a number once a sample, from the sampling thread. While it waits the readings grow old, and nothing else.</summary>
    /// <returns>The number, times ten to the power of the reading's decimals: 2153 with two of them is 21.53. <see cref="Reading.Unavailable"/> where there is none at the moment.</returns>
    public delegate long ValueSource();
}
