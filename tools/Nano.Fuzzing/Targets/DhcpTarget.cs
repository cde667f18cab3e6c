using Nano.Net.Services;

namespace Nano.Fuzzing
{
    /// <summary>A client without an address, and what servers offer it.</summary>
    internal sealed class DhcpTarget : ServiceTarget
    {
        private readonly DhcpClient client;

        internal DhcpTarget()
            : base(hasAddress: false)
        {
            client = new DhcpClient(Runner, new DhcpClientOptions { HostName = "nano" });
            client.Start();
            Arena.Pass(10_000);
            BeginMetered();
        }

        internal override string Name => "dhcp";

        internal override IEnumerable<object> Counters => [client.Counters];

        private protected override byte[][] Usual { get; } = [Reply(2), Reply(5), Reply(5), Reply(6), Reply(2, 52, 1, 3), Reply(5, 51, 4, 0, 0, 0, 1), Reply(5, 6, 8, 10, 0, 0, 3, 10, 0, 0, 4, 15, 4, 0x74, 0x65, 0x73, 0x74)];

        private protected override byte[][] Words => [[53, 1, 2], [53, 1, 5], [53, 1, 6], [54, 4, 10, 0, 0, 2], [51, 4, 0, 0, 0, 60], [51, 4, 255, 255, 255, 255], [58, 4, 0, 0, 0, 1], [59, 4, 0, 0, 0, 0], [52, 1, 1], [1, 4, 0, 0, 0, 0], [3, 4, 0, 0, 0, 0], [255], [0], [6, 3, 1, 1, 1], [15, 255]];

        private protected override int MostBytes => 700;

        private protected override int Kept => 240;

        private protected override int Variants => 3;

        internal override int ContextOf(Step step) => (int)client.State + 1;

        internal override void Apply(Step step)
        {
            base.Apply(step);
            // After the link was down, a lease may be in use in any state.
            if (client.State >= DhcpState.Bound && !client.HasLease)
            {
                throw new Simulation.Violation(Simulation.Rule.Parsing, $"the client is in {client.State}, and has no lease");
            }
        }

        private protected override void Address(byte[] bytes, int variant, out uint source, out int sourcePort, out uint destination, out int port)
        {
            source = variant == 2 ? Arena.Router : Arena.Peer;
            sourcePort = 67;
            destination = variant == 1 ? Arena.Address : uint.MaxValue;
            port = 68;
            Repeat(bytes, 4, 4, 4);
            Repeat(bytes, 28, 28, 16);
        }

        // Transaction and hardware address are added to.
        private static byte[] Reply(byte type, params byte[] options) =>
        [
            2, 1, 6, 0, 0, 0, 0, 0, .. new byte[8], 10, 0, 0, 1, .. new byte[8], .. new byte[16], .. new byte[192], 0x63, 0x82, 0x53, 0x63,
            53, 1, type, 54, 4, 10, 0, 0, 2, 51, 4, 0, 0, 1, 0, 1, 4, 255, 255, 255, 0, 3, 4, 10, 0, 0, 2, 58, 4, 0, 0, 0, 20, 59, 4, 0, 0, 0, 40, .. options, 255,
        ];
    }
}
