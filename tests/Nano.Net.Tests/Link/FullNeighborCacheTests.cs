using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Link;

/// <summary>Whose entry, and whose place to wait, is taken for another where all are in use.</summary>
public class FullNeighborCacheTests
{
    private const uint First = 0x0A000032;

    [Fact]
    public void WhereAllAreInUse_TheOldestMakesWayForWhatThisHostSends()
    {
        LowerStack stack = Full();
        Assert.True(stack.SendSegment(stack.Ipv4.Acquire(First + 2), new byte[20]));
        Assert.Equal(First + 2, Packets.Get32(stack.TakeSent().Single(), 38));
        Assert.Equal((false, true), (Has(stack, First), Has(stack, First + 1)));
        Assert.Equal(1, stack.Link.counters.NeighborsEvicted);
    }

    [Fact]
    public void WhereAllAreInUse_NobodyMakesWayForAnAnswerToAStranger()
    {
        LowerStack stack = Full();
        Answer(stack, First + 2, 1);
        Assert.Empty(stack.Sent);
        Assert.Equal((true, true), (Has(stack, First), Has(stack, First + 1)));
        Assert.Equal((0, 1), (stack.Link.counters.NeighborsEvicted, stack.Link.counters.PendingDropped));
    }

    /// <summary>Nor does a stranger that is being asked for, for another one.</summary>
    [Fact]
    public void StrangerThatIsAskedFor_StaysWhereAnotherIsToBeAnswered()
    {
        LowerStack stack = Full(neighbors: 4, inUse: 3);
        Answer(stack, 0x0A000050, 1);
        Assert.Equal(0x0A000050u, Packets.Get32(stack.TakeSent().Single(), 38));
        Answer(stack, 0x0A000051, 2);
        Assert.Empty(stack.Sent);
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, 0x0A000050));
        Assert.Equal(Packets.Bytes(20, 1), stack.TakeSent().Single().AsSpan(34, 20).ToArray());
    }

    /// <summary>What this host sends of its own accord takes the place of a stranger's packet, and not of its own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WaitingAnswerToAStranger_MakesWay_AndAPacketOfOnesOwnDoesNot(bool stranger)
    {
        LowerStack stack = new(new StackOptions { Neighbors = 8, Paths = 8, PendingPackets = 1 });
        Path path = stack.Ipv4.Acquire(First);
        if (stranger)
        {
            Answer(stack, First, 1);
        }
        else
        {
            stack.SendSegment(path, Packets.Bytes(20, 1));
        }

        stack.SendSegment(stack.Ipv4.Acquire(First + 1), Packets.Bytes(20, 2));
        Assert.Equal(2, stack.TakeSent().Count);
        Assert.Equal(1, stack.Link.counters.PendingDropped);
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, First));
        Assert.Equal(stranger ? [] : new[] { Packets.Bytes(20, 1) }, stack.TakeSent().Select(f => f.AsSpan(34, 20).ToArray()));
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, First + 1));
        Assert.Equal(stranger ? [Packets.Bytes(20, 2)] : new byte[0][], stack.TakeSent().Select(f => f.AsSpan(34, 20).ToArray()));
    }

    [Fact]
    public void AnswerToAStranger_TakesNobodysPlaceToWait()
    {
        LowerStack stack = new(new StackOptions { Neighbors = 8, Paths = 8, PendingPackets = 1 });
        Answer(stack, First, 1);
        Answer(stack, First + 1, 2);
        stack.TakeSent();
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, First));
        Assert.Equal(Packets.Bytes(20, 1), stack.TakeSent().Single().AsSpan(34, 20).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AsManyPacketsWait_AsThereArePlaces(int places)
    {
        LowerStack stack = new(new StackOptions { Neighbors = 8, Paths = 8, PendingPackets = places });
        for (uint i = 0; i <= places; i++)
        {
            stack.SendSegment(stack.Ipv4.Acquire(First + i), new byte[20]);
        }

        Assert.Equal(1, stack.Link.counters.PendingDropped);
        stack.TakeSent();
        for (uint i = 0; i <= places; i++)
        {
            stack.Receive(Packets.ArpReply(Packets.PeerHardware, First + i));
        }

        Assert.Equal(places, stack.TakeSent().Count);
    }

    /// <summary>
    /// A neighbour whose packet was dropped while it was asked for has its entry for five seconds: the packet comes again. Then
    /// it is the oldest like any other.
    /// </summary>
    [Theory]
    [InlineData(4999, true)]
    [InlineData(5000, false)]
    public void NeighborThatIsOwedAPacket_KeepsItsEntryForFiveSeconds(int milliseconds, bool keeps)
    {
        LowerStack stack = new(new StackOptions { Neighbors = 2, Paths = 8, PendingPackets = 1, PendingPacketSize = 68 });
        stack.SendSegment(stack.Ipv4.Acquire(First), new byte[100]);
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, First));
        stack.Context.now += 10;
        stack.SendSegment(stack.Ipv4.Acquire(First + 1), new byte[20]);
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, First + 1));
        stack.Context.now += milliseconds - 10;
        stack.SendSegment(stack.Ipv4.Acquire(First + 2), new byte[20]);
        Assert.Equal((keeps, !keeps), (Has(stack, First), Has(stack, First + 1)));
    }

    private static LowerStack Full(int neighbors = 2, uint inUse = 2)
    {
        LowerStack stack = new(new StackOptions { Neighbors = neighbors, Paths = 8, PendingPackets = 2 });
        for (uint i = 0; i < inUse; i++)
        {
            stack.SendSegment(stack.Ipv4.Acquire(First + i), new byte[20]);
            stack.Receive(Packets.ArpReply(Packets.PeerHardware, First + i));
            stack.Advance(100);
        }

        stack.TakeSent();
        return stack;
    }

    private static void Answer(LowerStack stack, uint address, int seed)
    {
        stack.Ipv4.internet.answering = true;
        stack.SendSegment(stack.Ipv4.Find(address), Packets.Bytes(20, seed));
        stack.Ipv4.internet.answering = false;
    }

    private static bool Has(LowerStack stack, uint address) => stack.Neighbors.table.Find(address) != null;
}
