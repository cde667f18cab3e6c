using Nano.Boards;
using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Boards
{
    /// <summary>A board program and a PC on a wire in real time; the board is 10.0.0.2.</summary>
    internal sealed class BoardLab : IDisposable
    {
        // More than any board takes.
        private const int MostClients = 8;

        private readonly RealTimeScheduler scheduler = new();
        private readonly VirtualWire wire;
        private readonly StackRunner pc;
        private readonly List<string> lines = [];

        /// <summary>Starts both.</summary>
        /// <param name="program">Starts the program as its Main does.</param>
        /// <param name="address">The board's address; 0.0.0.0 to have it ask for one.</param>
        internal BoardLab(Func<string, ILinkDevice, StackOptions, LineWriter, Board> program, string address = "10.0.0.2")
        {
            wire = new VirtualWire(scheduler, null, 7);
            StackOptions options = Options("10.0.0.1");
            options.Connections = MostClients;
            pc = new StackRunner(new NetworkStack(wire.A, options), new SystemClock());
            pc.Start();
            Board = program("a wire", wire.B, Options(address), lines.Add);
        }

        internal Board Board { get; }

        /// <summary>What the program has said.</summary>
        internal IReadOnlyList<string> Lines => lines;

        /// <summary>Runs the PC's stack.</summary>
        internal StackRunner Pc => pc;

        internal bool IsLinkUp
        {
            set => wire.B.IsLinkUp = value;
        }

        internal TcpClient Connect(int port, string address = "10.0.0.2")
        {
            var client = new TcpClient(pc);
            client.Connect(IPAddress.Parse(address), port);
            client.ReceiveTimeout = 20_000;
            return client;
        }

        public void Dispose()
        {
            Board.Dispose();
            pc.Dispose();
            scheduler.Dispose();
        }

        private static StackOptions Options(string address) => new()
        {
            Address = IPAddress.Parse(address),
            MinimumRetransmissionTimeout = 50,
            AcknowledgmentDelay = 10,
            MaximumSegmentLifetime = 100,
        };
    }
}
