using Nano.Emulator;
using Nano.Net.Tests.Emulator;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>The chip comes and goes, is disturbed, and lies; the driver finds its way back and counts.</summary>
    public class Enc28j60RecoveryTests
    {
        [Theory]
        [InlineData(false, false)]
        [InlineData(false, true)]
        [InlineData(true, false)]
        [InlineData(true, true)]
        public void TheChip_IsSetUp(bool fullDuplex, bool hasReset)
        {
            var bench = new Enc28j60Bench(fullDuplex: fullDuplex, hasReset: hasReset);
            Assert.Equal(6, bench.Driver.Revision);
            Assert.Equal(0, bench.Counters.ChipRestarts);
            bench.AssertWorks();
        }

        [Theory]
        [InlineData(0x00)]
        [InlineData(0xFF)]
        public void NoChip_MakesALinkThatIsDown_UntilOneIsPluggedIn(byte level)
        {
            var bench = new Enc28j60Bench(unplugged: level);
            Assert.False(bench.Driver.IsLinkUp);
            Assert.Equal(0, bench.Driver.Revision);
            Assert.False(bench.TrySend(Frames.Make(1)));
            bench.Run(600);
            Assert.False(bench.Driver.IsLinkUp);
            bench.Model.PowerCycle();
            bench.Model.Unplugged = null;
            bench.Run(300);
            Assert.Equal(6, bench.Driver.Revision);
            bench.AssertWorks();
        }

        [Theory]
        [InlineData(0x00, true)]
        [InlineData(0xFF, true)]
        [InlineData(0x00, false)]
        [InlineData(0xFF, false)]
        public void AChipThatIsUnplugged_TakesTheLinkDown_AndComesBack(byte level, bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(hasInterrupt: hasInterrupt);
            bench.AssertWorks();
            bench.Model.Unplugged = level;
            bench.Run(300);
            Assert.False(bench.Driver.IsLinkUp);
            Assert.Equal(1, bench.Counters.ChipRestarts);
            bench.Model.PowerCycle();
            bench.Model.Unplugged = null;
            bench.Run(300);
            bench.AssertWorks();
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void AChipThatHasLostItsSupply_IsSetUpAgain_WithItsGroups(bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(hasInterrupt: hasInterrupt);
            byte[] group = [1, 0, 0x5E, 0, 0, 0xFB];
            bench.Driver.SetMulticastGroups(group, 1);
            bench.Model.PowerCycle();
            bench.Run(300);
            Assert.Equal(1, bench.Counters.ChipRestarts);
            bench.AssertWorks();
            bench.Arrive(Enc28j60Bench.FrameFor(group));
            Assert.NotNull(bench.Receive());
        }

        [Fact]
        public void AChipThatHasLostItsSupply_IsFoundOutBySending_BeforeTheNextCheck()
        {
            var bench = new Enc28j60Bench();
            bench.Deliver(Frames.Make(1));
            bench.Model.PowerCycle();
            Assert.False(bench.TrySend(Frames.Make(2)));
            Assert.Equal(1, bench.Counters.ChipRestarts);
            bench.AssertWorks();
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void TheLink_FollowsTheCable(bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(hasInterrupt: hasInterrupt);
            bench.Run(5);
            Assert.True(bench.Driver.IsLinkUp);
            bench.Wire.A.IsLinkUp = false;
            bench.Run(hasInterrupt ? 1 : 260);
            Assert.False(bench.Driver.IsLinkUp);
            Assert.False(bench.TrySend(Frames.Make(1)));
            bench.Wire.A.IsLinkUp = true;
            bench.Run(hasInterrupt ? 1 : 260);
            Assert.Equal(1, bench.Counters.LinkLosses);
            bench.AssertWorks();
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void Cable_ThatIsPulledAndPluggedIn_IsToldOf(bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(hasInterrupt: hasInterrupt);
            bench.Run(5);
            var told = new List<bool>();
            bench.Driver.LinkChanged += () => told.Add(bench.Driver.IsLinkUp);
            bench.Run(1000);
            Assert.Empty(told);
            bench.Wire.A.IsLinkUp = false;
            bench.Run(hasInterrupt ? 1 : 260);
            bench.Wire.A.IsLinkUp = true;
            bench.Run(hasInterrupt ? 1 : 260);
            Assert.Equal([false, true], told);
        }

        [Fact]
        public void ToAskForTheLink_TransfersNothing()
        {
            var bench = new Enc28j60Bench();
            long before = bench.Model.BusTransactions;
            Assert.True(bench.Driver.IsLinkUp);
            Assert.Equal(before, bench.Model.BusTransactions);
        }

        [Theory]
        [InlineData(0, 0xFF)]
        [InlineData(1, 0x55)]
        [InlineData(2, 0x00)]
        [InlineData(3, 0x40)]
        public void AFrameHeaderThatMakesNoSense_BeginsTheRingAnew(int offset, byte value)
        {
            var bench = new Enc28j60Bench();
            bench.Arrive(1, 200);
            Assert.NotNull(bench.Receive());
            int header = bench.Model.ReceiveWritePointer;
            bench.Arrive(2, 200);
            bench.Arrive(3, 200);
            bench.Model.Corrupt(header + offset, value);
            Assert.Null(bench.Receive());
            Assert.Equal(1, bench.Counters.RingErrors);
            Assert.Equal(0, bench.Model.PacketCount);
            bench.AssertWorks();
            Assert.Equal(0, bench.Counters.ChipRestarts);
        }

        [Fact]
        public void AFrameHeaderThatMakesNoSense_AtTheBeginningOfTheRing_CostsThatFrameOnly()
        {
            var bench = new Enc28j60Bench();
            bench.Arrive(1);
            bench.Model.Corrupt(0, 0xFF);
            Assert.Null(bench.Receive());
            Assert.Equal(1, bench.Counters.RingErrors);
            bench.AssertWorks();
            Assert.Equal(1, bench.Counters.RingErrors);
        }

        [Fact]
        public void FrameAfterTheRingWasBegunAnew_IsToldOf_ThoughTheLineWasActiveForMore()
        {
            var bench = new Enc28j60Bench();
            bench.Run(5);
            int raised = 0;
            bench.Driver.FrameAvailable += () => raised++;
            int header = bench.Model.ReceiveWritePointer;
            bench.Arrive(1);
            bench.Model.Corrupt(header, 0xFF);
            bench.Wire.A.IsLinkUp = false;
            Assert.True(bench.Model.IsAsserted);
            bench.Wire.A.IsLinkUp = true;

            // As the stack does: as often as it is told to, until there is none.
            for (int served = 0; served < raised; served++)
            {
                Assert.Null(bench.Receive());
            }

            Assert.Equal(1, bench.Counters.RingErrors);
            raised = 0;
            bench.Arrive(2);
            Assert.Equal(1, raised);
            Assert.Equal(2, Frames.NumberOf(bench.Receive()!));
        }

        [Fact]
        public void AFrameThatTheChipHasMarkedAsDamaged_IsDroppedAndCounted()
        {
            var bench = new Enc28j60Bench();
            int header = bench.Model.ReceiveWritePointer;
            bench.Arrive(1, 200);
            bench.Arrive(2, 200);
            bench.Model.Corrupt(header + 4, 0x10);
            Assert.Equal(2, Frames.NumberOf(bench.Receive()!));
            Assert.Equal(1, bench.Counters.FramesDamaged);
            Assert.Equal(0, bench.Counters.RingErrors);
        }

        [Fact]
        public void AChipThatHasForgottenToCountAFrame_IsBroughtBackInStep()
        {
            var bench = new Enc28j60Bench();
            bench.Arrive(1);
            Instruct(bench, 0x80 | 0x1E, 0x40);
            Assert.Equal(0, bench.Model.PacketCount);
            bench.Run(300);
            Assert.Equal(1, bench.Counters.RingErrors);
            bench.AssertWorks();
        }

        [Fact]
        public void ATransmissionThatNeverEnds_IsTakenBackAndCounted()
        {
            var bench = new Enc28j60Bench();
            bench.Model.IsMediumBusy = true;
            Assert.True(bench.TrySend(Frames.Make(1)));
            bench.Run(200);
            Assert.False(bench.TrySend(Frames.Make(2)));
            bench.Model.IsMediumBusy = false;
            bench.Run(1000);
            Assert.Equal(1, bench.Counters.SendTimeouts);
            Assert.Null(bench.Peer.Receive());
            bench.AssertWorks();
            Assert.Equal(0, bench.Counters.ChipRestarts);
        }

        [Theory]
        [InlineData(1, 0x18, 0x00)]
        [InlineData(2, 0x02, 0x00)]
        [InlineData(3, 0x04, 0x44)]
        [InlineData(0, 0x05, 0x00)]
        public void ASettingThatHasChanged_IsFoundWithinSeconds_AndTheChipSetUpAgain(int bank, byte register, byte value)
        {
            var bench = new Enc28j60Bench();
            bench.Run(5);
            Instruct(bench, 0xA0 | 0x1F, 0x07);
            Instruct(bench, 0x80 | 0x1F, (byte)bank);
            Instruct(bench, (byte)(0x40 | register), value);
            Instruct(bench, 0xA0 | 0x1F, 0x03);
            Instruct(bench, 0x80 | 0x1F, 0x04);

            // The driver has left the chip in bank 1; this test has left it in bank 0, which alone gives it away. Put that right.
            Instruct(bench, 0x80 | 0x1F, 0x01);
            bench.Run(9000);
            Assert.Equal(1, bench.Counters.ChipRestarts);
            bench.AssertWorks();
        }

        [Theory]
        [InlineData(1)]
        [InlineData(2)]
        [InlineData(3)]
        [InlineData(4)]
        [InlineData(5)]
        public void NoiseOnTheBus_IsSurvived(ulong seed)
        {
            var bench = new Enc28j60Bench(seed: seed);
            bench.Model.Noise = 0.001;
            int arrived = 0;
            int delivered = 0;
            for (int i = 0; i < 3000; i++)
            {
                bench.TrySend(Frames.Make(i, 200));
                bench.Peer.Send(Enc28j60Bench.FrameFor(Enc28j60Bench.Address, 200, i));
                bench.Pass(2);
                while (bench.Receive() is { } frame)
                {
                    arrived += frame.Length == 200 ? 1 : 0;
                }

                while (bench.Peer.Receive() != null)
                {
                    delivered++;
                }
            }

            bench.Model.Noise = 0;
            Assert.True(arrived > 300, $"only {arrived} frames have arrived");
            Assert.True(delivered > 300, $"only {delivered} frames were delivered");

            // All settings are looked through within nine seconds.
            bench.Run(20_000);
            bench.AssertWorks();
        }

        [Fact]
        public void ADriverThatIsDisposedOf_LeavesTheChipSilent()
        {
            var bench = new Enc28j60Bench();
            bench.Driver.Dispose();
            bench.Arrive(1);
            Assert.False(bench.Model.IsAsserted);
            Assert.Equal(0, bench.Model.PacketCount);
            Assert.False(bench.Driver.IsLinkUp);
        }

        private static void Instruct(Enc28j60Bench bench, int instruction, byte argument) => bench.Model.Write([(byte)instruction, argument], 0, 2);
    }
}
