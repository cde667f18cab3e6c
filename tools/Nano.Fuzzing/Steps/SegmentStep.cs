using Nano.Net.Wire;

namespace Nano.Fuzzing
{
    /// <summary>A TCP segment arrives, its numbers relative to a connection's.</summary>
    internal sealed record SegmentStep : Step
    {
        internal const string Word = "segment";

        internal const int LongestData = 1460;

        internal const int LongestOptions = 40;

        private const string FlagNames = "FSRPAUEC";

        internal override string Verb => Word;

        /// <summary>The number of the connection's flow.</summary>
        internal int Flow { get; init; }

        internal SequenceBase SequenceFrom { get; init; } = SequenceBase.Expected;

        internal int Sequence { get; init; }

        internal SequenceBase AcknowledgmentFrom { get; init; } = SequenceBase.Next;

        internal int Acknowledgment { get; init; }

        internal int Flags { get; init; } = TcpFlags.Ack;

        internal int Window { get; init; } = 8192;

        /// <summary>Bytes of data; what they are follows from their sequence numbers.</summary>
        internal int Data { get; init; }

        /// <summary>Bytes of options in front of those below, as they are; padded to a multiple of four.</summary>
        internal byte[] Options { get; init; } = [];

        /// <summary>Whether there is a timestamps option where the connection uses them.</summary>
        internal bool Timestamps { get; init; } = true;

        /// <summary>TSval less the peer's clock, in milliseconds.</summary>
        internal int TimestampValue { get; init; }

        /// <summary>TSecr less the last TSval of the stack.</summary>
        internal int TimestampEcho { get; init; }

        /// <summary>Blocks of a SACK option, in pairs of distances from SND.UNA of the stack.</summary>
        internal int[] Blocks { get; init; } = [];

        /// <summary>The data offset field, 0 to 15, where it lies; -1 where it does not.</summary>
        internal int DataOffset { get; init; } = -1;

        /// <summary>Added to the checksum; 0 where it is right.</summary>
        internal int ChecksumError { get; init; }

        /// <summary>Added to the total length of the packet, the frame staying as it is.</summary>
        internal int LengthError { get; init; }

        /// <summary>The two bits of the IP header that ECN uses (RFC 3168 section 5).</summary>
        internal int Ecn { get; init; }

        internal bool Has(int flag) => (Flags & flag) != 0;

        internal static SegmentStep Read(StepReader words) => new()
        {
            Flow = (int)words.Number("flow", 0, 255),
            SequenceFrom = words.Choice("from", SequenceBase.Expected),
            Sequence = (int)words.Number("seq", int.MinValue, int.MaxValue),
            AcknowledgmentFrom = words.Choice("to", SequenceBase.Next),
            Acknowledgment = (int)words.Number("ack", int.MinValue, int.MaxValue),
            Flags = FlagsOf(words.Word("flags", "A")),
            Window = (int)words.Number("window", 0, 65535, 8192),
            Data = (int)words.Number("data", 0, LongestData),
            Options = words.Bytes("options", LongestOptions),
            Timestamps = words.Number("timestamps", 0, 1, 1) == 1,
            TimestampValue = (int)words.Number("tsval", int.MinValue, int.MaxValue),
            TimestampEcho = (int)words.Number("tsecr", int.MinValue, int.MaxValue),
            Blocks = BlocksOf(words.Word("sack")),
            DataOffset = (int)words.Number("offset", -1, 15, -1),
            ChecksumError = (int)words.Number("checksum", 0, 65535),
            LengthError = (int)words.Number("length", -1500, 1500),
            Ecn = (int)words.Number("ecn", 0, 3),
        };

        private protected override void Write(StepWriter line)
        {
            line.Number("flow", Flow, -1)
                .Word("flags", NameOf(Flags))
                .Word("from", SequenceFrom.ToString().ToLowerInvariant(), "expected").Number("seq", Sequence)
                .Word("to", AcknowledgmentFrom.ToString().ToLowerInvariant(), "next").Number("ack", Acknowledgment)
                .Number("window", Window, 8192).Number("data", Data).Bytes("options", Options)
                .Number("timestamps", Timestamps ? 1 : 0, 1).Number("tsval", TimestampValue).Number("tsecr", TimestampEcho)
                .Word("sack", string.Join(',', Blocks)).Number("offset", DataOffset, -1)
                .Number("checksum", ChecksumError).Number("length", LengthError).Number("ecn", Ecn);
        }

        private static string NameOf(int flags) =>
            flags == 0 ? "-" : string.Concat(FlagNames.Where((_, i) => (flags & (1 << i)) != 0));

        private static int FlagsOf(string names)
        {
            int flags = 0;
            foreach (char name in names.Where(c => c != '-'))
            {
                int bit = FlagNames.IndexOf(name);
                flags |= bit >= 0 ? 1 << bit : throw new FormatException($"flags={names}: should be letters of {FlagNames}, or -");
            }

            return flags;
        }

        private static int[] BlocksOf(string text)
        {
            string[] numbers = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
            int[] blocks = new int[numbers.Length];
            for (int i = 0; i < blocks.Length; i++)
            {
                if (!int.TryParse(numbers[i], out blocks[i]) || blocks.Length > 8 || blocks.Length % 2 != 0)
                {
                    throw new FormatException($"sack={text}: should be two to eight numbers, in pairs");
                }
            }

            return blocks;
        }
    }
}
