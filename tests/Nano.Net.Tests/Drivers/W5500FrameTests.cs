using Nano.Net.Drivers;
using Nano.Net.Tests.Emulator;
using Xunit.Abstractions;

namespace Nano.Net.Tests.Drivers
{
    public class W5500FrameTests(ITestOutputHelper output)
    {
        private static readonly byte[] MulticastDns = [0x01, 0x00, 0x5E, 0x00, 0x00, 0xFB];

        [Theory]
        [InlineData(60)]
        [InlineData(61)]
        [InlineData(777)]
        [InlineData(1514)]
        public void Frame_ArrivesAsItWasSent_BothWays(int length)
        {
            W5500Bench bench = W5500Bench.Running();

            bench.Peer.Send(W5500Bench.ToDriver(1, length));
            Assert.True(bench.Send(W5500Bench.ToPeer(2, length)));
            bench.RunFor(2);

            Assert.Equal(W5500Bench.ToDriver(1, length), bench.Receive());
            Assert.Null(bench.Receive());
            Assert.Equal(W5500Bench.ToPeer(2, length), bench.Peer.Receive());
            Assert.Null(bench.Peer.Receive());
        }

        [Fact]
        public void ShortFrame_IsPadded_AndNothingOfTheStacksIsTouched()
        {
            W5500Bench bench = W5500Bench.Running();
            int headroom = bench.Driver.Capabilities.Headroom;
            byte[] frame = W5500Bench.ToPeer(7, 42);
            byte[] buffer = [.. new byte[headroom], .. frame, 0xEE, 0xEE];

            Assert.True(bench.Driver.Send(buffer, headroom, 42));
            bench.RunFor(2);

            Assert.Equal([.. frame, .. new byte[18]], bench.Peer.Receive()!);
            Assert.Equal([.. frame, 0xEE, 0xEE], buffer[headroom..]);
        }

        [Fact]
        public void RingWrap_AtEveryOffset_LosesNothing()
        {
            // 1,516 bytes an entry both ways: with every start of the 16-bit pointers near their end and near the ring's end, and
            // enough frames to go over both, every byte of a frame is at the seam once.
            foreach (int end in new[] { 0x4000, 0x10000 })
            {
                for (int before = 0; before <= 1520; before++)
                {
                    W5500Bench bench = W5500Bench.Running(prepare: chip => chip.FirstPointer = (ushort)(end - before));
                    bench.Peer.Send(W5500Bench.ToDriver(before, 1514));
                    bench.Peer.Send(W5500Bench.ToDriver(before + 1, 99));
                    Assert.True(bench.Send(W5500Bench.ToPeer(before + 2, 1514)));
                    bench.RunFor(2);

                    Assert.Equal(W5500Bench.ToDriver(before, 1514), bench.Receive());
                    Assert.Equal(W5500Bench.ToDriver(before + 1, 99), bench.Receive());
                    Assert.Null(bench.Receive());
                    Assert.Equal(W5500Bench.ToPeer(before + 2, 1514), bench.Peer.Receive());
                }
            }
        }

        [Fact]
        public void ManyFrames_OfAllLengths_ComeInOrder()
        {
            W5500Bench bench = W5500Bench.Running();
            int next = 0;
            for (int i = 0; i < 3000; i++)
            {
                byte[] frame = W5500Bench.ToDriver(i, 60 + (i * 37 % 1455));
                bench.Peer.Send(frame);
                if (i % 7 == 6)
                {
                    bench.RunFor(2);
                    foreach (byte[] received in bench.Drain())
                    {
                        Assert.Equal(W5500Bench.ToDriver(next, 60 + (next * 37 % 1455)), received);
                        next++;
                    }
                }
            }

            bench.RunFor(2);
            Assert.Equal(3000, next + bench.Drain().Count);
            Assert.Equal(0, bench.Chip.FramesDropped);
            Assert.Equal(0, bench.Driver.Counters.RingErrors);
        }

        [Fact]
        public void Flood_FillsTheRing_TheRestIsDropped_AndThenItGoesOn()
        {
            W5500Bench bench = W5500Bench.Running();
            for (int i = 0; i < 200; i++)
            {
                bench.Peer.Send(W5500Bench.ToDriver(i, 1000));
            }

            bench.RunFor(30);
            List<byte[]> received = bench.Drain();

            // 16 of 1,002 bytes fit into 16,384.
            Assert.Equal(Enumerable.Range(0, 16), received.Select(frame => Frames.NumberOf(frame)));
            Assert.Equal(184, bench.Chip.FramesDropped);
            Assert.Equal(0, bench.Driver.Counters.SocketReopens);

            bench.Peer.Send(W5500Bench.ToDriver(500, 1514));
            bench.RunFor(2);
            Assert.Equal(W5500Bench.ToDriver(500, 1514), bench.Receive());
        }

