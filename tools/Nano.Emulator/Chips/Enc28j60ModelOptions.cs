namespace Nano.Emulator
{
    /// <summary>What an <see cref="Enc28j60Model"/> is to be like. An impossible value is an <see cref="ArgumentOutOfRangeException"/> that names it and its range.</summary>
    public sealed record Enc28j60ModelOptions
    {
        /// <summary>What all that is random comes from: noise on the bus, collisions, and what memory holds after power-on.</summary>
        public ulong Seed { get; init; }

        /// <summary>The issues that this chip has; all by default.</summary>
        public Enc28j60Errata Errata { get; init; } = Enc28j60Errata.All;

        /// <summary>What EREVID says, 1 to 31; 6, which is silicon B7, by default.</summary>
        public int Revision { get; init => field = Require.Range(value, 1, 31); } = 6;

        /// <summary>How often, in half duplex, a link pulse passes for a late collision (<see cref="Enc28j60Errata.FalseCollision"/>); 0 to 1, 0 by default.</summary>
        public double FalseCollisions { get; init => field = Require.Probability(value); }
    }
}
