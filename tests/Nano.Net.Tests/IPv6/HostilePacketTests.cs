using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.IPv6;

/// <summary>Whatever comes by the link, nothing is thrown, nothing contradicts itself, and the peer is answered afterwards as before.</summary>
public class HostilePacketTests
{
    private const int Count = 20_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PacketsThatWereChanged_DoNoHarm(int seed)
    {
        Random random = new(seed);
        LowerStack6 stack = new(LinkMedium.Ethernet, gateway: Packets6.Router);
        Assert.True(new UdpLayer(stack.Context, stack.Internet, stack.Options).Open().Bind(7));
        byte[][] usual = Usual();
        for (int i = 0; i < Count; i++)
        {
            byte[] packet = Change(random, usual[random.Next(usual.Length)]);
            stack.Receive(packet);
            if (random.Next(20) == 0)
            {
                stack.Advance(random.Next(3000));
            }

            if (i % 100 == 0)
            {
                stack.Device.Sent!.Clear();
            }
        }

        stack.Advance(130_000);
        Assert.Equal(0, stack.Context.faults.Count);
        stack.TakeSent();
        stack.Receive(Packets6.IcmpPacket(128, 0, [1, 2, 3, 4], Packets6.OtherPeer));
        byte[] asked = stack.TakeSent().Last();
        Assert.True(asked[40] is 135 or 129);
    }

    private static byte[][] Usual()
    {
        byte[] datagram = Packets6.Udp(9, 7, Packets.Bytes(200));
        byte[] segment = Packets6.WithChecksum(6, Packets.Bytes(40), 16, Packets6.Peer, Packets6.Us);
        byte[] prefix = [3, 4, 64, 0xC0, 0, 0, 1, 0, 0, 0, 0, 200, 0, 0, 0, 0, .. Packets6.Address("2001:db8:5::")];
        return
        [
            Packets6.Ip(17, datagram), Packets6.Ip(6, segment), Packets6.Ip(253, datagram),
            Packets6.Ip(44, [.. Packets6.Fragment(17, 0, true), .. datagram[..104]]), Packets6.Ip(44, [.. Packets6.Fragment(17, 104, false), .. datagram[104..]]),
            Packets6.Ip(0, [.. Packets6.Options(60, [5, 2, 0, 0]), .. Packets6.Options(43, [0xC2, 0]), .. Packets6.Route(17, 0, 0), .. datagram]),
            Packets6.IcmpPacket(128, 0, Packets.Bytes(60)), Packets6.IcmpPacket(128, 0, Packets.Bytes(60), destination: Packets6.AllNodes),
            Packets6.IcmpPacket(2, 0, [0, 0, 5, 20, .. Packets6.Ip(6, segment, Packets6.Us, Packets6.Peer)]),
            Packets6.IcmpPacket(1, 4, [0, 0, 0, 0, .. Packets6.Ip(17, Packets6.Udp(7, 9, [1]), Packets6.Us, Packets6.Peer)]),
            Packets6.IcmpPacket(134, 0, [64, 0, 7, 8, .. new byte[8], 1, 1, .. Packets.PeerHardware, 5, 1, 0, 0, 0, 0, 5, 0xA0, .. prefix], Packets6.LinkLocalPeer, Packets6.AllNodes),
            Packets6.IcmpPacket(135, 0, [0, 0, 0, 0, .. Packets6.Address(Packets6.Us), .. Packets6.Hardware(1)], destination: "ff02::1:ff00:1"),
            Packets6.IcmpPacket(136, 0, [0x60, 0, 0, 0, .. Packets6.Address(Packets6.Peer), .. Packets6.Hardware(2)]),
            Packets6.IcmpPacket(137, 0, [0, 0, 0, 0, .. Packets6.Address(Packets6.LinkLocalPeer), .. Packets6.Address(Packets6.Far), .. Packets6.Hardware(2)], Packets6.Router),
            Packets6.Ip(0, [.. Packets6.Options(58, [5, 2, 0, 0]), .. Packets6.Icmp(130, 0, [0, 100, 0, 0, .. new byte[16], 2, 125, 0, 0], Packets6.LinkLocalPeer, Packets6.AllNodes)], Packets6.LinkLocalPeer, Packets6.AllNodes, 1),
        ];
    }

    // Often with a right checksum, lest all be turned away at the door.
    private static byte[] Change(Random random, byte[] packet)
    {
        byte[] changed = [.. packet];
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            int at = random.Next(3) == 0 ? random.Next(changed.Length) : Math.Min(changed.Length - 1, 40 + random.Next(60));
            changed[at] = (byte)(random.Next(3) switch { 0 => random.Next(256), 1 => changed[at] ^ (1 << random.Next(8)), _ => changed[at] + random.Next(5) - 2 });
        }

        if (random.Next(6) == 0)
        {
            changed = changed[..(40 + random.Next(changed.Length - 39))];
            changed[4] = (byte)((changed.Length - 40) >> 8);
            changed[5] = (byte)(changed.Length - 40);
        }

        if (changed[6] == 58 && changed.Length >= 44 && random.Next(8) != 0)
        {
            string source = new System.Net.IPAddress(changed[8..24]).ToString();
            string destination = new System.Net.IPAddress(changed[24..40]).ToString();
            Packets6.WithChecksum(58, changed[40..], 2, source, destination).CopyTo(changed, 40);
        }

        return changed;
    }
}
