using Nano.Emulator;
using Nano.Net.Tests.Emulator;
using Xunit.Abstractions;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>Frames through driver and chip.</summary>
    public class Enc28j60FrameTests(ITestOutputHelper output)
    {
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void FramesOfEveryLength_ComeThroughBothWays(bool fullDuplex)
        {
            var bench = new Enc28j60Bench(fullDuplex: fullDuplex);
            for (int length = 14; length <= 1514; length++)
            {
                byte[] sent = Frames.Make(length, length, Enc28j60Bench.PeerAddress, Enc28j60Bench.Address);
                byte[] there = bench.Deliver(sent)!;
                Assert.Equal(Math.Max(60, length), there.Length);
                Assert.Equal(sent, there[..length]);
                byte[] answer = Enc28j60Bench.FrameFor(Enc28j60Bench.Address, length, length);
                bench.Arrive(answer);
                byte[] here = bench.Receive()!;
                Assert.Equal(Math.Max(60, length), here.Length);
                Assert.Equal(answer, here[..length]);
                Assert.Null(bench.Receive());
            }

            Assert.Equal(0, bench.Counters.ChipRestarts);
            Assert.Equal(0, bench.Counters.RingErrors);
        }

        [Fact]
        public void AFrame_MayBeginAtEveryPlaceOfTheRing()
        {
            var bench = new Enc28j60Bench();
            var random = new RandomSource(1);
            var begun = new HashSet<int>();
            int number = 0;
            while (begun.Count < 0x1A00 / 2)
            {
                Assert.True(++number < 200_000, $"only {begun.Count} places have been tried");
                begun.Add(bench.Model.ReceiveWritePointer);
                byte[] frame = Enc28j60Bench.FrameFor(Enc28j60Bench.Address, 60 + (int)random.NextBelow(1455), number & 0xFFFF);
                bench.Arrive(frame);
                Assert.Equal(frame, bench.Receive());
            }

            Assert.Equal(0, bench.Counters.RingErrors);
        }

        [Fact]
        public void FramesThatWait_AreTakenInOrder()
        {
            var bench = new Enc28j60Bench();
            for (int i = 0; i < 40; i++)
            {
                bench.Arrive(i, 60 + i);
            }

            for (int i = 0; i < 40; i++)
            {
                Assert.Equal(Enc28j60Bench.FrameFor(Enc28j60Bench.Address, 60 + i, i), bench.Receive());
            }

            Assert.Null(bench.Receive());
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void AFlood_OverflowsTheChip_WhichIsCounted_AndWhatItTookIsWhole(bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(hasInterrupt: hasInterrupt);
            for (int i = 0; i < 200; i++)
            {
                bench.Peer.Send(Enc28j60Bench.FrameFor(Enc28j60Bench.Address, 800 + i, i));
            }

            bench.Pass(200);
            int taken = 0;
            while (bench.Receive() is { } frame)
            {
                int number = Frames.NumberOf(frame);
                Assert.Equal(Enc28j60Bench.FrameFor(Enc28j60Bench.Address, 800 + number, number), frame);
                taken++;
            }

            Assert.InRange(taken, 5, 10);
            Assert.Equal(200 - taken, bench.Model.FramesDropped);
            bench.Run(300);
            Assert.NotEqual(0, bench.Counters.ReceiveOverflows);
            Assert.Equal(0, bench.Counters.RingErrors);
            bench.AssertWorks();
        }

        [Fact]
        public void AFrameThatDoesNotFitTheBuffer_IsDroppedAndCounted_AndTheNextIsTaken()
        {
            var bench = new Enc28j60Bench();
            bench.Arrive(1, 700);
            bench.Arrive(2, 500);
            bench.Arrive(3, 40);
            Assert.Equal(2, Frames.NumberOf(bench.Receive(600)!));
            Assert.Equal(3, Frames.NumberOf(bench.Receive(600)!));
            Assert.Null(bench.Receive(600));
            Assert.Equal(1, bench.Counters.FramesTooLong);
        }

        [Fact]
        public void AFrameThatIsTooLongToSend_IsDroppedAndCounted()
        {
            var bench = new Enc28j60Bench();
            Assert.Null(bench.Deliver(Frames.Make(1, 1515)));
            Assert.Equal(1, bench.Counters.FramesTooLong);
            bench.AssertWorks();
        }

        [Fact]
        public void WhileAFrameGoesOut_NoOtherIsTaken()
        {
            var bench = new Enc28j60Bench();
            byte[] frame = Frames.Make(1, 1514);
            Assert.True(bench.TrySend(frame));
            Assert.False(bench.TrySend(frame));
            bench.Scheduler.RunFor(TimeSpan.FromMicroseconds(1000));
            Assert.False(bench.TrySend(frame));
            bench.Scheduler.RunFor(TimeSpan.FromMicroseconds(300));
            Assert.True(bench.TrySend(frame));
        }

        [Fact]
        public void FramesForOthers_StayOutside()
        {
            var bench = new Enc28j60Bench();
            bench.Arrive(Enc28j60Bench.FrameFor([2, 0, 0, 0, 0, 9]));
            bench.Arrive(Enc28j60Bench.FrameFor([1, 0, 0x5E, 0, 0, 0xFB]));
            Assert.Null(bench.Receive());
            Assert.Equal(2, bench.Model.FramesFiltered);
            bench.Arrive(Enc28j60Bench.FrameFor(Frames.Broadcast));
            Assert.NotNull(bench.Receive());
        }

        [Fact]
        public void FramesOfGroups_AreLetInWhileTheyAreAskedFor()
        {
            var bench = new Enc28j60Bench();
            byte[] mdns = [1, 0, 0x5E, 0, 0, 0xFB];
            byte[] all = [1, 0, 0x5E, 0, 0, 1];
            Assert.NotEqual(Enc28j60Model.HashOf(mdns), Enc28j60Model.HashOf(all));

            bench.Driver.SetMulticastGroups(mdns, 1);
            bench.Arrive(Enc28j60Bench.FrameFor(mdns));
            bench.Arrive(Enc28j60Bench.FrameFor(all));
            Assert.Equal(mdns, bench.Receive()![..6]);
            Assert.Null(bench.Receive());

            bench.Driver.SetMulticastGroups([.. mdns, .. all], 2);
            bench.Arrive(Enc28j60Bench.FrameFor(all));
            bench.Arrive(Enc28j60Bench.FrameFor(mdns));
            Assert.Equal(all, bench.Receive()![..6]);
            Assert.Equal(mdns, bench.Receive()![..6]);

            bench.Driver.SetMulticastGroups([], 0);
            bench.Arrive(Enc28j60Bench.FrameFor(mdns));
            Assert.Null(bench.Receive());
            bench.AssertWorks();
        }

        [Fact]
        public void Ipv6_IsLetIn_ToTheAddressAndToTheGroupsThatAreAskedFor()
        {
            // All nodes, the solicited-node group of an address, and that of a neighbor (RFC 2464 section 7).
            byte[] allNodes = [0x33, 0x33, 0, 0, 0, 1];
            byte[] solicited = [0x33, 0x33, 0xFF, 0x12, 0x34, 0x56];
            byte[] neighbor = [0x33, 0x33, 0xFF, 0x65, 0x43, 0x21];
            byte[] mdns = [1, 0, 0x5E, 0, 0, 0xFB];
            Assert.Equal(4, ((byte[][])[allNodes, solicited, neighbor, mdns]).Select(group => Enc28j60Model.HashOf(group)).Distinct().Count());
            var bench = new Enc28j60Bench();
            byte[] direct = Frames.MakeIpv6(Enc28j60Bench.Address, Enc28j60Bench.PeerAddress);
            bench.Arrive(direct);
            Assert.Equal(direct, bench.Receive());
            bench.Arrive(Frames.MakeIpv6(solicited, Enc28j60Bench.PeerAddress));
            Assert.Null(bench.Receive());

            // The groups of both protocols are one list.
            bench.Driver.SetMulticastGroups([.. mdns, .. allNodes, .. solicited], 3);
            foreach (byte[] group in (byte[][])[mdns, allNodes, solicited])
            {
                byte[] frame = Frames.MakeIpv6(group, Enc28j60Bench.PeerAddress);
                bench.Arrive(frame);
                Assert.Equal(frame, bench.Receive());
            }

            bench.Arrive(Frames.MakeIpv6(neighbor, Enc28j60Bench.PeerAddress));
            Assert.Null(bench.Receive());
            bench.AssertWorks();
        }

        [Fact]
        public void EveryGroup_IsFoundByTheHashThatTheChipTakes()
        {
            var random = new Random(1);
            byte[] address = new byte[6];
            var bits = new HashSet<int>();
            for (int i = 0; i < 10_000; i++)
            {
                random.NextBytes(address);
                int bit = Nano.Net.Drivers.MulticastHash.Bit(address, 0);
                Assert.Equal(Enc28j60Model.HashOf(address), bit);
                bits.Add(bit);
            }

            Assert.Equal(64, bits.Count);
        }

        [Fact]
        public void WithoutAnInterruptLine_ATickTellsOfFrames()
        {
            var bench = new Enc28j60Bench(hasInterrupt: false);
            int told = 0;
            bench.Driver.FrameAvailable += () => told++;
            bench.Pass(100);
            Assert.InRange(told, 9, 11);
            bench.AssertWorks();
        }

        [Fact]
        public void WithAnInterruptLine_TheChipTellsOfFrames_AndIsNotAskedOtherwise()
        {
            var bench = new Enc28j60Bench();
            bench.Run(300);
            int told = 0;
            bench.Driver.FrameAvailable += () => told++;
            bench.Run(1);
            long before = bench.Model.BusTransactions;
            for (int i = 0; i < 1000; i++)
            {
                Assert.Null(bench.Receive());
            }

            Assert.Equal(before, bench.Model.BusTransactions);
            Assert.Equal(0, told);
            for (int i = 1; i <= 10; i++)
            {
                told = 0;
                bench.Arrive(i);

                // By the edge, and once more where a tick meets the line while it is active.
                Assert.InRange(told, 1, 2);
                Assert.NotNull(bench.Receive());
                Assert.Null(bench.Receive());
                Assert.False(bench.Model.IsAsserted);
            }
        }

        [Fact]
        public void AFrameWhoseEdgeWasMissed_IsToldOfAtTheNextTick()
        {
            var scheduler = new VirtualScheduler();
            var wire = new VirtualWire(scheduler);
            var model = new Enc28j60Model(wire.A, scheduler);
            model.Wait(1);
            var driver = new Nano.Net.Drivers.Enc28j60(model, new DeafLine(model), null, new() { HardwareAddress = Enc28j60Bench.Address, OwnTimer = false, Delay = model.Wait });
            byte[] buffer = new byte[driver.Capabilities.Headroom + 1514];
            Assert.Equal(0, driver.Receive(buffer, driver.Capabilities.Headroom, 1514));
            int told = 0;
            driver.FrameAvailable += () => told++;
            driver.Tick();
            Assert.Equal(0, told);

            wire.B.Send(Enc28j60Bench.FrameFor(Enc28j60Bench.Address));
            scheduler.RunFor(TimeSpan.FromMilliseconds(2));
            driver.Tick();

            Assert.Equal(1, told);
            Assert.Equal(60, driver.Receive(buffer, driver.Capabilities.Headroom, 1514));
        }

        [Fact]
        public void AnInterruptLineThatNeverFalls_CostsTimeButNoFrame()
        {
            var scheduler = new VirtualScheduler();
            var wire = new VirtualWire(scheduler);
            var model = new Enc28j60Model(wire.A, scheduler);
            model.Wait(1);
            var driver = new Nano.Net.Drivers.Enc28j60(model, new DeadLine(), null, new() { HardwareAddress = Enc28j60Bench.Address, OwnTimer = false, Delay = model.Wait });
            byte[] buffer = new byte[2000];
            Assert.Equal(0, driver.Receive(buffer, 100, 1514));
            wire.B.Send(Enc28j60Bench.FrameFor(Enc28j60Bench.Address));
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, driver.Receive(buffer, 100, 1514));
            for (int i = 0; i < 25; i++)
            {
                driver.Tick();
            }

            Assert.Equal(60, driver.Receive(buffer, 100, 1514));
        }

        [Fact]
        public void NoFrame_AllocatesAnything()
        {
            var bench = new Enc28j60Bench();
            bench.Wire.Reserve(16);
            int headroom = bench.Driver.Capabilities.Headroom;
            byte[] buffer = new byte[headroom + 1514];
            byte[] there = new byte[2000];
            byte[] incoming = Enc28j60Bench.FrameFor(Enc28j60Bench.Address, 1000);
            long received = 0;
            int rounds = 0;
            Assert.Equal(0, Allocations.Of(() =>
            {
                rounds++;
                for (int i = 0; i < 2000; i++)
                {
                    bench.Peer.Send(incoming, 0, incoming.Length);
                    Array.Copy(incoming, 0, buffer, headroom, 1000);
                    Frames.Broadcast.AsSpan().CopyTo(buffer.AsSpan(headroom));
                    bench.Driver.Send(buffer, headroom, 1000);
                    bench.Pass(3);
                    received += bench.Driver.Receive(buffer, headroom, 1514) == 1000 ? 1 : 0;
                    received += bench.Peer.Receive(there, 0, there.Length) == 1000 ? 1 : 0;
                }
            }));
            Assert.Equal(4000L * rounds, received);
        }

        [Theory]
        [InlineData(false, true)]
        [InlineData(false, false)]
        [InlineData(true, true)]
        [InlineData(true, false)]
        public void AFrame_CostsFewTransactions_AndLittleMoreThanItsBytes(bool fullDuplex, bool hasInterrupt)
        {
            var bench = new Enc28j60Bench(fullDuplex: fullDuplex, hasInterrupt: hasInterrupt);
            bench.Run(5);
            BusCost sent = BusCost.Of(bench.Model, 1, () => bench.Deliver(Frames.Make(1, 1514)));
            BusCost single = BusCost.Of(bench.Model, 1, () => ArriveAndTake(bench, 1, 1514));
            BusCost batch = BusCost.Of(bench.Model, 4, () => ArriveAndTake(bench, 4, 1514));
            BusCost small = BusCost.Of(bench.Model, 1, () => ArriveAndTake(bench, 1, 60));
            string mode = $"ENC28J60, {(fullDuplex ? "full" : "half")} duplex, {(hasInterrupt ? "interrupt line" : "polled")}";
            output.WriteLine($"{mode}, sent: {sent}");
            output.WriteLine($"{mode}, received one by one: {single}");
            output.WriteLine($"{mode}, received by fours: {batch}");
            output.WriteLine($"{mode}, received one by one: {small.Transactions:F2} SPI transactions and {small.Bytes:F1} SPI bytes a frame of 60 bytes");
            Assert.InRange(sent.Transactions, 5, fullDuplex ? 7 : 11);
            Assert.InRange(sent.BytesPerPayloadByte, 1, 1.06);
            Assert.InRange(single.Transactions, 5, hasInterrupt ? 9 : 10.5);
            Assert.InRange(single.BytesPerPayloadByte, 1, 1.07);
            Assert.InRange(batch.Transactions, 5, 6.5);
            Assert.InRange(small.Transactions, 4, hasInterrupt ? 8 : 9.5);
        }

        private static void ArriveAndTake(Enc28j60Bench bench, int count, int length)
        {
            for (int i = 0; i < count; i++)
            {
                bench.Arrive(i, length);
            }

            for (int i = 0; i < count; i++)
            {
                Assert.NotNull(bench.Receive());
            }

            Assert.Null(bench.Receive());
        }

        private sealed class DeadLine : Nano.Net.Drivers.IInterruptLine
        {
            public event Nano.Net.Drivers.InterruptHandler? Asserted
            {
                add { }
                remove { }
            }

            public bool IsAsserted => false;
        }
    }
}
