using Nano.Net.IPv6;
using Nano.Net.Services;

namespace Nano.Fuzzing
{
    /// <summary>A responder with a service, while it probes, announces and answers.</summary>
    internal sealed class MdnsTarget : ServiceTarget
    {
        private const int Port = 5353;
        private const uint Group = 0xE000_00FB;

        // The first of the variants that come by IPv6; the other one comes from another port.
        private const int ByIpv6 = 4;

        private static readonly byte[] Neighbor = [0xFE, 0x80, .. new byte[13], 2];
        private static readonly byte[] Group6 = [0xFF, 2, .. new byte[13], 0xFB];

        private readonly MdnsResponder responder;

        internal MdnsTarget()
            : base(hasAddress: true, new Ipv6Options())
        {
            responder = new MdnsResponder(Runner, new MdnsOptions { Services = [new MdnsService { Text = ["path=/"] }] });
            responder.Start();
            Arena.Pass(0);
            Arena.Pass(500);
            Arena.Pass(1000);
            BeginMetered();
        }

        internal override string Name => "mdns";

        internal override IEnumerable<object> Counters => [responder.Counters];

        private protected override byte[][] Usual { get; } =
        [
            Query(1, [4, .. "nano"u8, 5, .. "local"u8, 0, 0, 1, 0, 1]),
            Query(1, [5, .. "_http"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0, 0, 12, 0, 1]),
            Query(2, [4, .. "nano"u8, 5, .. "local"u8, 0, 0, 255, 0x80, 1, 4, .. "nano"u8, 5, .. "_http"u8, 4, .. "_tcp"u8, 0xC0, 17, 0, 255, 0, 1]),
            Query(1, [9, .. "_services"u8, 7, .. "_dns-sd"u8, 4, .. "_udp"u8, 5, .. "local"u8, 0, 0, 12, 0, 1]),
            Query(1, [1, (byte)'1', 1, (byte)'0', 1, (byte)'0', 2, .. "10"u8, 7, .. "in-addr"u8, 4, .. "arpa"u8, 0, 0, 12, 0, 1]),
            [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4, .. "nano"u8, 5, .. "local"u8, 0, 0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, 10, 0, 0, 9],
            [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4, .. "nano"u8, 5, .. "_http"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0, 0, 33, 0x80, 1, 0, 0, 0, 120, 0, 8, 0, 0, 0, 0, 0, 80, 0xC0, 12],
            [0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 4, .. "nano"u8, 5, .. "local"u8, 0, 0, 255, 0, 1, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 120, 0, 4, 10, 0, 0, 9],
            [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4, .. "nano"u8, 5, .. "local"u8, 0, 0, 28, 0x80, 1, 0, 0, 0, 120, 0, 16, 0xFE, 0x80, .. new byte[13], 2],
            [0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 5, .. "_http"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0, 0, 12, 0, 1, 0xC0, 12, 0, 12, 0, 1, 0, 0, 0x11, 0x94, 0, 7, 4, .. "nano"u8, 0xC0, 12],
        ];

        private protected override byte[][] Words => [[0xC0, 12], [0xC0, 0], [0, 255], [0, 12], [0, 33], [0, 16], [0, 47], [0, 28], [0x80, 1], [63], [0, 0, 0, 0], [0xFF, 0xFF], [4, .. "nano"u8], [6, .. "nano-2"u8]];

        private protected override int MostBytes => 600;

        private protected override int Kept => 12;

        private protected override int Variants => 6;

        internal override void Apply(Step step)
        {
            if (step is MessageStep { Variant: >= ByIpv6 } message)
            {
                Arena.Deliver(FrameMaker.MakeIpv6(Neighbor, Group6, 17, FrameMaker.Datagram(message.Variant == ByIpv6 ? Port : 40_000, Port, message.Bytes)));
            }
            else
            {
                base.Apply(step);
            }
        }

        private protected override void Address(byte[] bytes, int variant, out uint source, out int sourcePort, out uint destination, out int port)
        {
            source = variant == 3 ? 0xC000_0201 : Arena.Peer;
            sourcePort = variant == 1 ? 40_000 : Port;
            destination = variant == 2 ? Arena.Address : Group;
            port = Port;
        }

        private static byte[] Query(byte count, byte[] questions) => [0, 0, 0, 0, 0, count, 0, 0, 0, 0, 0, 0, .. questions];
    }
}
