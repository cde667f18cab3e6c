namespace Nano.Simulation
{
    /// <summary>Something that goes wrong at a host or its cable for a while.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Host">The host.</param>
    /// <param name="Begin">From when, in milliseconds.</param>
    /// <param name="End">Until when.</param>
    /// <param name="Amount">A probability, or milliseconds, or bytes, or bits a second, by kind.</param>
    /// <param name="Directions">Of its cable: 1 from the host, 2 to it, 3 both.</param>
    internal sealed record Fault(FaultKind Kind, int Host, long Begin, long End, double Amount, int Directions)
    {
        /// <summary>Clock leaps that are longer than this may look like a dead peer.</summary>
        internal const int LongLeap = 20_000;

        /// <summary>Whether connections of the host may end by it.</summary>
        internal bool MayEndConnections => Kind is FaultKind.Restart or FaultKind.OptionDamage || (Kind == FaultKind.ClockJump && Amount > LongLeap);

        /// <summary>Whether the host cannot be reached, or not always, so that who asks for its hardware address may get no answer.</summary>
        internal bool MayKeepSilent => Kind is not (FaultKind.SynFlood or FaultKind.Forgery or FaultKind.Marking or FaultKind.OptionDamage or FaultKind.Reordering or FaultKind.Duplication);

        /// <summary>Whether it lasts longer than an opening, or a connection in TIME-WAIT, is remembered.</summary>
        /// <remarks>Another hardware address is found once the neighbour was not heard for up to 45 s, and asked for in vain (RFC 4861 section 7.3).</remarks>
        internal bool OutlastsMemory => Kind is FaultKind.DeadNeighbor or FaultKind.NewHardwareAddress || End - Begin > 60_000;

        public override string ToString() =>
            FormattableString.Invariant($"fault: {Kind} at host {Host}, {Begin} to {End} ms, amount {Amount:0.####}")
            + (Directions == 3 ? "" : Directions == 1 ? ", from the host" : ", to the host");
    }
}
