using System;
using System.Threading;
using Nano.Boards;
using Nano.Net.Sockets;

namespace Nano.Net.EmulatorTests
{
    /// <summary>
    /// The program for boards that tells of them, on a wire with a PC. The PC is the whole network, 10.0.0.2: it grants
    /// addresses, tells the time, and is the client.
    /// </summary>
    public sealed class TelemetryLab : IDisposable
    {
        /// <summary>What clients have to name.</summary>
        public const string Token = "correct-horse-battery";

        /// <summary>The address that the network grants.</summary>
        public const string GrantedAddress = "10.0.0.50";

        /// <summary>Most clients at once.</summary>
        public const int Clients = 6;

        private const int Patience = 30000;
        private const int LookInterval = 20;

        private readonly ServerBoard leases;
        private readonly ServerBoard time;

        /// <summary>Makes the wire and starts the PC.</summary>
        public TelemetryLab()
        {
            Wire = new MemoryWire(1);
            Pc = new StackRunner(new NetworkStack(Wire.B, new StackOptions { Address = IPAddress.Parse("10.0.0.2"), UdpSockets = 2, Connections = Clients }), new SystemClock());
            Pc.Start();
            leases = new ServerBoard(Pc, 67, Answers.Lease, new IPEndPoint(IPAddress.Broadcast, 68));
            time = new ServerBoard(Pc, 123, Answers.TellTime, null);
        }

        /// <summary>The wire; the board is to be at A.</summary>
        public MemoryWire Wire { get; }

        /// <summary>Runs the PC.</summary>
        public StackRunner Pc { get; }

        /// <summary>What runs on the board.</summary>
        public TelemetryProgram Program { get; private set; }

        /// <summary>Whether the board's light shines.</summary>
        public bool IsLit { get; private set; }

        /// <summary>What the board has said, since this was last made empty.</summary>
        public string Said { get; set; } = "";

        /// <summary>Starts the program as its Main does.</summary>
        /// <param name="address">The board's address; 0.0.0.0 to have it ask for one.</param>
        public void Start(string address)
        {
            TelemetrySettings settings = new TelemetrySettings { Token = Token, Light = on => IsLit = on };
            Program = new TelemetryProgram("a wire", Wire.A, new StackOptions { Address = IPAddress.Parse(address) }, settings, line => Said += line + "\n");
        }

        /// <summary>Looks at the board, as its first thread does, until it has come so far.</summary>
        public void LookUntil(Condition condition, string what)
        {
            long end = Environment.TickCount64 + Patience;
            while (!condition())
            {
                if (Environment.TickCount64 > end)
                {
                    throw new Exception("it did not come to this: " + what);
                }

                Thread.Sleep(LookInterval);
                Program.Board.Look();
            }
        }

        /// <summary>The PC connects to the board.</summary>
        public TcpClient Connect(string address, int port)
        {
            TcpClient client = new TcpClient(Pc);
            client.Connect(IPAddress.Parse(address), port);
            client.ReceiveTimeout = Patience;
            client.SendTimeout = Patience;
            return client;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Program != null)
            {
                Program.Dispose();
            }

            leases.Stop();
            time.Stop();
            Pc.Dispose();
        }
    }
}
