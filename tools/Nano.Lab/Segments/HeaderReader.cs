using System.Buffers.Binary;
using System.Globalization;
using Nano.Emulator;
using Nano.Net.Wire;

namespace Nano.Workbench
{
    /// <summary>Takes a frame apart, field by field: Ethernet, IPv4, TCP and its options. What it cannot read, it leaves out.</summary>
    internal static class HeaderReader
    {
        private const int IpOffset = EthernetFrame.HeaderLength;

        /// <summary>The fields, in the order of their bytes.</summary>
        public static List<HeaderField> Read(ReadOnlySpan<byte> frame)
        {
            var fields = new List<HeaderField>();
            if (frame.Length < IpOffset)
            {
                return fields;
            }

            fields.Add(new("eth.dst", 0, 6, Hardware(frame[..6]), "IEEE 802.3"));
            fields.Add(new("eth.src", 6, 6, Hardware(frame[6..12]), "IEEE 802.3"));
            fields.Add(new("eth.type", 12, 2, $"0x{Word(frame, 12):X4}", "RFC 894"));
            if (ObservedTcp.TryRead(frame, false, out ObservedTcp segment) && !segment.IsIpv6)
            {
                ReadIpv4(frame, fields);
                ReadTcp(frame, IpOffset + segment.IpLength, segment, fields);
            }

            return fields;
        }

        private static void ReadIpv4(ReadOnlySpan<byte> frame, List<HeaderField> fields)
        {
            const string Rfc = "RFC 791 3.1";
            fields.Add(new("ip.version", IpOffset, 1, $"{frame[IpOffset] >> 4}, {(frame[IpOffset] & 15) * 4}", Rfc));
            fields.Add(new("ip.tos", IpOffset + 1, 1, $"DSCP {frame[IpOffset + 1] >> 2}, ECN {frame[IpOffset + 1] & 3}", "RFC 2474, RFC 3168"));
            fields.Add(new("ip.length", IpOffset + 2, 2, Text(Word(frame, IpOffset + 2)), Rfc));
            fields.Add(new("ip.id", IpOffset + 4, 2, Text(Word(frame, IpOffset + 4)), "RFC 6864"));
            fields.Add(new("ip.fragment", IpOffset + 6, 2, $"{((frame[IpOffset + 6] & 0x40) != 0 ? "DF" : "-")}, {(Word(frame, IpOffset + 6) & 0x1FFF) * 8}", Rfc));
            fields.Add(new("ip.ttl", IpOffset + 8, 1, Text(frame[IpOffset + 8]), Rfc));
            fields.Add(new("ip.protocol", IpOffset + 9, 1, $"{frame[IpOffset + 9]} (TCP)", Rfc));
            fields.Add(new("ip.checksum", IpOffset + 10, 2, $"0x{Word(frame, IpOffset + 10):X4}", "RFC 1071"));
            fields.Add(new("ip.src", IpOffset + 12, 4, Address(frame.Slice(IpOffset + 12, 4)), Rfc));
            fields.Add(new("ip.dst", IpOffset + 16, 4, Address(frame.Slice(IpOffset + 16, 4)), Rfc));
        }

        private static void ReadTcp(ReadOnlySpan<byte> frame, int at, ObservedTcp segment, List<HeaderField> fields)
        {
            const string Rfc = "RFC 9293 3.1";
            fields.Add(new("tcp.sport", at, 2, Text(segment.SourcePort), Rfc));
            fields.Add(new("tcp.dport", at + 2, 2, Text(segment.DestinationPort), Rfc));
            fields.Add(new("tcp.seq", at + 4, 4, Text(segment.Sequence), "RFC 9293 3.4"));
            fields.Add(new("tcp.ack", at + 8, 4, Text(segment.Acknowledgment), "RFC 9293 3.4"));
            fields.Add(new("tcp.offset", at + 12, 1, Text(TcpSegment.HeaderLength + segment.OptionsLength), Rfc));
            fields.Add(new("tcp.flags", at + 13, 1, FlagsText(segment.Flags), Rfc));
            fields.Add(new("tcp.window", at + 14, 2, Text(segment.Window), "RFC 9293 3.8.6"));
            fields.Add(new("tcp.checksum", at + 16, 2, $"0x{Word(frame, at + 16):X4}", Rfc));
            fields.Add(new("tcp.urgent", at + 18, 2, Text(Word(frame, at + 18)), "RFC 6093"));
            ReadOptions(segment.Options, at + TcpSegment.HeaderLength, fields);
            if (segment.DataLength > 0)
            {
                fields.Add(new("tcp.data", at + TcpSegment.HeaderLength + segment.OptionsLength, segment.DataLength, Text(segment.DataLength), "RFC 9293 3.1"));
            }
        }

        private static void ReadOptions(ReadOnlySpan<byte> options, int at, List<HeaderField> fields)
        {
            int i = 0;
            while (i < options.Length)
            {
                int kind = options[i];
                int length = kind <= 1 ? 1 : i + 1 < options.Length ? options[i + 1] : 0;
                if (length < 1 || (kind > 1 && length < 2) || i + length > options.Length)
                {
                    return;
                }

                ReadOnlySpan<byte> body = kind <= 1 ? default : options.Slice(i + 2, length - 2);
                fields.Add(kind switch
                {
                    0 => new("opt.end", at + i, 1, "0", "RFC 9293 3.2"),
                    1 => new("opt.nop", at + i, 1, "1", "RFC 9293 3.2"),
                    2 when body.Length == 2 => new("opt.mss", at + i, length, Text(Word(body, 0)), "RFC 9293 3.7.1"),
                    3 when body.Length == 1 => new("opt.scale", at + i, length, $"2^{body[0]}", "RFC 7323 2"),
                    4 => new("opt.sackok", at + i, length, "", "RFC 2018 2"),
                    5 => new("opt.sack", at + i, length, Blocks(body), "RFC 2018 3"),
                    8 when body.Length == 8 => new("opt.ts", at + i, length, $"{BinaryPrimitives.ReadUInt32BigEndian(body)}, {BinaryPrimitives.ReadUInt32BigEndian(body[4..])}", "RFC 7323 3"),
                    _ => new("opt.other", at + i, length, Text(kind), "RFC 9293 3.2"),
                });
                i += length;
            }
        }

        private static string Blocks(ReadOnlySpan<byte> body)
        {
            var blocks = new List<string>();
            for (int i = 0; i + 8 <= body.Length; i += 8)
            {
                blocks.Add($"{BinaryPrimitives.ReadUInt32BigEndian(body[i..])}-{BinaryPrimitives.ReadUInt32BigEndian(body[(i + 4)..])}");
            }

            return string.Join(", ", blocks);
        }

        private static string FlagsText(int flags)
        {
            string[] names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
            return string.Join(' ', names.Where((_, bit) => (flags & (1 << bit)) != 0));
        }

        private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

        private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

        private static string Address(ReadOnlySpan<byte> bytes) => $"{bytes[0]}.{bytes[1]}.{bytes[2]}.{bytes[3]}";

        private static string Hardware(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
    }
}
