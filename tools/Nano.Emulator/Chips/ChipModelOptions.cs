namespace Nano.Emulator
{
    /// <summary>What all chip models can be told. An impossible value is an <see cref="ArgumentOutOfRangeException"/> that names it and its range.</summary>
    public record ChipModelOptions
    {
        /// <summary>Whose clock the chip runs by. By default it runs by the machine's, and what takes time on the wire takes none.</summary>
        public Scheduler? Scheduler { get; init; }

        /// <summary>What all that is random comes from: noise, and what memory holds after power-on.</summary>
        public ulong Seed { get; init; }

        /// <summary>
        /// Probability that a bit on the SPI bus, either way, comes over wrong; 0 to 1, 0 by default. Where it is not 0 the model
        /// no longer refuses anything: what it is asked for may be the noise's doing.
        /// </summary>
        public double BitErrorRate { get; init => field = Require.Probability(value); }
    }
}
