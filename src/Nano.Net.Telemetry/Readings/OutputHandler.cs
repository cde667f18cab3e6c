namespace Nano.Net.Telemetry
{
    /// <summary>Told what an output is to be set to, from the thread of the request.</summary>
    /// <param name="value">The number, within the output's range.</param>
    public delegate void OutputHandler(long value);
}
