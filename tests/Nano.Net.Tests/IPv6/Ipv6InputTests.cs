using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.IPv6;

public class Ipv6InputTests
{
    private const int Tcp = 6;
    private const int Udp = 17;

    private static readonly byte[] segment = Packets.Bytes(20);

    private readonly LowerStack6 stack = new();

    [Fact]
    public void SegmentForThisHost_IsHandedToTcp_WithThePathBack()
    {
        for (int i = 0; i < 3; i++)
        {
            stack.Receive(Packets6.Ip(Tcp, segment));
        }

        Assert.Equal(3, stack.Tcp.Count);
        Assert.All(stack.Tcp.Received, received => Assert.Equal(segment, received));
        Assert.Equal(IPAddress.Parse(Packets6.Peer), stack.Tcp.LastPath!.RemoteAddress());
        Assert.Equal(IPAddress.Parse(Packets6.Us), stack.Tcp.LastPath.LocalAddress());
        Assert.False(stack.Tcp.LastBroadcast);
        Assert.Equal((3, 3), (stack.Counters.PacketsReceived, stack.Counters.PacketsDelivered));
    }

    [Fact]
    public void PathsOfTwoPeers_AreTwo_AndFoundAgain()
    {
        stack.Receive(Packets6.Ip(Tcp, segment));
        Nano.Net.Internet.Path one = stack.Tcp.LastPath!;
        stack.Receive(Packets6.Ip(Tcp, segment, Packets6.OtherPeer));
        Nano.Net.Internet.Path other = stack.Tcp.LastPath!;
        Assert.NotSame(one, other);
        Assert.NotEqual(one.identity, other.identity);
        stack.Receive(Packets6.Ip(Tcp, segment));
        Assert.Same(one, stack.Tcp.LastPath);
        stack.Receive(Packets6.Ip(Tcp, segment, Packets6.OtherPeer));
        Assert.Same(other, stack.Tcp.LastPath);
    }

    [Fact]
    public void WhatFollowsThePacketInItsFrame_IsPadding()
    {
        stack.Receive([.. Packets6.Ip(Tcp, segment), 1, 2, 3]);
        stack.Receive([.. Packets6.Ip(Udp, segment), 1, 2, 3]);
        Assert.Equal([segment], stack.Tcp.Received);
        Assert.Equal([segment], stack.Udp.Received);
    }

    [Fact]
    public void PacketThatIsNoneOfVersion6_OrShorterThanItSays_IsDropped()
    {
        byte[] packet = Packets6.Ip(Tcp, segment);
        stack.Ipv6.OnPacket(packet, 0, 39, false);
        stack.Ipv6.OnPacket(packet, 0, packet.Length - 1, false);
        packet[0] = 0x50;
        stack.Ipv6.OnPacket(packet, 0, packet.Length, false);
        packet[0] = 0x40;
        stack.Ipv6.OnPacket(packet, 0, packet.Length, false);
        Assert.Equal(4, stack.Counters.Malformed);
        packet[0] = 0x6F;
        stack.Ipv6.OnPacket(packet, 0, packet.Length, false);
        Assert.Equal(1, stack.Tcp.Count);
        Assert.Equal(5, stack.Counters.PacketsReceived);
    }

