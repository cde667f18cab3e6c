namespace Nano.Simulation
{
    /// <summary>What a simulation has come to.</summary>
    internal sealed record Outcome
    {
        internal required Scenario Scenario { get; init; }

        /// <summary>The rule that was broken; null where all is well.</summary>
        internal Rule? Broken { get; init; }

        /// <summary>How.</summary>
        internal string Message { get; init; } = "";

        /// <summary>When it ended, in simulated time.</summary>
        internal required TimeSpan Time { get; init; }

        /// <summary>When the last application was done.</summary>
        internal required TimeSpan EndedAt { get; init; }

        internal required long Frames { get; init; }

        internal required long FramesLost { get; init; }

        internal required long FramesDamaged { get; init; }

        /// <summary>Damaged segments whose checksums were right: what they do to a stream is nobody's fault.</summary>
        internal required long DamageUncaught { get; init; }

        internal required int Connections { get; init; }

        /// <summary>What would have been a violation, and why it is none.</summary>
        internal required IReadOnlyList<Excuse> Excuses { get; init; }

        /// <summary>Pairs of hosts that have completed a new exchange after the faults, and how long the slowest took.</summary>
        internal required int Recoveries { get; init; }

        internal required TimeSpan SlowestRecovery { get; init; }

        /// <summary>Two runs that have done the same have the same one.</summary>
        internal required ulong Fingerprint { get; init; }
    }
}
