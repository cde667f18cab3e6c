using System.Diagnostics;
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
        private const int SegmentLength = 1460;
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

        /// <summary>Measures.</summary>
        public IReadOnlyList<Figure> Run()
        {
            int[] sizes = [10, 1000, 10000];
            var figures = new List<Figure>();
            double first = 0;
            double firstInTurn = 0;
            for (int i = 0; i < sizes.Length; i++)
            {
                progress?.Invoke($"segment among {sizes[i]} connections", (double)i / sizes.Length);
                (double few, double all) = Measure(sizes[i]);
                first = i == 0 ? few : first;
                firstInTurn = i == 0 ? all : firstInTurn;
                figures.Add(new Figure($"segment_ns_{sizes[i]}", $"a segment, {sizes[i]:N0} connections open, {Busy} busy", few, "ns", $"{few / first:0.00} of that with 10"));
                figures.Add(new Figure($"segment_in_turn_ns_{sizes[i]}", $"the same, all {sizes[i]:N0} in turn (caches miss)", all, "ns", $"{all / firstInTurn:0.00} of that with 10"));
            }

            return figures;
        }

        private (double Few, double InTurn) Measure(int connections)
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
            TcpAcceptor acceptor = server.tcp.Listen(7, connections, out _);
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
                outgoing[i] = new NetworkStream(clientRunner, connection);
                incoming[i] = new NetworkStream(serverRunner, accepted);
            }

            byte[] data = new byte[SegmentLength];
            Send(Busy, segments / 4);
            double few = Best(() => Send(Busy, segments));
            double inTurn = Best(() => Send(connections, segments));
            return (few, inTurn);

            double Best(Action action)
            {
                double best = double.MaxValue;
                for (int i = 0; i < 5; i++)
                {
                    var watch = Stopwatch.StartNew();
                    action();
                    best = Math.Min(best, watch.Elapsed.TotalNanoseconds / segments);
                }

                return best;
            }

            void Step()
            {
                clock.Milliseconds++;
                server.Poll(clock.Milliseconds);
                client.Poll(clock.Milliseconds);
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
