using Nano.Emulator;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public class VirtualSwitchTests
    {
        private readonly VirtualScheduler scheduler = new();
        private readonly VirtualSwitch tested;
        private readonly WirePort a;
        private readonly WirePort b;
        private readonly WirePort c;

        public VirtualSwitchTests()
        {
            tested = new VirtualSwitch(scheduler);
            a = tested.AddPort();
            b = tested.AddPort();
            c = tested.AddPort();
        }

        [Fact]
        public void ABroadcast_GoesToAllButItsSender()
        {
            Send(a, Frames.Broadcast, 1);
            Assert.Empty(a.ReceiveNumbers());
            Assert.Equal([1], b.ReceiveNumbers());
            Assert.Equal([1], c.ReceiveNumbers());
        }

        [Fact]
        public void AnUnknownDestination_IsFlooded_AndAKnownOneIsNot()
        {
            Send(a, b.HardwareAddress, 1);
            Assert.Equal([1], c.ReceiveNumbers());
            Send(b, a.HardwareAddress, 2);
            Send(a, b.HardwareAddress, 3);
            Assert.Equal([2], a.ReceiveNumbers());
            Assert.Equal([1, 3], b.ReceiveNumbers());
            Assert.Empty(c.ReceiveNumbers());
        }

        [Fact]
        public void AHostThatMoves_IsFoundAtItsNewPort()
        {
            byte[] address = [2, 7, 7, 7, 7, 7];
            b.Send(Frames.Make(1, destination: Frames.Broadcast, source: address));
            scheduler.RunFor(TimeSpan.Zero);
            c.Send(Frames.Make(2, destination: Frames.Broadcast, source: address));
            scheduler.RunFor(TimeSpan.Zero);
            b.ReceiveNumbers();
            c.ReceiveNumbers();
            Send(a, address, 3);
            Assert.Empty(b.ReceiveNumbers());
            Assert.Equal([3], c.ReceiveNumbers());
        }

        [Fact]
        public void AFrameForAHostOnTheSendersPort_GoesNowhere()
        {
            byte[] neighbour = [2, 7, 7, 7, 7, 7];
            a.Send(Frames.Make(1, destination: Frames.Broadcast, source: neighbour));
            scheduler.RunFor(TimeSpan.Zero);
            b.ReceiveNumbers();
            Send(a, neighbour, 2);
            Assert.Empty(a.ReceiveNumbers());
            Assert.Empty(b.ReceiveNumbers());
        }

        [Fact]
        public void AGroupAddress_IsNotLearnedAsASource()
        {
            byte[] group = [3, 7, 7, 7, 7, 7];
            b.Send(Frames.Make(1, destination: a.HardwareAddress, source: group));
            scheduler.RunFor(TimeSpan.Zero);
            a.ReceiveNumbers();
            c.ReceiveNumbers();
            Send(a, group, 2);
            Assert.Equal([2], c.ReceiveNumbers());
        }

        [Fact]
        public void APulledCable_CutsOnePortOff_AndItsHostIsForgotten()
        {
            Send(b, Frames.Broadcast, 1);
            b.IsLinkUp = false;
            Assert.True(a.IsLinkUp);
            Send(a, b.HardwareAddress, 2);
            b.IsLinkUp = true;
            Assert.Equal([1, 2], c.ReceiveNumbers());
            Assert.Empty(b.ReceiveNumbers());
        }

        [Fact]
        public void EachCable_HasConditionsOfItsOwn_OnTheWayInAndOut()
        {
            WirePort slow = tested.AddPort(new() { Delay = TimeSpan.FromMilliseconds(10) });
            slow.Inbound.Conditions = new() { Delay = TimeSpan.FromMilliseconds(4) };
            long arrivedAt = -1;
            slow.FrameAvailable += () => arrivedAt = scheduler.Microseconds;
            a.FrameAvailable += () => arrivedAt = scheduler.Microseconds;

            Send(a, Frames.Broadcast, 1);
            scheduler.RunFor(TimeSpan.FromSeconds(1));
            Assert.Equal(4_000, arrivedAt);

            long sentAt = scheduler.Microseconds;
            Send(slow, a.HardwareAddress, 2);
            scheduler.RunFor(TimeSpan.FromSeconds(1));
            Assert.Equal(sentAt + 10_000, arrivedAt);
        }

        [Fact]
        public void WhatIsNoEthernetFrame_IsLost()
        {
            a.Send([1, 2, 3]);
            scheduler.RunFor(TimeSpan.Zero);
            Assert.Equal(1, a.Outbound.Lost(FrameLossReason.Malformed));
        }

        [Fact]
        public void ACopy_KeepsTheNumberOfItsFrame()
        {
            var log = new WireLog();
            tested.AddObserver(log);
            Send(a, Frames.Broadcast, 1);
            Assert.Equal(["sent", "got", "got"], log.Lines.Select(l => l.Split(' ')[2]));
            Assert.All(log.Lines, l => Assert.Contains(" #1 ", l));
        }

        [Fact]
        public void InSteadyState_AFrameAllocatesNothing()
        {
            byte[] buffer = new byte[1514];
            byte[] broadcast = Frames.Make(1, 1514, Frames.Broadcast);
            byte[] unicast = Frames.Make(1, 60, a.HardwareAddress, b.HardwareAddress);
            Traffic();
            Assert.Equal(0, Allocations.Of(Traffic));

            void Traffic()
            {
                for (int i = 0; i < 500; i++)
                {
                    a.Send(broadcast, 0, broadcast.Length);
                    b.Send(unicast, 0, unicast.Length);
                    scheduler.RunFor(TimeSpan.FromMilliseconds(1));
                    while (a.Receive(buffer, 0, 1514) + b.Receive(buffer, 0, 1514) + c.Receive(buffer, 0, 1514) > 0)
                    {
                    }
                }
            }
        }

        private void Send(WirePort from, byte[] to, int number)
        {
            from.Send(Frames.Make(number, destination: to, source: from.HardwareAddress));
            scheduler.RunFor(TimeSpan.Zero);
        }
    }
}