        [Fact]
        public void FrameLongerThanItsRoom_IsDroppedAndCounted_AndTheNextOneComes()
        {
            W5500Bench bench = W5500Bench.Running();
            bench.Peer.Send(W5500Bench.ToDriver(1, 800));
            bench.Peer.Send(W5500Bench.ToDriver(2, 500));
            bench.RunFor(2);
            byte[] buffer = new byte[5 + 600];

            Assert.Equal(500, bench.Driver.Receive(buffer, 5, 600));

            Assert.Equal(W5500Bench.ToDriver(2, 500), buffer[5..505]);
            Assert.Equal(1, bench.Driver.Counters.FramesTooLong);
        }

        [Fact]
        public void FrameToSendThatIsTooLong_IsDroppedAndCounted()
        {
            W5500Bench bench = W5500Bench.Running();

            Assert.True(bench.Send(new byte[1515]));

            Assert.Equal(1, bench.Driver.Counters.FramesTooLong);
            Assert.Equal(0, bench.Driver.Counters.FramesSent);
        }

        [Fact]
        public void SendWhileTheFrameBeforeIsUnderWay_IsRefused_AndTakenLater()
        {
            W5500Bench bench = W5500Bench.Running(configure: o => o.LinkMode = W5500LinkMode.Full10);

            // 1.2 ms on a wire of 10 Mbit/s; the second frame is 0.05 ms on the bus.
            Assert.True(bench.Send(W5500Bench.ToPeer(1, 1514)));
            Assert.False(bench.Send(W5500Bench.ToPeer(2, 60)));
            bench.RunFor(2);
            Assert.True(bench.Send(W5500Bench.ToPeer(2, 60)));
            bench.RunFor(2);

            Assert.Equal([1, 2], bench.Peer.ReceiveNumbers());
            Assert.Equal(1, bench.Driver.Counters.TransmitBusy);
        }

