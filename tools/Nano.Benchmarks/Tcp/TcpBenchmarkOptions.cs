namespace Nano.Benchmarks
{
    /// <summary>What <see cref="TcpBenchmark"/> measures, and how long.</summary>
    public sealed record TcpBenchmarkOptions
    {
        /// <summary>Seconds of a transfer at 1 ms; at 20 ms it takes twice as long, at 100 ms four times.</summary>
        public int Seconds { get; init; } = 2;

        /// <summary>How often each transfer is made, each time with other faults; the median counts.</summary>
        public int Repetitions { get; init; } = 5;

        /// <summary>What the faults come from; the same ones for this stack and for the kernel.</summary>
        public ulong Seed { get; init; } = 1;

        /// <summary>What to measure.</summary>
        public TcpBenchmarkParts Parts { get; init; } = TcpBenchmarkParts.All;

        /// <summary>Round-trip times of the table of goodput, in milliseconds.</summary>
        public IReadOnlyList<int> RoundTrips { get; init; } = [1, 20, 100];

        /// <summary>Its losses, in percent.</summary>
        public IReadOnlyList<double> Losses { get; init; } = [0, 0.1, 1, 3];

        /// <summary>A folder for a capture of each first repetition; null for none.</summary>
        public string? CaptureFolder { get; init; }
    }
}
