namespace Nano.Net.Telemetry
{
    /// <summary>
    /// Told what an output is to be set to, on a thread of the output's own. It may take its time: only this output waits for it.
    /// Where it throws, the output keeps its value, and who asked is told that it has failed.
    /// </summary>
    /// <param name="value">The number, within the output's range.</param>
    public delegate void OutputHandler(long value);
}
