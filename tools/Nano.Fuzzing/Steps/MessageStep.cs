namespace Nano.Fuzzing
{
    /// <summary>A message reaches a parser, or a service.</summary>
    internal sealed record MessageStep : Step
    {
        internal const string Word = "message";

        internal const int Longest = 1472;

        internal override string Verb => Word;

        /// <summary>The message; where it must repeat what a service has asked, the difference from that.</summary>
        internal byte[] Bytes { get; init; } = [];

        /// <summary>A number by which the target may vary what it does: where a head is split, from whom a datagram comes.</summary>
        internal int Variant { get; init; }

        internal static MessageStep Read(StepReader words) => new()
        {
            Variant = (int)words.Number("variant", 0, 65535),
            Bytes = words.Bytes("bytes", Longest),
        };

        private protected override void Write(StepWriter line) => line.Number("variant", Variant).Bytes("bytes", Bytes);
    }
}
