using Nano.Net.Wire;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Core;

public class AllocationTests
{
    [Fact]
    public void NoPacketAndNoTimer_AllocatesAnything()
    {
        LoopDevice device = new();
        StackOptions options = new() { NeighborLifetime = 1000, IcmpErrorsPerSecond = 10000, ReassemblySize = 1480 };
        StackContext context = new(16, 1, 2);
        LinkLayer link = new(context, device, device.MaximumTransmissionUnit);
        NeighborCache neighbors = new(context, link, options);
        InternetLayer internet = new(link, Ipv4Packet.HeaderLength, options);
        Ipv4 ipv4 = new(context, link, internet, neighbors, options);
        UdpLayer udp = new(context, internet, options);
        RecordingTransport tcp = new() { Keep = false };
        internet.tcp = tcp;
        ipv4.Configure(Packets.Us, 24, Packets.Gateway);
        UdpEndpoint endpoint = udp.Open();
        IPAddress peer = new(Packets.Peer);
        endpoint.Bind(7);
        Path path = ipv4.Acquire(Packets.Peer);
        byte[] buffer = new byte[2000];
        byte[][] frames =
        {
            Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us),
            Packets.FromPeer(Packets.Ip(6, Packets.Bytes(1480))),
            Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 7, Packets.Bytes(300)))),
            Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 8, Packets.Bytes(300)))),
            Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 1, Packets.Bytes(1400)))),
            Packets.FromPeer(Packets.Fragments(17, Packets.Udp(5, 7, Packets.Bytes(900)), 480)[0]),
            Packets.FromPeer(Packets.Fragments(17, Packets.Udp(5, 7, Packets.Bytes(900)), 480)[1]),
            Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), source: Packets.OtherPeer), from: Packets.OtherHardware),
            Packets.FromPeer(Packets.Ip(17, Packets.Bytes(64), id: 3, fragment: 0x2000)),
        };

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 10000; i++)
            {
                device.Next = frames[i % frames.Length];
                link.Receive();
                ipv4.Send(path, 1000);
                ipv4.Send(ipv4.Find(0x0A000010 + (uint)i % 50), 40);
                endpoint.Send(peer, 9, buffer, 0, 1600);
                endpoint.Receive(buffer, 0, 2000, out int _, out _);
                context.now += 7;
                context.timers.RunDue(context.now);
            }
        }));
        Assert.True(ipv4.counters.Reassembled > 1000);
        Assert.True(ipv4.counters.IcmpErrorsSent > 100);
        Assert.True(link.counters.NeighborsUnreachable > 1);
        Assert.True(udp.counters.DatagramsQueued > 1000);
        Assert.True(device.Sent > 20000);
    }

    private sealed class LoopDevice : ILinkDevice
    {
        public event FrameAvailableHandler FrameAvailable
        {
            add { }
            remove { }
        }

        public byte[]? Next { get; set; }

        public int Sent { get; private set; }

        public byte[] HardwareAddress { get; } = Packets.OurHardware;

        public int MaximumTransmissionUnit => 1500;

        public bool IsLinkUp => true;

        public LinkCapabilities Capabilities { get; } = new();

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (Next == null)
            {
                return 0;
            }

            int length = Next.Length;
            Array.Copy(Next, 0, buffer, offset, length);
            Next = null;
            return length;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            Sent++;
            return true;
        }
    }
}
