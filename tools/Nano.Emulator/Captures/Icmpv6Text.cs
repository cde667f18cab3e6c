using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Nano.Net;

namespace Nano.Emulator
{
    /// <summary>
    /// Names messages of ICMPv6 (RFC 4443), neighbor discovery (RFC 4861) with its options, and multicast listener discovery
    /// (RFC 2710, RFC 9777).
    /// </summary>
    internal static class Icmpv6Text
    {
        private const int HeaderLength = 8;
        private const int AddressLength = 16;

        /// <summary>Describes a message.</summary>
        public static string Describe(in ObservedPacket packet)
        {
            ReadOnlySpan<byte> message = packet.Transport;
            bool isWhole = message.Length >= packet.TransportLength;
            (string name, int least) = NameOf(message[0]);
            if (message.Length < least)
            {
                return $"ICMPv6 {name}, cut short";
            }

            bool isWrong = isWhole && !packet.IsFragment && ObservedTcp.Sum(message, packet.PseudoHeaderSum) != 0xFFFF;
            return $"ICMPv6 {name}{Details(message, packet.TransportLength)}{(isWrong ? ", wrong checksum" : "")}";
        }

        // The name of a message and its least length.
        private static (string Name, int Least) NameOf(int type) => type switch
        {
            1 => ("destination unreachable", HeaderLength),
            2 => ("packet too big", HeaderLength),
            3 => ("time exceeded", HeaderLength),
            4 => ("parameter problem", HeaderLength),
            128 => ("echo request", HeaderLength),
            129 => ("echo reply", HeaderLength),
            130 => ("multicast listener query", 24),
            131 => ("multicast listener report", 24),
            132 => ("multicast listener done", 24),
            133 => ("router solicitation", 8),
            134 => ("router advertisement", 16),
            135 => ("neighbor solicitation", 24),
            136 => ("neighbor advertisement", 24),
            137 => ("redirect", 40),
            143 => ("multicast listener report v2", 8),
            _ => ($"type {type}", 4),
        };

        private static string Details(ReadOnlySpan<byte> message, int length) => message[0] switch
        {
            1 => $": {Unreachable(message[1])}{FrameText.Quoted(message[HeaderLength..])}",
            2 => $", MTU {Number32(message, 4)}{FrameText.Quoted(message[HeaderLength..])}",
            3 => $": {(message[1] == 1 ? "reassembly" : "hop limit")}{FrameText.Quoted(message[HeaderLength..])}",
            4 => $": {Problem(message[1])} at {Number32(message, 4)}{FrameText.Quoted(message[HeaderLength..])}",
            128 or 129 => $", {IcmpText.Echo(message, length)}",
            130 => Query(message),
            131 or 132 => $" of {Address(message, 8)}",
            133 => Options(message, 8),
            134 => Router(message),
            135 => $" for {Address(message, 8)}{Options(message, 24)}",
            136 => $" of {Address(message, 8)}{NeighborFlags(message[4])}{Options(message, 24)}",
            137 => $": {Address(message, 24)} by {Address(message, 8)}{Options(message, 40)}",
            143 => Records(message),
            _ => $", code {message[1]}",
        };

        private static string Unreachable(int code) => code switch
        {
            0 => "no route",
            1 => "prohibited",
            2 => "beyond scope of the source address",
            3 => "address",
            4 => "port",
            5 => "source address failed policy",
            6 => "route rejected",
            _ => $"code {code}",
        };

        private static string Problem(int code) => code switch
        {
            0 => "wrong field",
            1 => "unknown next header",
            2 => "unknown option",
            3 => "incomplete header chain in the first fragment",
            _ => $"code {code}",
        };

        private static string Query(ReadOnlySpan<byte> message)
        {
            string group = Address(message, 8);
            string version = message.Length >= 28 ? " v2" : "";
            return version + (group == "::" ? "" : $" for {group}") + $", within {BinaryPrimitives.ReadUInt16BigEndian(message[4..])} ms"
                + (message.Length >= 28 && BinaryPrimitives.ReadUInt16BigEndian(message[26..]) is > 0 and var sources ? $", {sources} sources" : "");
        }

        // RFC 4861 section 4.2, with the preference of RFC 4191 section 2.2.
        private static string Router(ReadOnlySpan<byte> message)
        {
            var text = new StringBuilder();
            int flags = message[5];
            text.Append(CultureInfo.InvariantCulture, $", hop limit {message[4]}")
                .Append((flags & 0x80) != 0 ? ", managed addresses" : "")
                .Append((flags & 0x40) != 0 ? ", other configuration" : "")
                .Append(Preference(flags))
                .Append(CultureInfo.InvariantCulture, $", lifetime {BinaryPrimitives.ReadUInt16BigEndian(message[6..])} s");
            if (Number32(message, 8) is > 0 and uint reachable)
            {
                text.Append(CultureInfo.InvariantCulture, $", reachable time {reachable} ms");
            }

            if (Number32(message, 12) is > 0 and uint timer)
            {
                text.Append(CultureInfo.InvariantCulture, $", retransmission timer {timer} ms");
            }

            return text.Append(Options(message, 16)).ToString();
        }

