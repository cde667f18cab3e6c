using Nano.Net.Tests.Emulator;

namespace Nano.Net.Tests.Drivers
{
    public class W5500RecoveryTests
    {
        [Fact]
        public void CablePulledAndPluggedIn_IsSeenAndCounted()
        {
            W5500Bench bench = W5500Bench.Running();
            var told = new List<bool>();
            bench.Driver.LinkChanged += () => told.Add(bench.Driver.IsLinkUp);
            bench.Idle(1100);
            Assert.Empty(told);

            bench.Wire.A.IsLinkUp = false;
            bench.Idle(1100);
            Assert.Equal([false], told);
            Assert.False(bench.Driver.IsLinkUp);
            Assert.Equal(0, bench.Driver.LinkSpeed);
            Assert.False(bench.Send(W5500Bench.ToPeer(1)));
            Assert.Equal(1, bench.Driver.Counters.LinkLosses);

            bench.Wire.A.IsLinkUp = true;
            bench.RunUntilUp(1100);
            Assert.Equal([false, true], told);
            AssertWorks(bench);
            Assert.Equal(0, bench.Driver.Counters.ChipRestarts);
        }

        [Fact]
        public void ChipThatLosesItsSupply_TellsOfItsLink_WhenItGoesAndWhenItIsBack()
        {
            W5500Bench bench = W5500Bench.Running();
            var told = new List<bool>();
            bench.Driver.LinkChanged += () => told.Add(bench.Driver.IsLinkUp);
            bench.Chip.Unplugged = 0xFF;
            bench.Idle(1100);
            Assert.Equal([false], told);
            bench.Chip.Unplugged = null;
            bench.RunUntilUp(1100);
            Assert.Equal([false, true], told);
        }

        [Fact]
        public void SendThatNeverCompletes_TimesOut_AndTheSocketIsReopened()
        {
            W5500Bench bench = W5500Bench.Running();
            bench.Chip.IsTransmitterStuck = true;
            Assert.True(bench.Send(W5500Bench.ToPeer(1)));
            Assert.False(bench.Send(W5500Bench.ToPeer(2)));

            bench.Chip.IsTransmitterStuck = false;
            bench.Idle(1600);

            Assert.Equal(1, bench.Driver.Counters.SendTimeouts);
            Assert.Equal(1, bench.Driver.Counters.SocketReopens);
            AssertWorks(bench);
        }

        [Fact]
        public void ImpossibleLengthInTheRing_ReopensTheSocket()
        {
            W5500Bench bench = W5500Bench.Running();
            bench.Peer.Send(W5500Bench.ToDriver(1, 500));
            bench.RunFor(2);
            bench.Chip.CorruptRing();
            bench.Peer.Send(W5500Bench.ToDriver(2, 500));
            bench.RunFor(2);

            Assert.Equal([W5500Bench.ToDriver(1, 500)], bench.Drain());

            Assert.Equal(1, bench.Driver.Counters.RingErrors);
            Assert.Equal(1, bench.Driver.Counters.SocketReopens);
            AssertWorks(bench);
        }

        [Fact]
        public void FrameAfterTheSocketWasReopened_IsToldOf_WithoutWaitingForACheck()
        {
            W5500Bench bench = W5500Bench.Running(configure: o =>
            {
                o.CheckInterval = 10_000;
                o.PollInterval = 1000;
            });
            bench.RunFor(20);
            bench.Chip.CorruptRing();
            Assert.Empty(bench.Drain());
            Assert.Equal(1, bench.Driver.Counters.SocketReopens);
            int raised = 0;
            bench.Driver.FrameAvailable += () => raised++;

            bench.Peer.Send(W5500Bench.ToDriver(1));
            bench.RunFor(2);

            Assert.Equal(1, raised);
            Assert.Equal(W5500Bench.ToDriver(1), bench.Receive());
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void PowerCycle_IsNoticed_AndTheChipSetUpAnew(bool interrupt)
        {
            W5500Bench bench = W5500Bench.Running(interrupt);
            AssertWorks(bench);

            bench.Chip.PowerCycle();
            bench.Idle(1000);

            Assert.Equal(1, bench.Driver.Counters.ChipRestarts);
            bench.RunUntilUp();
            Assert.Equal(W5500Bench.Address, bench.Chip.HardwareAddress);
            AssertWorks(bench);
        }

        [Theory]
        [InlineData(0xFF, true)]
        [InlineData(0x00, true)]
        [InlineData(0xFF, false)]
        [InlineData(0x00, false)]
        public void UnpluggedChip_IsALinkThatIsDown_UntilItComesBack(byte level, bool interrupt)
        {
            W5500Bench bench = W5500Bench.Running(interrupt);

            bench.Chip.Unplugged = level;
            bench.Idle(3000);
            Assert.False(bench.Driver.IsLinkUp);
            Assert.False(bench.Send(W5500Bench.ToPeer(1)));
            Assert.Equal(1, bench.Driver.Counters.ChipRestarts);

            bench.Chip.Unplugged = null;
            bench.Chip.PowerCycle();
            bench.RunUntilUp(1000);
            AssertWorks(bench);
        }

        [Fact]
        public void ReceiverThatTakesNothing_IsNotTheDriversToKnow_AndWorksOnAfterwards()
        {
            W5500Bench bench = W5500Bench.Running();
            bench.Chip.IsReceiverStuck = true;
            bench.Peer.Send(W5500Bench.ToDriver(1));
            bench.Idle(600);
            Assert.Equal(1, bench.Chip.FramesDropped);

            bench.Chip.IsReceiverStuck = false;

            AssertWorks(bench);
        }

        private static void AssertWorks(W5500Bench bench)
        {
            byte[] incoming = W5500Bench.ToDriver(1234, 1514);
            byte[] outgoing = W5500Bench.ToPeer(4321, 1514);
            bench.Peer.Send(incoming);
            Assert.True(bench.Send(outgoing));
            bench.RunFor(2);
            Assert.Equal(incoming, bench.Receive());
            Assert.Equal(outgoing, bench.Peer.Receive());
        }
    }
}
