using Nano.Net;
using Nano.Net.Services;

namespace Nano.Fuzzing
{
    /// <summary>A client that asks for the time, and what its server says.</summary>
    internal sealed class SntpTarget : ServiceTarget
    {
        private readonly SntpClient client;

        internal SntpTarget()
            : base(hasAddress: true)
        {
            client = new SntpClient(Runner, new SntpClientOptions { Servers = [new IPAddress(Arena.Peer), new IPAddress(Arena.Router)] });
            client.Start();
            Arena.Pass(600_000);
            BeginMetered();
        }

        internal override string Name => "sntp";

        internal override IEnumerable<object> Counters => [client.Counters];

        private protected override byte[][] Usual { get; } =
        [
            Reply(0x24, 1), Reply(0x1C, 2), Reply(0x24, 0), Reply(0xE4, 1), Reply(0x24, 16),
            [0x24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "DENY"u8, .. new byte[16], .. new byte[16]],
            [0x24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "RATE"u8, .. new byte[16], .. new byte[16]],
        ];

        private protected override byte[][] Words => [[0xE0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0]];

        private protected override int MostBytes => 100;

        private protected override int Variants => 3;

        private protected override void Address(byte[] bytes, int variant, out uint source, out int sourcePort, out uint destination, out int port)
        {
            source = variant == 1 ? Arena.Router : Arena.Peer;
            sourcePort = variant == 2 ? 124 : 123;
            destination = Arena.Address;
            port = AskedFrom;
            Repeat(bytes, 24, 40, 8);
        }

        private static byte[] Reply(byte first, byte stratum) =>
            [first, stratum, 0, 0, .. new byte[20], .. new byte[8], 0xE0, 0, 0, 0, 0, 0, 0, 0, 0xE0, 0, 0, 0, 0, 0, 0, 0];
    }
}
