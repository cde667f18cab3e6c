using Nano.Net.IPv6;
using Nano.Net.Tests.Support;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>Who asks for this host is answered (RFC 4861 section 7.2).</summary>
public class NeighborSolicitationTests
{
    [Fact]
    public void Solicitation_IsAnswered_WhereItCameFrom()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        string own = host.LinkLocal;

        host.Receive(Icmp(OtherHost, DiscoveryPackets.SolicitedNode(own), Solicitation(own, Source(Packets.OtherHardware))));

        SentMessage answer = host.Take().Single();
        Assert.Equal(136, answer.Type);
        Assert.Equal(own, answer.Source);
        Assert.Equal(OtherHost, answer.Destination);
        Assert.Equal(Packets.OtherHardware, answer.Hardware);
        Assert.Equal(own, answer.Target);
        Assert.Equal(255, answer.HopLimit);

        // Solicited, and to be taken in place of another; no router.
        Assert.Equal(0x60, answer.Flags);
        Assert.Equal(Target(Packets.OurHardware), answer.Options);
        Assert.Equal(1, host.Counters.AdvertisementsSent);
    }

    [Fact]
    public void SolicitationWithoutAHardwareAddress_IsAnswered_WhereItsFrameCameFrom()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        host.Receive(Icmp(OtherHost, host.LinkLocal, Solicitation(host.LinkLocal), from: Packets.OtherHardware));
        Assert.Equal(Packets.OtherHardware, host.Take().Single().Hardware);
    }

    [Fact]
    public void SolicitationForAnotherHost_IsIgnored()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        host.Receive(Icmp(OtherHost, DiscoveryPackets.SolicitedNode("fe80::77"), Solicitation("fe80::77", Source(Packets.PeerHardware))));
        Assert.Empty(host.Take());
        Assert.Equal(1, host.Counters.Ignored);
    }

    [Theory]
    [InlineData(254, false, 0)]
    [InlineData(255, true, 0)]
    [InlineData(255, false, 1)]
    public void SolicitationThatIsNotAllowed_IsDropped(int hopLimit, bool fragmented, int code)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        byte[] message = Solicitation(host.LinkLocal, Source(Packets.PeerHardware));
        message[1] = (byte)code;
        host.Receive(Icmp(OtherHost, DiscoveryPackets.SolicitedNode(host.LinkLocal), message, hopLimit), fragmented);
        Assert.Empty(host.Take());
        Assert.Equal(1, host.Counters.Malformed + host.Counters.NotFromLink);
    }

    [Fact]
    public void RouterSolicitation_IsNoneOfAHostsBusiness()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        host.Receive(Icmp(OtherHost, AllRouters, [133, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Empty(host.Take());
        Assert.Equal(1, host.Counters.Ignored);
    }

    [Fact]
    public void OwnSolicitationThatTheLinkSendsBack_IsIgnored()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        host.Receive(Icmp(host.LinkLocal, DiscoveryPackets.SolicitedNode(host.LinkLocal), Solicitation(host.LinkLocal, Source(Packets.OurHardware))));
        Assert.Empty(host.Take());
        Assert.Equal(1, host.Counters.Ignored);
    }

    [Fact]
    public void Neighbor_IsAskedForInItsGroup_AndLaterItself()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        byte[] neighbor = Address(OtherHost);
        host.Discovery.Solicit(neighbor, 0, null!, 0);
        SentMessage question = host.Take().Single();
        Assert.Equal(host.LinkLocal, question.Source);
        Assert.Equal(DiscoveryPackets.SolicitedNode(OtherHost), question.Destination);
        Assert.Equal(OtherHost, question.Target);
        Assert.Equal(Source(Packets.OurHardware), question.Options);

        host.Discovery.Solicit(neighbor, 0, Packets.PeerHardware, 0);
        question = host.Take().Single();
        Assert.Equal(OtherHost, question.Destination);
        Assert.Equal(Packets.PeerHardware, question.Hardware);
        Assert.Equal(OtherHost, question.Target);
    }

    [Fact]
    public void HostWithoutAnAddress_AsksForNobody()
    {
        DiscoveryHost host = new();
        host.Discovery.Solicit(Address(OtherHost), 0, null!, 0);
        Assert.Empty(host.Take());
    }
}
