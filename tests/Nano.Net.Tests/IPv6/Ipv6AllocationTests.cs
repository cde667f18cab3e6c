using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

public class Ipv6AllocationTests
{
    [Theory]
    [InlineData(LinkMedium.Ip)]
    [InlineData(LinkMedium.Ethernet)]
    public void NoPacketAllocates(LinkMedium medium)
    {
        LowerStack6 stack = new(medium, gateway: Packets6.Router, errorsPerSecond: 10_000);
        stack.Device.Sent = null;
        stack.Tcp.Keep = false;
        stack.Udp.Keep = false;
        byte[] data = Packets.Bytes(1400);
        byte[][] packets =
        [
            Packets6.Ip(6, data), Packets6.Ip(6, data, Packets6.OtherPeer), Packets6.Ip(17, data), Packets6.Ip(253, data), Packets6.IcmpPacket(128, 0, data),
            Packets6.Ip(44, [.. Packets6.Fragment(17, 0, true), .. data[..800]]), Packets6.Ip(44, [.. Packets6.Fragment(17, 800, false), .. data[800..]]),
            Packets6.IcmpPacket(135, 0, [0, 0, 0, 0, .. Packets6.Address(Packets6.Us), .. Packets6.Hardware(1)]),
            Packets6.IcmpPacket(136, 0, [0x60, 0, 0, 0, .. Packets6.Address(Packets6.Peer), .. Packets6.Hardware(2)]),
            Packets6.IcmpPacket(134, 0, [64, 0, 7, 8, .. new byte[8]], Packets6.LinkLocalPeer, Packets6.AllNodes),
            Packets6.IcmpPacket(1, 0, [0, 0, 0, 0, .. Packets6.Ip(253, data[..20], Packets6.Us, Packets6.Peer)]),
        ];
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        Round(1);
        Assert.Equal(0, Allocations.Of(() => Round(50)));
        Assert.True(stack.Tcp.Count >= 102 && stack.Counters.Reassembled >= 51 && stack.Counters.IcmpErrorsSent > 20);

        void Round(int times)
        {
            for (int i = 0; i < times; i++)
            {
                foreach (byte[] packet in packets)
                {
                    stack.Ipv6.OnPacket(packet, 0, packet.Length, false);
                }

                stack.Ipv6.Send(path, 100);
                stack.Ipv6.SendDatagram(path, 17, 0, data, 8, data, 0, 1400);
                stack.Ipv6.SendDatagram(stack.Ipv6.Find(data, 0) ?? path, 17, 0, data, 8, data, 0, 1000);
                stack.Context.now += 100;
                stack.Context.timers.RunDue(stack.Context.now);
            }
        }
    }
}
