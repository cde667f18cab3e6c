using Nano.Emulator;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public class VirtualNetworkTests
    {
        private readonly VirtualNetwork network = new();
        private readonly VirtualWire wire;
        private readonly List<string> log = [];

        public VirtualNetworkTests()
        {
            wire = new VirtualWire(network.Scheduler, new() { Delay = TimeSpan.FromMicroseconds(1500) });
        }

        [Fact]
        public void AHost_IsPolledWhenAdded_AndWhenItsTimeHasCome()
        {
            Add(wire.A, 10);
            Run(25);
            Assert.Equal(["0 A", "10 A", "20 A"], log);
        }

        [Fact]
        public void AHostThatWantsNoTime_IsPolledOnlyForAFrame()
        {
            Add(wire.A, int.MaxValue);
            Run(1000);
            wire.B.Send(1);
            Run(1000);
            Assert.Equal(["0 A", "1001 A"], log);
        }

        [Fact]
        public void ATimeAsked_CountsFromTheMillisecondOfThePoll_AndIsMetExactly()
        {
            long polledAt = -1;
            network.Add(wire.B, _ =>
            {
                polledAt = network.Scheduler.Microseconds;
                return wire.B.Receive() is null ? int.MaxValue : 1;
            });
            wire.A.Send(1);
            network.Scheduler.RunFor(TimeSpan.FromMicroseconds(1999));
            Assert.Equal(1500, polledAt);
            network.Scheduler.RunFor(TimeSpan.FromMicroseconds(1));
            Assert.Equal(2000, polledAt);
        }

        [Fact]
        public void AKick_AsksForOnePoll()
        {
            VirtualHost host = Add(wire.A, 100);
            Run(7);
            host.Kick();
            host.Kick();
            Run(0);
            Assert.Equal(["0 A", "7 A"], log);
            Run(200);
            Assert.Equal(["0 A", "7 A", "107 A", "207 A"], log);
        }

        [Fact]
        public void AKickDuringAPoll_BringsAnotherOne()
        {
            VirtualHost? host = null;
            host = network.Add(wire.A, _ =>
            {
                if (host?.Polls == 1)
                {
                    host.Kick();
                }

                return int.MaxValue;
            });
            Run(5);
            Assert.Equal(2, host.Polls);
        }

        [Fact]
        public void AFrozenHost_IsNotPolled_AndCatchesUpWhenItThaws()
        {
            VirtualHost host = Add(wire.A, 10);
            Run(5);
            host.IsFrozen = true;
            wire.B.Send(1);
            host.Kick();
            Run(100);
            Assert.Equal(["0 A"], log);
            host.IsFrozen = false;
            Run(12);
            Assert.Equal(["0 A", "105 A", "115 A"], log);
            Assert.Equal([1], wire.A.ReceiveNumbers());
        }

        [Fact]
        public void ARemovedHost_IsPolledNoMore()
        {
            VirtualHost host = Add(wire.A, 10);
            Run(5);
            Assert.True(network.Remove(host));
            Assert.False(network.Remove(host));
            wire.B.Send(1);
            Run(100);
            Assert.Equal(["0 A"], log);
            Assert.Empty(network.Hosts);
        }

        [Fact]
        public void AHostThatIsPolledAgainAndAgain_AtOneMoment_IsAnError()
        {
            Add(wire.A, 0);
            var exception = Assert.Throws<InvalidOperationException>(() => Run(1));
            Assert.Contains("Host A is caught in a loop", exception.Message);
        }

        [Fact]
        public void ANegativeWait_IsAnError()
        {
            Add(wire.A, -1);
            var exception = Assert.Throws<InvalidOperationException>(() => Run(1));
            Assert.Contains("-1 ms", exception.Message);
        }

        [Fact]
        public void APortOfAnotherScheduler_IsRefused()
        {
            var elsewhere = new VirtualWire(new VirtualScheduler());
            Assert.Throws<ArgumentException>(() => network.Add(elsewhere.A, _ => 0));
        }

        [Fact]
        public void TwoHosts_PlayPingPong_ExactlyAtTheWiresPace()
        {
            var times = new List<long>();
            network.Add(wire.A, _ => Answer(wire.A));
            network.Add(wire.B, _ => Answer(wire.B));
            wire.A.Send(0);
            network.Scheduler.RunFor(TimeSpan.FromMinutes(1));
            Assert.Equal(60_000_000 / 1500, times.Count);
            Assert.Equal([1500, 3000, 4500], times.Take(3));

            int Answer(WirePort port)
            {
                byte[] buffer = new byte[60];
                while (port.Receive(buffer, 0, 60) > 0)
                {
                    times.Add(network.Scheduler.Microseconds);
                    port.Send(buffer, 0, 60);
                }

                return int.MaxValue;
            }
        }

        private VirtualHost Add(WirePort port, int wait) => network.Add(port, now =>
        {
            log.Add($"{now} {port}");
            return wait;
        });

        private void Run(int milliseconds) => network.Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));
    }
}
