using Nano.Emulator;
using Nano.Net.Drivers;

namespace Nano.Net.Tests.Drivers
{
    public class W5500StartTests
    {
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void Start_ResetsTheChipAndOpensMacRaw(bool resetLine)
        {
            var bench = new W5500Bench(resetLine: resetLine);
            Assert.False(bench.Driver.IsLinkUp);
            Assert.False(bench.Chip.IsOpen);

            bench.RunUntilUp(100);

            Assert.True(bench.Chip.IsOpen);
            Assert.Equal(W5500Bench.Address, bench.Chip.HardwareAddress);
            Assert.Equal(100, bench.Driver.LinkSpeed);
            Assert.True(bench.Driver.IsFullDuplex);
            Assert.Equal(0, bench.Driver.Counters.ChipRestarts);
        }

        [Theory]
        [InlineData(W5500LinkMode.AutoNegotiation, 100, true)]
        [InlineData(W5500LinkMode.Full100, 100, true)]
        [InlineData(W5500LinkMode.Half100, 100, false)]
        [InlineData(W5500LinkMode.Full10, 10, true)]
        [InlineData(W5500LinkMode.Half10, 10, false)]
        public void LinkMode_IsWhatThePhyDoes(W5500LinkMode mode, int speed, bool fullDuplex)
        {
            W5500Bench bench = W5500Bench.Running(configure: o => o.LinkMode = mode);

            Assert.Equal(speed, bench.Driver.LinkSpeed);
            Assert.Equal(fullDuplex, bench.Driver.IsFullDuplex);
        }

        [Fact]
        public void AChipThatComesLater_IsFound()
        {
            var bench = new W5500Bench(prepare: chip => chip.Unplugged = 0xFF);
            bench.Idle(1000);
            Assert.False(bench.Driver.IsLinkUp);

            bench.Chip.Unplugged = null;

            bench.RunUntilUp(500);
        }

        [Theory]
        [InlineData(0xFF)]
        [InlineData(0x00)]
        public void NoChip_IsOneClearLine(byte level)
        {
            using var scheduler = new RealTimeScheduler();
            var wire = new VirtualWire(scheduler);
            using var chip = new W5500Model(wire.A, scheduler) { Unplugged = level };

            var failure = Assert.Throws<InvalidOperationException>(() => new W5500(chip, null, null, new W5500Options { HardwareAddress = W5500Bench.Address }));

            Assert.Equal($"no W5500 answers: VERSIONR should read 4, not {level}; check its power, wiring and chip select", failure.Message);
        }

        [Fact]
        public void WaitForChip_ReturnsWithTheChipRunning()
        {
            using var scheduler = new RealTimeScheduler();
            var wire = new VirtualWire(scheduler);
            using var chip = new W5500Model(wire.A, scheduler);

            using var driver = new W5500(chip, chip, chip, new W5500Options { HardwareAddress = W5500Bench.Address });

            Assert.True(driver.IsLinkUp);
            Assert.True(chip.IsOpen);
        }

        [Fact]
        public void ImpossibleOptions_AreNamed()
        {
            byte[] address = W5500Bench.Address;
            Refused("HardwareAddress must be 6 bytes and not a group address", new W5500Options());
            Refused("HardwareAddress must be 6 bytes and not a group address", new W5500Options { HardwareAddress = new byte[5] });
            Refused("HardwareAddress must be 6 bytes and not a group address", new W5500Options { HardwareAddress = [1, 0, 0, 0, 0, 1] });
            Refused("LinkMode must be one of the names of W5500LinkMode, not 5", new W5500Options { HardwareAddress = address, LinkMode = (W5500LinkMode)5 });
            Refused("PollInterval must be 1 to 1000, not 0", new W5500Options { HardwareAddress = address, PollInterval = 0 });
            Refused("CheckInterval must be 10 to 10000, not 9", new W5500Options { HardwareAddress = address, CheckInterval = 9 });
        }

        [Fact]
        public void IsLinkUp_CostsNoTransaction()
        {
            W5500Bench bench = W5500Bench.Running();
            long before = bench.Chip.BusTransactions;

            for (int i = 0; i < 100; i++)
            {
                Assert.True(bench.Driver.IsLinkUp);
            }

            Assert.Equal(before, bench.Chip.BusTransactions);
        }

        private static void Refused(string message, W5500Options options) =>
            Assert.Equal(message, Assert.Throws<ArgumentException>(options.Validate).Message);
    }
}
