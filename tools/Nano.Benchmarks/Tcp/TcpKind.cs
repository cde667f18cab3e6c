namespace Nano.Benchmarks
{
    /// <summary>Whose TCP it is.</summary>
    public enum TcpKind
    {
        /// <summary>This stack.</summary>
        Nano = 0,

        /// <summary>The Linux kernel.</summary>
        Kernel = 1,
    }
}
