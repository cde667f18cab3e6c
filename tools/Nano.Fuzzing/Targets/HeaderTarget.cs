using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>The parsers of TCP headers and of IPv4 options. Of the same bytes they say the same, whatever stands in front of them and behind, and whatever they have read before.</summary>
    internal sealed class HeaderTarget : MessageTarget
    {
        private const int Before = 40;
        private const int Behind = 24;

        private static readonly FieldReader SegmentFields = new(typeof(TcpSegment));
        private static readonly FieldReader OptionFields = new(typeof(TcpOptions));

        private readonly TcpSegment first = new();
        private readonly TcpSegment second = new();
        private readonly byte[] buffer = new byte[256];

        internal HeaderTarget()
        {
            Begin();
        }

        internal override string Name => "headers";

        internal override IEnumerable<object> Counters => [];

        internal override int MostSteps => 3;

        private protected override byte[][] Usual { get; } =
        [
            Header(0x02, [2, 4, 5, 0xB4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7]),
            Header(0x12, [2, 4, 5, 0xB4]),
            Header(0x10, [1, 1, 8, 10, 0, 0, 0, 2, 0, 0, 0, 1, 1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]),
            Header(0x10, [1, 1, 5, 34, .. new byte[32]]),
            Header(0x10, [28, 4, 0x80, 5, 254, 6, 1, 2, 3, 4, 0, 0]),
            Header(0x10, []),
        ];

        private protected override byte[][] Words => [[2, 4, 5, 0xB4], [3, 3, 14], [4, 2], [8, 10], [5, 10], [5, 18], [5, 26], [5, 34], [0], [1], [2, 0], [3, 255], [0x83, 3, 4], [0x89, 7, 4], [0x94, 4, 0, 0]];

        private protected override int MostBytes => 80;

        private protected override int Kept => 20;

        private protected override int Variants => 2;

        internal override void Apply(Step step)
        {
            var message = (MessageStep)step;
            byte[] bytes = message.Bytes.Length > MostBytes ? message.Bytes[..MostBytes] : message.Bytes;
            if (message.Variant == 1)
            {
                int end = Before + bytes.Length;
                Place(bytes, 0);
                int one = Ipv4Options.Check(buffer, Before, end);
                Place(bytes, 0xFF);
                int other = Ipv4Options.Check(buffer, Before, end);
                Compare(one, other, bytes, "IPv4 options");
                return;
            }

            Place(bytes, 0);
            bool isFirst = first.Parse(buffer, Before, bytes.Length);
            Place(bytes, 0xFF);
            bool isSecond = second.Parse(buffer, Before, bytes.Length);
            Compare(isFirst ? 1 : 0, isSecond ? 1 : 0, bytes, "a segment");
            if (!isFirst)
            {
                return;
            }

            Compare(SegmentFields.Sum(first), SegmentFields.Sum(second), bytes, "a segment");
            if (first.payloadOffset < Before + TcpSegment.HeaderLength || first.payloadLength < 0 || first.payloadOffset + first.payloadLength != Before + bytes.Length)
            {
                throw new Violation(Rule.Parsing, $"a segment of {bytes.Length} bytes has {first.payloadLength} bytes of data at {first.payloadOffset - Before}");
            }

            if ((first.flags & TcpFlags.Syn) != 0 && OptionFields.Sum(first.options) != OptionFields.Sum(second.options))
            {
                throw new Violation(Rule.Parsing, $"the same options say{OptionFields.Describe(first.options)} and{OptionFields.Describe(second.options)}: {Convert.ToHexString(bytes)}");
            }
        }

        private static void Compare(long one, long other, byte[] bytes, string what)
        {
            if (one != other)
            {
                throw new Violation(Rule.Parsing, $"{what}: what is around it changes what it says: {Convert.ToHexString(bytes)}");
            }
        }

        private void Place(byte[] bytes, byte around)
        {
            Array.Fill(buffer, around, 0, Before + bytes.Length + Behind);
            bytes.CopyTo(buffer, Before);
        }

        private static byte[] Header(byte flags, byte[] options) =>
            [0x12, 0x34, 0, 80, 0, 0, 0, 1, 0, 0, 0, 2, (byte)((20 + options.Length) / 4 << 4), flags, 0x10, 0, 0, 0, 0, 0, .. options];
    }
}
