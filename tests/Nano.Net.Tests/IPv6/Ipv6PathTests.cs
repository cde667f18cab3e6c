using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>Where packets go on an Ethernet, and what becomes of paths when addresses, routers and neighbours come and go.</summary>
public class Ipv6PathTests
{
    private static readonly byte[] segment = Packets.Bytes(20);
    private static readonly byte[] routerHardware = [2, 0, 0, 0, 0, 0xFE];
    private static readonly byte[] otherRouterHardware = [2, 0, 0, 0, 0, 0xFD];
    private const string OtherRouter = "fe80::fd";

    private readonly LowerStack6 stack = new(LinkMedium.Ethernet, gateway: Packets6.Router);

    [Fact]
    public void FirstPacketToANeighbor_AsksForIt_AndGoesWhenItAnswers()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        Assert.True(stack.SendSegment(path, segment));
        byte[] asked = Assert.Single(stack.Sent);
        Assert.Equal([0x33, 0x33, 0xFF, 0, 0, 2, .. Packets.OurHardware, 0x86, 0xDD], asked[..14]);
        Assert.Equal(
            Packets6.IcmpPacket(135, 0, [0, 0, 0, 0, .. Packets6.Address(Packets6.Peer), 1, 1, .. Packets.OurHardware], Packets6.Us, "ff02::1:ff00:2"),
            stack.TakeSent().Single());
        Advertise(Packets6.Peer, Packets.PeerHardware);
        byte[] frame = Assert.Single(stack.Sent);
        Assert.Equal([.. Packets.PeerHardware, .. Packets.OurHardware, 0x86, 0xDD, .. Packets6.Ip(6, segment, Packets6.Us, Packets6.Peer)], frame);
        stack.Sent.Clear();
        Assert.True(stack.SendSegment(path, segment));
        Assert.Equal(frame, Assert.Single(stack.Sent));
        Assert.True(stack.Ipv6.IsResolved(path));
    }

    [Fact]
    public void DatagramOfSeveralFragments_WaitsForTheNeighborAsForABusyDevice()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        Assert.False(stack.Ipv6.SendDatagram(path, 17, 0, new byte[8], 8, new byte[3000], 0, 3000));
        Assert.Equal(135, stack.TakeSent().Single()[40]);
        Advertise(Packets6.Peer, Packets.PeerHardware);
        Assert.Empty(stack.TakeSent());
        Assert.True(stack.Ipv6.SendDatagram(path, 17, 0, new byte[8], 8, new byte[3000], 0, 3000));
        Assert.Equal(3, stack.TakeSent().Count);
    }

    [Fact]
    public void WhatIsElsewhere_GoesByTheRouter()
    {
        Ipv6Path path = stack.PathTo(Packets6.Far);
        stack.SendSegment(path, segment);
        Assert.Equal(Packets6.Address(Packets6.Router), stack.TakeSent().Single()[48..64]);
        Advertise(Packets6.Router, routerHardware, 0xE0);
        Assert.Equal([.. routerHardware, .. Packets.OurHardware], Assert.Single(stack.Sent)[..12]);
        Assert.False(path.IsOnLink);
        Assert.True(stack.PathTo(Packets6.Peer).IsOnLink);
    }

    [Fact]
    public void PacketToAGroup_GoesToItsHardwareAddress()
    {
        Ipv6Path path = stack.PathTo("ff05::1:2:3");
        Assert.True(path.IsMulticast);
        stack.SendSegment(path, segment);
        Assert.Equal([0x33, 0x33, 0, 2, 0, 3], Assert.Single(stack.Sent)[..6]);
        Assert.False(stack.PathTo(Packets6.Peer).IsMulticast);
    }

    [Fact]
    public void WithoutARouter_NoPathLeadsElsewhere()
    {
        LowerStack6 alone = new(LinkMedium.Ethernet);
        Assert.Null(alone.PathTo(Packets6.Far));
        Assert.Equal(1, alone.Counters.NoRoute);
        Assert.NotNull(alone.PathTo(Packets6.Peer));
    }

    [Theory]
    [InlineData(Packets6.Peer, true)]
    [InlineData(Packets6.Far, true)]
    [InlineData(Packets6.LinkLocalPeer, true)]
    [InlineData(Packets6.Us, false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void ConnectionsAreOpened_ToOneOtherHost(string address, bool isOne)
    {
        Assert.Equal(isOne, stack.Ipv6.IsOtherHost(IPAddress.Parse(address)));
    }

    // RFC 4861 section 8.3.
    [Fact]
    public void Redirect_ToTheDestinationItself_MakesItANeighbor()
    {
        Ipv6Path path = Resolve(Packets6.Far, Packets6.Router, routerHardware);
        Redirect(Packets6.Router, routerHardware, Packets6.Far, Packets6.Far, Packets.PeerHardware);
        Assert.True(path.IsOnLink);
        stack.SendSegment(path, segment);
        Assert.Equal(Packets.PeerHardware, Assert.Single(stack.Sent)[..6]);
    }

    [Fact]
    public void Redirect_ToAnotherRouter_IsRememberedForThatDestination()
    {
        Ipv6Path path = Resolve(Packets6.Far, Packets6.Router, routerHardware);
        Redirect(Packets6.Router, routerHardware, Packets6.Far, OtherRouter, otherRouterHardware);
        Assert.False(path.IsOnLink);
        stack.SendSegment(path, segment);
        Assert.Equal(otherRouterHardware, Assert.Single(stack.Sent)[..6]);
        stack.Sent.Clear();
        stack.SendSegment(stack.PathTo("2001:db9::a"), segment);
        Assert.Equal(routerHardware, Assert.Single(stack.Sent)[..6]);
    }

    [Fact]
    public void Redirect_FromAnotherThanTheRouterInUse_IsIgnored()
    {
        Ipv6Path path = Resolve(Packets6.Far, Packets6.Router, routerHardware);
        Redirect(OtherRouter, otherRouterHardware, Packets6.Far, OtherRouter, otherRouterHardware);
        Redirect(Packets6.Router, routerHardware, "2001:db9::b", OtherRouter, otherRouterHardware);
        stack.SendSegment(path, segment);
        Assert.Equal(routerHardware, Assert.Single(stack.Sent)[..6]);
        Assert.Equal(0, stack.Ipv6.discovery.counters.Redirects);
    }

    /// <summary>Anybody on the link can say that he is the router; from its hardware address it takes more.</summary>
    [Fact]
    public void Redirect_FromAnotherHardwareAddressThanTheRouters_IsIgnored()
    {
        Ipv6Path path = Resolve(Packets6.Far, Packets6.Router, routerHardware);
        long ignored = stack.Ipv6.discovery.counters.Ignored;
        Redirect(Packets6.Router, otherRouterHardware, Packets6.Far, OtherRouter, otherRouterHardware);
        stack.SendSegment(path, segment);
        Assert.Equal(routerHardware, Assert.Single(stack.Sent)[..6]);
        Assert.Equal((0, ignored + 1), (stack.Ipv6.discovery.counters.Redirects, stack.Ipv6.discovery.counters.Ignored));
    }

    [Fact]
    public void RouterThatDoesNotAnswer_IsLeftForAnother_AndWhatWentByItIsSentAgain()
    {
        Ipv6Path path = stack.PathTo(Packets6.Far);
        stack.Ipv6.paths.Hold(path);
        stack.SendSegment(path, segment);
        Assert.Equal(Packets6.Address(Packets6.Router), stack.TakeSent().Single()[48..64]);
        stack.Receive(Packets6.IcmpPacket(134, 0, [64, 0, 7, 8, .. new byte[8], 1, 1, .. otherRouterHardware], OtherRouter, Packets6.AllNodes));
        stack.Tcp.Reachable.Clear();
        stack.Advance(3100);
        Assert.Equal([path], stack.Tcp.Reachable);
        Assert.Empty(stack.Tcp.Unreachable);
        stack.Sent.Clear();
        stack.SendSegment(path, segment);
        Assert.Equal(otherRouterHardware, Assert.Single(stack.Sent)[..6]);
    }

    // What is sent to the other router at once begins to ask for it while the deadlines of neighbours are gone through.
    [Fact]
    public void RouterThatIsAskedForInPlaceOfAnother_IsAskedForInTime()
    {
        stack.SendSegment(stack.PathTo(Packets6.Peer), segment);
        stack.Advance(4000);
        Ipv6Path path = stack.PathTo(Packets6.Far);
        stack.Ipv6.paths.Hold(path);
        stack.SendSegment(path, segment);
        stack.Receive(Packets6.IcmpPacket(134, 0, [64, 0, 7, 8, .. new byte[8]], OtherRouter, Packets6.AllNodes));
        stack.Tcp.BecameReachable = p => stack.SendSegment(p, segment);
        stack.Advance(3000);
        Assert.Equal([path], stack.Tcp.Reachable);
        stack.TakeSent();
        stack.Advance(2000);
        Assert.Equal([Packets6.Address(OtherRouter), Packets6.Address(OtherRouter)], stack.TakeSent().Select(packet => packet[48..64]));
    }

    [Fact]
    public void NeighborThatDoesNotAnswer_IsToldToItsConnections()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        stack.Ipv6.paths.Hold(path);
        stack.SendSegment(path, segment);
        stack.Advance(3100);
        Assert.Equal([path], stack.Tcp.Unreachable);
        Assert.Equal(3, stack.TakeSent().Count(packet => packet[40] == 135));
    }

    // RFC 4862 section 5.5.4: nothing leaves from it any more, not what was sent before and waits for a neighbour either.
    [Theory]
    [InlineData(Packets6.Us, 0)]
    [InlineData("2001:db8::77", 1)]
    public void WhatWaitsForANeighbor_IsNotSentFromAnAddressThatIsGone(string taken, int sent)
    {
        OwnAddresses own = stack.Ipv6.discovery.own;
        stack.SendSegment(stack.PathTo(Packets6.Peer), segment);
        own.Add(Packets6.Address("2001:db8::77"), 0, 64, Ipv6AddressOrigin.Manual, long.MaxValue, long.MaxValue);
        stack.Advance(1000);
        own.Remove(own.Find(Packets6.Address(taken), 0));
        stack.Sent.Clear();
        Advertise(Packets6.Peer, Packets.PeerHardware);
        Assert.Equal(sent, stack.TakeSent().Count(packet => packet[6] == 6));
        Assert.Equal(1 - sent, stack.Link.counters.PendingDropped);
    }

    // RFC 4862 section 5.4.5: an address that another host has is not this host's, and that one is a peer like any other.
    [Fact]
    public void HostThatHasAnAddressThatThisOneWanted_IsTalkedTo()
    {
        LowerStack6 host = new(LinkMedium.Ethernet, configure: o => o.DuplicateAddressProbes = 1);
        OwnAddresses own = host.Ipv6.discovery.own;
        int place = own.Add(Packets6.Address(Packets6.Peer), 0, 64, Ipv6AddressOrigin.Manual, long.MaxValue, long.MaxValue);
        host.Advance(600);
        host.Receive(Packets6.IcmpPacket(136, 0, [0x20, 0, 0, 0, .. Packets6.Address(Packets6.Peer), 2, 1, .. Packets.PeerHardware], Packets6.Peer, Packets6.AllNodes));
        Assert.Equal(Ipv6AddressState.Duplicate, own.StateOf(place));
        host.Advance(2000);
        host.TakeSent();

        Assert.True(host.Ipv6.IsOtherHost(IPAddress.Parse(Packets6.Peer)));
        host.Receive(Packets6.IcmpPacket(
            135, 0, [0, 0, 0, 0, .. Packets6.Address(Packets6.Us), 1, 1, .. Packets.PeerHardware], Packets6.Peer, "ff02::1:ff00:1"));
        Assert.Equal(136, host.TakeSent().Single()[40]);
        host.Receive(Packets6.Ip(6, segment, Packets6.Peer, Packets6.Us));
        Assert.Equal((1, 0), (host.Tcp.Count, host.Counters.BadSource));
    }

    // Which of the two speaks first makes no difference: its answer to a question for that address is no conflict any more.
    [Fact]
    public void HostThatHasAnAddressThatThisOneWanted_IsFound()
    {
        LowerStack6 host = new(LinkMedium.Ethernet, configure: o => o.DuplicateAddressProbes = 1);
        OwnAddresses own = host.Ipv6.discovery.own;
        own.Add(Packets6.Address(Packets6.Peer), 0, 64, Ipv6AddressOrigin.Manual, long.MaxValue, long.MaxValue);
        host.Advance(600);
        byte[] advertisement = [0x20, 0, 0, 0, .. Packets6.Address(Packets6.Peer), 2, 1, .. Packets.PeerHardware];
        host.Receive(Packets6.IcmpPacket(136, 0, advertisement, Packets6.Peer, Packets6.AllNodes));
        host.Advance(2000);
        host.TakeSent();
        long conflicts = host.Ipv6.discovery.counters.AddressConflicts;

        host.SendSegment(host.PathTo(Packets6.Peer), segment);
        Assert.Equal(135, host.TakeSent().Single()[40]);
        advertisement[0] = 0x60;
        host.Receive(Packets6.IcmpPacket(136, 0, advertisement, Packets6.Peer, Packets6.Us));
        Assert.Equal(6, host.TakeSent().Single()[6]);
        Assert.Equal(conflicts, host.Ipv6.discovery.counters.AddressConflicts);
    }

    [Fact]
    public void AddressThatIsTakenAway_EndsWhatStartsFromIt()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        stack.Ipv6.paths.Hold(path);
        OwnAddresses own = stack.Ipv6.discovery.own;
        own.Remove(own.Find(Packets6.Address(Packets6.Us), 0));
        Assert.Equal(1, stack.Tcp.AddressesLost);
        Assert.False(path.IsRouted);
        stack.Receive(Packets6.Ip(6, segment));
        Assert.Equal(0, stack.Tcp.Count);

        // What begins now starts from what is left.
        Assert.True(stack.PathTo(Packets6.Peer).LocalAddress().IsIPv6LinkLocal);
    }

    // RFC 8201 section 4: no larger packet for five minutes at least, whatever else routers say meanwhile.
    [Fact]
    public void MtuThatWasLearned_OutlivesChangesOfRoutersAndAddresses()
    {
        Ipv6Path path = Resolve(Packets6.Far, Packets6.Router, routerHardware);
        stack.Ipv6.paths.Hold(path);
        stack.Ipv6.paths.LearnMtu(path, 1300);
        stack.Receive(Packets6.IcmpPacket(134, 0, [70, 0, 7, 8, .. new byte[8], 1, 1, .. otherRouterHardware], OtherRouter, Packets6.AllNodes));
        Assert.Equal(70, path.header[21]);
        Assert.Equal(1300, path.Mtu);
        Assert.Equal(1500, stack.PathTo("2001:db9::a").Mtu);
        stack.Advance(599_000);
        Assert.Equal(0, path.mtuState & Nano.Net.Internet.Path.ProbeDue);
        stack.Advance(2_000);
        Assert.NotEqual(0, path.mtuState & Nano.Net.Internet.Path.ProbeDue);
    }

    // A path of less than the link now carries is tried for more, though nobody has said that it carries less.
    [Fact]
    public void LinkThatCarriesMoreAgain_IsTriedOnPathsOfBefore()
    {
        Ipv6Path path = Resolve(Packets6.Far, Packets6.Router, routerHardware);
        Advertise1(1400);
        Assert.Equal(1400, path.Mtu);
        Advertise1(1500);
        Assert.Equal((1400, 1500), (path.Mtu, stack.Ipv6.Mtu));
        stack.Advance(601_000);
        Assert.NotEqual(0, path.mtuState & Nano.Net.Internet.Path.ProbeDue);

        void Advertise1(int mtu) => stack.Receive(Packets6.IcmpPacket(
            134, 0, [64, 0, 7, 8, .. new byte[8], 5, 1, 0, 0, 0, 0, (byte)(mtu >> 8), (byte)mtu], Packets6.Router, Packets6.AllNodes));
    }

    [Fact]
    public void MtuAndHopLimitOfARouter_AreThoseOfThePaths()
    {
        Ipv6Path path = Resolve(Packets6.Peer, Packets6.Peer, Packets.PeerHardware);
        Assert.Equal(1500, path.Mtu);
        stack.Receive(Packets6.IcmpPacket(
            134, 0, [100, 0, 7, 8, .. new byte[8], 5, 1, 0, 0, 0, 0, 5, 0x78], OtherRouter, Packets6.AllNodes));
        Assert.Equal((1400, 1400), (path.Mtu, stack.Ipv6.Mtu));
        stack.Sent.Clear();
        stack.SendSegment(path, segment);
        Assert.Equal(Packets6.Ip(6, segment, Packets6.Us, Packets6.Peer, 100), stack.TakeSent().Single());
    }

    [Fact]
    public void Groups_AreNamedByPlacesThatIPv4DoesNotUse()
    {
        IPAddress group = IPAddress.Parse("ff02::fb");
        byte[] packet = Packets6.Ip(17, segment, destination: "ff02::fb");
        stack.Receive(packet);
        Assert.Equal((0, 1), (stack.Udp.Count, stack.Counters.NotForThisHost));
        Assert.Equal(-1, stack.Ipv6.FindGroup(group));
        int place = stack.Ipv6.JoinGroup(group);
        Assert.True(place >= stack.Options.MulticastGroups);
        stack.Receive(packet);
        Assert.Equal(1, stack.Udp.Count);
        Assert.Equal(place, stack.Ipv6.GroupOf(packet, 0));
        Assert.Equal(place, stack.Ipv6.FindGroup(group));
        Assert.Equal(-1, stack.Ipv6.GroupOf(Packets6.Ip(17, segment, destination: Packets6.AllNodes), 0));
        Assert.True(stack.Ipv6.LeaveGroup(place));
        stack.Receive(packet);
        Assert.Equal(1, stack.Udp.Count);
    }

    [Fact]
    public void AddressOfThePath_IsWrittenAndRead()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        byte[] buffer = new byte[18];
        path.WriteRemoteAddress(buffer, 1);
        Assert.Equal(IPAddress.Parse(Packets6.Peer), stack.Internet.ReadAddress(buffer, 1));
        Assert.True(stack.Internet.IsAddress(buffer, 1, IPAddress.Parse(Packets6.Peer)));
        Assert.False(stack.Internet.IsAddress(buffer, 1, IPAddress.Parse(Packets6.OtherPeer)));
    }

    private void Advertise(string address, byte[] hardware, int flags = 0x60) =>
        stack.Receive(Packets6.IcmpPacket(136, 0, [(byte)flags, 0, 0, 0, .. Packets6.Address(address), 2, 1, .. hardware], address, Packets6.Us));

    // The path to an address whose next hop is known.
    private Ipv6Path Resolve(string address, string nextHop, byte[] hardware)
    {
        Ipv6Path path = stack.PathTo(address);
        stack.SendSegment(path, segment);
        Advertise(nextHop, hardware, nextHop == Packets6.Router ? 0xE0 : 0x60);
        stack.Sent.Clear();
        return path;
    }

    private void Redirect(string router, byte[] hardware, string destination, string target, byte[] targetHardware)
    {
        byte[] packet = Packets6.IcmpPacket(
            137, 0, [0, 0, 0, 0, .. Packets6.Address(target), .. Packets6.Address(destination), 2, 1, .. targetHardware], router, Packets6.Us);
        stack.ReceiveFrame(Packets.Frame(Packets.OurHardware, hardware, LowerStack6.EtherType, packet));
    }
}
