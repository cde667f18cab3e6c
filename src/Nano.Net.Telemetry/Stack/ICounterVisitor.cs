namespace Nano.Net.Telemetry
{
    /// <summary>Is shown counters one after the other.</summary>
    internal interface ICounterVisitor
    {
        /// <summary>A counter.</summary>
        /// <param name="name">Layer and name, in lower case with underscores: tcp_segments_received.</param>
        /// <param name="value">The count.</param>
        void Visit(string name, long value);
    }
}
