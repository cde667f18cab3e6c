using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Link;

public class AddressClaimTests
{
    [Fact]
    public void Address_IsAnnouncedTwice_TwoSecondsApart()
    {
        LowerStack stack = new(address: 0);
        List<AddressState> states = Record(stack);
        stack.Ipv4.Configure(Packets.Us, 24, 0);
        byte[] announcement = Packets.Arp(1, Packets.OurHardware, Packets.Us, Packets.Us).AsSpan(0, 42).ToArray();
        Assert.Equal(announcement, stack.TakeSent().Single());
        Assert.True(stack.Ipv4.HasAddress);
        stack.Advance(1900);
        Assert.Empty(stack.Sent);
        stack.Advance(100);
        Assert.Equal(announcement, stack.TakeSent().Single());
        stack.Advance(60000);
        Assert.Empty(stack.Sent);
        Assert.Equal(new[] { AddressState.Announcing, AddressState.Bound }, states);
    }

    [Fact]
    public void AddressThatIsProbedFor_IsUsedOnlyThen()
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true }, address: 0);
        List<AddressState> states = Record(stack);
        stack.Ipv4.Configure(Packets.Us, 24, 0);
        List<(long Time, byte[] Frame)> sent = new();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(sent.Count(s => Packets.Get32(s.Frame, 28) == Packets.Us) > 0, stack.Ipv4.HasAddress);
            stack.Advance(100);
            sent.AddRange(stack.TakeSent().Select(f => (stack.Context.now, f)));
        }

        // RFC 5227 section 2.1.1: three probes 1 to 2 s apart, 2 s of silence, two announcements.
        Assert.Equal(5, sent.Count);
        byte[] probe = Packets.Arp(1, Packets.OurHardware, 0, Packets.Us).AsSpan(0, 42).ToArray();
        Assert.All(sent.Take(3), s => Assert.Equal(probe, s.Frame));
        Assert.InRange(sent[0].Time, 1000, 2100);
        Assert.InRange(sent[1].Time - sent[0].Time, 1000, 2100);
        Assert.InRange(sent[2].Time - sent[1].Time, 1000, 2100);
        Assert.InRange(sent[3].Time - sent[2].Time, 1900, 2100);
        Assert.Equal(2000, sent[4].Time - sent[3].Time);
        Assert.Equal(new[] { AddressState.Probing, AddressState.Announcing, AddressState.Bound }, states);
    }

    [Fact]
    public void LinkThatComesUp_HasTheAddressAnnouncedAgain_AndUsedAllTheWhile()
    {
        LowerStack stack = new();
        stack.Advance(60_000);
        List<AddressState> states = Record(stack);
        stack.OnLinkChanged(false);
        Assert.Empty(stack.Sent);
        stack.OnLinkChanged(true);
        byte[] announcement = Packets.Arp(1, Packets.OurHardware, Packets.Us, Packets.Us).AsSpan(0, 42).ToArray();
        Assert.Equal(announcement, stack.TakeSent().Single());
        Assert.True(stack.Ipv4.HasAddress);
        stack.Advance(1900);
        Assert.Empty(stack.Sent);
        stack.Advance(100);
        Assert.Equal(announcement, stack.TakeSent().Single());
        stack.Advance(60_000);
        Assert.Empty(stack.Sent);
        Assert.Equal([AddressState.Announcing, AddressState.Bound], states);
        Assert.Equal(0, stack.Tcp.AddressesLost);
    }

    [Fact]
    public void LinkThatComesUp_HasAnAddressThatIsProbedForProbedForAgain_AndConnectionsGoOnAfterThat()
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Advance(20_000);
        stack.TakeSent();
        Assert.True(stack.Ipv4.HasAddress);
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Tcp.Reachable.Clear();
        stack.OnLinkChanged(true);
        Assert.False(stack.Ipv4.HasAddress);
        Assert.Equal(AddressState.Probing, stack.Neighbors.claim.state);
        List<byte[]> sent = [];
        while (!stack.Ipv4.HasAddress)
        {
            Assert.Empty(stack.Tcp.Reachable);
            stack.Advance(100);
            sent.AddRange(stack.TakeSent());
        }

        byte[] probe = Packets.Arp(1, Packets.OurHardware, 0, Packets.Us).AsSpan(0, 42).ToArray();
        byte[] announcement = Packets.Arp(1, Packets.OurHardware, Packets.Us, Packets.Us).AsSpan(0, 42).ToArray();
        Assert.Equal([probe, probe, probe, announcement], sent);
        Assert.Equal([path], stack.Tcp.Reachable);
        Assert.Equal(Packets.Us, path.Source);
        Assert.Equal(Packets.Peer, path.nextHop);
        Assert.Equal(0, stack.Tcp.AddressesLost);
    }

    [Fact]
    public void ProbesThatNobodyCouldHear_AreSentAgainWhenTheLinkComesUp()
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Advance(3500);
        stack.TakeSent();
        stack.OnLinkChanged(true);
        int probes = 0;
        while (!stack.Ipv4.HasAddress)
        {
            probes += stack.TakeSent().Count;
            stack.Advance(100);
        }

        Assert.Equal(3, probes);
    }

    [Fact]
    public void LinkThatComesUp_IsAReasonToTryAnAddressAgainThatAnotherHad()
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Advance(500);
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Us, Packets.Us));
        Assert.Equal(AddressState.Conflict, stack.Neighbors.claim.state);
        stack.OnLinkChanged(true);
        Assert.Equal(AddressState.Probing, stack.Neighbors.claim.state);
        stack.Advance(8000);
        Assert.True(stack.Ipv4.HasAddress);
    }

    [Fact]
    public void LinkThatComesUp_WithoutAnAddressOrWithoutArp_IsNothingToAnnounce()
    {
        LowerStack none = new(address: 0);
        none.Ipv4.OnLinkChanged(true);
        none.Advance(10_000);
        Assert.Empty(none.Sent);
        LowerStack bare = new(device: new FakeLinkDevice(medium: LinkMedium.Ip));
        bare.OnLinkChanged(true);
        bare.Advance(10_000);
        Assert.Empty(bare.Sent);
        Assert.True(bare.Ipv4.HasAddress);
    }

    [Fact]
    public void SameAddressOnceMore_ChangesNothing()
    {
        // As when a lease is renewed.
        LowerStack stack = new();
        stack.LearnPeer();
        int version = stack.Neighbors.version;
        stack.Ipv4.Configure(Packets.Us, 24, Packets.Gateway);
        Assert.Equal(version, stack.Neighbors.version);
        stack.Ipv4.Configure(Packets.Us, 25, Packets.Gateway);
        Assert.NotEqual(version, stack.Neighbors.version);
        version = stack.Neighbors.version;
        stack.Ipv4.Configure(Packets.Us, 25, Packets.OtherPeer);
        Assert.NotEqual(version, stack.Neighbors.version);
        Assert.Equal(Packets.OtherPeer, stack.Ipv4.Find(Packets.FarAway).nextHop);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ConflictWhileProbing_LeavesTheAddressAlone_AndItIsTriedAgainAMinuteLater(bool probedByAnother)
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Advance(500);
        stack.Receive(probedByAnother
            ? Packets.ArpRequest(Packets.PeerHardware, 0, Packets.Us)
            : Packets.ArpReply(Packets.PeerHardware, Packets.Us, Packets.Us));
        stack.TakeSent();
        Assert.Equal(AddressState.Conflict, stack.Neighbors.claim.state);
        Assert.Equal(1, stack.Link.counters.AddressConflicts);
        stack.Advance(59000);
        Assert.False(stack.Ipv4.HasAddress);
        Assert.Empty(stack.Sent);
        stack.Advance(20000);
        Assert.True(stack.Ipv4.HasAddress);
        Assert.Equal(AddressState.Bound, stack.Neighbors.claim.state);
    }

    /// <summary>RFC 5227 section 2.1.1: who wants the address asks everybody, and in frames of its own.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void ProbeToThisHostAlone_OrPassedOnByAnother_IsNoConflict(bool toUsAlone, bool passedOn)
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Advance(500);
        byte[] probe = Packets.Arp(1, Packets.PeerHardware, 0, Packets.Us, to: toUsAlone ? Packets.OurHardware : Packets.BroadcastHardware);
        if (passedOn)
        {
            Packets.OtherHardware.CopyTo(probe, 6);
        }

        stack.Receive(probe);
        Assert.Equal((AddressState.Probing, 0), (stack.Neighbors.claim.state, stack.Link.counters.AddressConflicts));
        stack.Advance(7100);
        Assert.True(stack.Ipv4.HasAddress);
    }

    /// <summary>What gives the address as its own is a conflict, however it comes.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void ClaimToTheAddress_IsAConflict_ToWhomeverItIsSent(bool toUsAlone, bool passedOn)
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Advance(500);
        byte[] claim = Packets.Arp(1, Packets.PeerHardware, Packets.Us, Packets.Peer, to: toUsAlone ? Packets.OurHardware : Packets.BroadcastHardware);
        if (passedOn)
        {
            Packets.OtherHardware.CopyTo(claim, 6);
        }

        stack.Receive(claim);
        Assert.Equal(AddressState.Conflict, stack.Neighbors.claim.state);
    }

    [Fact]
    public void AddressThatIsBeingProbedFor_IsNotAnsweredFor()
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Assert.Empty(stack.Sent);
        Assert.Equal(AddressState.Probing, stack.Neighbors.claim.state);
    }

    [Fact]
    public void OurOwnProbeComingBack_IsNoConflict()
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true });
        stack.Receive(Packets.ArpRequest(Packets.OurHardware, 0, Packets.Us));
        Assert.Equal(AddressState.Probing, stack.Neighbors.claim.state);
    }

    [Fact]
    public void AddressInUse_IsDefendedOnceEveryTenSeconds_AndKept()
    {
        LowerStack stack = new();
        List<AddressState> states = Record(stack);
        byte[] claim = Packets.Arp(1, Packets.PeerHardware, Packets.Us, Packets.Us);
        stack.Receive(claim);
        Assert.Equal(Packets.Arp(1, Packets.OurHardware, Packets.Us, Packets.Us).AsSpan(0, 42).ToArray(), stack.TakeSent().Single());
        Assert.Empty(states);

        stack.Advance(5000);
        stack.Receive(claim);
        Assert.Empty(stack.Sent);
        Assert.Equal(AddressState.Conflict, stack.Neighbors.claim.state);
        Assert.True(stack.Ipv4.HasAddress);

        stack.Advance(10000);
        Assert.Equal(AddressState.Bound, stack.Neighbors.claim.state);
        stack.Receive(claim);
        Assert.Single(stack.TakeSent());
        Assert.Equal(3, stack.Link.counters.AddressConflicts);
        Assert.Equal(new[] { AddressState.Conflict, AddressState.Bound }, states);
    }

    /// <summary>RFC 5227 section 2.1.1, to the millisecond: up to a second, then one to two between probes, and two after the last.</summary>
    [Fact]
    public void PausesBetweenProbes_AreRandom_AndTheOneAfterThemIsNot()
    {
        List<long> before = [];
        List<long> between = [];
        for (int seed = 0; seed < 20; seed++)
        {
            LowerStack stack = new(new StackOptions { ProbeAddress = true }, address: 0);
            for (int i = 0; i < seed; i++)
            {
                stack.Context.NextRandom();
            }

            long last = stack.Context.now;
            List<long> pauses = [];
            stack.Ipv4.Configure(Packets.Us, 24, 0);
            while (!stack.Ipv4.HasAddress)
            {
                stack.Context.now = stack.Context.timers.NextDue();
                stack.Context.timers.RunDue(stack.Context.now);
                pauses.Add(stack.Context.now - last);
                last = stack.Context.now;
                Assert.Single(stack.TakeSent());
            }

            Assert.Equal(4, pauses.Count);
            Assert.Equal(2000, pauses[3]);
            before.Add(pauses[0]);
            between.AddRange(pauses[1..3]);
        }

        Assert.All(before, pause => Assert.InRange(pause, 0, 1000));
        Assert.All(between, pause => Assert.InRange(pause, 1000, 2000));
        Assert.True(before.Distinct().Count() > 15);
        Assert.True(between.Distinct().Count() > 30);
    }

    /// <summary>A probe is a request; a reply that names nobody is none (RFC 5227 section 2.1.1).</summary>
    [Fact]
    public void ReplyWithoutASender_IsNoConflict()
    {
        LowerStack stack = new(new StackOptions { ProbeAddress = true }, address: 0);
        stack.Ipv4.Configure(Packets.Us, 24, 0);
        stack.Receive(Packets.Arp(2, Packets.PeerHardware, 0, Packets.Us, to: Packets.BroadcastHardware));
        Assert.Equal(AddressState.Probing, stack.Neighbors.claim.state);
        stack.Receive(Packets.Arp(1, Packets.PeerHardware, 0, Packets.Us));
        Assert.Equal(AddressState.Conflict, stack.Neighbors.claim.state);
    }

    [Theory]
    [InlineData(9999, false)]
    [InlineData(10_000, true)]
    public void AddressInUse_IsDefendedAgainAfterTenSeconds(int later, bool defended)
    {
        LowerStack stack = new();
        byte[] claim = Packets.Arp(1, Packets.PeerHardware, Packets.Us, Packets.Us);
        stack.Receive(claim);
        Assert.Single(stack.TakeSent());
        stack.Context.now += later;
        stack.Receive(claim);
        Assert.Equal(defended ? 1 : 0, stack.TakeSent().Count);

        // Whoever claims it again in between is told of for ten seconds.
        Assert.Equal(defended ? AddressState.Bound : AddressState.Conflict, stack.Neighbors.claim.state);
        stack.Advance(9900);
        Assert.Equal(defended ? AddressState.Bound : AddressState.Conflict, stack.Neighbors.claim.state);
        stack.Advance(100);
        Assert.Equal(AddressState.Bound, stack.Neighbors.claim.state);
    }

    /// <summary>RFC 3021: on a link of two addresses both are hosts; on a larger one the first and the last are not.</summary>
    [Theory]
    [InlineData(31, 0x0A000000, true)]
    [InlineData(30, 0x0A000000, false)]
    [InlineData(30, 0x0A000002, true)]
    [InlineData(30, 0x0A000003, false)]
    public void LinkOfTwoAddresses_HasTwoHosts(int prefix, uint host, bool isHost)
    {
        LowerStack stack = new(address: 0);
        stack.Ipv4.Configure(Packets.Us, prefix, 0);
        Assert.Equal(isHost, stack.Neighbors.claim.IsOnLink(host));
    }

    [Fact]
    public void WhoClaimsOurAddress_IsNotBelieved()
    {
        LowerStack stack = new();
        stack.Receive(Packets.Arp(1, Packets.PeerHardware, Packets.Us, Packets.Us));
        Assert.False(stack.Neighbors.Resolve(Packets.Us, new byte[6], 0, true));
    }

    [Fact]
    public void AddressTakenAway_IsAnsweredForNoMore()
    {
        LowerStack stack = new();
        List<AddressState> states = Record(stack);
        stack.Ipv4.Configure(0, 0, 0);
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Assert.Empty(stack.Sent);
        Assert.False(stack.Ipv4.HasAddress);
        Assert.Equal(new[] { AddressState.None }, states);
    }

    private static List<AddressState> Record(LowerStack stack)
    {
        List<AddressState> states = new();
        stack.Neighbors.claim.stateChanged += states.Add;
        return states;
    }
}
