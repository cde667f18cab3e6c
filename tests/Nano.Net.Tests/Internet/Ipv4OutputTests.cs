using Nano.Net.Internet.V4;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Internet;

public class Ipv4OutputTests
{
    private readonly LowerStack stack = new();

    [Fact]
    public void Segment_GetsAHeaderThatIsRight()
    {
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        for (int length = 20; length <= 1480; length += 73)
        {
            byte[] segment = Packets.Bytes(length, length);
            Assert.True(stack.SendSegment(path, segment));
            byte[] frame = stack.TakeSent().Single();
            Assert.Equal(Packets.Frame(Packets.PeerHardware, Packets.OurHardware, 0x0800, segment).AsSpan(0, 14).ToArray(), frame.AsSpan(0, 14).ToArray());
            Assert.Equal(
                Packets.Ip(6, segment, source: Packets.Us, destination: Packets.Peer, id: 0, fragment: 0x4000),
                frame.AsSpan(14).ToArray());
        }
    }

    [Fact]
    public void HeaderChecksum_IsLeftToTheDeviceThatFillsItIn()
    {
        FakeLinkDevice device = new();
        device.Capabilities.FillsChecksums = true;
        LowerStack lazy = new(device: device);
        lazy.LearnPeer();
        lazy.SendSegment(lazy.Ipv4.Acquire(Packets.Peer), new byte[20]);
        Assert.Equal(0, Packets.Get16(lazy.TakeSent().Single(), 24));
    }

    [Fact]
    public void Datagram_MayBeFragmented_AndHasAnIdentification()
    {
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Find(Packets.Peer);
        HashSet<int> ids = new();
        for (int i = 0; i < 5; i++)
        {
            Assert.True(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, Packets.Bytes(100), 0, 100));
            byte[] frame = stack.TakeSent().Single();
            Assert.Equal(0, Packets.Get16(frame, 20));
            Assert.Equal(17, frame[23]);
            Assert.Equal(64, frame[22]);
            Assert.Equal(0, Packets.Checksum(frame.AsSpan(14, 20)));
            ids.Add(Packets.Get16(frame, 18));
        }

