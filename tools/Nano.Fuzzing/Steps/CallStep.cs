namespace Nano.Fuzzing
{
    /// <summary>An application calls.</summary>
    internal sealed record CallStep : Step
    {
        internal const string Word = "call";

        internal override string Verb => Word;

        internal Call Call { get; init; }

        internal int Flow { get; init; }

        /// <summary>Bytes, or what the call is in need of.</summary>
        internal int Amount { get; init; }

        internal static CallStep Read(StepReader words) => new()
        {
            Call = words.Choice("do", Call.Read),
            Flow = (int)words.Number("flow", 0, 255),
            Amount = (int)words.Number("amount", 0, 100_000),
        };

        private protected override void Write(StepWriter line) =>
            line.Word("do", Call.ToString().ToLowerInvariant()).Number("flow", Flow).Number("amount", Amount);
    }
}
