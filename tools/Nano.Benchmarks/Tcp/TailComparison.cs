namespace Nano.Benchmarks
{
    /// <summary>How long a response takes whose end is lost once.</summary>
    /// <param name="Lost">How many segments at its end are lost.</param>
    /// <param name="RoundTrip">The round-trip time in milliseconds.</param>
    /// <param name="Nano">Milliseconds from sending to the receiver's having all of it, this stack sending.</param>
    /// <param name="Kernel">The same, the kernel sending.</param>
    public sealed record TailComparison(int Lost, int RoundTrip, Spread Nano, Spread Kernel);
}
