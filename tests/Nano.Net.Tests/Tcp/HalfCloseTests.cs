using Nano.Emulator;
using Nano.Net.Tcp;
using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Net.Tests.Tcp
{
    public class HalfCloseTests
    {
        [Fact]
        public void FinThatIsAcknowledged_IsNotSentAgain_WhileThePeerSendsOn()
        {
            var hosts = new TwoHosts(new WireConditions { Delay = TimeSpan.FromMilliseconds(10) });
            TcpAcceptor acceptor = hosts.ListenOnB();
            TcpConnection a = hosts.A.Connect(TwoHosts.AddressB, 7);
            Assert.True(hosts.RunUntil(() => acceptor.count > 0));
            TcpConnection b = acceptor.Accept()!;
            var fins = new FinCounter(hosts.Wire.A);
            hosts.Wire.AddObserver(fins);

            hosts.A.Act(a.ShutdownSend);
            Assert.True(hosts.RunUntil(() => a.state == TcpState.FinWait2));
            byte[] data = new byte[1000];
            for (int i = 0; i < 4; i++)
            {
                hosts.B.Act(() => Assert.Equal(data.Length, b.Send(data, 0, data.Length)));
                hosts.RunFor(500);
            }

            Assert.Equal(1, fins.Count);
            Assert.Equal(4 * data.Length, a.receiver.available);
        }

        private sealed class FinCounter(WirePort watched) : IWireObserver
        {
            internal int Count { get; private set; }

            public void FrameSent(long microseconds, WirePort port, WireFrame frame)
            {
                const int flags = EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength + TcpSegment.FlagsOffset;
                if (port == watched && frame.Bytes.Length > flags && (frame.Bytes[flags] & TcpFlags.Fin) != 0)
                {
                    Count++;
                }
            }

            public void FrameDelivered(long microseconds, WirePort port, WireFrame frame)
            {
            }

            public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason)
            {
            }
        }
    }
}
