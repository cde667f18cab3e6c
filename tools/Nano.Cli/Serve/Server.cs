using Nano.Emulator;
using Nano.Net;
using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>A stack on a link, with its services.</summary>
    internal sealed class Server : IDisposable
    {
        private const int Connections = 256;
        private const int ConnectionsPerService = 80;
        private const int BufferSize = 131_072;

        private readonly List<IDisposable> parts = [];
        private readonly List<TcpService> services = [];
        private readonly StackRunner runner;

        /// <summary>Opens the link and starts everything.</summary>
        /// <param name="settings">What is asked for.</param>
        /// <param name="report">Told in one line what goes wrong later.</param>
        /// <exception cref="CliException">Something cannot be had; the message says what would help.</exception>
        public Server(ServeSettings settings, Action<string> report)
        {
            try
            {
                ServeCapture? capture = settings.Capture is { } path ? Own(new ServeCapture(path, report)) : null;
                Link = Own(settings.Link.Open(settings.Address));
                runner = new StackRunner(new NetworkStack(Link.Device, Options(settings)) { FrameObserver = capture }, new MonotonicClock());
                runner.Start();
                Own(runner);
                Serve(settings.Echo, port => new EchoService(runner, port, ConnectionsPerService));
                Serve(settings.Discard, port => new DiscardService(runner, port, ConnectionsPerService));
                Serve(settings.Chargen, port => new ChargenService(runner, port, ConnectionsPerService));
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        /// <summary>What the stack is on.</summary>
        public ServeLink Link { get; }

        /// <summary>What is served.</summary>
        public IReadOnlyList<TcpService> Services => services;

        /// <summary>What the stack has counted.</summary>
        public StackCounters Counters => runner.Stack.Counters;

        /// <summary>The connections of the moment.</summary>
        public ConnectionInfo[] GetConnections() => runner.GetConnections();

        /// <summary>Ends the services, resets the connections, and closes link and capture.</summary>
        public void Dispose()
        {
            for (int i = parts.Count - 1; i >= 0; i--)
            {
                parts[i].Dispose();
            }

            parts.Clear();
        }

        private static StackOptions Options(ServeSettings settings) => new()
        {
            Address = settings.Address.Address,
            PrefixLength = settings.Address.Length,
            Gateway = settings.Gateway ?? IPAddress.Any,
            Paths = 1024,
            Neighbors = 256,
            PendingPackets = 64,
            PendingPacketSize = 1500,
            ReassemblyBuffers = 16,
            ReassemblySize = 65_515,
            Connections = Connections,
            HalfOpenConnections = Connections,
            TimeWaitConnections = 4096,
            ReceiveBufferSize = BufferSize,
            SendBufferSize = BufferSize,
            OutOfOrderRanges = 64,
            Listeners = 4,
            MinimumRetransmissionTimeout = 200,
        };

        private void Serve(int? port, Func<int, TcpService> make)
        {
            if (port is { } number)
            {
                services.Add(Own(make(number)));
            }
        }

        private T Own<T>(T part)
            where T : IDisposable
        {
            parts.Add(part);
            return part;
        }
    }
}
