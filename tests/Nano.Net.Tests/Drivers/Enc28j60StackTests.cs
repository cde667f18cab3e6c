using Nano.Emulator;
using Nano.Net.Tcp;
using Nano.Simulation;
using Xunit.Abstractions;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>A stack on driver and chip, 10.0.0.1, talks with one on the other end of the wire, 10.0.0.2; in virtual time.</summary>
    public class Enc28j60StackTests(ITestOutputHelper output)
    {
        private const int Bytes = 400_000;

        [Theory]
        [InlineData(true, true)]
        [InlineData(true, false)]
        [InlineData(false, true)]
        [InlineData(false, false)]
        public void BytesCross_AndNoneIsLostInTheChip(bool fullDuplex, bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(fullDuplex: fullDuplex, hasInterrupt: hasInterrupt);
            TimeSpan time = Cross(bench);
            Assert.Equal(0, bench.Counters.RingErrors);
            Assert.Equal(0, bench.Counters.SendTimeouts);
            Assert.Equal(0, bench.Counters.ChipRestarts);
            output.WriteLine($"ENC28J60, {(fullDuplex ? "full" : "half")} duplex, {(hasInterrupt ? "interrupt line" : "polled")}, TCP both ways: "
                + $"{bench.Model.BusTransactions / (double)(bench.Model.FramesReceived + bench.Model.FramesSent):F2} SPI transactions a frame, {bench.Model.BusBytes / (2.0 * Bytes):F4} SPI bytes a payload byte, "
                + $"{bench.Model.FramesReceived} frames received and {bench.Model.FramesSent} sent in {time.TotalSeconds:F2} s, {bench.Model.FramesDropped} lost for want of room");
        }

        [Fact]
        public void BytesCross_OverASiliconThatFindsCollisionsWhereThereAreNone()
        {
            var bench = new Enc28j60Bench(new Enc28j60ModelOptions { FalseCollisions = 0.1 });
            Cross(bench);
            Assert.NotEqual(0, bench.Counters.LateCollisions);
        }

        [Fact]
        public void BytesCross_WhileTheChipLosesItsSupplyAgainAndAgain()
        {
            var bench = new Enc28j60Bench();
            int cuts = 0;
            ScheduledEvent cut = null!;
            cut = new ScheduledEvent(() =>
            {
                bench.Model.PowerCycle();
                if (++cuts < 5)
                {
                    bench.Scheduler.Schedule(cut, bench.Scheduler.Microseconds + 700_000);
                }
            });
            bench.Scheduler.Schedule(cut, 50_000);
            Cross(bench);
            Assert.NotEqual(0, bench.Counters.ChipRestarts);
        }

        [Fact]
        public void BytesCross_WhileTheCableIsPulledAndPluggedInAgain()
        {
            var bench = new Enc28j60Bench();
            bench.Scheduler.After(TimeSpan.FromMilliseconds(50), () => bench.Wire.A.IsLinkUp = false);
            bench.Scheduler.After(TimeSpan.FromMilliseconds(1500), () => bench.Wire.A.IsLinkUp = true);
            Cross(bench);
            Assert.Equal(1, bench.Counters.LinkLosses);
        }

        [Fact]
        public void BytesCross_OverANoisyBus()
        {
            // Two bits of a segment that are turned over in the same place of a word, one up and one down, pass the checksum; with
            // this seed there are none.
            var bench = new Enc28j60Bench(seed: 2);
            bench.Model.Noise = 0.00002;
            Cross(bench, checks: false);
        }

        private static TimeSpan Cross(Enc28j60Bench bench, bool checks = true)
        {
            var network = new VirtualNetwork(bench.Scheduler);
            var a = new SimulatedHost(network, bench.Driver, Options(TwoHosts.AddressA, 1));
            var b = new SimulatedHost(network, bench.Peer, Options(TwoHosts.AddressB, 2));
            TcpAcceptor acceptor = a.Tcp.Listen(null, 7, 8, out _)!;
            var theirs = new Talker(b.Connect(TwoHosts.AddressA, 7), Bytes, 1, 2);
            Talker? ours = null;
            b.Run(theirs.Step);
            a.Run(() =>
            {
                if (acceptor.Accept() is { } accepted)
                {
                    ours = new Talker(accepted, Bytes, 2, 1);
                    a.Run(ours.Step);
                }

                return ours == null;
            });
            Assert.True(
                bench.Scheduler.RunUntil(() => theirs.Done && ours is { Done: true }, TimeSpan.FromSeconds(600)),
                $"{theirs.Received} and {ours?.Received} bytes have come");
            Assert.Equal(Bytes, theirs.Received);
            Assert.Equal(Bytes, ours!.Received);
            Assert.True(!checks || (theirs.Error == TcpError.None && ours.Error == TcpError.None));
            return TimeSpan.FromMicroseconds(bench.Scheduler.Microseconds);
        }

        private static StackOptions Options(IPAddress address, ulong seed) => new()
        {
            Address = address,
            Secret = BitConverter.GetBytes(seed * 0x9E3779B97F4A7C15),
            ReceiveBufferSize = 4380,
            SendBufferSize = 8760,
            ConnectTimeout = 600_000,
            UserTimeout = 600_000,
            OrphanTimeout = 600_000,
            MaximumRetransmissionTimeout = 4000,
        };
    }
}
