using Nano.Net.Link;
using Nano.Net.Tests.Support;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>Neighbours with IPv6 addresses, their states and what changes them (RFC 4861 sections 7.2 and 7.3).</summary>
public class NeighborReachabilityTests
{
    private const int Solicited = 0x40;
    private const int Override = 0x20;

    private static readonly byte[] Peer = Address(OtherHost);

    private readonly DiscoveryHost host = DiscoveryHost.Settled();

    public NeighborReachabilityTests()
    {
        // Routers are not asked for meanwhile.
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 0, 0)));
        host.Take();
    }

    private NeighborState? State => host.Neighbors.table.Find(Peer, 0)?.state;

    [Fact]
    public void NeighborThatIsNotThere_IsAskedForThreeTimes_AndThenCountsAsGone()
    {
        Assert.True(Send(1));
        Assert.Equal(NeighborState.Incomplete, State);
        List<SentMessage> questions = host.Take();
        host.Advance(990);
        Assert.Empty(host.Take());
        host.Advance(20);
        questions.AddRange(host.Take());
        host.Advance(1000);
        questions.AddRange(host.Take());
        host.Advance(980);
        Assert.Equal(3, questions.Count);
        Assert.All(questions, question => Assert.Equal((135, SolicitedNode(OtherHost), OtherHost), (question.Type, question.Destination, question.Target)));
        Assert.Empty(host.Protocol.Unreachable);
        host.Advance(20);
        Assert.Equal([OtherHost], host.Protocol.Unreachable);
        Assert.Equal(NeighborState.Failed, State);
        Assert.False(Resolve(out _));
        host.Advance(3010);
        Assert.Null(State);
        Assert.Empty(host.Take());
    }

    [Fact]
    public void AnswerToAQuestion_GivesTheAddress_AndWhatWaitedGoesOut()
    {
        Send(7);
        host.Take();
        Answer(Solicited | Override, Packets.PeerHardware);

        Assert.Equal(NeighborState.Reachable, State);
        byte[] frame = host.Device.Sent!.Single();
        Assert.Equal(Packets.PeerHardware, frame[..6]);
        Assert.Equal(7, frame[14]);
        host.Device.Sent!.Clear();
        Assert.True(Resolve(out byte[] hardware));
        Assert.Equal(Packets.PeerHardware, hardware);
        Assert.Empty(host.Protocol.Found);
    }

    [Fact]
    public void NeighborThatIsFoundAfterAll_IsTold_WhereSomethingWasLost()
    {
        Send(1);
        host.Advance(3100);
        Assert.False(Send(2));
        host.Advance(3100);
        Answer(Solicited | Override, Packets.PeerHardware);
        Assert.Equal([OtherHost], host.Protocol.Found);
    }

    [Fact]
    public void NeighborNotHeardOfForLong_IsStale_AndOnceUsedAskedAfterFiveSeconds()
    {
        Reach();
        host.Leap(host.Routers.reachableTime + 1);
        Assert.Equal(NeighborState.Stale, State);
        Assert.Empty(host.Take());

        // Unused, it stays so.
        host.Leap(1_000_000);
        Assert.Equal(NeighborState.Stale, State);
        Assert.Empty(host.Take());

        Assert.True(Resolve(out _));
        Assert.Equal(NeighborState.Delay, State);
        host.Advance(4990);
        Assert.Empty(host.Take());
        host.Advance(20);
        Assert.Equal(NeighborState.Probing, State);
        SentMessage question = host.Take().Single();
        Assert.Equal((OtherHost, OtherHost), (question.Destination, question.Target));
        Assert.Equal(Packets.PeerHardware, question.Hardware);
        Assert.True(Resolve(out _));

        Answer(Solicited, null);
        Assert.Equal(NeighborState.Reachable, State);
        host.Advance(10_000);
        Assert.Empty(host.Take());
    }

    [Fact]
    public void NeighborOfWhomTcpKnowsThatItHearsThisHost_IsNotAsked()
    {
        Reach();
        host.Leap(host.Routers.reachableTime + 1);
        Resolve(out _);
        long usedAt = host.Context.now;
        host.Protocol.Progress = true;
        host.Advance(5010);
        Assert.Equal(NeighborState.Reachable, State);
        Assert.Equal(usedAt, host.Protocol.AskedSince);
        Assert.Empty(host.Take());

        // As long as after an answer.
        host.Leap(host.Routers.reachableTime - 20);
        Assert.Equal(NeighborState.Reachable, State);
        host.Leap(20);
        Assert.Equal(NeighborState.Stale, State);
    }

    [Fact]
    public void NeighborThatFallsSilent_IsAskedThreeTimes_AndThenEverybodyIs()
    {
        Reach();
        host.Leap(host.Routers.reachableTime + 1);
        Resolve(out _);
        host.Advance(5010);
        Assert.Single(host.Take());
        host.Advance(2010);
        Assert.Equal(2, host.Take().Count(question => question.Destination == OtherHost));
        Assert.Equal(NeighborState.Probing, State);
        host.Advance(1000);
        Assert.Equal(SolicitedNode(OtherHost), host.Take().Single().Destination);
        Assert.Equal(NeighborState.Incomplete, State);
        host.Advance(3010);
        Assert.Equal([OtherHost], host.Protocol.Unreachable);
    }

    [Fact]
    public void QuestionsGoOut_AsOftenAsTheRouterSays()
    {
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 0, 200)));
        Send(1);
        host.Advance(590);
        Assert.Equal(3, host.Take().Count);
        host.Advance(20);
        Assert.Equal([OtherHost], host.Protocol.Unreachable);
    }

    /// <summary>As long as routers want neighbours to count as reachable, those that were answered once do not keep others out.</summary>
    [Theory]
    [InlineData(3_600_000u)]
    [InlineData(5_000u)]
    public void NeighborsThatAreOwedAPacket_KeepTheirEntriesForFiveSeconds_WhateverTheReachableTime(uint reachable)
    {
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, reachable, 0)));
        Fill();
        Assert.False(host.Neighbors.Enqueue(Peer, 0, new byte[100], 3, 90, true));
        host.Advance(reachable > 10_000 ? 4990 : 2000);
        Assert.False(host.Neighbors.Enqueue(Peer, 0, new byte[100], 3, 90, true));
        host.Advance(reachable > 10_000 ? 10 : 6000);
        Assert.True(host.Neighbors.Enqueue(Peer, 0, new byte[100], 3, 90, true));
    }

    [Fact]
    public void NeighborsThatCountAsReachableForLong_AreNoLongerOwed_WhenARouterSaysLess()
    {
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 3_600_000, 0)));
        Fill();
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 30_000, 0)));
        Assert.True(host.Neighbors.Enqueue(Peer, 0, new byte[100], 3, 90, true));
    }

    [Fact]
    public void NeighborThatCountsAsReachableForLong_IsAskedWhereItIsInDoubt_WhateverARouterSaysSince()
    {
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 3_600_000, 0)));
        Reach();
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 30_000, 0)));
        host.Advance(2000);
        host.Neighbors.Suspect(Peer, 0);
        Assert.Equal(OtherHost, host.Take(135).Single().Destination);
    }

    [Fact]
    public void OtherHardwareAddress_IsNotTakenWithoutTheOverrideFlag_ButTheNeighborIsInDoubt()
    {
        Reach();
        Answer(Solicited, Packets.OtherHardware);
        Assert.Equal(NeighborState.Stale, State);
        Resolve(out byte[] hardware);
        Assert.Equal(Packets.PeerHardware, hardware);

        // Where it is in doubt already, nothing changes.
        Answer(Solicited, Packets.OtherHardware);
        Assert.Equal(NeighborState.Delay, State);
    }

    [Theory]
    [InlineData(Override, false)]
    [InlineData(Override | Solicited, true)]
    public void OtherHardwareAddress_IsTakenWithTheOverrideFlag(int flags, bool reachable)
    {
        Reach();
        int version = host.Neighbors.version;
        Answer(flags, Packets.OtherHardware);
        Assert.Equal(reachable ? NeighborState.Reachable : NeighborState.Stale, State);
        Assert.NotEqual(version, host.Neighbors.version);
        Resolve(out byte[] hardware);
        Assert.Equal(Packets.OtherHardware, hardware);
    }

    [Fact]
    public void SameHardwareAddress_Unsolicited_ChangesNothing()
    {
        Reach();
        int version = host.Neighbors.version;
        Answer(Override, Packets.PeerHardware);
        Assert.Equal(NeighborState.Reachable, State);
        host.Leap(host.Routers.reachableTime + 1);
        Answer(Override, Packets.PeerHardware);
        Assert.Equal(NeighborState.Stale, State);
        Assert.Equal(version + 1, host.Neighbors.version);
    }

    [Fact]
    public void AnswerWithoutAHardwareAddress_FindsNobody()
    {
        Send(1);
        Answer(Solicited, null);
        Assert.Equal(NeighborState.Incomplete, State);
        Assert.Equal(1, host.Counters.Ignored);
    }

    [Fact]
    public void AdvertisementOfWhoNobodyAskedFor_IsIgnored()
    {
        Answer(Solicited | Override, Packets.PeerHardware);
        Assert.Null(State);
        Assert.Equal(1, host.Counters.Ignored);
    }

    [Fact]
    public void GroupAsHardwareAddress_IsNone()
    {
        Send(1);
        Answer(Solicited | Override, [0x33, 0x33, 0, 0, 0, 1]);
        Assert.Equal(NeighborState.Incomplete, State);
    }

    [Fact]
    public void WhoAsks_IsKnown_ButNotToBeReachable()
    {
        Ask(OtherHost, Packets.PeerHardware);
        Assert.Equal(NeighborState.Stale, State);
        Resolve(out byte[] hardware);
        Assert.Equal(Packets.PeerHardware, hardware);

        Ask(OtherHost, Packets.OtherHardware);
        Assert.Equal(NeighborState.Stale, State);
        Resolve(out hardware);
        Assert.Equal(Packets.OtherHardware, hardware);

        // The same again changes nothing.
        Ask(OtherHost, Packets.OtherHardware);
        Assert.Equal(NeighborState.Delay, State);
    }

    [Fact]
    public void WhoAsksFromElsewhere_IsAnswered_AndWorthNoEntry()
    {
        for (int i = 0; i < 100; i++)
        {
            Ask($"2001:db8:bad::{i:x}", Packets.OtherHardware);
            Assert.Null(host.Neighbors.table.Find(Address($"2001:db8:bad::{i:x}"), 0));
        }

        Assert.Equal(100, host.Take(136).Count);

        // One that is on the link is.
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 0, 0, Prefix("2001:db8:bad::", flags: 0x80))));
        Ask("2001:db8:bad::1", Packets.OtherHardware);
        Assert.NotNull(host.Neighbors.table.Find(Address("2001:db8:bad::1"), 0));
    }

    [Fact]
    public void WhoAsksWhileItIsAskedFor_IsFound()
    {
        Send(9);
        host.Take();
        Ask(OtherHost, Packets.PeerHardware);
        Assert.Equal(NeighborState.Delay, State);
        Assert.Contains(host.Device.Sent!, frame => frame[14] == 9 && frame[5] == Packets.PeerHardware[5]);
    }

    [Fact]
    public void RouterThatAdvertises_IsKnownByItsHardwareAddress()
    {
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(Source(RouterHardware))));
        Neighbor router = host.Neighbors.table.Find(Address(Router), 0);
        Assert.Equal(NeighborState.Stale, router.state);
        Assert.True(host.Neighbors.table.HasHardwareAddress(router, RouterHardware, 0));

        // One that is no router for this host is worth no entry.
        host.Receive(Icmp(OtherRouter, AllNodes, RouterAdvertisement(0, 0, 0, 0, 0, Source(OtherRouterHardware))));
        Assert.Null(host.Neighbors.table.Find(Address(OtherRouter), 0));
    }

    [Fact]
    public void LinkThatComesUp_HasNeighborsAskedBeforeTheyAreReliedOn()
    {
        Reach();
        Resolve(out _);
        host.Neighbors.OnLinkChanged(false);
        host.Neighbors.OnLinkChanged(true);
        Assert.Equal(NeighborState.Probing, State);
        Assert.Equal(OtherHost, host.Take().Single().Destination);
    }

    [Fact]
    public void NeighborThatTcpSuspects_IsAskedAtOnce()
    {
        Reach();
        host.Leap(host.Routers.reachableTime + 1);
        Resolve(out _);
        Assert.Equal(NeighborState.Delay, State);
        host.Neighbors.Suspect(Peer, 0);
        Assert.Equal(NeighborState.Probing, State);
        Assert.Single(host.Take());
    }

    [Fact]
    public void ChangeOfTheIpv4Address_LeavesIpv6Neighbors()
    {
        Send(1);
        host.Take();
        host.Neighbors.Clear();
        Assert.Equal(NeighborState.Incomplete, State);
        host.Advance(1010);
        Assert.Single(host.Take());
    }

    [Fact]
    public void Ipv4AddressThatFoldsAlike_IsAnotherNeighbor()
    {
        Reach();
        uint folded = host.Neighbors.table.Find(Peer, 0).address;
        Assert.Null(host.Neighbors.table.Find(folded));
        host.Neighbors.Learn(folded, Packets.OtherHardware, 0, true);
        Assert.NotSame(host.Neighbors.table.Find(Peer, 0), host.Neighbors.table.Find(folded));
        Resolve(out byte[] hardware);
        Assert.Equal(Packets.PeerHardware, hardware);
    }

    // Asked for, it asks itself, and so says where it is: what TCP suspects then is asked a second later at the earliest.
    [Theory]
    [InlineData(0, 1000)]
    [InlineData(400, 600)]
    [InlineData(999, 1)]
    public void NeighborThatHasJustSpoken_IsAskedASecondLaterAtTheEarliest(int after, int wait)
    {
        Send(1);
        host.Take();
        Ask(OtherHost, Packets.PeerHardware);
        Assert.Equal(NeighborState.Delay, State);

        // The answer to it, and what has waited.
        host.Device.Sent!.Clear();
        host.Advance(after);
        host.Neighbors.Suspect(Peer, 0);
        Assert.Empty(host.Take());
        host.Leap(wait - 1);
        Assert.Empty(host.Take());
        host.Leap(1);
        SentMessage question = host.Take().Single();
        Assert.Equal((135, OtherHost, OtherHost), (question.Type, question.Destination, question.Target));
    }

    // The same of one that is not used meanwhile.
    [Fact]
    public void NeighborWithAnotherHardwareAddress_IsAskedASecondLaterAtTheEarliest()
    {
        Reach();
        Ask(OtherHost, [2, 0, 0, 0, 0, 0x77]);
        Assert.Equal(NeighborState.Stale, State);
        host.Take();
        host.Neighbors.Suspect(Peer, 0);
        Assert.Empty(host.Take());
        host.Leap(999);
        Assert.Empty(host.Take());
        host.Leap(1);
        Assert.Equal(135, host.Take().Single().Type);
    }

    private void Reach()
    {
        Send(1);
        Answer(Solicited | Override, Packets.PeerHardware);
        Assert.Equal(NeighborState.Reachable, State);
        host.Device.Sent!.Clear();
    }

    private bool Send(byte content)
    {
        byte[] frame = [0, 0, 0, .. new byte[14], content, .. new byte[50]];
        return host.Neighbors.Enqueue(Peer, 0, frame, 3, frame.Length - 3, false);
    }

    private bool Resolve(out byte[] hardware)
    {
        hardware = new byte[6];
        return host.Neighbors.Resolve(Peer, 0, hardware, 0, false);
    }

    private void Answer(int flags, byte[]? hardware) =>
        host.Receive(Icmp(OtherHost, host.LinkLocal, Advertisement(OtherHost, flags, hardware == null ? [] : Target(hardware))));

    // All entries are of strangers that were answered, and that what was to be sent to them was too long to wait.
    private void Fill()
    {
        for (int i = 0; i < host.Neighbors.table.neighbors.Length; i++)
        {
            byte[] address = Address($"2001:db8:77::{i + 1:x}");
            host.Neighbors.Enqueue(address, 0, new byte[3000], 3, 2990, true);
            host.Receive(Icmp(Text(address), host.LinkLocal, Advertisement(Text(address), Solicited | Override, Target(Packets.PeerHardware))));
        }

        host.Take();
    }

    private void Ask(string source, byte[] hardware) =>
        host.Receive(Icmp(source, SolicitedNode(host.LinkLocal), Solicitation(host.LinkLocal, Source(hardware))));
}
