using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Internet;

public class PathTableTests
{
    [Fact]
    public void OneAddress_HasOnePath()
    {
        LowerStack stack = new();
        Path path = stack.Ipv4.Acquire(Packets.Peer);
        Assert.Same(path, stack.Ipv4.Acquire(Packets.Peer));
        Assert.Same(path, stack.Ipv4.Find(Packets.Peer));
        Assert.Equal(2, path.references);
        Assert.NotSame(path, stack.Ipv4.Find(Packets.OtherPeer));
    }

    [Fact]
    public void PathThatNobodyHolds_MakesRoom_TheLongestUnusedFirst()
    {
        LowerStack stack = new(new StackOptions { Paths = 3 });
        Path held = stack.Ipv4.Acquire(0x0A000010);
        stack.Advance(100);
        Path older = stack.Ipv4.Find(0x0A000011);
        stack.Advance(100);
        Path newer = stack.Ipv4.Find(0x0A000012);
        stack.Advance(100);
        stack.Ipv4.Find(0x0A000011);
        stack.Advance(100);
        Assert.Same(newer, stack.Ipv4.Find(0x0A000013));
        Assert.Equal(0x0A000013u, newer.destination);
        Assert.Same(older, stack.Ipv4.Find(0x0A000011));
        Assert.Same(held, stack.Ipv4.Find(0x0A000010));
    }

    [Fact]
    public void AllHeld_RefusesAnother_UntilOneIsReleased()
    {
        LowerStack stack = new(new StackOptions { Paths = 2 });
        Path first = stack.Ipv4.Acquire(0x0A000010);
        stack.Ipv4.Acquire(0x0A000011);
        Assert.Null(stack.Ipv4.Acquire(0x0A000012));
        Assert.Equal(1, stack.Ipv4.counters.NoPath);
        stack.Ipv4.Release(first);
        Assert.Same(first, stack.Ipv4.Acquire(0x0A000012));
    }

    [Fact]
    public void SumsOfAPath_AreThoseOfItsHeader()
    {
        LowerStack stack = new();
        Path path = stack.Ipv4.Find(Packets.Peer);
        byte[] header = path.header.AsSpan(14).ToArray();
        Assert.Equal(Packets.Checksum(header), ~path.headerSum & 0xFFFF);
        Assert.Equal(Packets.Checksum(header.AsSpan(12)), ~path.pseudoHeaderSum & 0xFFFF);
        Assert.Equal(1500, path.mtu);
    }

    [Fact]
    public void AnotherAddress_EndsWhatTransportsHave_AndPathsStartFromIt()
    {
        LowerStack stack = new();
        stack.LearnPeer();
        Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.SendSegment(path, new byte[20]);
        stack.TakeSent();
        const uint NewAddress = 0x0A000064;
        stack.Ipv4.Configure(NewAddress, 24, 0);
        Assert.Equal(1, stack.Tcp.AddressesLost);
        Assert.Equal(NewAddress, path.source);
        stack.TakeSent();

        // The network may be another one: the neighbour is asked for anew.
        stack.SendSegment(path, new byte[20]);
        Assert.Equal(0x0806, Packets.Get16(stack.TakeSent().Single(), 12));
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer, NewAddress));
        byte[] frame = stack.TakeSent().Single();
        Assert.Equal(NewAddress, Packets.Get32(frame, 26));
        Assert.Equal(0, Packets.Checksum(frame.AsSpan(14, 20)));
    }

    [Fact]
    public void AnotherGateway_EndsNothing()
    {
        LowerStack stack = new();
        Path path = stack.Ipv4.Acquire(Packets.FarAway);
        stack.Ipv4.Configure(Packets.Us, 24, Packets.Peer);
        Assert.Equal(0, stack.Tcp.AddressesLost);
        Assert.Equal(Packets.Peer, path.nextHop);
        Assert.Empty(stack.Sent);
    }

    [Fact]
    public void AddressTakenAway_LeavesPathsThatLeadNowhere()
    {
        LowerStack stack = new();
        Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Ipv4.Configure(0, 0, 0);
        Assert.Equal(1, stack.Tcp.AddressesLost);
        Assert.True(stack.SendSegment(path, new byte[20]));
        Assert.Empty(stack.Sent);
        Assert.Equal(1, stack.Ipv4.counters.NoRoute);
    }

    [Fact]
    public void AnyUse_NeverGivesOnePathToTwoAddresses()
    {
        Prop.ForAll(Arbitraries.Operations, operations =>
        {
            LowerStack stack = new(new StackOptions { Paths = 5 });
            Dictionary<uint, Path> held = new();
            foreach (int operation in operations)
            {
                uint address = 0x0A000010 + (uint)operation % 12;
                if ((uint)operation / 12 % 3 == 0 && held.Remove(address, out Path? path))
                {
                    stack.Ipv4.Release(path);
                }
                else if ((uint)operation / 12 % 3 == 1 && !held.ContainsKey(address))
                {
                    Path? acquired = stack.Ipv4.Acquire(address);
                    Assert.Equal(held.Count == 5, acquired == null);
                    if (acquired != null)
                    {
                        held.Add(address, acquired);
                    }
                }
                else
                {
                    Path? found = stack.Ipv4.Find(address);
                    Assert.True(found == null ? held.Count == 5 : found.destination == address);
                }

                Assert.All(held, pair => Assert.Equal(pair.Key, pair.Value.destination));
                stack.Context.now++;
            }
        }).QuickCheckThrowOnFailure();
    }
}
