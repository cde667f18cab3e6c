using Nano.Emulator;
using Nano.Net.Tcp;
using Nano.Simulation;

namespace Nano.Net.Tests.Tcp
{
    public class ZeroWindowTests
    {
        [Fact]
        public void ClosedWindowThatIsProbed_DoesNotHoldUpTheOtherDirection()
        {
            var hosts = new TwoHosts(new WireConditions { Delay = TimeSpan.FromMilliseconds(10) });
            TcpAcceptor acceptor = hosts.ListenOnB();
            TcpConnection a = hosts.A.Connect(TwoHosts.AddressB, 7);
            Assert.True(hosts.RunUntil(() => acceptor.count > 0));
            TcpConnection b = acceptor.Accept()!;
            for (int i = 0; i < 2; i++)
            {
                // B does not read: its window closes, and A probes it.
                hosts.A.Act(() => a.Send(new byte[8192], 0, 8192));
                hosts.RunFor(5000);
            }

            Assert.True(hosts.A.Tcp.counters.WindowProbes > 1);
            hosts.B.Act(() => b.Send(new byte[1000], 0, 1000));
            hosts.RunFor(300);
            Assert.Equal(1000, a.receiver.available);
            Assert.Equal(0, b.sender.queued);
            Assert.Equal(0, hosts.B.Tcp.counters.SegmentsRetransmitted);
        }
    }
}
