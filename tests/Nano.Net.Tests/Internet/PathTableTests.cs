using Nano.Net.Internet.V4;
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
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        Assert.Same(path, stack.Ipv4.Acquire(Packets.Peer));
        Assert.Same(path, stack.Ipv4.Find(Packets.Peer));
        Assert.Equal(2, path.references);
        Assert.NotSame(path, stack.Ipv4.Find(Packets.OtherPeer));
    }

    [Fact]
    public void PathThatNobodyHolds_MakesRoom_TheLongestUnusedFirst()
    {
        LowerStack stack = new(new StackOptions { Paths = 3 });
        Ipv4Path held = stack.Ipv4.Acquire(0x0A000010);
        stack.Advance(100);
        Ipv4Path older = stack.Ipv4.Find(0x0A000011);
        stack.Advance(100);
        Ipv4Path newer = stack.Ipv4.Find(0x0A000012);
        stack.Advance(100);
        stack.Ipv4.Find(0x0A000011);
        stack.Advance(100);
        Assert.Same(newer, stack.Ipv4.Find(0x0A000013));
        Assert.Equal(0x0A000013u, newer.identity);
        Assert.Same(older, stack.Ipv4.Find(0x0A000011));
        Assert.Same(held, stack.Ipv4.Find(0x0A000010));
    }

    /// <summary>The last one is for whoever is not connected: a DHCP server, another peer.</summary>
    [Fact]
    public void TheLastIsNotHeld_SoThatOthersAreReached()
    {
        LowerStack stack = new(new StackOptions { Paths = 3 });
        Ipv4Path first = stack.Ipv4.Acquire(0x0A000010);
        stack.Ipv4.Acquire(0x0A000011);
        Assert.Null(stack.Ipv4.Acquire(0x0A000012));
        Assert.Equal(1, stack.Ipv4.counters.NoPath);
        Assert.Same(first, stack.Ipv4.Acquire(0x0A000010));
        stack.Ipv4.Release(first);
        Assert.Equal(0x0A000013u, stack.Ipv4.Find(0x0A000013).identity);
        Assert.Equal(0x0A000014u, stack.Ipv4.Find(0x0A000014).identity);
        Assert.Same(first, stack.Ipv4.Find(0x0A000010));
        stack.Ipv4.Release(first);
        Assert.Equal(0x0A000012u, stack.Ipv4.Acquire(0x0A000012).identity);
    }

    [Fact]
    public void SumsOfAPath_AreThoseOfItsHeader()
    {
        LowerStack stack = new();
        Ipv4Path path = stack.Ipv4.Find(Packets.Peer);
        byte[] header = path.header.AsSpan(14).ToArray();
        Assert.Equal(Packets.Checksum(header), ~path.headerSum & 0xFFFF);
        Assert.Equal(Packets.Checksum(header.AsSpan(12)), ~path.pseudoHeaderSum & 0xFFFF);
        Assert.Equal(1500, path.Mtu);
    }

    [Fact]
    public void AnotherAddress_EndsWhatTransportsHave_AndPathsStartFromIt()
    {
        LowerStack stack = new();
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.SendSegment(path, new byte[20]);
        stack.TakeSent();
        const uint NewAddress = 0x0A000064;
        stack.Ipv4.Configure(NewAddress, 24, 0);
        Assert.Equal(1, stack.Tcp.AddressesLost);
        Assert.Equal(NewAddress, path.Source);
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
        Ipv4Path path = stack.Ipv4.Acquire(Packets.FarAway);
        stack.Ipv4.Configure(Packets.Us, 24, Packets.Peer);
        Assert.Equal(0, stack.Tcp.AddressesLost);
        Assert.Equal(Packets.Peer, path.nextHop);
        Assert.Empty(stack.Sent);
    }

    [Fact]
    public void AddressTakenAway_LeavesPathsThatLeadNowhere()
    {
        LowerStack stack = new();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Ipv4.Configure(0, 0, 0);
        Assert.Equal(1, stack.Tcp.AddressesLost);
        Assert.True(stack.SendSegment(path, new byte[20]));
        Assert.Empty(stack.Sent);
        Assert.Equal(1, stack.Ipv4.counters.NoRoute);
    }

    [Fact]
    public void EachMtu_IsInDoubt_TenMinutesAfterItWasLearned_AndKeptUntilAPacketHasShownMore()
    {
        LowerStack stack = new();
        Ipv4Path early = stack.Ipv4.Acquire(Packets.Peer);
        Ipv4Path late = stack.Ipv4.Acquire(Packets.OtherPeer);
        stack.Ipv4.paths.LearnMtu(early, 1000);
        stack.Advance(300_000);
        stack.Ipv4.paths.LearnMtu(late, 1200);
        stack.Advance(299_900);
        Assert.Equal([1000, 1200], [early.Mtu, late.Mtu]);
        Assert.Empty(stack.Tcp.ProbesDue);
        stack.Advance(100);
        Assert.Equal([1000, 1200], [early.Mtu, late.Mtu]);
        Assert.Equal([early], stack.Tcp.ProbesDue);
        stack.Advance(298_900);
        Assert.Equal([early], stack.Tcp.ProbesDue);
        Assert.Equal(0, late.mtuState & Path.ProbeDue);
        stack.Advance(1_100);
        Assert.Equal([early, late], stack.Tcp.ProbesDue);
        Assert.Equal(Path.ProbeDue, early.mtuState & Path.ProbeDue);
        Assert.Equal(Path.ProbeDue, late.mtuState & Path.ProbeDue);
        Assert.Equal(0, stack.Context.timers.Count);

        stack.Ipv4.paths.RaiseMtu(early, 1500);
        Assert.Equal([1500, 1200], [early.Mtu, late.Mtu]);
        Assert.Equal(0, early.mtuState & Path.ProbeDue);
        stack.Advance(700_000);
        Assert.Equal([early, late], stack.Tcp.ProbesDue);
        Assert.Equal(0, stack.Context.timers.Count);
    }

    [Fact]
    public void PathThatWasTried_IsInDoubtAgain_TenMinutesLater()
    {
        LowerStack stack = new();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Ipv4.paths.LearnMtu(path, 1000);
        stack.Advance(600_000);
        stack.Ipv4.paths.NoteProbe(path);
        Assert.Equal(0, path.mtuState & Path.ProbeDue);
        Assert.Equal(1000, path.Mtu);
        stack.Advance(599_900);
        Assert.Equal([path], stack.Tcp.ProbesDue);
        stack.Advance(100);
        Assert.Equal([path, path], stack.Tcp.ProbesDue);

        // What shows more than was known, and less than the link carries, is in doubt after as long.
        stack.Ipv4.paths.RaiseMtu(path, 1200);
        Assert.Equal(1200, path.Mtu);
        stack.Advance(600_000);
        Assert.Equal(3, stack.Tcp.ProbesDue.Count);
        stack.Ipv4.paths.RaiseMtu(path, 900);
        Assert.Equal(1200, path.Mtu);
    }

    [Fact]
    public void MtuThatWasLearnedAnew_IsInDoubtTenMinutesFromThenOn()
    {
        LowerStack stack = new();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Ipv4.paths.LearnMtu(path, 1000);
        stack.Advance(500_000);
        stack.Ipv4.paths.LearnMtu(path, 900);
        stack.Advance(598_900);
        Assert.Equal(900, path.Mtu);
        Assert.Empty(stack.Tcp.ProbesDue);
        stack.Advance(1_100);
        Assert.Equal([path], stack.Tcp.ProbesDue);

        // A router's word is good for as long again.
        stack.Ipv4.paths.LearnMtu(path, 800);
        Assert.Equal(0, path.mtuState & Path.ProbeDue);
    }

    [Theory]
    [InlineData(1500, 1499, 1499, false)]
    [InlineData(1500, 576, 576, false)]
    [InlineData(1500, 575, 576, true)]
    [InlineData(1500, 68, 576, true)]
    [InlineData(296, 200, 296, true)]
    [InlineData(296, 296, 296, false)]
    public void MtuOfLessThanEveryHostTakes_IsLeftToRoutersThatFragment(int link, int claimed, int believed, bool fragmented)
    {
        LowerStack stack = new(device: new FakeLinkDevice(link));
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Ipv4.paths.LearnMtu(path, claimed);
        Assert.Equal(believed, path.Mtu);
        List<byte[]> frames = [];
        for (int i = 0; i < 3; i++)
        {
            // With an identification, that is, which no other packet to the peer has (RFC 6864 section 4).
            stack.SendSegment(path, Packets.Bytes(40));
            stack.Ipv4.SendDatagram(path, 17, 0, new byte[8], 8, new byte[4], 0, 4);
            frames.AddRange(stack.TakeSent());
        }

        Assert.All(frames, frame => Assert.Equal(0, Packets.Checksum(frame.AsSpan(14, 20))));
        byte[][] segments = [.. frames.Where(frame => frame[23] == 6)];
        Assert.All(segments, frame => Assert.Equal(fragmented ? 0 : 0x4000, Packets.Get16(frame, 20)));
        Assert.Equal(fragmented ? 6 : 4, frames.Select(frame => Packets.Get16(frame, 18)).Distinct().Count());

        stack.Ipv4.paths.RaiseMtu(path, link);
        Assert.Equal(link, path.Mtu);
        stack.TakeSent();
        stack.LearnPeer();
        stack.SendSegment(path, Packets.Bytes(40));
        byte[] later = stack.TakeSent().Single();
        Assert.Equal(0x4000, Packets.Get16(later, 20));
        Assert.Equal(0, Packets.Get16(later, 18));
        Assert.Equal(0, Packets.Checksum(later.AsSpan(14, 20)));
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
                    Assert.Equal(held.Count == 4, acquired == null);
                    if (acquired != null)
                    {
                        held.Add(address, acquired);
                    }
                }
                else
                {
                    Assert.Equal(address, stack.Ipv4.Find(address).identity);
                }

                Assert.All(held, pair => Assert.Equal(pair.Key, pair.Value.identity));
                stack.Context.now++;
            }
        }).QuickCheckThrowOnFailure();
    }
}
