namespace Nano.Benchmarks
{
    /// <summary>Parts of <see cref="TcpBenchmark"/>.</summary>
    [Flags]
    public enum TcpBenchmarkParts
    {
        /// <summary>Goodput of the sender over loss and delay.</summary>
        Goodput = 1,

        /// <summary>Goodput of the sender where segments overtake each other.</summary>
        Reordering = 2,

        /// <summary>Goodput of the receiver, the kernel sending.</summary>
        Receiving = 4,

        /// <summary>Time to repair a lost end.</summary>
        Tail = 8,

        /// <summary>Two flows at a bottleneck.</summary>
        Fairness = 16,

        /// <summary>All of them.</summary>
        All = Goodput | Reordering | Receiving | Tail | Fairness,
    }
}