        [Fact]
        public void FramesArriveInTheMiddleOfReadingThePointers_AndNothingIsTorn()
        {
            // 0x00F8 and 256 bytes after it: the high byte changes with every second frame.
            W5500Bench bench = W5500Bench.Running(prepare: chip => chip.FirstPointer = 0x00F8);
            int sent = 0;
            int reads = 0;
            bench.Chip.ReadingSocketRegister = address =>
            {
                if (address >= 0x20 && reads++ % 7 == 3 && sent < 500)
                {
                    bench.Chip.Inject(W5500Bench.ToDriver(sent++, 126));
                }
            };
            int received = 0;
            for (int i = 0; i < 5000 && received < 500; i++)
            {
                foreach (byte[] frame in bench.Drain())
                {
                    Assert.Equal(W5500Bench.ToDriver(received++, 126), frame);
                }
            }

            Assert.Equal(500, received);
            Assert.Equal(0, bench.Driver.Counters.RingErrors);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void FrameAvailable_IsRaised_WithAndWithoutInterruptLine(bool interrupt)
        {
            W5500Bench bench = W5500Bench.Running(interrupt, configure: o => o.CheckInterval = 10_000);
            bench.RunFor(20);
            int raised = 0;
            bench.Driver.FrameAvailable += () => raised++;

            for (int i = 1; i <= 5; i++)
            {
                bench.Peer.Send(W5500Bench.ToDriver(i));
                bench.RunFor(6);
                Assert.True(raised >= i, $"raised {raised} times after {i} frames");
                Assert.NotNull(bench.Receive());
                Assert.Null(bench.Receive());
            }
        }

        [Fact]
        public void FrameWhoseEdgeWasMissed_IsToldOfAtTheNextTick()
        {
            var bench = new W5500Bench(configure: o => o.CheckInterval = 10_000, missesEdges: true);
            bench.RunUntilUp(20_000);
            Assert.Null(bench.Receive());
            int raised = 0;
            bench.Driver.FrameAvailable += () => raised++;
            bench.RunFor(50);
            Assert.Equal(0, raised);

            bench.Peer.Send(W5500Bench.ToDriver(1));
            bench.RunFor(6);

            Assert.NotEqual(0, raised);
            Assert.Equal(W5500Bench.ToDriver(1), bench.Receive());
        }

        [Fact]
        public void FrameThatComesWhileTheInterruptIsCleared_IsNotMissed()
        {
            W5500Bench bench = W5500Bench.Running(configure: o => o.CheckInterval = 10_000);
            bench.Peer.Send(W5500Bench.ToDriver(1));
            bench.RunFor(2);
            bool done = false;
            bench.Chip.Writing = (block, address) =>
            {
                // Socket 0, Sn_CR and Sn_IR: the ring was just seen empty.
                if (!done && block == 1 && address == 1)
                {
                    done = true;
                    bench.Chip.Inject(W5500Bench.ToDriver(2));
                }
            };

            List<byte[]> frames = bench.Drain();

            Assert.True(done);
            Assert.Equal([1, 2], frames.Select(frame => Frames.NumberOf(frame)));
            Assert.False(bench.Chip.IsAsserted);
        }

        [Fact]
        public void FramesForOthers_StayInTheChip()
        {
            W5500Bench bench = W5500Bench.Running();

            bench.Peer.Send(Frames.Make(1, 60, [2, 9, 9, 9, 9, 9], W5500Bench.PeerAddress));
            bench.Peer.Send(Frames.Make(2, 60, Frames.Broadcast, W5500Bench.PeerAddress));
            bench.Peer.Send(Frames.Make(3, 60, MulticastDns, W5500Bench.PeerAddress));
            bench.RunFor(2);

            Assert.Equal([2], bench.Drain().Select(frame => Frames.NumberOf(frame)));
            Assert.Equal(2, bench.Chip.FramesFiltered);
        }

        [Fact]
        public void MulticastFrames_PassWhileAGroupIsWanted_AlsoAfterTheChipWasSetUpAnew()
        {
            W5500Bench bench = W5500Bench.Running();
            byte[] multicast = Frames.Make(3, 60, MulticastDns, W5500Bench.PeerAddress);

            bench.Driver.SetMulticastGroups(MulticastDns, 1);
            Assert.Single(Exchange());
            bench.Chip.PowerCycle();
            bench.Idle(1000);
            bench.RunUntilUp();
            Assert.Single(Exchange());
            bench.Driver.SetMulticastGroups(MulticastDns, 0);
            Assert.Empty(Exchange());

            List<byte[]> Exchange()
            {
                bench.Peer.Send(multicast);
                bench.RunFor(2);
                return bench.Drain();
            }
        }

        [Fact]
        public void Ipv6_IsNotBlocked()
        {
            W5500Bench bench = W5500Bench.Running();
            byte[] frame = Frames.MakeIpv6(W5500Bench.Address, W5500Bench.PeerAddress);

            bench.Peer.Send(frame);
            bench.RunFor(2);

            Assert.Equal(frame, bench.Receive());
        }

        [Fact]
        public void Ipv6BlockThatADisturbanceHasSet_IsTakenBack()
        {
            W5500Bench bench = W5500Bench.Running();
            byte[] frame = Frames.MakeIpv6(W5500Bench.Address, W5500Bench.PeerAddress);
            bench.Chip.DisturbSocketMode(0x10);
            bench.Peer.Send(frame);
            bench.RunFor(2);
            Assert.Null(bench.Receive());

            bench.Idle(2000);
            bench.RunUntilUp();
            bench.Peer.Send(frame);
            bench.RunFor(2);

            Assert.Equal(frame, bench.Receive());
            Assert.Equal(1, bench.Driver.Counters.ChipRestarts);
        }

        [Fact]
        public void NeighborDiscovery_PassesWhileTheGroupOfTheAddressIsWanted()
        {
            // ff02::1:ff00:55 (RFC 2464 section 7).
            byte[] group = [0x33, 0x33, 0xFF, 0, 0, 0x55];
            byte[] solicitation = Frames.MakeIpv6(group, W5500Bench.PeerAddress);
            W5500Bench bench = W5500Bench.Running();
            bench.Peer.Send(solicitation);
            bench.RunFor(2);
            Assert.Null(bench.Receive());

            bench.Driver.SetMulticastGroups(group, 1);
            bench.Peer.Send(solicitation);
            bench.RunFor(2);

            Assert.Equal(solicitation, bench.Receive());
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void AFrame_CostsFewTransactions_AndLittleMoreThanItsBytes(bool interrupt)
        {
            W5500Bench bench = W5500Bench.Running(interrupt, configure: o => o.CheckInterval = 10_000);
            BusCost sent = BusCost.Of(bench.Chip, 1, () => SendAndTake(bench));
            BusCost single = BusCost.Of(bench.Chip, 1, () => ArriveAndTake(bench, 1));
            BusCost batch = BusCost.Of(bench.Chip, 4, () => ArriveAndTake(bench, 4));
            string mode = $"W5500, {(interrupt ? "interrupt line" : "polled")}";
            output.WriteLine($"{mode}, sent: {sent}");
            output.WriteLine($"{mode}, received one by one: {single}");
            output.WriteLine($"{mode}, received by fours: {batch}");
            Assert.InRange(sent.Transactions, 3, 5);
            Assert.InRange(sent.BytesPerPayloadByte, 1, 1.10);
            Assert.InRange(single.Transactions, 2, 5);
            Assert.InRange(single.BytesPerPayloadByte, 1, 1.10);
            Assert.InRange(batch.Transactions, 1, 3.5);
            Assert.InRange(batch.BytesPerPayloadByte, 1, 1.10);
        }

        private static void SendAndTake(W5500Bench bench)
        {
            Assert.True(bench.Send(W5500Bench.ToPeer(1, 1514)));
            bench.RunFor(1);
            Assert.NotNull(bench.Peer.Receive());
        }

        private static void ArriveAndTake(W5500Bench bench, int count)
        {
            for (int i = 0; i < count; i++)
            {
                bench.Peer.Send(W5500Bench.ToDriver(i, 1514));
            }

            bench.RunFor(1);
            Assert.Equal(count, bench.Drain().Count);
        }
    }
}
