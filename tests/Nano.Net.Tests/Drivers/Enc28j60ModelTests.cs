using Nano.Emulator;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>The modelled chip refuses what the chip would not do, and says what.</summary>
    public class Enc28j60ModelTests
    {
        private const int Wcr = 0x40;
        private const int Bfs = 0x80;
        private const int Bfc = 0xA0;
        private const int Econ1 = 0x1F;

        private readonly Enc28j60Bench bench = new();

        public Enc28j60ModelTests() => Select(0);

        [Fact]
        public void ABusThatIsTooFast_IsRefused()
        {
            var scheduler = new VirtualScheduler();
            var model = new Enc28j60Model(new VirtualWire(scheduler).A, scheduler) { BusFrequency = 20_000_001 };
            ChipException refusal = Assert.Throws<ChipException>(() => model.Write([0xFF], 0, 1));
            Assert.Contains("20000001 Hz", refusal.Message);
        }

        [Fact]
        public void AnUnknownInstruction_IsRefused() => Refuses("no instruction", 0xC0);

        [Fact]
        public void BufferInstructions_HaveOneArgumentOnly() => Refuses("no instruction", 0x3B, 0);

        [Fact]
        public void ARegisterThatIsNotThere_IsNotWritten() => Refuses("register 19h of bank 0 is not implemented", Wcr | 0x19, 1);

        [Fact]
        public void ARegisterThatIsNotThere_IsNotRead() => Refuses("register 18h of bank 0 is not implemented", 0x18, 0);

        [Fact]
        public void AReadOnlyRegister_IsNotWritten() => Refuses("ERXWRPTL can only be read", Wcr | 0x0E, 1);

        [Fact]
        public void BitsThatARegisterHasNot_AreNotWritten() => Refuses("20h is not for ERDPTH", Wcr | 0x01, 0x20);

        [Fact]
        public void TwoRegisters_AreNotWrittenInOneTransaction() => Refuses("it should be one", Wcr, 0x10, 0x10);

        [Theory]
        [InlineData(Bfs)]
        [InlineData(Bfc)]
        public void MacRegisters_KnowNoBitFieldInstructions(int instruction)
        {
            Select(2);
            Refuses("MACON3 is a MAC or MII register", instruction | 0x02, 0x01);
        }

        [Theory]
        [InlineData(0x08)]
        [InlineData(0x0B)]
        public void TheRing_IsNotMovedWhileTheReceiverIsOn(int register) => Refuses("while the receiver is on", Wcr | register, 0);

        [Fact]
        public void Filters_AreNotChangedWhileTheReceiverIsOn()
        {
            Select(1);
            Refuses("ERXFCON must not be written while the receiver is on", Wcr | 0x18, 0);
        }

        [Fact]
        public void TheRing_IsNotWrittenByTheHost()
        {
            Write(Wcr | 0x02, 0);
            Write(Wcr | 0x03, 0);
            Refuses("in the receive ring", 0x7A, 1);
        }

        [Fact]
        public void AFrameThatGoesOut_IsLeftAlone()
        {
            Transmit();
            Write(Wcr | 0x02, 0);
            Write(Wcr | 0x03, 0x1A);
            Refuses("while the frame there goes out", 0x7A, 1);
            Refuses("ETXNDL must not be written while a frame goes out", Wcr | 0x06, 0);
        }

        [Theory]
        [InlineData(0x10, 0x00, "it lies in the receive ring")]
        [InlineData(0x1A, 0x19, "before it begins")]
        [InlineData(0x1A, 0x1F, "without room for the status vector")]
        public void AFrameInTheWrongPlace_IsNotSent(int start, int end, string why)
        {
            Write(Wcr | 0x04, 0);
            Write(Wcr | 0x05, start);
            Write(Wcr | 0x06, 0xFF);
            Write(Wcr | 0x07, end == 0 ? start + 1 : end);
            Refuses(why, Bfs | Econ1, 0x08);
        }

        [Fact]
        public void TheReceiver_IsNotSwitchedOn_WhereMacAndPhyDisagree()
        {
            Write(Bfc | Econ1, 0x04);
            Select(2);
            Write(Wcr | 0x02, 0x33);
            Refuses("say different things", Bfs | Econ1, 0x04);
        }

        [Fact]
        public void FramesThatAreNotThere_AreNotCountedOff() => Refuses("EPKTCNT was to be decremented, and is 0", Bfs | 0x1E, 0x40);

        [Fact]
        public void Flags_AreNotSet() => Refuses("can be cleared but not set", Bfs | 0x1C, 0x08);

        [Fact]
        public void TheMii_IsNotHurried()
        {
            Select(2);
            Write(Wcr | 0x14, 0x11);
            Write(Wcr | 0x12, 0x01);
            Refuses("MIRDL was read while the MII is busy", 0x18, 0, 0);
        }

        [Fact]
        public void MacRegisters_AreNotUsedBeforeTheChipIsReady()
        {
            Write(0xFF);
            Select(2);
            Refuses("before the chip is ready", Wcr | 0x00, 1);
        }

        [Fact]
        public void Dma_IsNotModelled() => Refuses("DMA is not modelled", Bfs | Econ1, 0x20);

        [Fact]
        public void WithNoiseOnTheBus_NothingIsRefused_ButCounted()
        {
            bench.Model.Noise = 1e-9;
            Write(0xC0);
            Assert.Equal(1, bench.Model.Refusals);
        }

        private void Select(int bank)
        {
            Write(Bfc | Econ1, 0x03);
            Write(Bfs | Econ1, bank);
        }

        private void Transmit()
        {
            Select(0);
            Write(Wcr | 0x06, 0x40);
            Write(Wcr | 0x07, 0x1A);
            Write(Bfs | Econ1, 0x08);
        }

        private void Write(params int[] bytes)
        {
            byte[] buffer = [.. bytes.Select(value => (byte)value)];
            bench.Model.Transfer(buffer, 0, buffer.Length, new byte[buffer.Length], 0, buffer.Length);
        }

        private void Refuses(string what, params int[] bytes)
        {
            ChipException refusal = Assert.Throws<ChipException>(() => Write(bytes));
            Assert.Contains(what, refusal.Message);
        }
    }
}