        private static string Preference(int flags) => ((flags >> 3) & 3) switch
        {
            1 => ", preference high",
            3 => ", preference low",
            2 => ", preference reserved",
            _ => "",
        };

        private static string NeighborFlags(int flags)
        {
            (int Bit, string Name)[] all = [(0x80, "router"), (0x40, "solicited"), (0x20, "override")];
            string names = string.Join(", ", all.Where(flag => (flags & flag.Bit) != 0).Select(flag => flag.Name));
            return names.Length == 0 ? "" : $" ({names})";
        }

        // RFC 4861 section 4.6.
        private static string Options(ReadOnlySpan<byte> message, int offset)
        {
            var text = new StringBuilder();
            ReadOnlySpan<byte> options = message[offset..];
            while (options.Length > 0)
            {
                int size = options.Length > 1 ? options[1] * 8 : 0;
                if (size == 0 || size > options.Length)
                {
                    return text.Append("; malformed option").ToString();
                }

                text.Append("; ").Append(Option(options[..size]));
                options = options[size..];
            }

            return text.ToString();
        }

        private static string Option(ReadOnlySpan<byte> option) => (option[0], option.Length) switch
        {
            (1, 8) => $"source {FrameText.Hardware(option[2..])}",
            (2, 8) => $"target {FrameText.Hardware(option[2..])}",
            (3, 32) => $"prefix {Address(option, 16)}/{option[2]}{((option[3] & 0x80) != 0 ? " on-link" : "")}{((option[3] & 0x40) != 0 ? " autonomous" : "")}, valid {Lifetime(option, 4)}, preferred {Lifetime(option, 8)}",
            (4, _) => "redirected packet",
            (5, 8) => $"MTU {Number32(option, 4)}",
            (14, 8) => $"nonce {Convert.ToHexStringLower(option[2..])}",
            (24, 8 or 16 or 24) => $"route {Prefix(option)}/{option[2]}{Preference(option[3])}, {Lifetime(option, 4)}",
            (25, >= 24) => $"DNS {Servers(option)}, {Lifetime(option, 4)}",
            (31, _) => "DNS search list",
            var (type, length) => $"option {type}, {length} bytes",
        };

        private static string Prefix(ReadOnlySpan<byte> option)
        {
            byte[] prefix = new byte[AddressLength];
            option[8..].CopyTo(prefix);
            return $"{new IPAddress(prefix)}";
        }

        private static string Servers(ReadOnlySpan<byte> option)
        {
            var servers = new List<string>();
            for (int i = 8; i + AddressLength <= option.Length; i += AddressLength)
            {
                servers.Add(Address(option, i));
            }

            return string.Join(" ", servers);
        }

        // RFC 9777 section 5.2.
        private static string Records(ReadOnlySpan<byte> message)
        {
            var text = new StringBuilder();
            int count = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
            int offset = 8;
            for (int i = 0; i < count; i++)
            {
                if (offset + 20 > message.Length)
                {
                    return text.Append("; cut short").ToString();
                }

                int sources = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]);
                string kind = message[offset] switch
                {
                    1 => "MODE_IS_INCLUDE",
                    2 => "MODE_IS_EXCLUDE",
                    3 => "CHANGE_TO_INCLUDE_MODE",
                    4 => "CHANGE_TO_EXCLUDE_MODE",
                    5 => "ALLOW_NEW_SOURCES",
                    6 => "BLOCK_OLD_SOURCES",
                    var other => $"record type {other}",
                };
                text.Append(CultureInfo.InvariantCulture, $"; {kind} {Address(message, offset + 4)}{(sources > 0 ? $" with {sources} sources" : "")}");
                offset += 20 + (sources * AddressLength) + (message[offset + 1] * 4);
            }

            return text.ToString();
        }

        private static string Lifetime(ReadOnlySpan<byte> bytes, int offset) =>
            Number32(bytes, offset) is var seconds && seconds == uint.MaxValue ? "for ever" : $"{seconds} s";

        private static string Address(ReadOnlySpan<byte> bytes, int offset) => $"{ObservedPacket.AddressOf(bytes.Slice(offset, AddressLength))}";

        private static uint Number32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);
    }
}
