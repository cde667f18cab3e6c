namespace Nano.Benchmarks
{
    /// <summary>What <see cref="TcpBenchmark"/> has measured; what it was not asked for is empty.</summary>
    public sealed record TcpReport
    {
        /// <summary>Bytes that the send buffer of each sender holds.</summary>
        public int SendCapacity { get; init; }

        /// <summary>What the emulated wires really take, by ping from the kernel, in milliseconds.</summary>
        public IReadOnlyList<TcpRoundTrip> RoundTrips { get; init; } = [];

        /// <summary>Goodput of the sender over loss and delay.</summary>
        public IReadOnlyList<TcpComparison> Goodput { get; init; } = [];

        /// <summary>Goodput of the sender where segments overtake each other.</summary>
        public IReadOnlyList<TcpComparison> Reordering { get; init; } = [];

        /// <summary>Goodput of the receiver, the kernel sending.</summary>
        public IReadOnlyList<TcpComparison> Receiving { get; init; } = [];

        /// <summary>Time to repair a lost end.</summary>
        public IReadOnlyList<TailComparison> Tails { get; init; } = [];

        /// <summary>Two flows at a bottleneck.</summary>
        public IReadOnlyList<FairnessResult> Fairness { get; init; } = [];
    }

    /// <summary>What an emulated wire really takes, there and back.</summary>
    /// <param name="Nominal">What it is set to, in milliseconds.</param>
    /// <param name="Nano">What ping says to this stack at the far end: least, average and most.</param>
    /// <param name="Kernel">What it says to the kernel.</param>
    public sealed record TcpRoundTrip(int Nominal, (double Least, double Average, double Most) Nano, (double Least, double Average, double Most) Kernel);
}
