using Nano.Emulator;

namespace Nano.Benchmarks
{
    /// <summary>What a path does to segments, in each of its directions.</summary>
    /// <param name="RoundTrip">Its round-trip time in milliseconds, half of it each way.</param>
    /// <param name="Loss">Percentage of the frames that are lost.</param>
    /// <param name="Reordering">Percentage of the frames that are held back for a quarter of the round-trip time.</param>
    public sealed record TcpPath(int RoundTrip, double Loss = 0, double Reordering = 0)
    {
        /// <summary>Mbit/s that the window allows: all of it once a round trip.</summary>
        public double WindowLimit => TcpHost.BufferSize * 8 / (RoundTrip * 1000.0);

        /// <summary>The same path without faults.</summary>
        internal TcpPath Faultless => new(RoundTrip);

        /// <summary>The conditions of each direction of an emulated wire.</summary>
        internal WireConditions ToConditions() => new()
        {
            Delay = TimeSpan.FromMilliseconds(RoundTrip / 2.0),
            Loss = Loss / 100,
            Reordering = Reordering / 100,
            ReorderingDelay = TimeSpan.FromMilliseconds(RoundTrip / 4.0),
        };
    }
}
