using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Tcp;
using Nano.Simulation;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>Two stacks in virtual time: A, 10.0.0.1, by a driver on its chip, and B, 10.0.0.2, on the wire's other end.</summary>
    internal sealed class W5500Network
    {
        internal W5500Network(W5500Bench bench, Action<StackOptions>? configure = null)
        {
            Bench = bench;
            var network = new VirtualNetwork(bench.Scheduler);
            A = new SimulatedHost(network, bench.Driver, Options(TwoHosts.AddressA, 1, configure));
            B = new SimulatedHost(network, bench.Peer, Options(TwoHosts.AddressB, 2, configure));
        }

        internal W5500Bench Bench { get; }

        internal SimulatedHost A { get; }

        internal SimulatedHost B { get; }

        internal W5500Model Chip => Bench.Chip;

        internal W5500 Driver => Bench.Driver;

        /// <summary>B sends, A sends it back, and B checks every byte.</summary>
        /// <returns>B's side of the conversation.</returns>
        internal Talker StartEcho(int bytes)
        {
            TcpAcceptor acceptor = A.Tcp.Listen(null, 7, 8, out _)!;
            var talker = new Talker(B.Connect(TwoHosts.AddressA, 7), bytes, 1, 1);
            B.Run(talker.Step);
            A.Run(() =>
            {
                TcpConnection? accepted = acceptor.Accept();
                if (accepted != null)
                {
                    A.Run(new Echo(accepted).Step);
                }

                return accepted == null;
            });
            return talker;
        }

        internal void Finish(Talker talker, int bytes, int seconds = 600)
        {
            bool done = Bench.Scheduler.RunUntil(() => talker.Done, TimeSpan.FromSeconds(seconds));
            Assert.True(done, $"{talker.Received} of {bytes} bytes came back in {seconds} s");
            Assert.Equal(TcpError.None, talker.Error);
            Assert.Equal(bytes, talker.Received);
        }

        private static StackOptions Options(IPAddress address, ulong seed, Action<StackOptions>? configure)
        {
            var options = new StackOptions
            {
                Address = address,
                Secret = BitConverter.GetBytes(seed * 0x9E3779B97F4A7C15),

                // Ten full frames, which is what the chip's 16 KB hold: of a larger window some are lost between two polls.
                ReceiveBufferSize = 10 * 1448,
                SendBufferSize = 16_384,
                ConnectTimeout = 600_000,
                UserTimeout = 600_000,
                OrphanTimeout = 600_000,
                MaximumRetransmissionTimeout = 4000,
            };
            configure?.Invoke(options);
            return options;
        }

        private sealed class Echo(TcpConnection connection)
        {
            private readonly byte[] buffer = new byte[4096];
            private int first;
            private int count;

            internal bool Step()
            {
                while (true)
                {
                    while (count > 0)
                    {
                        int taken = connection.Send(buffer, first, count);
                        if (taken == TcpConnection.Ended)
                        {
                            return false;
                        }

                        if (taken <= 0)
                        {
                            return true;
                        }

                        first += taken;
                        count -= taken;
                    }

                    int read = connection.Receive(buffer, 0, buffer.Length);
                    if (read == TcpConnection.WouldBlock)
                    {
                        return true;
                    }

                    if (read <= 0)
                    {
                        connection.Close();
                        return false;
                    }

                    first = 0;
                    count = read;
                }
            }
        }
    }
}
