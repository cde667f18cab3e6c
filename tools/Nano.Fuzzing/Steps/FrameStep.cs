namespace Nano.Fuzzing
{
    /// <summary>A frame arrives as it is, but for what is put right in it.</summary>
    internal sealed record FrameStep : Step
    {
        internal const string Word = "frame";

        /// <summary>A frame that is too long for Ethernet, too, by a few bytes.</summary>
        internal const int Longest = 1520;

        internal override string Verb => Word;

        internal byte[] Bytes { get; init; } = [];

        /// <summary>Whether the lengths in its headers are made those of the frame.</summary>
        internal bool MendsLengths { get; init; } = true;

        /// <summary>Whether its checksums are made right.</summary>
        internal bool MendsChecksums { get; init; } = true;

        internal static FrameStep Read(StepReader words) => new()
        {
            MendsLengths = words.Number("lengths", 0, 1, 1) == 1,
            MendsChecksums = words.Number("checksums", 0, 1, 1) == 1,
            Bytes = words.Bytes("bytes", Longest),
        };

        private protected override void Write(StepWriter line) =>
            line.Number("lengths", MendsLengths ? 1 : 0, 1).Number("checksums", MendsChecksums ? 1 : 0, 1).Bytes("bytes", Bytes);
    }
}
