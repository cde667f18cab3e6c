namespace Nano.Fuzzing
{
    /// <summary>An ICMP error arrives that quotes a segment of a connection.</summary>
    internal sealed record ErrorStep : Step
    {
        internal const string Word = "error";

        internal override string Verb => Word;

        internal int Flow { get; init; }

        internal int Type { get; init; } = 3;

        internal int Code { get; init; } = 4;

        /// <summary>Next-hop MTU, of meaning with type 3, code 4.</summary>
        internal int Mtu { get; init; } = 576;

        internal SequenceBase SequenceFrom { get; init; } = SequenceBase.Acknowledged;

        /// <summary>Of the quoted segment.</summary>
        internal int Sequence { get; init; }

        /// <summary>Bytes of the quoted segment.</summary>
        internal int Quoted { get; init; } = 8;

        internal static ErrorStep Read(StepReader words) => new()
        {
            Flow = (int)words.Number("flow", 0, 255),
            Type = (int)words.Number("type", 0, 255, 3),
            Code = (int)words.Number("code", 0, 255, 4),
            Mtu = (int)words.Number("mtu", 0, 65535, 576),
            SequenceFrom = words.Choice("from", SequenceBase.Acknowledged),
            Sequence = (int)words.Number("seq", int.MinValue, int.MaxValue),
            Quoted = (int)words.Number("quoted", 0, 64, 8),
        };

        private protected override void Write(StepWriter line) =>
            line.Number("flow", Flow, -1).Number("type", Type, 3).Number("code", Code, 4).Number("mtu", Mtu, 576)
                .Word("from", SequenceFrom.ToString().ToLowerInvariant(), "acknowledged").Number("seq", Sequence).Number("quoted", Quoted, 8);
    }
}
