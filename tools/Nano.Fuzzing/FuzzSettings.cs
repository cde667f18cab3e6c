namespace Nano.Fuzzing
{
    /// <summary>What to try, and for how long.</summary>
    internal sealed record FuzzSettings
    {
        /// <summary>Names of targets.</summary>
        internal required IReadOnlyList<string> Targets { get; init; }

        internal long Inputs { get; init; } = long.MaxValue;

        internal TimeSpan Time { get; init; } = TimeSpan.MaxValue;

        internal ulong Seed { get; init; }

        internal int Jobs { get; init; } = 1;
    }
}
