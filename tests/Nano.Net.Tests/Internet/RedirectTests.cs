using Nano.Net.Internet.V4;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Internet;

/// <summary>Routers that name another router (RFC 792, RFC 1122 section 3.2.2.2).</summary>
public class RedirectTests
{
    private const uint OtherRouter = 0x0A0000FD;
    private const uint AlsoFarAway = 0x08080404;

    private static readonly byte[] GatewayHardware = [2, 0, 0, 0, 0, 0xFE];

    private readonly LowerStack stack = new(new StackOptions { Neighbors = 8, Paths = 8, PendingPackets = 2 });
    private readonly Ipv4Path path;

    public RedirectTests()
    {
        stack.Receive(Packets.ArpRequest(GatewayHardware, Packets.Gateway, Packets.Us));
        path = stack.Ipv4.Acquire(Packets.FarAway);
        stack.SendSegment(path, Packets.Bytes(20));
        stack.TakeSent();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Redirect_MovesThePathOfThatAddress_AndNoOther(int code)
    {
        Ipv4Path other = stack.Ipv4.Acquire(AlsoFarAway);
        Redirect(OtherRouter, code: code);
        Assert.Equal(OtherRouter, path.nextHop);
        Assert.Equal(Packets.Gateway, other.nextHop);
        Assert.Equal(Packets.Gateway, stack.Ipv4.routes.gateway);
        Assert.Equal((1L, 0L), (stack.Ipv4.counters.IcmpErrorsReceived, stack.Ipv4.counters.IcmpIgnored));
        stack.SendSegment(path, Packets.Bytes(20));
        Assert.Equal(OtherRouter, Packets.Get32(stack.TakeSent().Single(), 38));
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, OtherRouter));
        byte[] sent = stack.TakeSent().Single();
        Assert.Equal(Packets.OtherHardware, sent.AsSpan(0, 6).ToArray());
        Assert.Equal(Packets.FarAway, Packets.Get32(sent, 30));
    }

    [Fact]
    public void Redirect_OfAnotherThanTheNextHop_IsIgnored()
    {
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Redirect(OtherRouter, router: Packets.Peer, hardware: Packets.PeerHardware);
        AssertIgnored();

        // Once moved, the first router has nothing more to say.
        Redirect(OtherRouter);
        Assert.Equal(OtherRouter, path.nextHop);
        Redirect(Packets.OtherPeer);
        Assert.Equal(OtherRouter, path.nextHop);
    }

    [Fact]
    public void Redirect_FromAnotherHardwareAddressThanTheRouters_IsIgnored()
    {
        Redirect(OtherRouter, hardware: Packets.OtherHardware);
        AssertIgnored();
    }

    [Theory]
    [InlineData(AlsoFarAway)]
    [InlineData(Packets.Us)]
    [InlineData(Packets.Gateway)]
    [InlineData(Packets.SubnetBroadcast)]
    [InlineData(0x0A000000u)]
    [InlineData(0u)]
    [InlineData(0xE0000001u)]
    [InlineData(0xFFFFFFFFu)]
    public void Redirect_ToWhatIsNoOtherHostOnThisLink_IsIgnored(uint to)
    {
        Redirect(to);
        AssertIgnored();
    }

    [Fact]
    public void Redirect_AboutAPacketThatThisHostHasNotSent_IsMalformed()
    {
        Redirect(OtherRouter, quotedSource: Packets.Peer);
        Redirect(OtherRouter, quotedDestination: 0x01010101);
        Redirect(OtherRouter, quotedLength: 7);
        Assert.Equal(Packets.Gateway, path.nextHop);
        Assert.Equal(3, stack.Ipv4.counters.IcmpMalformed);
    }

    [Fact]
    public void RouterThatOnePointedTo_AndThatIsGone_HasThePathReturn()
    {
        Redirect(OtherRouter);
        stack.SendSegment(path, Packets.Bytes(20));
        stack.Advance(2900);
        Assert.Equal(OtherRouter, path.nextHop);
        stack.Advance(100);
        Assert.Equal(Packets.Gateway, path.nextHop);
        Assert.Empty(stack.Tcp.Unreachable);
        Assert.Equal([path], stack.Tcp.Reachable);
        stack.TakeSent();
        stack.SendSegment(path, Packets.Bytes(20));
        Assert.Equal(GatewayHardware, stack.TakeSent().Single().AsSpan(0, 6).ToArray());
    }

    [Fact]
    public void AnotherConfiguration_ForgetsRedirects()
    {
        Redirect(OtherRouter);
        stack.Ipv4.Configure(Packets.Us, 24, Packets.OtherPeer);
        Assert.Equal(Packets.OtherPeer, path.nextHop);
    }

    private void AssertIgnored()
    {
        Assert.Equal(Packets.Gateway, path.nextHop);
        Assert.Equal((0L, 1L), (stack.Ipv4.counters.IcmpErrorsReceived, stack.Ipv4.counters.IcmpIgnored));
    }

    private void Redirect(
        uint to,
        int code = 1,
        uint router = Packets.Gateway,
        byte[]? hardware = null,
        uint quotedSource = Packets.Us,
        uint quotedDestination = Packets.FarAway,
        int quotedLength = 8)
    {
        byte[] quote = Packets.Ip(6, Packets.Bytes(quotedLength), source: quotedSource, destination: quotedDestination);
        byte[] redirect = Packets.Ip(1, Packets.Icmp(5, code, to, quote), source: router);
        stack.Receive(Packets.FromPeer(redirect, from: hardware ?? GatewayHardware));
        stack.TakeSent();
    }
}
