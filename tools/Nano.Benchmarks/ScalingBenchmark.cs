using System.Diagnostics;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Sockets;
using Nano.Net.Tcp;

namespace Nano.Benchmarks
{
    /// <summary>
    /// What a segment costs while 10, 1,000 or 10,000 connections are open: two stacks in one thread, full segments one
    /// way and acknowledgments the other, over ten connections among those that are open, and over all of them in turn.
    /// </summary>
    public sealed class ScalingBenchmark
    {
        private const int Busy = 10;
        private const int Rounds = 8;
        private const int SegmentLength = 1448;
        private readonly int segments;
        private readonly Action<string, double>? progress;

        /// <summary>Makes one.</summary>
        /// <param name="segments">Segments a measurement.</param>
        /// <param name="progress">Told what is being measured and how much is done, 0 to 1.</param>
        public ScalingBenchmark(int segments, Action<string, double>? progress = null)
        {
            this.segments = segments;
            this.progress = progress;
        }

        /// <summary>Measures: all sizes in turns, and of each the quickest turn, which nothing has disturbed.</summary>
        public IReadOnlyList<Figure> Run()
        {
            int[] sizes = [10, 1000, 10000];
            (Action<int, int> Send, Action Settle)[] loads = [.. sizes.Select(Prepare)];
            double[] few = [.. sizes.Select(_ => double.MaxValue)];
            double[] inTurn = [.. few];
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < sizes.Length; i++)
                {
                    progress?.Invoke($"segment among {sizes[i]:N0} connections", (double)((round * sizes.Length) + i) / (Rounds * sizes.Length));
                    few[i] = Math.Min(few[i], Time(loads[i], Busy));
                    inTurn[i] = Math.Min(inTurn[i], Time(loads[i], sizes[i]));
                }
            }

            var figures = new List<Figure>();
            for (int i = 0; i < sizes.Length; i++)
            {
                figures.Add(new Figure($"segment_ns_{sizes[i]}", $"a segment, {sizes[i]:N0} connections open, {Busy} busy", few[i], "ns", $"{few[i] / few[0]:0.00} of that with 10"));
                figures.Add(new Figure($"segment_in_turn_ns_{sizes[i]}", $"the same, all {sizes[i]:N0} in turn (caches miss)", inTurn[i], "ns", $"{inTurn[i] / inTurn[0]:0.00} of that with 10"));
            }

            return figures;
        }

        private double Time((Action<int, int> Send, Action Settle) load, int among)
        {
            var watch = Stopwatch.StartNew();
            load.Send(among, segments);
            double time = watch.Elapsed.TotalNanoseconds / segments;
            load.Settle();
            return time;
        }

        // Opens the connections. Send sends over so many of them so many segments; Settle lets the acknowledgments come
        // that were delayed, of all connections at once, lest they come in the midst of the next measurement.
        private static (Action<int, int> Send, Action Settle) Prepare(int connections)
        {
            (FramePipe a, FramePipe b) = FramePipe.Make();
            var clock = new HandClock();
            StackOptions options = new()
            {
                Address = IPAddress.Parse("10.0.0.1"),
                Connections = connections,
                HalfOpenConnections = 64,
                TimeWaitConnections = 0,
                ReceiveBufferSize = 4096,
                SendBufferSize = 4096,
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            };
            var client = new NetworkStack(a, options);
            options.Address = IPAddress.Parse("10.0.0.2");
            var server = new NetworkStack(b, options);
            // The runners give the streams their lock and their clock; their threads are never started.
            var clientRunner = new StackRunner(client, clock);
            var serverRunner = new StackRunner(server, clock);
            TcpAcceptor acceptor = server.tcp.Listen(null, 7, connections, out _);
            var outgoing = new NetworkStream[connections];
            var incoming = new NetworkStream[connections];
            for (int i = 0; i < connections; i++)
            {
                TcpConnection connection = client.tcp.Connect(options.Address, 7, 0, out _);
                TcpConnection? accepted;
                do
                {
                    Step();
                    accepted = acceptor.Accept();
                }
                while (accepted == null);
                outgoing[i] = new TcpClient(clientRunner, connection).GetStream();
                incoming[i] = new TcpClient(serverRunner, accepted).GetStream();
            }

            byte[] data = new byte[SegmentLength];
            return (Send, Settle);

            void Settle()
            {
                for (int i = 0; i < 100; i++)
                {
                    Step();
                }
            }

            void Step()
            {
                clock.Milliseconds++;
                while (server.Poll(clock.Milliseconds) == 0 | client.Poll(clock.Milliseconds) == 0)
                {
                    // A poll takes a batch of frames; there are more.
                }
            }

            void Send(int among, int count)
            {
                int next = 0;
                for (int i = 0; i < count; i++)
                {
                    outgoing[next].Write(data, 0, SegmentLength);
                    server.Poll(clock.Milliseconds);
                    int read = incoming[next].Read(data, 0, SegmentLength);
                    if (read != SegmentLength)
                    {
                        throw new InvalidOperationException($"{read} of {SegmentLength} bytes arrived");
                    }

                    client.Poll(clock.Milliseconds);
                    clock.Milliseconds += i % 2000 == 0 ? 1 : 0;
                    next = next + 1 == among ? 0 : next + 1;
                }
            }
        }
    }
}
