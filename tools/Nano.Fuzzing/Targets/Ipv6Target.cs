using Nano.Net.Dhcpv6.Wire;
using Nano.Net.IPv6.Wire;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>
    /// The parsers of IPv6: chains of headers, neighbour discovery, multicast listener discovery, DHCPv6. Of the same bytes they say
    /// the same, whatever stands around them, and nothing that they name is outside.
    /// </summary>
    internal sealed class Ipv6Target : MessageTarget
    {
        private const int Chain = 0;
        private const int Neighbors = 1;
        private const int Listeners = 2;
        private const int Dhcp = 3;

        private const int Before = 8;
        private const int Behind = 300;

        private static readonly FieldReader Fields = new(typeof(ExtensionHeaders));
        private static readonly byte[] Client = [0, 3, 0, 1, 2, 0, 0, 0, 0, 1];

        private readonly ExtensionHeaders headers = new();
        private readonly byte[] buffer = new byte[1024];

        internal Ipv6Target()
        {
            Begin();
        }

        internal override string Name => "ipv6";

        internal override IEnumerable<object> Counters => [];

        internal override int MostSteps => 2;

        private protected override byte[][] Usual { get; } =
        [
            Packet(0, 1, [60, 0, 5, 2, 0, 0, 1, 0, 43, 0, 1, 4, 0, 0, 0, 0, 17, 2, 0, 0, .. new byte[20], 1, 2, 3, 4, 5, 6, 7, 8]),
            Packet(44, 64, [60, 0, 0, 1, 0, 0, 0, 9, 6, 0, 1, 4, 0, 0, 0, 0, .. new byte[20]]),
            Packet(44, 64, [17, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3, 4, 0, 8, 0, 0]),
            Packet(60, 64, [59, 1, 0xC2, 4, 0, 0, 0, 9, 0x1E, 0, 1, 4, 0, 0, 0, 0]),
            Packet(58, 255, [133, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 2]),
            Packet(58, 255,
            [
                134, 0, 0, 0, 64, 0xC8, 7, 8, .. new byte[8], 1, 1, 2, 0, 0, 0, 0, 2, 5, 1, 0, 0, 0, 0, 5, 0xDC, 3, 4, 64, 0xC0, 0, 1, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0x20, 1, 0xD, 0xB8,
                .. new byte[12], 24, 2, 48, 8, 0, 0, 7, 8, 0x20, 1, 0xD, 0xB8, 0, 1, 0, 0, 25, 3, 0, 0, 0, 0, 7, 8, .. Link(9), 31, 2, 0, 0, 0, 0, 7, 8, 3, 0x6C, 0x61, 0x6E, 0, 0, 0, 0,
            ]),
            Packet(58, 255, [135, 0, 0, 0, 0, 0, 0, 0, .. Link(1), 1, 1, 2, 0, 0, 0, 0, 2, 14, 1, 1, 2, 3, 4, 5, 6]),
            Packet(58, 255, [136, 0, 0, 0, 0x60, 0, 0, 0, .. Link(2), 2, 1, 2, 0, 0, 0, 0, 2]),
            Packet(58, 255, [137, 0, 0, 0, 0, 0, 0, 0, .. Link(3), .. new byte[16], 2, 1, 2, 0, 0, 0, 0, 3, 4, 2, .. new byte[14]]),
            Packet(58, 1, [130, 0, 0, 0, 0x27, 0x10, 0, 0, .. new byte[16], 2, 125, 0, 1, .. Link(4)]),
            Packet(58, 1, [131, 0, 0, 0, 0, 0, 0, 0, 0xFF, 2, .. new byte[14]]),
            [
                7, 1, 2, 3, 0, 1, 0, 10, .. Client, 0, 2, 0, 10, .. Client, 0, 3, 0, 40, .. new byte[12], 0, 5, 0, 24, .. new byte[24], 0, 13, 0, 2, 0, 2, 0, 23, 0, 16, .. Link(5), 0, 32, 0, 4,
                0, 0, 2, 0x58,
            ],
        ];

        private protected override byte[][] Words =>
        [
            [0, 0], [43, 0], [44, 0], [60, 0], [59, 0], [1, 4, 0, 0, 0, 0], [5, 2, 0, 0], [0x5E, 0], [0x9E, 0], [0xDE, 0], [0xC2, 4, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [1, 1], [2, 1], [3, 4],
            [4, 0], [5, 1], [14, 1], [24, 3], [25, 3], [31, 2], [0, 13, 0, 2], [0, 5, 0, 24], [0, 32, 0, 4], [0xFF, 2], [0xFE, 0x80],
        ];

        private protected override int MostBytes => 400;

        private protected override int Kept => 40;

        private protected override int Variants => 4;

        internal override void Apply(Step step)
        {
            var message = (MessageStep)step;
            byte[] bytes = message.Bytes.Length > MostBytes ? message.Bytes[..MostBytes] : message.Bytes;
            Place(bytes, 0);
            string one = Read(message.Variant, bytes.Length);
            Place(bytes, 0xFF);
            string other = Read(message.Variant, bytes.Length);
            if (one != other)
            {
                throw new Violation(Rule.Parsing, $"what is around a message changes what it says, {one} to {other}: {Convert.ToHexString(bytes)}");
            }
        }

        private string Read(int variant, int length)
        {
            int end = Before + length;
            switch (variant)
            {
                case Chain:
                    return length < Ipv6Packet.HeaderLength ? "" : ReadChain(end);
                case Neighbors:
                    return length < Ipv6Packet.HeaderLength ? "" : ReadNeighbors(end);
                case Listeners:
                    return length < Ipv6Packet.HeaderLength + Icmpv6Message.ShortestLength ? "" : ReadListeners(length - Ipv6Packet.HeaderLength);
                default:
                    return ReadDhcp(length);
            }
        }

        private string ReadChain(int end)
        {
            HeaderChain chain = headers.Walk(buffer, Before, end, false);
            CheckChain(chain, end);
            string text = chain + Fields.Describe(headers);
            if (chain == HeaderChain.Fragment)
            {
                chain = headers.WalkFragment(buffer, end);
                CheckChain(chain, end);
                text += chain + Fields.Describe(headers) + headers.HasUpperLayerHeader(end);
            }

            chain = headers.Walk(buffer, Before, end, true);
            CheckChain(chain, end);
            return text + chain + Fields.Describe(headers);
        }

        private void CheckChain(HeaderChain chain, int end)
        {
            bool isProblem = chain is HeaderChain.Problem or HeaderChain.Incomplete;
            if (headers.offset < Before + Ipv6Packet.HeaderLength || headers.offset > end || headers.protocolOffset < Before || headers.protocolOffset >= headers.offset
                || (isProblem && (headers.pointer < 0 || headers.pointer > end - Before))
                || buffer[headers.protocolOffset] != headers.protocol)
            {
                throw new Violation(Rule.Parsing, $"a chain in {end - Before} bytes comes to {chain}{Fields.Describe(headers)}");
            }
        }

        private string ReadNeighbors(int end)
        {
            int message = Before + Ipv6Packet.HeaderLength;
            if (!NeighborMessage.IsValid(buffer, Before, message, end - message, false))
            {
                return "invalid";
            }

            string text = NeighborMessage.PreferenceOf(buffer[message + NeighborMessage.RouterFlagsOffset]).ToString();
            int options = 0;
            for (int at = message + NeighborMessage.OptionsOf(buffer[message]); at < end; at = NeighborOption.Next(buffer, at))
            {
                int next = NeighborOption.Next(buffer, at);
                if (next <= at || next > end || ++options > MostBytes)
                {
                    throw new Violation(Rule.Parsing, $"an option of a message that is valid reaches to {next} of {end}");
                }

                int found = NeighborOption.Find(buffer, at, end, buffer[at]);
                text += $" {buffer[at]}:{found}";
                if (found == at && buffer[at] == NeighborOption.RecursiveDnsServer
                    && at + NeighborOption.DnsOffset + (NeighborOption.ServersOf(buffer, at) * Ipv6Packet.AddressLength) != next)
                {
                    throw new Violation(Rule.Parsing, "an option has more or fewer servers than it has room for");
                }
            }

            return text;
        }

        private string ReadListeners(int length)
        {
            int message = Before + Ipv6Packet.HeaderLength;
            bool isQuery = MldMessage.IsValidQuery(buffer, Before, message, length, true);
            if (isQuery && MldMessage.VersionOf(length) == 2
                && MldMessage.QueryLength2 + (((buffer[message + MldMessage.SourcesOffset] << 8) | buffer[message + MldMessage.SourcesOffset + 1]) * Ipv6Packet.AddressLength) > length)
            {
                throw new Violation(Rule.Parsing, "a query that is valid has more sources than it holds");
            }

            return $"{isQuery} {MldMessage.IsValidReport1(buffer, Before, message, length)}";
        }

        private string ReadDhcp(int length)
        {
            int end = Before + length;
            int options = Before + Dhcpv6Message.HeaderLength;
            bool isAnswer = Dhcpv6Message.IsAnswer(buffer, Before, length, Dhcpv6Message.Reply, 0x010203, Client);
            if (!isAnswer)
            {
                return "invalid";
            }

            string text = $"{Dhcpv6Message.StatusOf(buffer, options, end)} {Dhcpv6Message.FindUInt32(buffer, options, end, Dhcpv6Message.InformationRefreshTime, 7)}";
            int association = Dhcpv6Message.Find(buffer, options, end, Dhcpv6Message.IdentityAssociation, Dhcpv6Message.AssociationOptionsOffset);
            if (association >= 0)
            {
                int inner = association + Dhcpv6Message.OptionHeaderLength + Dhcpv6Message.AssociationOptionsOffset;
                int last = Dhcpv6Message.Next(buffer, association);
                text += Dhcpv6Message.AreValid(buffer, inner, last)
                    ? $" {Dhcpv6Message.Find(buffer, inner, last, Dhcpv6Message.AddressOption, Dhcpv6Message.AddressOptionsOffset)} {Dhcpv6Message.StatusOf(buffer, inner, last)}"
                    : " invalid";
            }

            return text;
        }

        private void Place(byte[] bytes, byte around)
        {
            Array.Fill(buffer, around, 0, Before + bytes.Length + Behind);
            bytes.CopyTo(buffer, Before);
        }

        private static byte[] Link(byte last) => [0xFE, 0x80, .. new byte[13], last];

        private static byte[] Packet(byte nextHeader, byte hopLimit, byte[] payload) =>
            [0x60, 0, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, nextHeader, hopLimit, .. Link(2), .. Link(1), .. payload];
    }
}
