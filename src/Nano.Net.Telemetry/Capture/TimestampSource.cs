namespace Nano.Net.Telemetry
{
    /// <summary>Asked when a frame is captured, inside the stack. Must not wait.</summary>
    /// <returns>Milliseconds since 1970-01-01 where the device knows the time, else since it started.</returns>
    public delegate long TimestampSource();
}
