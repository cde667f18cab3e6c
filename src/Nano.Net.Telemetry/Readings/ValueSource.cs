namespace Nano.Net.Telemetry
{
    /// <summary>Asked for a number once a sample, from the sampling thread. Must not wait.</summary>
    /// <returns>The number, times ten to the power of the reading's decimals: 2153 with two of them is 21.53.</returns>
    public delegate long ValueSource();
}
