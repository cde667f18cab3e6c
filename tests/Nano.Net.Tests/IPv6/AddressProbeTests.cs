using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>Whether an address is free is found out before it is used (RFC 4862 section 5.4, RFC 7527).</summary>
public class AddressProbeTests
{
    [Fact]
    public void LinkUp_GivesALinkLocalAddress_AfterAProbeAndASecond()
    {
        DiscoveryHost host = new();
        host.Discovery.OnLinkChanged(true);
        int place = host.PlacesOf(Ipv6AddressOrigin.LinkLocal).Single();
        Assert.StartsWith("fe80::", host.LinkLocal);
        Assert.Equal(64, host.Own.prefixLengths[place]);
        Assert.Equal(Ipv6AddressState.Tentative, host.Own.StateOf(place));
        Assert.Equal(OwnAddresses.None, host.Own.FindLinkLocal());

        long sentAt = 0;
        while (sentAt == 0)
        {
            host.Advance(10);
            SentMessage? probe = host.Take(135).SingleOrDefault();
            if (probe != null)
            {
                sentAt = host.Context.now;
                Assert.InRange(sentAt, 1000, 1000 + 500 + 10);
                Assert.Equal("::", probe.Source);
                Assert.Equal(DiscoveryPackets.SolicitedNode(host.LinkLocal), probe.Destination);
                Assert.Equal(host.LinkLocal, probe.Target);
                Assert.Equal(255, probe.HopLimit);
                Assert.Equal(8, probe.Options.Length);
                Assert.Equal([14, 1], probe.Options[..2]);
            }
        }

        host.Advance(980);
        Assert.Equal(Ipv6AddressState.Tentative, host.Own.StateOf(place));
        host.Advance(30);
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
        Assert.Equal(place, host.Own.FindLinkLocal());
        host.Advance(10000);
        Assert.Empty(host.Take(135));
        Assert.Equal(1, host.Counters.SolicitationsSent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void ProbesThatAreAskedFor_AreSentASecondApart(int probes)
    {
        DiscoveryHost host = new(new Ipv6Options { DuplicateAddressProbes = probes });
        host.Discovery.OnLinkChanged(true);
        List<long> times = [];
        while (host.Own.FindLinkLocal() == OwnAddresses.None)
        {
            host.Advance(10);
            times.AddRange(host.Take(135).Select(_ => host.Context.now));
        }

        Assert.Equal(probes, times.Count);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(1000, pair.Second - pair.First));
        Assert.True(probes > 0 || host.Context.now <= 1010);
    }

    [Fact]
    public void NeighborThatHasTheAddress_MakesAnotherOneBeTried()
    {
        DiscoveryHost host = Probing(out int place);
        string taken = host.AddressOf(place);

        host.Receive(DiscoveryPackets.Icmp(taken, DiscoveryPackets.AllNodes, DiscoveryPackets.Advertisement(taken, 0x20, DiscoveryPackets.Target(Packets.PeerHardware))));

        Assert.NotEqual(taken, host.AddressOf(place));
        Assert.StartsWith("fe80::", host.AddressOf(place));
        Assert.Equal(Ipv6AddressState.Tentative, host.Own.StateOf(place));
        Assert.Equal(1, host.Counters.AddressConflicts);
        host.Take();
        host.Advance(990);
        Assert.Empty(host.Take(135));
        host.Advance(520);
        Assert.Equal(host.AddressOf(place), host.Take(135).Single().Target);
        host.Advance(1010);
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
    }

    [Fact]
    public void NeighborThatProbesForTheSameAddress_IsAConflict_AndOneThatAsksForItIsNone()
    {
        DiscoveryHost host = Probing(out int place);
        string address = host.AddressOf(place);

        host.Receive(DiscoveryPackets.Icmp(DiscoveryPackets.OtherHost, DiscoveryPackets.SolicitedNode(address), DiscoveryPackets.Solicitation(address, DiscoveryPackets.Source(Packets.PeerHardware))));
        Assert.Equal(address, host.AddressOf(place));
        Assert.Equal(0, host.Counters.AddressConflicts);
        Assert.Equal(0, host.Counters.AdvertisementsSent);

        host.Receive(DiscoveryPackets.Icmp("::", DiscoveryPackets.SolicitedNode(address), DiscoveryPackets.Solicitation(address)));
        Assert.NotEqual(address, host.AddressOf(place));
        Assert.Equal(1, host.Counters.AddressConflicts);
    }

    [Fact]
    public void OwnProbeThatTheLinkSendsBack_IsNoConflict_AndThreeMoreFollow()
    {
        DiscoveryHost host = Probing(out int place);
        string address = host.AddressOf(place);
        byte[] probe = DiscoveryPackets.Icmp("::", DiscoveryPackets.SolicitedNode(address), DiscoveryPackets.Solicitation(address, DiscoveryPackets.Nonce(host.Own.nonces[..6])));

        for (int i = 0; i < 4; i++)
        {
            host.Receive(probe);
        }

        Assert.Equal(address, host.AddressOf(place));
        Assert.Equal(0, host.Counters.AddressConflicts);
        Assert.Equal(4, host.Counters.ProbesLooped);
        host.Advance(3010);
        Assert.Equal(3, host.Take(135).Count);
        Assert.Equal(Ipv6AddressState.Tentative, host.Own.StateOf(place));
        host.Advance(1000);
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
    }

    [Fact]
    public void ProbeWithAnotherNonce_IsAConflict()
    {
        DiscoveryHost host = Probing(out int place);
        string address = host.AddressOf(place);
        byte[] nonce = host.Own.nonces[..6];
        nonce[5] ^= 1;

        host.Receive(DiscoveryPackets.Icmp("::", DiscoveryPackets.SolicitedNode(address), DiscoveryPackets.Solicitation(address, DiscoveryPackets.Nonce(nonce))));

        Assert.Equal(1, host.Counters.AddressConflicts);
    }

    [Fact]
    public void AttackerWhoHasEveryAddress_EndsItAfterThreeOthers_UntilTheLinkComesUpAnew()
    {
        DiscoveryHost host = Probing(out int place);
        HashSet<string> tried = [];
        for (int i = 0; i < 4; i++)
        {
            string address = host.AddressOf(place);
            tried.Add(address);
            host.Advance(i == 0 ? 900 : 1600);
            host.Receive(DiscoveryPackets.Icmp(address, DiscoveryPackets.AllNodes, DiscoveryPackets.Advertisement(address, 0x20, DiscoveryPackets.Target(Packets.PeerHardware))));
        }

        Assert.Equal(4, tried.Count);
        Assert.Equal(Ipv6AddressState.Duplicate, host.Own.StateOf(place));
        Assert.Equal(4, host.Counters.AddressConflicts);
        Assert.Equal(1, host.Counters.AddressesRefused);
        host.Take();
        host.Advance(60000);
        Assert.Empty(host.Take(135));

        host.Discovery.OnLinkChanged(false);
        host.Discovery.OnLinkChanged(true);
        host.Advance(2000);
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
    }

    [Fact]
    public void AddressInUse_IsDefended_AndKept()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        string address = host.LinkLocal;

        host.Receive(DiscoveryPackets.Icmp("::", DiscoveryPackets.SolicitedNode(address), DiscoveryPackets.Solicitation(address)));
        SentMessage answer = host.Take(136).Single();
        Assert.Equal(address, answer.Source);
        Assert.Equal(DiscoveryPackets.AllNodes, answer.Destination);
        Assert.Equal(address, answer.Target);
        Assert.Equal(0x20, answer.Flags);
        Assert.Equal(DiscoveryPackets.Target(Packets.OurHardware), answer.Options);

        host.Receive(DiscoveryPackets.Icmp(address, DiscoveryPackets.AllNodes, DiscoveryPackets.Advertisement(address, 0x20, DiscoveryPackets.Target(Packets.PeerHardware))));
        Assert.Equal(address, host.LinkLocal);
        Assert.NotEqual(OwnAddresses.None, host.Own.FindLinkLocal());
        Assert.Equal(1, host.Counters.AddressConflicts);
    }

