using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Fuzzing
{
    /// <summary>A resolver that is asked for a few names, and what its servers answer.</summary>
    internal sealed class DnsTarget : ServiceTarget
    {
        private const int Port = 53;

        private static readonly string[] Names = ["a.test", "b.test", "www.c.test", "d"];

        private readonly DnsResolver resolver;

        internal DnsTarget()
            : base(hasAddress: true, new Ipv6Options())
        {
            resolver = new DnsResolver(Runner, new DnsResolverOptions { Servers = [new IPAddress(Arena.Peer), new IPAddress(Arena.Router)], Queries = 2, CacheEntries = 3, Timeout = 1000 });
            resolver.Start();
            Arena.Pass(1000);
            resolver.TryResolve(Names[0], out _);
            Arena.Poll();
            BeginMetered();
        }

        internal override string Name => "dns";

        internal override IEnumerable<object> Counters => [resolver.Counters];

        private protected override byte[][] Usual { get; } =
        [
            // A question for a.test, answered in every way; the identifier is added to.
            Answer(0x80, 1, [0xC0, 12, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, 1]),
            Answer(0x80, 2, [0xC0, 12, 0, 5, 0, 1, 0, 0, 1, 0, 0, 8, 1, (byte)'x', 4, .. "test"u8, 0, 1, (byte)'x', 4, .. "test"u8, 0, 0, 1, 0, 1, 0, 0, 0, 3, 0, 4, 192, 0, 2, 2]),
            Answer(0x80, 1, [0xC0, 12, 0, 5, 0, 1, 0, 0, 1, 0, 0, 8, 1, (byte)'b', 4, .. "test"u8, 0]),
            Answer(0x83, 0, []),
            Answer(0x80, 1, [0xC0, 12, 0, 28, 0, 1, 0, 0, 1, 0, 0, 16, 0x20, 1, 0x0D, 0xB8, .. new byte[11], 1], 28),
            Answer(0x80, 2, [0xC0, 12, 0, 5, 0, 1, 0, 0, 1, 0, 0, 8, 1, (byte)'b', 4, .. "test"u8, 0, 1, (byte)'b', 4, .. "test"u8, 0, 0, 28, 0, 1, 0, 0, 0, 3, 0, 16, .. new byte[15], 1], 28),
            Answer(0x82, 0, []),
            Answer(0x80, 0, []),
            [0, 0, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 1, .. Question, 0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 0],
            [0, 0, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0x81, 0x83, 0, 1, 0, 0, 0, 1, 0, 0, .. Question, 0xC0, 14, 0, 6, 0, 1, 0, 0, 0, 60, 0, 22, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30],
        ];

        private protected override byte[][] Words => [[0xC0, 12], [0xC0, 0], [0xFF, 0xFF], [0xC0, 29], [0, 5, 0, 1], [0, 1, 0, 1], [0, 6, 0, 1], [0, 28, 0, 1], [63], [0x80, 0, 0, 0], [1, (byte)'a', 0]];

        private protected override int MostBytes => 512;

        private protected override int Kept => 24;

        private protected override int Variants => 4;

        private static ReadOnlySpan<byte> Question => [1, (byte)'a', 4, (byte)'t', (byte)'e', (byte)'s', (byte)'t', 0, 0, 1, 0, 1];

        internal override bool Knows(Step step) => base.Knows(step) || step is CallStep { Call: Call.Resolve };

        internal override void Apply(Step step)
        {
            if (step is not CallStep call)
            {
                base.Apply(step);
                return;
            }

            // The names by the usual family first, then those by IPv6.
            AddressFamily family = call.Amount % (2 * Names.Length) < Names.Length ? AddressFamily.Unspecified : AddressFamily.InterNetworkV6;
            SocketError result = resolver.TryResolve(Names[call.Amount % Names.Length], family, out IPAddress[]? addresses);
            if ((result == SocketError.Success) != (addresses is not null) || (family != AddressFamily.Unspecified && addresses?.Any(a => a.AddressFamily != family) == true))
            {
                throw new Simulation.Violation(Simulation.Rule.Parsing, $"the resolver says {result}, and {addresses?[0]}");
            }

            Arena.Poll();
        }

        internal override Step Draw(RandomSource random) =>
            random.OneIn(4) ? new CallStep { Call = Call.Resolve, Amount = random.Below(2 * Names.Length) } : base.Draw(random);

        internal override Step Change(Step step, RandomSource random) =>
            step is CallStep ? Draw(random) : base.Change(step, random);

        private protected override void Address(byte[] bytes, int variant, out uint source, out int sourcePort, out uint destination, out int port)
        {
            source = variant == 1 ? Arena.Router : Arena.Peer;
            sourcePort = variant == 2 ? 54 : Port;
            destination = Arena.Address;
            port = variant == 3 ? 1 : AskedFrom;
            Repeat(bytes, 0, 0, 2);
        }

        private static byte[] Answer(byte code, byte answers, byte[] records, byte type = 1) => [0, 0, 0x81, code, 0, 1, 0, answers, 0, 0, 0, 0, .. Question[..9], type, 0, 1, .. records];
    }
}