        Assert.Equal(5, ids.Count);
    }

    [Fact]
    public void IdentificationsTowardsOneHost_SayNothingOfWhatOthersAreSent()
    {
        // RFC 6274 section 3.5.2: who sees the packets to himself must neither count nor foretell those to others.
        List<int> one = [];
        List<int> other = [];
        for (int i = 0; i < 20; i++)
        {
            one.Add(Identification(stack, Packets.Peer));
            other.AddRange(Enumerable.Range(0, i % 4).Select(_ => Identification(stack, Packets.FarAway)));
        }

        Assert.Equal(one.Select((_, i) => (one[0] + i) & 0xFFFF), one);
        Assert.Equal(other.Select((_, i) => (other[0] + i) & 0xFFFF), other);
        Assert.Empty(one.Intersect(other));
    }

    [Fact]
    public void IdentificationsOfAPathThatIsFoundAnew_BeginElsewhere()
    {
        LowerStack small = new(new StackOptions { Paths = 2 });
        HashSet<int> ids = [];
        for (int i = 0; i < 20; i++)
        {
            ids.Add(Identification(small, Packets.Peer));
            Identification(small, Packets.OtherPeer);
            Identification(small, Packets.Gateway);
        }

        Assert.InRange(ids.Count, 19, 20);
    }

    [Theory]
    [InlineData(1472, 1)]
    [InlineData(1473, 2)]
    [InlineData(2952, 2)]
    [InlineData(2953, 3)]
    [InlineData(65507, 45)]
    public void LongDatagram_GoesOutInFragmentsThatMakeItUp(int payloadLength, int expected)
    {
        stack.LearnPeer();
        byte[] header = Packets.Bytes(8, 2);
        byte[] payload = Packets.Bytes(payloadLength + 5, 3);
        Assert.True(stack.Ipv4.SendDatagram(stack.Ipv4.Find(Packets.Peer), 17, 0, header, 8, payload, 5, payloadLength));
        List<byte[]> frames = stack.TakeSent();
        Assert.Equal(expected, frames.Count);
        byte[] whole = new byte[8 + payloadLength];
        int at = 0;
        foreach (byte[] frame in frames)
        {
            Assert.Equal(0, Packets.Checksum(frame.AsSpan(14, 20)));
            Assert.Equal(Packets.Get16(frames[0], 18), Packets.Get16(frame, 18));
            Assert.Equal(frame.Length - 14, Packets.Get16(frame, 16));
            Assert.InRange(frame.Length, 34, 1514);
            int fragment = Packets.Get16(frame, 20);
            Assert.Equal(at, (fragment & 0x1FFF) * 8);
            Assert.Equal(frame != frames[^1], (fragment & 0x2000) != 0);
            frame.AsSpan(34).CopyTo(whole.AsSpan(at));
            at += frame.Length - 34;
        }

        Assert.Equal(header.Concat(payload.Skip(5)).ToArray(), whole);
    }

    [Fact]
    public void FragmentsForAnUnknownNeighbor_AreNotTakenYet_AndDoNotPushOutWhatWaits()
    {
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        byte[] first = Packets.Bytes(40, 1);
        Assert.True(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, first, 0, 40));
        Assert.False(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[3100], 0, 3100));
        Assert.Equal(0, stack.Link.counters.PendingDropped);
        Assert.Single(stack.TakeSent());
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.Equal(first, stack.TakeSent().Single().AsSpan(42).ToArray());
    }

    [Fact]
    public void FragmentsForAnUnknownNeighbor_HaveItAskedFor_SoThatTheNextOnesGo()
    {
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        Assert.False(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[1600], 0, 1600));
        Assert.Equal(Packets.Peer, Packets.Get32(stack.TakeSent().Single(), 38));
        Assert.Equal(0, stack.Link.counters.PendingDropped);
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.Empty(stack.Sent);
        Assert.True(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[1600], 0, 1600));
        Assert.Equal(2, stack.TakeSent().Count);
    }

    [Fact]
    public void FragmentsForANeighborThatDoesNotAnswer_AreTakenAndDropped_WhenItHasFailed()
    {
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        Assert.False(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[1600], 0, 1600));
        stack.Advance(2900);
        Assert.False(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[1600], 0, 1600));
        stack.Advance(100);
        Assert.True(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[1600], 0, 1600));
        Assert.Equal(1, stack.Link.counters.PendingDropped);
    }

    [Fact]
    public void FragmentsThatOnlyAnswerAStranger_AreDroppedWhereItIsUnknown()
    {
        stack.Ipv4.internet.answering = true;
        Assert.True(stack.Ipv4.SendDatagram(stack.Ipv4.Find(Packets.Peer), 1, 0, new byte[8], 8, new byte[1600], 0, 1600));
        Assert.Equal(1, stack.Link.counters.PendingDropped);
    }

    [Fact]
    public void FragmentsWithoutARoute_AreCountedOnce()
    {
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Ipv4.Configure(0, 0, 0);
        Assert.True(stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[3100], 0, 3100));
        Assert.Equal(1, stack.Ipv4.counters.NoRoute);
    }

    [Fact]
    public void Datagram_KeepsToTheMtuOfItsPath()
    {
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Ipv4.paths.LearnMtu(path, 600);
        stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[1000], 0, 1000);
        int at = 0;
        foreach (byte[] frame in stack.TakeSent())
        {
            Assert.InRange(frame.Length, 35, 14 + 600);
            Assert.Equal(at, (Packets.Get16(frame, 20) & 0x1FFF) * 8);
            at += frame.Length - 34;
        }

        Assert.Equal(1008, at);
    }

    [Fact]
    public void BusyDeviceAmidFragments_SaysThatAllIsToBeSentAgain()
    {
        stack.LearnPeer();
        stack.Device.IsBusy = true;
        Assert.False(stack.Ipv4.SendDatagram(stack.Ipv4.Find(Packets.Peer), 17, 0, new byte[8], 8, new byte[3000], 0, 3000));
    }

    [Fact]
    public void PacketThatABusyDeviceDidNotTake_IsNotCountedAsSent()
    {
        stack.LearnPeer();
        long before = stack.Ipv4.counters.PacketsSent;
        stack.Device.IsBusy = true;
        Assert.False(stack.Ipv4.SendDatagram(stack.Ipv4.Find(Packets.Peer), 17, 0, new byte[8], 8, new byte[10], 0, 10));
        Assert.Equal(before, stack.Ipv4.counters.PacketsSent);
        stack.Device.IsBusy = false;
        Assert.True(stack.Ipv4.SendDatagram(stack.Ipv4.Find(Packets.Peer), 17, 0, new byte[8], 8, new byte[10], 0, 10));
        Assert.Equal(before + 1, stack.Ipv4.counters.PacketsSent);
    }

    [Theory]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(Packets.SubnetBroadcast)]
    public void Broadcast_GoesToEverybodyOnTheLink(uint destination)
    {
        stack.Ipv4.SendDatagram(stack.Ipv4.Find(destination), 17, 0, new byte[8], 8, new byte[4], 0, 4);
        byte[] frame = stack.TakeSent().Single();
        Assert.Equal(Packets.BroadcastHardware, frame.AsSpan(0, 6).ToArray());
        Assert.Equal(destination, Packets.Get32(frame, 30));
    }

    [Fact]
    public void Multicast_GoesToTheHardwareAddressOfItsGroup_WithTheTimeToLiveAskedFor()
    {
        stack.Ipv4.SendDatagram(stack.Ipv4.Find(0xE0FFFFFB), 17, 1, new byte[8], 8, new byte[4], 0, 4);
        byte[] frame = stack.TakeSent().Single();
        Assert.Equal(new byte[] { 1, 0, 0x5E, 0x7F, 0xFF, 0xFB }, frame.AsSpan(0, 6).ToArray());
        Assert.Equal(1, frame[22]);
        Assert.Equal(0, Packets.Checksum(frame.AsSpan(14, 20)));
    }

    [Theory]
    [InlineData(Packets.Us)]
    [InlineData(0u)]
    [InlineData(0x7F000001u)]
    [InlineData(0xF0000001u)]
    public void WhereNoPacketCanGo_ThereIsNoRoute(uint destination)
    {
        Assert.Null(stack.Ipv4.Find(destination));
        Assert.Null(stack.Ipv4.Acquire(destination));
        Assert.Equal(2, stack.Ipv4.counters.NoRoute);
    }

    [Fact]
    public void WithoutAGateway_ThereIsNoWayOut()
    {
        LowerStack alone = new(gateway: 0);
        Assert.Null(alone.Ipv4.Find(Packets.FarAway));
        Assert.NotNull(alone.Ipv4.Find(Packets.Peer));
    }

    [Fact]
    public void WithoutAnAddress_OnlyTheLimitedBroadcastLeadsSomewhere()
    {
        LowerStack bare = new(address: 0);
        Assert.Null(bare.Ipv4.Find(Packets.Peer));
        Ipv4Path path = bare.Ipv4.Find(0xFFFFFFFF);
        Assert.True(bare.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[4], 0, 4));
        Assert.Equal(0u, Packets.Get32(bare.TakeSent().Single(), 26));
    }

    private static int Identification(LowerStack stack, uint destination)
    {
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        stack.Receive(Packets.ArpRequest(Packets.OtherHardware, Packets.OtherPeer, Packets.Us));
        stack.Receive(Packets.ArpRequest(Packets.OtherHardware, Packets.Gateway, Packets.Us));
        stack.TakeSent();
        Assert.True(stack.Ipv4.SendDatagram(stack.Ipv4.Find(destination), 17, 0, new byte[8], 8, new byte[4], 0, 4));
        return Packets.Get16(stack.TakeSent().Single(), 18);
    }

    [Fact]
    public void AnswerToASenderWithoutARoute_IsDroppedAndCounted()
    {
        LowerStack alone = new(gateway: 0);
        alone.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), source: Packets.FarAway)));
        Path path = alone.Tcp.LastPath!;
        Assert.True(alone.SendSegment(path, new byte[20]));
        Assert.Empty(alone.Sent);
        Assert.Equal(1, alone.Ipv4.counters.NoRoute);
    }
}