    [Fact]
    public void LinkThatComesUp_HasAddressesProbedAgain_WhichStayInUseMeanwhile()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        string address = host.LinkLocal;
        host.Discovery.OnLinkChanged(false);
        host.Discovery.OnLinkChanged(true);

        Assert.NotEqual(OwnAddresses.None, host.Own.FindLinkLocal());
        host.Advance(510);
        Assert.Equal(address, host.Take(135).Single().Target);

        host.Receive(DiscoveryPackets.Icmp(address, DiscoveryPackets.AllNodes, DiscoveryPackets.Advertisement(address, 0x20, DiscoveryPackets.Target(Packets.PeerHardware))));
        Assert.Equal(OwnAddresses.None, host.Own.FindLinkLocal());
        Assert.NotEqual(address, host.LinkLocal);
    }

    [Fact]
    public void OwnAdvertisementThatTheLinkSendsBack_IsNoConflict()
    {
        DiscoveryHost host = Probing(out int place);
        string address = host.AddressOf(place);

        host.Receive(DiscoveryPackets.Icmp(address, DiscoveryPackets.AllNodes, DiscoveryPackets.Advertisement(address, 0x20, DiscoveryPackets.Target(Packets.OurHardware))));

        Assert.Equal(address, host.AddressOf(place));
        Assert.Equal(0, host.Counters.AddressConflicts);
        Assert.Equal(1, host.Counters.Ignored);
    }

    [Fact]
    public void LinkThatIsDown_LetsNoProbeEnd()
    {
        DiscoveryHost host = Probing(out int place);
        host.Discovery.OnLinkChanged(false);
        host.Advance(10000);
        Assert.Equal(Ipv6AddressState.Tentative, host.Own.StateOf(place));
        host.Discovery.OnLinkChanged(true);
        host.Advance(1520);
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
    }

    [Fact]
    public void LinkWithoutHardwareAddresses_NeedsNoProbe()
    {
        DiscoveryHost host = new(device: new FakeLinkDevice(medium: LinkMedium.Ip));
        host.Discovery.OnLinkChanged(true);
        host.Context.timers.RunDue(host.Context.now);
        Assert.NotEqual(OwnAddresses.None, host.Own.FindLinkLocal());
    }

    /// <summary>A host that has just sent the probe for its link-local address.</summary>
    private static DiscoveryHost Probing(out int place)
    {
        DiscoveryHost host = new();
        host.Discovery.OnLinkChanged(true);
        while (host.Take(135).Count == 0)
        {
            host.Advance(10);
        }

        place = host.PlacesOf(Ipv6AddressOrigin.LinkLocal).Single();
        return host;
    }
}
