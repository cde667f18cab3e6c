using Nano.Emulator;
using Nano.Net.Tests.Emulator;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>The driver on silicon with each of its issues alone, and what would become of one that does not know of it.</summary>
    public class Enc28j60ErrataTests
    {
        public static TheoryData<Enc28j60Errata> Each()
        {
            var issues = new TheoryData<Enc28j60Errata> { Enc28j60Errata.None, Enc28j60Errata.All };
            foreach (Enc28j60Errata issue in Enum.GetValues<Enc28j60Errata>())
            {
                if (int.PopCount((int)issue) == 1)
                {
                    issues.Add(issue);
                }
            }

            return issues;
        }

        [Theory]
        [MemberData(nameof(Each))]
        public void WithEachIssue_FramesComeThroughBothWays(Enc28j60Errata issue)
        {
            foreach (bool fullDuplex in new[] { false, true })
            {
                var bench = new Enc28j60Bench(new Enc28j60ModelOptions { Errata = issue, FalseCollisions = 0.2 }, fullDuplex: fullDuplex);
                for (int i = 0; i < 200; i++)
                {
                    bench.Peer.Send(Enc28j60Bench.FrameFor(Enc28j60Bench.Address, 60 + i * 7, i));
                    Assert.True(bench.TrySend(Frames.Make(i, 60 + i * 7)));
                    bench.Pass(3);
                    Assert.Equal(i, Frames.NumberOf(bench.Receive()!));
                    for (int again = 0; again < 16 && bench.Peer.FramesWaiting == 0; again++)
                    {
                        bench.Run(2);
                    }

                    Assert.Equal([i], bench.Peer.ReceiveNumbers());
                    bench.Run(1);
                }

                Assert.Equal(0, bench.Counters.RingErrors);
                Assert.Equal(0, bench.Counters.ChipRestarts);
            }
        }

        [Fact]
        public void ClockReady_IsNotBelieved()
        {
            Chip chip = new(Enc28j60Errata.ClockReady);
            chip.Reset();
            Assert.Equal(1, chip.Read(0, 0x1D) & 1);
            Assert.Throws<ChipException>(() => chip.Write(2, 0x00, 0x01));

            Chip right = new(Enc28j60Errata.None);
            right.Reset();
            Assert.Equal(0, right.Read(0, 0x1D) & 1);
            right.Model.Wait(1);
            Assert.Equal(1, right.Read(0, 0x1D) & 1);
            right.Write(2, 0x00, 0x01);
        }

        [Theory]
        [InlineData(Enc28j60Errata.None, 0x600)]
        [InlineData(Enc28j60Errata.ReceiveStart, 0)]
        public void ARingThatDoesNotBeginAtZero_IsWrittenInTheWrongPlace(Enc28j60Errata errata, int place)
        {
            Chip chip = new(errata);
            chip.WritePair(0, 0x08, 0x600);
            chip.WritePair(0, 0x0A, 0x1FFF);
            Assert.Equal(place, chip.Model.ReceiveWritePointer);
        }

        [Theory]
        [InlineData(Enc28j60Errata.None, 0x40)]
        [InlineData(Enc28j60Errata.PacketFlag, 0)]
        public void ThePacketFlag_DoesNotTellOfFrames_ButTheirCountDoes(Enc28j60Errata errata, int flag)
        {
            Chip chip = new(errata);
            chip.SetUp(0x19FF);
            chip.Arrive(1);
            Assert.Equal(flag, chip.Read(0, 0x1C) & 0x40);
            Assert.Equal(1, chip.Read(1, 0x19));
        }

        [Theory]
        [InlineData(Enc28j60Errata.None, 0x19FE, false)]
        [InlineData(Enc28j60Errata.EvenReadPointer, 0x19FF, false)]
        [InlineData(Enc28j60Errata.EvenReadPointer, 0x19FE, true)]
        public void AnEvenReadPointer_CorruptsTheRing(Enc28j60Errata errata, int pointer, bool corrupts)
        {
            Chip chip = new(errata);
            chip.SetUp(pointer);
            chip.Arrive(1);
            byte[] header = chip.ReadMemory(0, 6);
            byte[] right = [70, 0, 64, 0, 0xC0, 0x00];
            Assert.Equal(corrupts, !right.SequenceEqual(header.Select((value, i) => i == 4 ? (byte)(value | 0x40) : value)));
        }

        [Theory]
        [InlineData(Enc28j60Errata.None, false)]
        [InlineData(Enc28j60Errata.TransmitStall, true)]
        public void AfterATransmissionGivenUp_TheNextNeverEnds_UnlessTheLogicIsReset(Enc28j60Errata errata, bool stalls)
        {
            Chip chip = new(errata);
            chip.SetUp(0x19FF);
            chip.Model.Collide(Collision.Excessive);
            chip.Transmit();
            Assert.Equal(0, chip.Read(0, 0x1F) & 8);
            chip.Transmit();
            Assert.Equal(stalls, (chip.Read(0, 0x1F) & 8) != 0);
            chip.ClearBits(0x1C, 0x02);
            chip.SetBits(0x1F, 0x80);
            chip.ClearBits(0x1F, 0x80);
            Assert.Equal(stalls ? 2 : 0, chip.Read(0, 0x1C) & 2);
            chip.Transmit();
            Assert.Equal(0, chip.Read(0, 0x1F) & 8);
        }

        [Theory]
        [InlineData(Enc28j60Errata.None, 0x12)]
        [InlineData(Enc28j60Errata.LateCollisionFlag, 0x02)]
        public void ALateCollision_ShowsInTheStatusVector_WhateverTheFlagSays(Enc28j60Errata errata, int status)
        {
            Chip chip = new(errata);
            chip.SetUp(0x19FF);
            chip.Model.Collide(Collision.Late);
            chip.Transmit();
            Assert.Equal(status, chip.Read(0, 0x1D) & 0x12);
            Assert.Equal(0x20, chip.ReadMemory(0x1A00 + 60 + 1, 7)[3]);
        }

        [Theory]
        [InlineData(Enc28j60Errata.None, 0)]
        [InlineData(Enc28j60Errata.DuplexMode, 0x0100)]
        public void TheDuplexModeAfterAReset_IsNotTheOneThatIsWired(Enc28j60Errata errata, int mode)
        {
            Chip chip = new(errata);
            chip.Write(2, 0x14, 0x00);
            chip.Write(2, 0x12, 0x01);
            chip.Model.Wait(1);
            chip.Write(2, 0x12, 0x00);
            Assert.Equal(mode, chip.Read(2, 0x18) | (chip.Read(2, 0x19) << 8));
        }

        [Theory]
        [InlineData(Enc28j60Errata.None, 0x80)]
        [InlineData(Enc28j60Errata.ResetInPowerSave, 0xA0)]
        public void InPowerSave_TheResetInstructionDoesNothing(Enc28j60Errata errata, int econ2)
        {
            Chip chip = new(errata);
            chip.SetBits(0x1E, 0x20);
            chip.Reset();
            Assert.Equal(econ2, chip.Read(0, 0x1E));
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void ALateCollision_HasTheFrameSentAgain_AndNoOtherSentBefore(bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(hasInterrupt: hasInterrupt);
            bench.Model.Collide(Collision.Late, Collision.Late, Collision.Late);
            Assert.True(bench.TrySend(Frames.Make(1)));
            bench.Run(50);
            Assert.Equal([1], bench.Peer.ReceiveNumbers());
            Assert.Equal(3, bench.Counters.LateCollisions);
            Assert.Equal(3, bench.Counters.TransmitsAborted);
            bench.AssertWorks();
        }

        [Fact]
        public void AFrameThatCollidesForEver_IsGivenUpAfterSixteenAttempts()
        {
            var bench = new Enc28j60Bench();
            bench.Model.Collide([.. Enumerable.Repeat(Collision.Late, 16)]);
            Assert.True(bench.TrySend(Frames.Make(1)));
            bench.Run(50);
            Assert.Empty(bench.Peer.ReceiveNumbers());
            Assert.Equal(15, bench.Counters.LateCollisions);
            bench.AssertWorks();
        }

        [Fact]
        public void ExcessiveCollisions_LoseTheFrame_AndNotTheNext()
        {
            var bench = new Enc28j60Bench();
            bench.Model.Collide(Collision.Excessive);
            Assert.True(bench.TrySend(Frames.Make(1)));
            bench.Run(2);
            Assert.NotNull(bench.Deliver(Frames.Make(2)));
            Assert.Equal(1, bench.Counters.TransmitsAborted);
            Assert.Equal(0, bench.Counters.LateCollisions);
        }

        /// <summary>A chip whose registers a test writes by itself.</summary>
        private sealed class Chip
        {
            private readonly VirtualScheduler scheduler = new();
            private readonly VirtualWire wire;

            internal Chip(Enc28j60Errata errata)
            {
                wire = new VirtualWire(scheduler);
                Model = new Enc28j60Model(wire.A, scheduler, new Enc28j60ModelOptions { Errata = errata });
                Model.Wait(1);
            }

            internal Enc28j60Model Model { get; }

            internal void Reset() => Model.Write([0xFF], 0, 1);

            internal void SetBits(int register, byte bits) => Model.Write([(byte)(0x80 | register), bits], 0, 2);

            internal void ClearBits(int register, byte bits) => Model.Write([(byte)(0xA0 | register), bits], 0, 2);

            internal void Write(int bank, int register, int value)
            {
                Select(bank);
                Model.Write([(byte)(0x40 | register), (byte)value], 0, 2);
            }

            internal void WritePair(int bank, int register, int value)
            {
                Write(bank, register, value);
                Write(bank, register + 1, value >> 8);
            }

            internal int Read(int bank, int register)
            {
                Select(bank);
                byte[] buffer = new byte[3];
                int length = (bank == 2 && register < 0x1B) || (bank == 3 && register < 6) ? 3 : 2;
                Model.Transfer([(byte)register], 0, 1, buffer, 0, length);
                return buffer[length - 1];
            }

            internal byte[] ReadMemory(int address, int length)
            {
                WritePair(0, 0x00, address);
                byte[] buffer = new byte[1 + length];
                Model.Transfer([0x3A], 0, 1, buffer, 0, buffer.Length);
                return buffer[1..];
            }

            /// <summary>Half duplex, all frames, a ring of 6.5 KB.</summary>
            internal void SetUp(int readPointer)
            {
                WritePair(0, 0x08, 0);
                WritePair(0, 0x0A, 0x19FF);
                WritePair(0, 0x0C, readPointer);
                WritePair(0, 0x04, 0x1A00);
                WritePair(0, 0x06, 0x1A00 + 60);
                Write(1, 0x18, 0);
                Write(2, 0x00, 0x01);
                Write(2, 0x02, 0x32);
                WritePhy(0x00, 0);
                WritePhy(0x10, 0x0100);
                SetBits(0x1F, 0x04);
            }

            internal void Transmit()
            {
                WritePair(0, 0x02, 0x1A00);
                Model.Write([0x7A, 0, .. Frames.Make(1)], 0, 62);
                SetBits(0x1F, 0x08);
                scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            }

            internal void Arrive(int number)
            {
                wire.B.Send(Frames.Make(number));
                scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            }

            private void WritePhy(int register, int value)
            {
                Write(2, 0x14, register);
                WritePair(2, 0x16, value);
                Model.Wait(1);
            }

            private void Select(int bank)
            {
                ClearBits(0x1F, 0x03);
                SetBits(0x1F, (byte)bank);
            }
        }
    }
}
