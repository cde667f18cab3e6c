using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Nano.Net;

namespace Nano.Cli
{
    /// <summary>Options of every kind that the commands share. Each says what is wrong with a value, and what would be right.</summary>
    internal static class Parse
    {
        /// <summary>An option whose value is a whole number.</summary>
        public static Option<int> Number(string name, string unit, string description, int least, int most, int preset)
        {
            Option<int> option = Make(name, unit, description, text => ParseNumber(text, least, most));
            option.DefaultValueFactory = _ => preset;
            return option;
        }

        /// <summary>An option whose value is a whole number; null where it is not given.</summary>
        public static Option<int?> OptionalNumber(string name, string unit, string description, int least, int most) =>
            Make<int?>(name, unit, description, text => ParseNumber(text, least, most));

        /// <summary>An option whose value is a seed, any 64-bit number; null where it is not given.</summary>
        public static Option<ulong?> Seed(string name, string description) => Make<ulong?>(name, "SEED", description, text =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                ? value
                : throw new FormatException($"should be a number from 0 to {ulong.MaxValue}"));

        /// <summary>The same; a word stands for a seed that was never used before.</summary>
        public static Option<ulong?> SeedOrFresh(string name, string description) =>
            Make<ulong?>(name, $"SEED|{FreshSeed.Word}", description, text => FreshSeed.Parse(text));

        /// <summary>An option whose value is a percentage.</summary>
        public static Option<double> Percentage(string name, string description, double preset)
        {
            Option<double> option = Make(name, "PERCENT", description, ParsePercentage);
            option.DefaultValueFactory = _ => preset;
            return option;
        }

        /// <summary>An option whose value is a percentage; null where it is not given.</summary>
        public static Option<double?> OptionalPercentage(string name, string description) =>
            Make<double?>(name, "PERCENT", description, text => ParsePercentage(text));

        /// <summary>An option whose value is a port, from 1; null where it is not given.</summary>
        public static Option<int?> Port(string name, string description) =>
            OptionalNumber(name, "PORT", description, 1, IPEndPoint.MaxPort);

        /// <summary>An option whose value is an address; null where it is not given.</summary>
        public static Option<IPAddress?> Address(string name, string description) =>
            Make<IPAddress?>(name, "ADDRESS", description, text => ParseAddress(text, "10.0.0.1 or fd00::1"));

        /// <summary>An option whose value is an address, with a port where that is not the usual one; null where it is not given.</summary>
        public static Option<IPEndPoint?> EndPoint(string name, string description, int usualPort) =>
            Make<IPEndPoint?>(name, "ADDRESS[:PORT]", description, text => ParseEndPoint(text, usualPort));

        /// <summary>An option whose value is an address with its prefix; null where it is not given.</summary>
        public static Option<AddressAndPrefix?> AddressAndPrefix(string name, string description) =>
            Make<AddressAndPrefix?>(name, "ADDRESS/LEN", description, ParseAddressAndPrefix);

        /// <summary>The same, of IPv6 only.</summary>
        public static Option<AddressAndPrefix?> Ipv6AddressAndPrefix(string name, string description) =>
            Make<AddressAndPrefix?>(name, "ADDRESS/LEN", description, text =>
                ParseAddressAndPrefix(text) is { IsIpv6: true } address ? address : throw new FormatException("should be an IPv6 address, such as fd00::2/64"));

        /// <summary>An option whose value is a text; null where it is not given.</summary>
        public static Option<string?> Text(string name, string unit, string description) =>
            Make<string?>(name, unit, description, text => text.Length > 0 ? text : throw new FormatException("should not be empty"));

        /// <summary>An option whose value is one of some words; null where it is not given.</summary>
        public static Option<string?> Choice(string name, string unit, string description, IReadOnlyList<string> words) =>
            Make<string?>(name, unit, $"{description}: {string.Join(", ", words)}.", text =>
                words.Contains(text) ? text : throw new FormatException($"should be {string.Join(" or ", words)}"));

        private static Option<T> Make<T>(string name, string unit, string description, Func<string, T> parse) => new(name)
        {
            Description = description,
            HelpName = unit,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Convert(result, name, parse),
        };

        private static T? Convert<T>(ArgumentResult result, string name, Func<string, T> parse)
        {
            string text = result.Tokens[0].Value;
            try
            {
                return parse(text);
            }
            catch (FormatException e)
            {
                result.AddError($"{name} '{text}': {e.Message}");
                return default;
            }
        }

        private static int ParseNumber(string text, int least, int most) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
                ? value
                : throw new FormatException($"should be a number from {least} to {most}");

        private static double ParsePercentage(string text) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 100
                ? value
                : throw new FormatException("should be a percentage from 0 to 100");

        private static IPAddress ParseAddress(string text, string example) =>
            IPAddress.TryParse(text, out IPAddress? address)
                ? address
                : throw new FormatException($"should be an IPv4 or IPv6 address such as {example}");

        // An IPv6 address with a port stands in brackets (RFC 5952 section 6).
        private static IPEndPoint ParseEndPoint(string text, int usualPort)
        {
            const string Example = "192.168.1.20 or fd00::20";
            int end = text.LastIndexOf(']');
            if (text.StartsWith('[') && end > 0)
            {
                IPAddress inBrackets = ParseAddress(text[1..end], Example);
                string rest = text[(end + 1)..];
                return rest.Length == 0 ? new IPEndPoint(inBrackets, usualPort)
                    : rest[0] == ':' ? new IPEndPoint(inBrackets, ParseNumber(rest[1..], 1, IPEndPoint.MaxPort))
                    : throw new FormatException("behind the brackets should be nothing or a port, as in [fd00::20]:4789");
            }

            string[] parts = text.Count(c => c == ':') > 1 ? [text] : text.Split(':');
            IPAddress address = ParseAddress(parts[0], Example);
            return new IPEndPoint(address, parts.Length == 1 ? usualPort : ParseNumber(parts[1], 1, IPEndPoint.MaxPort));
        }

        private static AddressAndPrefix ParseAddressAndPrefix(string text)
        {
            string[] parts = text.Split('/');
            if (parts.Length != 2)
            {
                throw new FormatException("should be an address with the length of its prefix, such as 10.0.0.2/24 or fd00::2/64");
            }

            IPAddress address = ParseAddress(parts[0], "10.0.0.2/24 or fd00::2/64");
            byte[] bytes = address.GetAddressBytes();
            bool isIpv6 = bytes.Length > 4;
            string example = isIpv6 ? "fd00::2/64" : "10.0.0.2/24";
            int longest = isIpv6 ? 127 : 31;
            if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1 || length > longest)
            {
                throw new FormatException($"the length of the prefix should be 1 to {longest}, as in {example}");
            }

            // Multicast addresses, the unspecified and the loopback address, and in IPv4 their networks.
            bool isNoHosts = isIpv6 ? bytes[0] == 0xFF || bytes.AsSpan(0, 15).IndexOfAnyExcept((byte)0) < 0 : bytes[0] is 0 or 127 or >= 224;
            var result = new AddressAndPrefix(address, length);
            return isNoHosts ? throw new FormatException($"no host may have this address; take one such as {example}")
                : result.IsHost(address) ? result
                : throw new FormatException($"this is the network itself{(isIpv6 ? "" : " or its broadcast address")}; its hosts are {result.Hosts()}");
        }
    }
}