    [Theory]
    [InlineData(Packets6.OtherPeer)]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("ff02::2")]
    [InlineData("ff05::1")]
    [InlineData("ff01::1")]
    [InlineData("ff02::1:ff00:2")]
    public void PacketForOthers_IsDroppedWithoutAWord(string destination)
    {
        stack.Receive(Packets6.Ip(Udp, segment, destination: destination));
        Assert.Equal(1, stack.Counters.NotForThisHost);
        Assert.Equal(0, stack.Udp.Count);
        Assert.Empty(stack.TakeSent());
    }

    [Theory]
    [InlineData("ff02::1")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.2")]
    [InlineData("::")]
    [InlineData(Packets6.Us)]
    public void PacketFromWhereNoneComesFrom_IsDroppedWithoutAWord(string source)
    {
        foreach (int protocol in (int[])[Tcp, Udp, 253])
        {
            stack.Receive(Packets6.Ip(protocol, segment, source));
        }

        Assert.Equal((0, 0), (stack.Udp.Count, stack.Tcp.Count));
        Assert.Equal(3, stack.Counters.BadSource);
        Assert.Empty(stack.TakeSent());
    }

    [Theory]
    [InlineData(Packets6.AllNodes)]
    [InlineData("ff02::1:ff00:1")]
    public void PacketForAGroupOfThisHost_IsDeliveredAsOne(string group)
    {
        stack.Receive(Packets6.Ip(Udp, segment, destination: group));
        Assert.Equal(1, stack.Udp.Count);
        Assert.True(stack.Udp.LastBroadcast);
        Assert.Equal(IPAddress.Parse(Packets6.Us), stack.Udp.LastPath!.LocalAddress());
        Assert.Equal(IPAddress.Parse(Packets6.Peer), stack.Udp.LastPath.RemoteAddress());
        stack.Receive(Packets6.Ip(Udp, segment));
        Assert.False(stack.Udp.LastBroadcast);
    }

    // RFC 8200 section 8.1.
    [Fact]
    public void DatagramWithoutAChecksum_IsDropped()
    {
        byte[] datagram = Packets6.Udp(1, 2, [3]);
        stack.Receive(Packets6.Ip(Udp, datagram));
        datagram[6] = 0;
        datagram[7] = 0;
        stack.Receive(Packets6.Ip(Udp, datagram));
        Assert.Equal(1, stack.Udp.Count);
        Assert.Equal(1, stack.Counters.Malformed);
        Assert.Empty(stack.TakeSent());
    }

    [Fact]
    public void UnknownProtocol_IsAnsweredWithAPointerToItsNumber()
    {
        byte[] packet = Packets6.Ip(Packets6.Destination, [.. Packets6.Options(253), .. segment]);
        stack.Receive(packet);
        AssertProblem(1, 40, packet);
        packet = Packets6.Ip(253, segment);
        stack.Receive(packet);
        AssertProblem(1, 6, packet);
        Assert.Equal(2, stack.Counters.UnknownProtocol);
    }

    [Fact]
    public void NoNextHeader_EndsThePacketWithoutAWord()
    {
        stack.Receive(Packets6.Ip(Packets6.Nothing, segment));
        Assert.Equal(1, stack.Counters.UnknownProtocol);
        Assert.Empty(stack.TakeSent());
    }

    [Fact]
    public void ExtensionHeaders_AreSkipped_AndTcpSeesItsSegment()
    {
        for (int i = 0; i < 2; i++)
        {
            stack.Receive(Packets6.Ip(Packets6.Hop, [.. Packets6.Options(Packets6.Routing), .. Packets6.Route(Packets6.Destination, 0, 0), .. Packets6.Options(Tcp), .. segment]));
        }

        Assert.Equal([segment, segment], stack.Tcp.Received);
    }

    [Fact]
    public void HeadersThatAreRefused_AreCounted_AndAnswered()
    {
        byte[] packet = Packets6.Ip(Packets6.Routing, [.. Packets6.Route(Tcp, 0, 1), .. segment]);
        stack.Receive(packet);
        AssertProblem(0, 42, packet);
        Assert.Equal(1, stack.Counters.SourceRouted);

        packet = Packets6.Ip(Packets6.Destination, [.. Packets6.Options(Tcp, [0x80, 0]), .. segment]);
        stack.Receive(packet);
        AssertProblem(2, 42, packet);
        Assert.Equal(1, stack.Counters.Malformed);

        packet = Packets6.Ip(Packets6.Destination, [Tcp, 200, .. segment]);
        stack.Receive(packet);
        AssertProblem(0, 41, packet);
        Assert.Equal(2, stack.Counters.Malformed);

        stack.Receive(Packets6.Ip(Packets6.Destination, [.. Packets6.Options(Tcp, [0x40, 0]), .. segment]));
        Assert.Equal(3, stack.Counters.Malformed);
        Assert.Empty(stack.TakeSent());
        Assert.Equal(0, stack.Tcp.Count);
    }

    // RFC 4443 section 2.4 e.3: of what was sent to many, an option may ask for an answer, and nothing else.
    [Fact]
    public void OfWhatWasSentToAGroup_OnlyAnOptionIsAnswered()
    {
        stack.Receive(Packets6.Ip(253, segment, destination: Packets6.AllNodes));
        stack.Receive(Packets6.Ip(Packets6.Destination, [Tcp, 200, .. segment], destination: Packets6.AllNodes));
        stack.Receive(Packets6.Ip(Packets6.Destination, [.. Packets6.Options(Tcp, [0xC0, 0]), .. segment], destination: Packets6.AllNodes));
        Assert.Empty(stack.TakeSent());
        byte[] packet = Packets6.Ip(Packets6.Destination, [.. Packets6.Options(Tcp, [0x80, 0]), .. segment], destination: Packets6.AllNodes);
        stack.Receive(packet);
        AssertProblem(2, 42, packet);

        // Whether something came to a group is forgotten with it.
        packet = Packets6.Ip(253, segment);
        stack.Receive(packet);
        AssertProblem(1, 6, packet);
    }

    // What a device has checked is not checked again; it looks no further than the IPv6 header.
    [Fact]
    public void ChecksumsThatTheDeviceCannotHaveChecked_AreChecked()
    {
        LowerStack6 verifying = new(verifiesChecksums: true);
        UdpLayer udp = new(verifying.Context, verifying.Internet, verifying.Options);
        Assert.True(udp.Open().Bind(2));
        byte[] datagram = Packets6.Udp(1, 2, [3, 4]);
        datagram[9] ^= 1;
        verifying.Receive(Packets6.Ip(Udp, datagram));
        Assert.Equal((1, 0), (udp.counters.DatagramsQueued, udp.counters.BadChecksum));
        verifying.Receive(Packets6.Ip(Packets6.Destination, [.. Packets6.Options(Udp), .. datagram]));
        verifying.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 0, true), .. datagram[..8]]));
        verifying.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 8, false), .. datagram[8..]]));
        Assert.Equal((1, 2), (udp.counters.DatagramsQueued, udp.counters.BadChecksum));
        verifying.Receive(Packets6.Ip(Udp, datagram));
        Assert.Equal((2, 2), (udp.counters.DatagramsQueued, udp.counters.BadChecksum));
    }

    [Fact]
    public void LinkThatCarriesLessThanIPv6Needs_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new LowerStack6(mtu: 1279));
        Assert.Equal(1280, new LowerStack6(mtu: 1280).Ipv6.Mtu);
    }

    private void AssertProblem(int code, uint pointer, byte[] packet)
    {
        byte[] answer = Assert.Single(stack.TakeSent());
        Assert.Equal(Packets6.IcmpPacket(4, code, [0, 0, 0, (byte)pointer, .. packet], Packets6.Us, Packets6.Peer, 64), answer);
    }
}
