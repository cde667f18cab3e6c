namespace Nano.Benchmarks
{
    /// <summary>The same transfer by this stack and by the kernel, over the same wire with the same faults.</summary>
    /// <param name="Path">What the wire does.</param>
    /// <param name="Nano">What this stack's transfers came to, one for each repetition.</param>
    /// <param name="Kernel">What the kernel's came to.</param>
    public sealed record TcpComparison(TcpPath Path, IReadOnlyList<TcpTransfer> Nano, IReadOnlyList<TcpTransfer> Kernel)
    {
        /// <summary>This stack's goodput in Mbit/s.</summary>
        public Spread NanoGoodput => Spread.Of([.. Nano.Select(transfer => transfer.Goodput)]);

        /// <summary>The kernel's.</summary>
        public Spread KernelGoodput => Spread.Of([.. Kernel.Select(transfer => transfer.Goodput)]);

        /// <summary>This stack's goodput beside the kernel's: the quotient of the medians.</summary>
        public double Ratio => NanoGoodput.Median / KernelGoodput.Median;
    }

    /// <summary>What one transfer came to.</summary>
    /// <param name="Goodput">What the receiver has read, in Mbit/s.</param>
    /// <param name="MostInFlight">The most bytes that were in flight.</param>
    /// <param name="Segments">Segments with data that were sent.</param>
    /// <param name="Repeated">How many of them were sent before.</param>
    public sealed record TcpTransfer(double Goodput, int MostInFlight, int Segments, int Repeated);
}
