using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Internet;

public class IcmpTests
{
    private readonly LowerStack stack = new();

    public IcmpTests() => stack.LearnPeer();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(1472)]
    public void Echo_IsAnsweredWithTheSameData(int length)
    {
        byte[] data = Packets.Bytes(length, length);
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 0x12340001, data))));
        byte[] frame = stack.TakeSent().Single();
        Assert.Equal(Packets.Icmp(0, 0, 0x12340001, data), frame.AsSpan(34).ToArray());
        Assert.Equal(Packets.Us, Packets.Get32(frame, 26));
        Assert.Equal(Packets.Peer, Packets.Get32(frame, 30));
        Assert.Equal(1, stack.Ipv4.counters.IcmpEchoReplies);
    }

    [Fact]
    public void EchoOfNothingButZeroes_HasAChecksumThatIsNotZero()
    {
        // A receiver that adds up zeroes only gets zero, and not the zero that says that all is well.
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 0, new byte[16]))));
        byte[] reply = stack.TakeSent().Single().AsSpan(34).ToArray();
        Assert.Equal(Packets.Icmp(0, 0, 0, new byte[16]), reply);
    }

    [Fact]
    public void EchoInFragments_IsAnsweredInFragments()
    {
        LowerStack large = new(new StackOptions { ReassemblySize = 4000 });
        large.LearnPeer();
        byte[] request = Packets.Icmp(8, 0, 5, Packets.Bytes(3000));
        foreach (byte[] fragment in Packets.Fragments(1, request, 1480))
        {
            large.Receive(Packets.FromPeer(fragment));
        }

        byte[] reply = large.TakeSent().SelectMany(f => f.Skip(34)).ToArray();
        Assert.Equal(Packets.Icmp(0, 0, 5, Packets.Bytes(3000)), reply);
    }

    [Fact]
    public void EchoInFragmentsWithWrongChecksum_IsDropped_ThoughTheDeviceVerifiesWholePackets()
    {
        FakeLinkDevice device = new();
        device.Capabilities.VerifiesChecksums = true;
        LowerStack large = new(new StackOptions { ReassemblySize = 4000 }, device);
        byte[] request = Packets.Icmp(8, 0, 5, Packets.Bytes(3000));
        request[100] ^= 1;
        foreach (byte[] fragment in Packets.Fragments(1, request, 1480))
        {
            large.Receive(Packets.FromPeer(fragment));
        }

        Assert.Equal(1, large.Ipv4.counters.IcmpBadChecksum);
        Assert.True(large.Ipv4.internet.checksumsVerified);
    }

    [Fact]
    public void EchoWithWrongChecksum_IsDropped()
    {
        byte[] request = Packets.Icmp(8, 0, 5, Packets.Bytes(30));
        request[20] ^= 1;
        stack.Receive(Packets.FromPeer(Packets.Ip(1, request)));
        stack.Receive(Packets.FromPeer(Packets.Ip(1, new byte[7])));
        Assert.Empty(stack.Sent);
        Assert.Equal(1, stack.Ipv4.counters.IcmpBadChecksum);
        Assert.Equal(1, stack.Ipv4.counters.IcmpMalformed);
    }

    [Fact]
    public void EchoToABroadcastAddress_IsNotAnswered()
    {
        stack.Receive(Packets.FromPeer(
            Packets.Ip(1, Packets.Icmp(8, 0, 5, Packets.Bytes(30)), destination: Packets.SubnetBroadcast), to: Packets.BroadcastHardware));
        Assert.Empty(stack.Sent);
        Assert.Equal(1, stack.Ipv4.counters.IcmpIgnored);
    }

    [Fact]
    public void UnknownProtocol_IsReportedToItsSender()
    {
        byte[] packet = Packets.Ip(99, Packets.Bytes(100));
        stack.Receive(Packets.FromPeer(packet));
        byte[] frame = stack.TakeSent().Single();
        Assert.Equal(Packets.Icmp(3, 2, 0, packet), frame.AsSpan(34).ToArray());
        Assert.Equal(1, stack.Ipv4.counters.UnknownProtocol);
    }

    [Fact]
    public void Errors_QuoteNoMoreThanFitsIn576Bytes()
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(99, Packets.Bytes(1400))));
        Assert.Equal(14 + 576, stack.TakeSent().Single().Length);
    }

    [Fact]
    public void NoErrorIsSent_AboutBroadcastsFragmentsAndErrors()
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(99, Packets.Bytes(40), destination: Packets.SubnetBroadcast), to: Packets.BroadcastHardware));
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 9, new byte[4], destination: 0xFFFFFFFF), destination: 0xFFFFFFFF), to: Packets.BroadcastHardware));
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Bytes(40), fragment: 4)));
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, 1, 0, new byte[28]))));
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, 1, 0, new byte[56]), fragment: 0x2000)));
        stack.Advance(100000);
        Assert.Empty(stack.Sent);
    }

    [Fact]
    public void Errors_AreLimitedToTheirRate()
    {
        for (int i = 0; i < 50; i++)
        {
            stack.Receive(Packets.FromPeer(Packets.Ip(99, Packets.Bytes(40))));
        }

        Assert.Equal(10, stack.TakeSent().Count);
        Assert.Equal(40, stack.Ipv4.counters.IcmpErrorsSuppressed);
        stack.Advance(500);
        for (int i = 0; i < 50; i++)
        {
            stack.Receive(Packets.FromPeer(Packets.Ip(99, Packets.Bytes(40))));
        }

        Assert.Equal(5, stack.TakeSent().Count);
    }

    [Fact]
    public void RateOfZero_SendsNone()
    {
        LowerStack quiet = new(new StackOptions { IcmpErrorsPerSecond = 0 });
        quiet.LearnPeer();
        quiet.Receive(Packets.FromPeer(Packets.Ip(99, Packets.Bytes(40))));
        quiet.Advance(10000);
        quiet.Receive(Packets.FromPeer(Packets.Ip(99, Packets.Bytes(40))));
        Assert.Empty(quiet.Sent);
    }

    [Theory]
    [InlineData(3, 0, DeliveryError.NetworkUnreachable)]
    [InlineData(3, 1, DeliveryError.HostUnreachable)]
    [InlineData(3, 2, DeliveryError.Refused)]
    [InlineData(3, 3, DeliveryError.Refused)]
    [InlineData(3, 4, DeliveryError.PacketTooBig)]
    [InlineData(3, 5, DeliveryError.HostTrouble)]
    [InlineData(3, 6, DeliveryError.NetworkTrouble)]
    [InlineData(3, 7, DeliveryError.HostTrouble)]
    [InlineData(3, 9, DeliveryError.NetworkUnreachable)]
    [InlineData(3, 10, DeliveryError.HostUnreachable)]
    [InlineData(3, 11, DeliveryError.NetworkTrouble)]
    [InlineData(3, 12, DeliveryError.HostTrouble)]
    [InlineData(3, 13, DeliveryError.HostUnreachable)]
    [InlineData(11, 0, DeliveryError.HostTrouble)]
    [InlineData(12, 0, DeliveryError.HostTrouble)]
    public void ErrorAboutOurPacket_ReachesItsTransport(int type, int code, object expected)
    {
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        byte[] segment = Packets.Bytes(8);
        byte[] quote = Packets.Ip(6, segment, source: Packets.Us, destination: Packets.Peer, fragment: 0x4000);
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(type, code, 1280, quote), source: Packets.Gateway)));
        var error = stack.Tcp.Errors.Single();
        Assert.Same(path, error.Path);
        Assert.Equal((expected, 1280), ((object)error.Error, error.Mtu));
        Assert.Equal(segment, error.Quote);
        Assert.Equal(1500, path.Mtu);
    }

    [Fact]
    public void ErrorAboutWhatWeCannotHaveSent_IsDropped()
    {
        stack.Ipv4.Acquire(Packets.Peer);
        byte[] good = Packets.Ip(6, Packets.Bytes(8), source: Packets.Us, destination: Packets.Peer);
        byte[][] quotes =
        {
            good.AsSpan(0, 27).ToArray(),
            Packets.Ip(6, Packets.Bytes(8), source: Packets.OtherPeer, destination: Packets.Peer),
            Packets.Ip(6, Packets.Bytes(8), source: Packets.Us, destination: Packets.FarAway),
            Packets.Ip(6, Packets.Bytes(8), source: Packets.Us, destination: Packets.Peer, options: new byte[4]),
            Packets.Ip(6, Packets.Bytes(8), source: Packets.Us, destination: Packets.Peer, fragment: 1),
            Packets.Ip(99, Packets.Bytes(8), source: Packets.Us, destination: Packets.Peer),
            System.Array.Empty<byte>(),
        };
        foreach (byte[] quote in quotes)
        {
            stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, 1, 0, quote))));
        }

        Assert.Empty(stack.Tcp.Errors);
        Assert.Equal(quotes.Length, stack.Ipv4.counters.IcmpMalformed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(13)]
    public void OtherTypes_AreIgnored(int type)
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(type, 0, 0, new byte[40]))));
        Assert.Empty(stack.Sent);
        Assert.Equal(1, stack.Ipv4.counters.IcmpIgnored);
    }
}
