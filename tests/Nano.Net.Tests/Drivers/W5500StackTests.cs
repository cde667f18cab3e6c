using System.Diagnostics;
using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Sockets;
using Nano.Simulation;
using Xunit.Abstractions;

namespace Nano.Net.Tests.Drivers
{
    public class W5500StackTests(ITestOutputHelper output)
    {
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void Echo_ComesBackEqual_AndIsCheapOnTheBus(bool interrupt)
        {
            const int Bytes = 2_000_000;
            var network = new W5500Network(W5500Bench.Running(interrupt));
            long busBytes = network.Chip.BusBytes;
            long transactions = network.Chip.BusTransactions;

            network.Finish(network.StartEcho(Bytes), Bytes);

            W5500Counters counters = network.Driver.Counters;
            double perByte = (network.Chip.BusBytes - busBytes) / (2.0 * Bytes);
            double perFrame = (network.Chip.BusTransactions - transactions) / (double)(counters.FramesReceived + counters.FramesSent);
            output.WriteLine($"W5500, {(interrupt ? "interrupt line" : "polled")}, TCP echo: {perFrame:F2} SPI transactions a frame, {perByte:F4} SPI bytes a payload byte ({counters.FramesReceived} frames received, {counters.FramesSent} sent, {counters.TransmitBusy} times busy)");
            Assert.InRange(perByte, 1, 1.10);
            Assert.InRange(perFrame, 1, 5);
            Assert.Equal(0, counters.SocketReopens);
            Assert.Equal(0, network.A.Stack.Counters.Tcp.SegmentsRetransmitted);
            Assert.Equal(0, network.B.Stack.Counters.Tcp.SegmentsRetransmitted);
        }

        // Two flips of the same bit in a segment pass the Internet checksum where they go opposite ways, which no driver can
        // help: so little noise that a segment seldom has two.
        [Theory]
        [InlineData(0.00001, 1)]
        [InlineData(0.00001, 2)]
        [InlineData(0.00005, 3)]
        [InlineData(0.00003, 4)]
        public void NoiseOnTheBus_CostsTimeButNotAByte(double noise, ulong seed)
        {
            const int Bytes = 300_000;
            var bench = new W5500Bench(seed: seed);
            bench.RunUntilUp();
            var network = new W5500Network(bench);
            Talker talker = network.StartEcho(Bytes);

            network.Chip.Noise = noise;
            network.Finish(talker, Bytes, 3600);

            W5500Counters counters = network.Driver.Counters;
            output.WriteLine($"{network.Bench.Scheduler.Milliseconds} ms; {counters.RingErrors} ring errors, {counters.SocketReopens} reopens, {counters.ChipRestarts} restarts, {counters.SendTimeouts} send time-outs; {network.Chip.Refusals} refused");
            network.Chip.Noise = 0;
            network.Bench.RunFor(2000);
            Assert.True(network.Driver.IsLinkUp);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void PowerCyclesAndResetsInMidTransfer_AreSurvived(bool interrupt)
        {
            const int Bytes = 300_000;
            var network = new W5500Network(W5500Bench.Running(interrupt));
            Talker talker = network.StartEcho(Bytes);
            for (int i = 1; i <= 3; i++)
            {
                Assert.True(network.Bench.Scheduler.RunUntil(() => talker.Received > i * 50_000, TimeSpan.FromSeconds(60)));
                network.Chip.PowerCycle();
            }

            network.Finish(talker, Bytes);
            Assert.Equal(3, network.Driver.Counters.ChipRestarts);
        }

        [Fact]
        public void CablePulledInMidTransfer_IsSurvived()
        {
            const int Bytes = 200_000;
            var network = new W5500Network(W5500Bench.Running());
            Talker talker = network.StartEcho(Bytes);
            Assert.True(network.Bench.Scheduler.RunUntil(() => talker.Received > 50_000, TimeSpan.FromSeconds(60)));

            network.Bench.Wire.A.IsLinkUp = false;
            network.Bench.RunFor(3000);
            Assert.False(talker.Done);
            Assert.False(network.Driver.IsLinkUp);
            network.Bench.Wire.A.IsLinkUp = true;

            network.Finish(talker, Bytes);
            Assert.Equal(1, network.Driver.Counters.LinkLosses);
            Assert.Equal(0, network.Driver.Counters.ChipRestarts);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void NothingIsAllocated_ForFramesTicksAndRecovery(bool interrupt)
        {
            // A wire that loses all: what it would keep until it arrives is not the driver's.
            var bench = new W5500Bench(interrupt, conditions: new WireConditions { Loss = 1 });
            bench.RunUntilUp();
            byte[] large = W5500Bench.ToDriver(1, 1514);
            byte[] small = W5500Bench.ToDriver(2, 60);
            byte[] buffer = new byte[5 + 1514];
            int rounds = 0;
            int received = 0;
            Assert.Equal(0, Allocations.Of(() =>
            {
                rounds++;
                for (int i = 0; i < 200; i++)
                {
                    bench.Chip.Inject(large);
                    bench.Chip.Inject(small);
                    bench.Driver.Tick();
                    received += bench.Driver.Receive(buffer, 5, 1514) > 0 ? 1 : 0;
                    bench.Driver.Send(buffer, 5, 1514);
                    received += bench.Driver.Receive(buffer, 5, 1514) > 0 ? 1 : 0;
                    bench.Driver.Send(buffer, 5, 42);
                    bench.Driver.Receive(buffer, 5, 1514);
                    if (i % 50 == 49)
                    {
                        bench.Chip.CorruptRing();
                        bench.Driver.Receive(buffer, 5, 1514);
                    }
                }
            }));
            Assert.Equal(400 * rounds, received);
            Assert.Equal(4 * rounds, bench.Driver.Counters.SocketReopens);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void SocketsOnADriverWithATimerOfItsOwn_Talk(bool interrupt)
        {
            using var scheduler = new RealTimeScheduler();
            var wire = new VirtualWire(scheduler);
            using var chip = new W5500Model(wire.A, scheduler);
            using var driver = new W5500(chip, interrupt ? chip : null, null, new W5500Options { HardwareAddress = W5500Bench.Address });
            using StackRunner a = StackRunner.Start(new NetworkStack(driver, new StackOptions { Address = TwoHosts.AddressA }));
            using StackRunner b = StackRunner.Start(new NetworkStack(wire.B, new StackOptions { Address = TwoHosts.AddressB }));
            var listener = new TcpListener(a, new IPEndPoint(IPAddress.Any, 7));
            listener.Start();
            var client = new TcpClient(b) { ReceiveTimeout = 20_000 };
            var watch = Stopwatch.StartNew();

            client.Connect(TwoHosts.AddressA, 7);
            TcpClient server = listener.AcceptTcpClient();
            byte[] text = [1, 2, 3, 4];
            for (int i = 0; i < 20; i++)
            {
                client.GetStream().Write(text, 0, text.Length);
                Assert.Equal(text, Read(server));
                server.GetStream().Write(text, 0, text.Length);
                Assert.Equal(text, Read(client));
            }

            output.WriteLine($"{watch.ElapsedMilliseconds} ms");
            client.Close();
            server.Close();
            listener.Stop();
        }

        private static byte[] Read(TcpClient client)
        {
            byte[] bytes = new byte[4];
            client.GetStream().ReadExactly(bytes, 0, bytes.Length);
            return bytes;
        }
    }
}
