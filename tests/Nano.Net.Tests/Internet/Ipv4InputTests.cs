using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Internet;

public class Ipv4InputTests
{
    private readonly LowerStack stack = new();

    [Fact]
    public void SegmentForUs_ReachesTcp_WithoutThePaddingOfItsFrame()
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20))));
        Assert.Equal(Packets.Bytes(20), stack.Tcp.Received.Single());
        Assert.False(stack.Tcp.LastBroadcast);
        Assert.Equal(Packets.Peer, stack.Tcp.LastPath!.identity);
        Assert.Equal(Packets.Us, ((Ipv4Path)stack.Tcp.LastPath).Source);
        Assert.Equal(1, stack.Ipv4.counters.PacketsDelivered);
    }

    [Fact]
    public void PacketsOfManySenders_ComeWithThePathOfTheirOwn()
    {
        for (int i = 0; i < 100; i++)
        {
            uint source = 0x0A000010 + (uint)(i * 7 % 20);
            stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), source: source)));
            Assert.Equal(source, stack.Tcp.LastPath!.identity);
        }

        Assert.Equal(100, stack.Tcp.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void PacketAtTheEndOfItsTimeToLive_IsStillForUs(int ttl)
    {
        // RFC 1122 section 3.2.1.7.
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), ttl: ttl)));
        Assert.Single(stack.Tcp.Received);
    }

    [Fact]
    public void EveryWrongBitInTheHeader_IsDropped()
    {
        byte[] packet = Packets.Ip(6, Packets.Bytes(20));
        for (int bit = 0; bit < 160; bit++)
        {
            byte[] wrong = (byte[])packet.Clone();
            wrong[bit / 8] ^= (byte)(1 << (bit % 8));
            stack.Receive(Packets.FromPeer(wrong));
        }

        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(160, stack.Ipv4.counters.BadChecksum + stack.Ipv4.counters.Malformed);
    }

    [Fact]
    public void HeaderChecksum_IsLeftToTheDeviceThatVerifiesIt()
    {
        FakeLinkDevice device = new();
        device.Capabilities.VerifiesChecksums = true;
        LowerStack trusting = new(device: device);
        byte[] packet = Packets.Ip(6, Packets.Bytes(20));
        packet[10] ^= 1;
        trusting.Receive(Packets.FromPeer(packet));
        Assert.Single(trusting.Tcp.Received);
    }

    [Fact]
    public void LengthsThatContradictOneAnother_AreDropped()
    {
        byte[] tooLong = Packets.Ip(6, Packets.Bytes(200));
        stack.Receive(Packets.FromPeer(tooLong).AsSpan(0, 100).ToArray());
        byte[] tooShort = Packets.Ip(6, Packets.Bytes(40));
        Packets.Put16(tooShort, 2, 19);
        Fix(tooShort);
        stack.Receive(Packets.FromPeer(tooShort));
        byte[] shortHeader = Packets.Ip(6, Packets.Bytes(40));
        shortHeader[0] = 0x44;
        stack.Receive(Packets.FromPeer(shortHeader));
        byte[] longHeader = Packets.Ip(6, Packets.Bytes(0));
        longHeader[0] = 0x4F;
        stack.Receive(Packets.FromPeer(longHeader));
        stack.Receive(Packets.FromPeer(longHeader).AsSpan(0, 33).ToArray());
        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(5, stack.Ipv4.counters.Malformed);
    }

    [Fact]
    public void Options_AreSkipped()
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), options: new byte[] { 1, 7, 7, 4, 0, 0, 0, 0 })));
        Assert.Equal(Packets.Bytes(20), stack.Tcp.Received.Single());
        byte[] wrong = Packets.Ip(6, Packets.Bytes(20), options: new byte[] { 1, 7, 7, 4, 0, 0, 0, 0 });
        wrong[21] ^= 4;
        stack.Receive(Packets.FromPeer(wrong));
        Assert.Equal(1, stack.Ipv4.counters.BadChecksum);
    }

    [Fact]
    public void SourceRoutedPacket_IsDropped()
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), options: new byte[] { 131, 7, 8, 10, 0, 0, 1, 0 })));
        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(1, stack.Ipv4.counters.SourceRouted);
    }

    [Theory]
    [InlineData(0x00000000u)]
    [InlineData(0x7F000001u)]
    [InlineData(0xE0000001u)]
    [InlineData(0xF0000001u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(Packets.SubnetBroadcast)]
    [InlineData(Packets.Us)]
    public void SourceThatNoHostMayHave_IsDropped(uint source)
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), source: source)));
        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(1, stack.Ipv4.counters.BadSource);
    }

    [Fact]
    public void SenderWhoseAddressHasBecomeOurs_IsNotBelievedAnyMore()
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20))));
        stack.Ipv4.Configure(Packets.Peer, 24, 0);
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), destination: Packets.Peer)));
        Assert.Single(stack.Tcp.Received);
        Assert.Equal(1, stack.Ipv4.counters.BadSource);
    }

    [Fact]
    public void PacketForAnotherAddress_IsDropped()
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), destination: Packets.OtherPeer)));
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), destination: 0xE00000FB)));
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), destination: 0)));
        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(3, stack.Ipv4.counters.NotForThisHost);
        Assert.Empty(stack.Sent);
    }

    [Theory]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(Packets.SubnetBroadcast)]
    [InlineData(0xE0000001u)]
    public void BroadcastAndAllHosts_ReachTheTransport_MarkedAsSuch(uint destination)
    {
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), destination: destination), to: Packets.BroadcastHardware));
        Assert.Single(stack.Tcp.Received);
        Assert.True(stack.Tcp.LastBroadcast);
    }

    [Fact]
    public void PacketForUsAloneInABroadcastFrame_IsDropped()
    {
        // RFC 1122 section 3.3.6.
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20)), to: Packets.BroadcastHardware));
        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(1, stack.Ipv4.counters.NotForThisHost);
    }

    [Fact]
    public void WithoutAnAddress_OnlyUdpGetsThrough_WhereverItIsSentTo()
    {
        LowerStack bare = new(address: 0);
        var endpoint = bare.Udp.Open();
        Assert.True(endpoint.Bind(68));
        foreach (uint destination in new[] { 0xFFFFFFFFu, Packets.Us, Packets.OtherPeer, 0u })
        {
            bare.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(67, 68, new byte[4], destination: destination), destination: destination)));
            bare.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), destination: destination)));
        }

        Assert.Equal(4, endpoint.Available);
        Assert.Empty(bare.Tcp.Received);
        Assert.Empty(bare.Sent);
    }

    [Fact]
    public void WhileTheAddressIsProbedFor_ItIsNotUsed()
    {
        LowerStack probing = new(new StackOptions { ProbeAddress = true });
        probing.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20))));
        Assert.Empty(probing.Tcp.Received);
        Assert.Null(probing.Ipv4.Find(Packets.Peer));
        probing.Advance(10000);
        probing.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20))));
        Assert.Single(probing.Tcp.Received);
        Assert.Equal(AddressState.Bound, probing.Neighbors.claim.state);
    }

    [Fact]
    public void AllPathsHeldThatMayBe_LeavesOneForPacketsOfStrangers()
    {
        LowerStack small = new(new StackOptions { Paths = 2 });
        Assert.NotNull(small.Ipv4.Acquire(Packets.Peer));
        Assert.Null(small.Ipv4.Acquire(Packets.OtherPeer));
        small.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), source: Packets.Gateway)));
        Assert.Single(small.Tcp.Received);
        small.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20))));
        Assert.Equal(2, small.Tcp.Received.Count);
    }

    private static void Fix(byte[] packet)
    {
        packet[10] = packet[11] = 0;
        Packets.Put16(packet, 10, Packets.Checksum(packet.AsSpan(0, 20)));
    }
}
