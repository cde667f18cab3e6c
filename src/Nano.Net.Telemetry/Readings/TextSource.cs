namespace Nano.Net.Telemetry
{
    /// <summary>Asked for a text once a sample, from the sampling thread. Must not wait.</summary>
    /// <returns>The text; null counts as an empty one.</returns>
    public delegate string TextSource();
}
