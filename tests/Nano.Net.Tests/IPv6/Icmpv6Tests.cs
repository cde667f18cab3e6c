using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

public class Icmpv6Tests
{
    private readonly LowerStack6 stack = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(1452)]
    public void EchoRequest_IsAnsweredWithItsData(int length)
    {
        byte[] rest = [0x12, 0x34, 0, 7, .. Packets.Bytes(length)];
        stack.Receive(Packets6.IcmpPacket(128, 0, rest, hopLimit: 3));
        Assert.Equal(Packets6.IcmpPacket(129, 0, rest, Packets6.Us, Packets6.Peer, 64), Assert.Single(stack.TakeSent()));
        Assert.Equal((1, 1), (stack.Counters.IcmpReceived, stack.Counters.IcmpEchoReplies));
    }

    // RFC 4443 section 4.2.
    [Fact]
    public void EchoRequestToAGroup_IsAnsweredFromAnAddress_AtTheRateOfErrors()
    {
        byte[] rest = [0x12, 0x34, 0, 7, 1, 2, 3];
        for (int i = 0; i < 12; i++)
        {
            stack.Receive(Packets6.IcmpPacket(128, 0, rest, destination: Packets6.AllNodes));
        }

        List<byte[]> sent = stack.TakeSent();
        Assert.Equal(10, sent.Count);
        Assert.Equal(Packets6.IcmpPacket(129, 0, rest, Packets6.Us, Packets6.Peer, 64), sent[0]);
        Assert.Equal(2, stack.Counters.IcmpErrorsSuppressed);
        for (int i = 0; i < 50; i++)
        {
            stack.Receive(Packets6.IcmpPacket(128, 0, rest));
        }

        Assert.Equal(50, stack.TakeSent().Count);
    }

    [Fact]
    public void MessageThatIsTooShort_OrDamaged_OrOfNoUse_IsDropped()
    {
        stack.Receive(Packets6.Ip(Packets6.Icmpv6, [128, 0, 1]));
        stack.Receive(Packets6.IcmpPacket(128, 0, [0, 0, 0]));
        Assert.Equal(2, stack.Counters.IcmpMalformed);
        byte[] packet = Packets6.IcmpPacket(128, 0, [0, 0, 0, 0, 1, 2]);
        packet[^1] ^= 1;
        stack.Receive(packet);
        Assert.Equal(1, stack.Counters.IcmpBadChecksum);
        stack.Receive(Packets6.IcmpPacket(128, 1, [0, 0, 0, 0]));
        stack.Receive(Packets6.IcmpPacket(129, 0, [0, 0, 0, 0]));
        stack.Receive(Packets6.IcmpPacket(200, 0, [0, 0, 0, 0]));
        Assert.Equal(3, stack.Counters.IcmpIgnored);
        Assert.Equal(6, stack.Counters.IcmpReceived);
        Assert.Empty(stack.TakeSent());
    }

    // RFC 4443 section 2.4 c: as much as fits the least MTU.
    [Fact]
    public void Error_QuotesAsMuchAsFitsTheLeastMtu()
    {
        byte[] packet = Packets6.Ip(253, Packets.Bytes(1300));
        stack.Receive(packet);
        byte[] answer = Assert.Single(stack.TakeSent());
        Assert.Equal(1280, answer.Length);
        Assert.Equal(Packets6.IcmpPacket(4, 1, [0, 0, 0, 6, .. packet[..1232]], Packets6.Us, Packets6.Peer, 64), answer);
        Assert.Equal(1, stack.Counters.IcmpErrorsSent);
    }

    // RFC 4443 section 2.4 f.
    [Fact]
    public void Errors_AreSentAtARate()
    {
        byte[] packet = Packets6.Ip(253, [1]);
        for (int i = 0; i < 15; i++)
        {
            stack.Receive(packet);
        }

        Assert.Equal(10, stack.TakeSent().Count);
        Assert.Equal((10, 5), (stack.Counters.IcmpErrorsSent, stack.Counters.IcmpErrorsSuppressed));
        stack.Advance(200);
        stack.Receive(packet);
        stack.Receive(packet);
        stack.Receive(packet);
        Assert.Equal(2, stack.TakeSent().Count);
    }

    [Fact]
    public void ErrorsOfAllProtocols_ShareOneRate()
    {
        for (int i = 0; i < 9; i++)
        {
            Assert.True(stack.Internet.TakeErrorToken());
        }

        stack.Receive(Packets6.Ip(253, [1]));
        stack.Receive(Packets6.Ip(253, [1]));
        Assert.Single(stack.TakeSent());
        Assert.Equal(1, stack.Counters.IcmpErrorsSuppressed);
    }

    // RFC 4443 section 2.4 e.1 and e.2.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(100, 0)]
    [InlineData(127, 0)]
    [InlineData(137, 0)]
    [InlineData(128, 1)]
    [InlineData(200, 1)]
    public void NoErrorIsSentAboutAnErrorOrARedirect(int type, int answers)
    {
        byte[] message = Packets6.Icmp(type, 0, new byte[40]);
        byte[][] chains =
        [
            [.. Packets6.Options(Packets6.Destination), .. Packets6.Options(Packets6.Icmpv6, [0x80, 0]), .. message],
            [.. Packets6.Options(Packets6.Routing, [0x80, 0]), .. Packets6.Route(Packets6.Icmpv6, 0, 0), .. message],
        ];
        foreach (byte[] chain in chains)
        {
            stack.Receive(Packets6.Ip(Packets6.Destination, chain));
            Assert.Equal(answers, stack.TakeSent().Count);
        }
    }

    [Theory]
    [InlineData(1, 0, nameof(DeliveryError.NetworkUnreachable))]
    [InlineData(1, 1, nameof(DeliveryError.HostUnreachable))]
    [InlineData(1, 2, nameof(DeliveryError.HostTrouble))]
    [InlineData(1, 3, nameof(DeliveryError.HostUnreachable))]
    [InlineData(1, 4, nameof(DeliveryError.Refused))]
    [InlineData(1, 5, nameof(DeliveryError.HostUnreachable))]
    [InlineData(1, 6, nameof(DeliveryError.HostUnreachable))]
    [InlineData(1, 99, nameof(DeliveryError.HostTrouble))]
    [InlineData(3, 0, nameof(DeliveryError.HostTrouble))]
    [InlineData(3, 1, nameof(DeliveryError.HostTrouble))]
    [InlineData(4, 0, nameof(DeliveryError.HostTrouble))]
    [InlineData(4, 1, nameof(DeliveryError.Refused))]
    [InlineData(4, 2, nameof(DeliveryError.HostTrouble))]
    [InlineData(99, 0, nameof(DeliveryError.HostTrouble))]
    public void ErrorAboutAPacketOfThisHost_IsPassedOn(int type, int code, string expected)
    {
        stack.PathTo(Packets6.Peer);
        byte[] segment = Packets.Bytes(8);
        stack.Receive(ErrorAbout(type, code, 0, Packets6.Ip(6, segment, Packets6.Us, Packets6.Peer)));
        (Nano.Net.Internet.Path path, DeliveryError error, byte[] quote, int mtu) = Assert.Single(stack.Tcp.Errors);
        Assert.Equal((expected, 0), (error.ToString(), mtu));
        Assert.Equal(segment, quote);
        Assert.Equal(IPAddress.Parse(Packets6.Peer), path.RemoteAddress());
        Assert.Equal(1, stack.Counters.IcmpErrorsReceived);
        Assert.Empty(stack.TakeSent());
    }

    [Theory]
    [InlineData(1280u, 1280)]
    [InlineData(1400u, 1400)]
    [InlineData(65535u, 65535)]
    [InlineData(65536u, 65535)]
    [InlineData(0xFFFFFFFFu, 65535)]
    public void PacketTooBig_NamesTheMtu(uint named, int mtu)
    {
        stack.PathTo(Packets6.Peer);
        stack.Receive(ErrorAbout(2, 0, named, Packets6.Ip(17, Packets.Bytes(8), Packets6.Us, Packets6.Peer)));
        Assert.Equal((DeliveryError.PacketTooBig, mtu), (stack.Udp.Errors.Single().Error, stack.Udp.Errors.Single().Mtu));
    }

    // RFC 8201 section 4.
    [Theory]
    [InlineData(0u)]
    [InlineData(68u)]
    [InlineData(1279u)]
    public void PacketTooBig_OfLessThanEveryLinkCarries_IsIgnored(uint named)
    {
        stack.PathTo(Packets6.Peer);
        stack.Receive(ErrorAbout(2, 0, named, Packets6.Ip(6, Packets.Bytes(8), Packets6.Us, Packets6.Peer)));
        Assert.Empty(stack.Tcp.Errors);
        Assert.Equal(1, stack.Counters.IcmpIgnored);
    }

    [Fact]
    public void ErrorAboutTheFirstFragmentOfADatagram_IsPassedOn_OfALaterOneNot()
    {
        stack.PathTo(Packets6.Peer);
        byte[] datagram = Packets.Bytes(16);
        stack.Receive(ErrorAbout(1, 4, 0, Packets6.Ip(44, [.. Packets6.Fragment(17, 0, true), .. datagram], Packets6.Us, Packets6.Peer)));
        Assert.Equal(datagram, stack.Udp.Errors.Single().Quote);
        stack.Receive(ErrorAbout(1, 4, 0, Packets6.Ip(44, [.. Packets6.Fragment(17, 16, false), .. datagram], Packets6.Us, Packets6.Peer)));
        stack.Receive(ErrorAbout(1, 4, 0, Packets6.Ip(44, [.. Packets6.Fragment(17, 0, true), .. datagram[..7]], Packets6.Us, Packets6.Peer)));
        Assert.Single(stack.Udp.Errors);
        Assert.Equal(2, stack.Counters.IcmpMalformed);
    }

    [Fact]
    public void ErrorAboutNoPacketOfThisHost_IsDropped()
    {
        stack.PathTo(Packets6.Peer);
        byte[] ours = Packets6.Ip(6, Packets.Bytes(8), Packets6.Us, Packets6.Peer);
        stack.Receive(ErrorAbout(1, 0, 0, Packets6.Ip(6, Packets.Bytes(8), Packets6.Peer, Packets6.Us)));
        stack.Receive(ErrorAbout(1, 0, 0, Packets6.Ip(6, Packets.Bytes(8), "2001:db8::9", Packets6.Peer)));
        stack.Receive(ErrorAbout(1, 0, 0, Packets6.Ip(6, Packets.Bytes(8), Packets6.Us, "2001:db8::9")));
        stack.Receive(ErrorAbout(1, 0, 0, Packets6.Ip(253, Packets.Bytes(8), Packets6.Us, Packets6.Peer)));
        stack.Receive(ErrorAbout(1, 0, 0, Packets6.Ip(60, [.. Packets6.Options(6), .. Packets.Bytes(8)], Packets6.Us, Packets6.Peer)));
        stack.Receive(ErrorAbout(1, 0, 0, ours[..^1]));
        ours[0] = 0x45;
        stack.Receive(ErrorAbout(1, 0, 0, ours));
        Assert.Empty(stack.Tcp.Errors);
        Assert.Equal(7, stack.Counters.IcmpMalformed);
    }

    // No router fragments it, so that it would never arrive; nor has anybody else a say where a connection knows its path.
    [Theory]
    [InlineData(129, false, 1300)]
    [InlineData(129, true, 1500)]
    [InlineData(128, false, 1500)]
    public void PacketTooBig_OfAnEchoReply_IsBelievedWhereNoConnectionIs(byte type, bool isHeld, int mtu)
    {
        Nano.Net.IPv6.Ipv6Path path = stack.PathTo(Packets6.Peer);
        if (isHeld)
        {
            stack.Ipv6.paths.Hold(path);
        }

        byte[] echo = Packets6.Icmp(type, 0, new byte[1000], Packets6.Us, Packets6.Peer);
        stack.Receive(ErrorAbout(1, 0, 1300, Packets6.Ip(58, echo, Packets6.Us, Packets6.Peer)));
        Assert.Equal(1500, path.Mtu);
        stack.Receive(ErrorAbout(2, 0, 1300, Packets6.Ip(58, echo, Packets6.Us, Packets6.Peer)));
        Assert.Equal(mtu, path.Mtu);
        Assert.Equal(mtu == 1300 ? 1 : 0, stack.Counters.IcmpErrorsReceived);
    }

    [Fact]
    public void PortUnreachable_IsSentForTheTransports()
    {
        byte[] packet = Packets6.Ip(17, Packets6.Udp(1, 2, [3]));
        stack.Receive(packet);
        stack.Ipv6.SendPortUnreachable(stack.Udp.LastPath!, packet, 0, packet.Length);
        Assert.Equal(Packets6.IcmpPacket(1, 4, [0, 0, 0, 0, .. packet], Packets6.Us, Packets6.Peer, 64), Assert.Single(stack.TakeSent()));
    }

    [Fact]
    public void AnswerToWhereNoRouteLeads_IsNotSent()
    {
        LowerStack6 ethernet = new(LinkMedium.Ethernet);
        ethernet.Receive(Packets6.IcmpPacket(128, 0, [0, 0, 0, 0], Packets6.Far));
        ethernet.Receive(Packets6.Ip(253, [1], Packets6.Far));
        Assert.Equal(1, ethernet.Counters.IcmpReceived);
        Assert.Empty(ethernet.TakeSent());
    }

    private static byte[] ErrorAbout(int type, int code, uint value, byte[] packet) =>
        Packets6.IcmpPacket(type, code, [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value, .. packet], Packets6.Far, hopLimit: 60);
}
