using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Nano.Emulator;
using Nano.Net.Link;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public class VirtualWireTests
    {
        private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(10);

        private readonly VirtualScheduler scheduler = new();

        [Fact]
        public void AnIdealWire_DeliversAtOnce_InOrder_AndBothWays()
        {
            var wire = new VirtualWire(scheduler);
            wire.A.Send(1);
            wire.A.Send(2);
            wire.B.Send(3);
            scheduler.RunFor(TimeSpan.Zero);
            Assert.Equal([1, 2], wire.B.ReceiveNumbers());
            Assert.Equal([3], wire.A.ReceiveNumbers());
        }

        [Fact]
        public void AFrame_ArrivesUnchanged()
        {
            var wire = new VirtualWire(scheduler);
            byte[] frame = Frames.Make(1, 1514);
            wire.A.Send(frame);
            Array.Clear(frame);
            scheduler.RunFor(TimeSpan.Zero);
            Assert.Equal(Frames.Make(1, 1514), wire.B.Receive());
        }

        [Fact]
        public void Delay_IsExact()
        {
            VirtualWire wire = Make(new() { Delay = TimeSpan.FromMicroseconds(1234) });
            wire.A.Send(1);
            scheduler.RunFor(TimeSpan.FromMicroseconds(1233));
            Assert.Equal(0, wire.B.FramesWaiting);
            scheduler.RunFor(TimeSpan.FromMicroseconds(1));
            Assert.Equal(1, wire.B.FramesWaiting);
        }

        [Fact]
        public void Bandwidth_SpacesFrames_ByTheirBits()
        {
            // 1,250 bytes are 10,000 bits: 1 ms at 10 Mbit/s.
            VirtualWire wire = Make(new() { BitsPerSecond = 10_000_000, Delay = TimeSpan.FromMilliseconds(5) });
            List<long> arrivals = RecordArrivals(wire);
            wire.A.Send(1, 1250);
            wire.A.Send(2, 1250);
            wire.A.Send(3, 125);
            scheduler.RunFor(TimeSpan.FromMilliseconds(50));
            wire.A.Send(4, 1250);
            scheduler.RunFor(TimeSpan.FromMilliseconds(50));
            Assert.Equal([6_000, 7_000, 7_100, 56_000], arrivals);
        }

        [Fact]
        public void AFastWire_KeepsItsRate_ThoughAFrameTakesLessThanAMicrosecond()
        {
            VirtualWire wire = Make(new() { BitsPerSecond = 1_000_000_000, QueueFrames = 10_000 }, queue: 10_000);
            List<long> arrivals = RecordArrivals(wire);
            for (int i = 0; i < 10_000; i++)
            {
                wire.A.Send(i, 60);
            }

            scheduler.RunFor(LongEnough);
            Assert.Equal(10_000 * 480 / 1000, arrivals[^1]);
        }

        [Fact]
        public void AFullQueue_LosesWhatComesOnTop_AndTakesMoreWhenAFrameHasLeft()
        {
            VirtualWire wire = Make(new() { BitsPerSecond = 10_000_000, QueueFrames = 3 });
            for (int i = 1; i <= 5; i++)
            {
                wire.A.Send(i, 1250);
            }

            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            wire.A.Send(6, 1250);
            wire.A.Send(7, 1250);
            scheduler.RunFor(LongEnough);
            Assert.Equal([1, 2, 3, 6], wire.B.ReceiveNumbers());
            Assert.Equal(3, wire.A.Outbound.Lost(FrameLossReason.QueueFull));
        }

        [Fact]
        public void Directions_HaveConditionsOfTheirOwn()
        {
            VirtualWire wire = Make(new() { Delay = TimeSpan.FromMilliseconds(1) });
            wire.B.Outbound.Conditions = new() { Delay = TimeSpan.FromMilliseconds(3) };
            wire.A.Send(1);
            wire.B.Send(2);
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.Equal([1], wire.B.ReceiveNumbers());
            Assert.Equal(0, wire.A.FramesWaiting);
            scheduler.RunFor(TimeSpan.FromMilliseconds(2));
            Assert.Equal([2], wire.A.ReceiveNumbers());
            Assert.Same(wire.A.Inbound, wire.B.Outbound);
        }

        [Theory]
        [InlineData(0.01)]
        [InlineData(0.3)]
        public void Loss_IsAsFrequentAsItSays(double loss)
        {
            WireDirection direction = SendMany(new() { Loss = loss }, 50_000).A.Outbound;
            AssertNear(loss * 50_000, direction.Lost(FrameLossReason.Random));
            Assert.Equal(50_000, direction.FramesDelivered + direction.FramesLost);
        }

        [Fact]
        public void BurstLoss_IsAsFrequentAsTheModelSays_AndComesInBursts()
        {
            VirtualWire wire = Make(new() { Bursts = new() { Enter = 0.01, Leave = 0.2 } }, queue: 65_536);
            for (int i = 0; i < 60_000; i++)
            {
                wire.A.Send(i);
            }

            scheduler.RunFor(LongEnough);
            bool[] arrived = new bool[60_000];
            wire.B.ReceiveNumbers().ForEach(n => arrived[n] = true);
            int lost = arrived.Count(a => !a);
            int bursts = Enumerable.Range(1, 59_999).Count(i => !arrived[i] && arrived[i - 1]);

            // Share of time in the bad state: enter / (enter + leave); mean length of a burst: 1 / leave.
            Assert.InRange(lost / 60_000.0, 0.9 * 0.01 / 0.21, 1.1 * 0.01 / 0.21);
            Assert.InRange((double)lost / bursts, 4.5, 5.5);
            Assert.Equal(lost, wire.A.Outbound.Lost(FrameLossReason.Burst));
        }

        [Fact]
        public void Duplication_DeliversTheSameFrameTwice_AsOftenAsItSays()
        {
            VirtualWire wire = SendMany(new() { Duplication = 0.1 }, 50_000);
            AssertNear(5_000, wire.A.Outbound.FramesDuplicated);
            Assert.Equal(50_000 + wire.A.Outbound.FramesDuplicated, wire.A.Outbound.FramesDelivered);

            VirtualWire always = Make(new() { Duplication = 1 });
            always.A.Send(1);
            always.A.Send(2);
            scheduler.RunFor(LongEnough);
            Assert.Equal([1, 1, 2, 2], always.B.ReceiveNumbers());
        }

        [Fact]
        public void Reordering_HoldsAFrameBack_AndOthersOvertakeIt()
        {
            VirtualWire wire = Make(new() { Reordering = 0.1, ReorderingDelay = TimeSpan.FromMilliseconds(2) }, queue: 1000);
            for (int i = 0; i < 1000; i++)
            {
                wire.A.Send(i);
                scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            }

            scheduler.RunFor(LongEnough);
            List<int> numbers = wire.B.ReceiveNumbers();
            Assert.Equal(1000, numbers.Distinct().Count());
            Assert.InRange(wire.A.Outbound.FramesReordered, 70, 130);
            Assert.Contains(Enumerable.Range(1, 999), i => numbers[i] < numbers[i - 1]);
            // Nobody falls back by more than the frames of the time that he is held back for.
            Assert.All(Enumerable.Range(0, 1000), i => Assert.InRange(numbers[i] - i, -2, 2));
        }

        [Fact]
        public void Jitter_KeepsTheOrder_AndItsBounds()
        {
            VirtualWire wire = Make(
                new() { Delay = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(5) }, queue: 1000);
            List<long> arrivals = RecordArrivals(wire);
            for (int i = 0; i < 1000; i++)
            {
                wire.A.Send(i);
                scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            }

            scheduler.RunFor(LongEnough);
            Assert.Equal(Enumerable.Range(0, 1000), wire.B.ReceiveNumbers());
            long[] delays = [.. arrivals.Select((at, i) => at - i * 1000)];
            Assert.All(delays, d => Assert.InRange(d, 10_000, 15_000));
            Assert.True(delays.Max() - delays.Min() > 3_000);
        }

        [Fact]
        public void Corruption_FlipsExactlyOneBit_AnywhereInTheFrame()
        {
            VirtualWire wire = Make(new() { Corruption = 1 }, queue: 1000);
            byte[] sent = Frames.Make(5);
            var positions = new HashSet<int>();
            for (int i = 0; i < 1000; i++)
            {
                wire.A.Send(sent);
                scheduler.RunFor(TimeSpan.Zero);
                byte[] received = wire.B.Receive()!;
                int[] changed = [.. Enumerable.Range(0, sent.Length).Where(j => sent[j] != received[j])];
                int position = Assert.Single(changed);
                Assert.Equal(1, BitOperations.PopCount((uint)(sent[position] ^ received[position])));
                positions.Add(position);
            }

            Assert.Equal(sent.Length, positions.Count);
            Assert.Equal(1000, wire.A.Outbound.FramesCorrupted);
        }

        [Theory]
        [InlineData(LinkMedium.Ethernet, 576 + 14)]
        [InlineData(LinkMedium.Ip, 576)]
        public void AFrameAboveTheMtu_IsLost(LinkMedium medium, int longest)
        {
            var options = new WirePortOptions { Medium = medium };
            var wire = new VirtualWire(scheduler, new() { Mtu = 576 }, a: options);
            wire.A.Send(1, longest);
            wire.A.Send(2, longest + 1);
            scheduler.RunFor(TimeSpan.Zero);
            Assert.Equal([1], wire.B.ReceiveNumbers());
            Assert.Equal(1, wire.A.Outbound.Lost(FrameLossReason.TooLong));
        }

        [Fact]
        public void AFrameLongerThanTheReceiversBuffer_IsDroppedAndCounted_AndTheNextOneReceived()
        {
            var wire = new VirtualWire(scheduler);
            wire.A.Send(1, 101);
            wire.A.Send(2, 100);
            scheduler.RunFor(TimeSpan.Zero);
            byte[] buffer = new byte[100];
            Assert.Equal(100, wire.B.Receive(buffer, 0, 100));
            Assert.Equal(2, Frames.NumberOf(buffer));
            Assert.Equal(1, wire.B.Inbound.Lost(FrameLossReason.TooLong));
        }

        [Fact]
        public void AFullReceiver_LosesWhatComesOnTop()
        {
            VirtualWire wire = Make(WireConditions.Ideal, queue: 2);
            wire.A.Send(1);
            wire.A.Send(2);
            wire.A.Send(3);
            scheduler.RunFor(TimeSpan.Zero);
            Assert.Equal([1, 2], wire.B.ReceiveNumbers());
            Assert.Equal(1, wire.B.Inbound.Lost(FrameLossReason.ReceiverFull));
        }

        [Fact]
        public void APulledCable_LosesWhatIsSent_AndWhatIsUnderWay_AndBothEndsSeeIt()
        {
            VirtualWire wire = Make(new() { Delay = TimeSpan.FromMilliseconds(1) });
            int told = 0;
            wire.A.FrameAvailable += () => told++;
            wire.A.Send(1);
            wire.B.IsLinkUp = false;
            Assert.False(wire.A.IsLinkUp);
            wire.A.Send(2);
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            wire.B.IsLinkUp = true;
            wire.A.Send(3);
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.Equal([3], wire.B.ReceiveNumbers());
            Assert.Equal(2, wire.A.Outbound.Lost(FrameLossReason.LinkDown));
            Assert.Equal(2, told);
        }

        [Fact]
        public void Headroom_IsOverwritten_WhenAFrameIsSent_AndWhenOneIsReceived()
        {
            var wire = new VirtualWire(scheduler, a: new() { Headroom = 3 }, b: new() { Headroom = 8 });
            byte[] sent = [1, 2, 3, 4, .. Frames.Make(9)];
            wire.A.Send(sent, 4, 60);
            Assert.Equal([1, 0xA5, 0xA5, 0xA5], sent[..4]);

            scheduler.RunFor(TimeSpan.Zero);
            byte[] received = new byte[100];
            Assert.Equal(60, wire.B.Receive(received, 10, 90));
            Assert.Equal([0, 0, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5], received[..10]);
            Assert.Equal(Frames.Make(9), received[10..70]);
        }

        [Fact]
        public void AFrameWithoutThePromisedHeadroom_IsRefused()
        {
            var wire = new VirtualWire(scheduler, a: new() { Headroom = 3 });
            Assert.Throws<ArgumentException>(() => wire.A.Send(new byte[100], 2, 60));
            Assert.Throws<ArgumentException>(() => wire.A.Receive(new byte[100], 2, 60));
            Assert.Throws<ArgumentException>(() => wire.A.Send(new byte[100], 50, 51));
        }

        [Fact]
        public void Ports_TellWhatTheyWereMadeWith()
        {
            var wire = new VirtualWire(
                scheduler, a: new() { Name = "client", Mtu = 576, Medium = LinkMedium.Ip, HardwareAddress = [2, 1, 1, 1, 1, 1] });
            Assert.Equal("client", wire.A.ToString());
            Assert.Equal(576, wire.A.MaximumTransmissionUnit);
            Assert.Equal([2, 1, 1, 1, 1, 1], wire.A.HardwareAddress);
            Assert.Equal("B", wire.B.Name);
            Assert.Equal(1500, wire.B.MaximumTransmissionUnit);
            Assert.Equal([2, 0, 0, 0, 0, 2], wire.B.HardwareAddress);
            Assert.Equal(LinkMedium.Ip, wire.B.Capabilities.Medium);
            Assert.Throws<ArgumentException>(() => new VirtualWire(scheduler, a: new(), b: new() { Medium = LinkMedium.Ip }));
        }

        [Fact]
        public void Observers_SeeEachFrameSent_DeliveredAndLost_WithItsTime()
        {
            VirtualWire wire = Make(new() { Delay = TimeSpan.FromMilliseconds(2) });
            var log = new WireLog();
            wire.AddObserver(log);
            wire.A.Send([1, 2]);
            scheduler.RunFor(TimeSpan.FromMilliseconds(2));
            wire.B.Outbound.Conditions = new() { Loss = 1 };
            wire.B.Send([3]);
            wire.RemoveObserver(log);
            wire.A.Send([4]);
            Assert.Equal(["0 A sent #1 0102", "2000 B got #1 of A from 0 0102", "2000 B sent #2 03", "2000 B lost #2 Random"], log.Lines);
        }

        [Fact]
        public void TheSameSeed_GivesTheSameRun_AndAnotherSeedAnother()
        {
            Assert.Equal(Run(42), Run(42));
            Assert.NotEqual(Run(42), Run(43));

            static List<string> Run(ulong seed)
            {
                var scheduler = new VirtualScheduler();
                var wire = new VirtualWire(scheduler, Bad, seed);
                var log = new WireLog();
                wire.AddObserver(log);
                for (int i = 0; i < 500; i++)
                {
                    wire.A.Send(i, 60 + i);
                    wire.B.Send(i);
                    scheduler.RunFor(TimeSpan.FromMilliseconds(1));
                }

                return log.Lines;
            }
        }

        [Fact]
        public void WhatHappensInOneDirection_DoesNotDependOnTheOther()
        {
            Assert.Equal(Run(sendBack: false), Run(sendBack: true));

            static List<int> Run(bool sendBack)
            {
                var scheduler = new VirtualScheduler();
                var wire = new VirtualWire(scheduler, new() { Loss = 0.5 }, seed: 9);
                for (int i = 0; i < 100; i++)
                {
                    wire.A.Send(i);
                    if (sendBack)
                    {
                        wire.B.Send(i);
                    }
                }

                scheduler.RunFor(TimeSpan.Zero);
                return wire.B.ReceiveNumbers();
            }
        }

        [Fact]
        public void UnderAnyConditions_EveryFrameIsDeliveredOrLost()
        {
            Gen<WireConditions> conditions =
                from loss in Probability
                from enter in Probability
                from reordering in Probability
                from duplication in Probability
                from corruption in Probability
                from rate in Gen.Elements(0L, 9_600L, 1_000_000L, 1_000_000_000_000L)
                from delay in Gen.Choose(0, 5_000)
                from jitter in Gen.Choose(0, 5_000)
                from queue in Gen.Choose(1, 20)
                select new WireConditions
                {
                    Loss = loss,
                    Bursts = new() { Enter = enter },
                    Reordering = reordering,
                    Duplication = duplication,
                    Corruption = corruption,
                    BitsPerSecond = rate,
                    Delay = TimeSpan.FromMicroseconds(delay),
                    Jitter = TimeSpan.FromMicroseconds(jitter),
                    QueueFrames = queue,
                    Mtu = 100,
                };
            Prop.ForAll(conditions.ToArbitrary(), ArbMap.Default.ArbFor<ulong>(), (c, seed) =>
            {
                var scheduler = new VirtualScheduler();
                var wire = new VirtualWire(scheduler, c, seed, b: new() { ReceiveQueueFrames = 30 });
                for (int i = 0; i < 100; i++)
                {
                    wire.A.Send(i, 30 + i);
                    scheduler.RunFor(TimeSpan.FromMicroseconds(i * 37 % 101));
                }

                scheduler.RunFor(LongEnough);
                WireDirection direction = wire.A.Outbound;
                Assert.Equal(100, direction.FramesSent);
                Assert.Equal(100 + direction.FramesDuplicated, direction.FramesDelivered + direction.FramesLost);
                Assert.Equal(direction.FramesDelivered, wire.B.FramesWaiting);
                Assert.Equal(15, direction.Lost(FrameLossReason.TooLong));
            }).QuickCheckThrowOnFailure();
        }

        [Fact]
        public void InSteadyState_AFrameAllocatesNothing()
        {
            var wire = new VirtualWire(scheduler, Bad, seed: 5);
            byte[] buffer = new byte[1514];
            Traffic();
            wire.Reserve(100);
            Assert.Equal(0, Allocations.Of(Traffic));

            void Traffic()
            {
                for (int i = 0; i < 2000; i++)
                {
                    wire.A.Send(buffer, 0, 1514);
                    wire.B.Send(buffer, 0, 60);
                    scheduler.RunFor(TimeSpan.FromMilliseconds(1));
                    while (wire.A.Receive(buffer, 0, 1514) > 0 || wire.B.Receive(buffer, 0, 1514) > 0)
                    {
                    }
                }
            }
        }

        private static WireConditions Bad => new()
        {
            BitsPerSecond = 10_000_000,
            Delay = TimeSpan.FromMilliseconds(5),
            Jitter = TimeSpan.FromMilliseconds(3),
            Loss = 0.05,
            Bursts = new() { Enter = 0.01 },
            Reordering = 0.05,
            Duplication = 0.05,
            Corruption = 0.05,
        };

        private static Gen<double> Probability => Gen.Elements(0, 0, 0.1, 0.5, 1);

        /// <summary>Within five standard deviations of a count of rare events.</summary>
        private static void AssertNear(double expected, long actual) =>
            Assert.InRange(actual, expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));

        private VirtualWire Make(WireConditions conditions, int queue = 256) =>
            new(scheduler, conditions, seed: 1, b: new() { ReceiveQueueFrames = queue });

        private VirtualWire SendMany(WireConditions conditions, int frames)
        {
            VirtualWire wire = Make(conditions);
            byte[] buffer = Frames.Make(0);
            for (int i = 0; i < frames; i++)
            {
                wire.A.Send(buffer);
                scheduler.RunFor(TimeSpan.Zero);
                while (wire.B.Receive(buffer, 0, buffer.Length) > 0)
                {
                }
            }

            return wire;
        }

        private List<long> RecordArrivals(VirtualWire wire)
        {
            var arrivals = new List<long>();
            wire.B.FrameAvailable += () => arrivals.Add(scheduler.Microseconds);
            return arrivals;
        }
    }
}
