namespace Nano.Emulator
{
    /// <summary>What is to become of one chosen frame, beside what <see cref="WireConditions"/> do to it.</summary>
    /// <param name="Loses">It is lost.</param>
    /// <param name="Hold">How long it is held back, so that later ones overtake it; 0 or more.</param>
    /// <param name="CopyAfter">How much later than the frame itself a second copy arrives; null: none.</param>
    public readonly record struct WireVerdict(bool Loses = false, TimeSpan Hold = default, TimeSpan? CopyAfter = null)
    {
        /// <summary>It passes.</summary>
        public static readonly WireVerdict Pass;
    }
}
