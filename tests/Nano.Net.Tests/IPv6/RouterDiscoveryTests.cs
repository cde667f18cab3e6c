using Nano.Net.IPv6;
using Nano.Net.Tests.Support;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>Router discovery (RFC 4861 section 6.3, RFC 7559, RFC 4191, RFC 8106), with the test as routers.</summary>
public class RouterDiscoveryTests
{
    private const string Elsewhere = "2001:db8:ffff::1";

    [Fact]
    public void LinkUp_AsksForRouters_WithinHalfASecond_FromNoAddressYet()
    {
        DiscoveryHost host = new();
        host.Discovery.OnLinkChanged(true);
        host.Advance(510);
        SentMessage solicitation = host.Take(133).Single();
        Assert.Equal("::", solicitation.Source);
        Assert.Equal(AllRouters, solicitation.Destination);
        Assert.Equal(255, solicitation.HopLimit);
        Assert.Equal(8, solicitation.Bytes.Length);
    }

    [Fact]
    public void SolicitationsThatNobodyAnswers_GoOnForEver_EachTwiceAsLongAfterTheOneBefore()
    {
        DiscoveryHost host = new();
        host.Discovery.OnLinkChanged(true);
        List<long> times = [];
        while (times.Count < 14)
        {
            host.Leap(Math.Max(1, host.Context.timers.NextDue() - host.Context.now));
            times.AddRange(host.Take(133).Select(_ => host.Context.now));
        }

        long[] intervals = [.. times.Zip(times.Skip(1), (one, next) => next - one)];
        Assert.InRange(intervals[0], 3600, 4400);
        for (int i = 1; i < 9; i++)
        {
            Assert.InRange(intervals[i], intervals[i - 1] * 1.9 - 1, intervals[i - 1] * 2.1 + 1);
        }

        Assert.All(intervals[11..], interval => Assert.InRange(interval, 3_240_000, 3_960_000));
        Assert.True(intervals[11..].Distinct().Count() > 1);
    }

    [Fact]
    public void SolicitationFromAnAddress_SaysTheHardwareAddress()
    {
        DiscoveryHost host = new();
        host.Discovery.OnLinkChanged(true);
        host.Advance(2000);
        host.Take();
        host.Advance(4000);
        SentMessage solicitation = host.Take(133).Single();
        Assert.Equal(host.LinkLocal, solicitation.Source);
        Assert.Equal([133, 0], solicitation.Bytes[..2]);
        Assert.Equal(Source(Packets.OurHardware), solicitation.Bytes[8..]);
    }

    [Fact]
    public void RouterThatAnswers_EndsTheSolicitations_UntilItsTimeIsUp()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(1000, 0, 0, 0, 0));
        host.Advance(10);
        host.Take();
        host.Leap(999_000);
        Assert.Empty(host.Take(133));
        Assert.Equal(0, host.Routers.RouterFor(Address(Elsewhere), 0));

        host.Leap(2000);
        Assert.Equal(DefaultRouters.None, host.Routers.RouterFor(Address(Elsewhere), 0));
        Assert.Single(host.Take(133));
    }

    [Fact]
    public void RouterWithoutALifetime_IsNoDefaultRouter_AndOneThatHadOneIsNoneAnyMore()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(0, 0, 0, 0, 0));
        Assert.Equal(DefaultRouters.None, host.Routers.RouterFor(Address(Elsewhere), 0));
        host.Advance(5000);
        Assert.Single(host.Take(133));

        Advertise(host, RouterAdvertisement());
        Assert.Equal(0, host.Routers.RouterFor(Address(Elsewhere), 0));
        Advertise(host, RouterAdvertisement(0, 0, 0, 0, 0));
        Assert.Equal(DefaultRouters.None, host.Routers.RouterFor(Address(Elsewhere), 0));
    }

    [Theory]
    [InlineData("fe80::1", 254, false)]
    [InlineData("2001:db8::1", 255, false)]
    [InlineData("fe80::1", 255, true)]
    public void AdvertisementFromElsewhere_OrInFragments_IsDropped(string source, int hopLimit, bool fragmented)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        host.Receive(Icmp(source, AllNodes, RouterAdvertisement(), hopLimit), fragmented);
        Assert.Equal(DefaultRouters.None, host.Routers.RouterFor(Address(Elsewhere), 0));
        Assert.Equal(0, host.Counters.RouterAdvertisements);
        Assert.Equal(1, host.Counters.Malformed + host.Counters.NotFromLink);
        Assert.Equal(hopLimit == 255 ? 0 : 1, host.Counters.NotFromLink);
    }

    [Fact]
    public void SettingsOfTheLink_AreTaken()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Assert.Equal(64, host.Routers.hopLimit);
        Assert.Equal(1500, host.Routers.mtu);
        Assert.Equal(1000, host.Discovery.RetransmissionTimer);
        Assert.InRange(host.Routers.reachableTime, 15_000, 45_000);

        Advertise(host, RouterAdvertisement(1800, 0xC0, 100, 60_000, 2000, Mtu(1400)));
        Assert.Equal(100, host.Routers.hopLimit);
        Assert.Equal(1400, host.Routers.mtu);
        Assert.Equal(2000, host.Discovery.RetransmissionTimer);
        Assert.InRange(host.Routers.reachableTime, 30_000, 90_000);
        Assert.Equal(0xC0, host.Routers.dhcpFlags);

        // What is not said stays as it was.
        Advertise(host, RouterAdvertisement(1800, 0, 0, 0, 0));
        Assert.Equal((100, 1400, 2000), (host.Routers.hopLimit, host.Routers.mtu, host.Discovery.RetransmissionTimer));
        Assert.Equal(0, host.Routers.dhcpFlags);
    }

    [Theory]
    [InlineData(31, 64)]
    [InlineData(32, 32)]
    [InlineData(255, 255)]
    public void HopLimitThatLeadsNowhere_IsNotTaken(int advertised, int expected)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(1800, 0, advertised, 0, 0));
        Assert.Equal(expected, host.Routers.hopLimit);
    }

    [Theory]
    [InlineData(1279u, 1500)]
    [InlineData(1280u, 1280)]
    [InlineData(1500u, 1500)]
    [InlineData(1501u, 1500)]
    [InlineData(0xFFFFFFFFu, 1500)]
    public void MtuOutsideOfWhatALinkMayHave_IsNotTaken(uint advertised, int expected)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(Mtu(advertised)));
        Assert.Equal(expected, host.Routers.mtu);
    }

    [Theory]
    [InlineData(99u, 1000)]
    [InlineData(100u, 100)]
    [InlineData(30_000u, 30_000)]
    [InlineData(30_001u, 1000)]
    [InlineData(0xFFFFFFFFu, 1000)]
    public void RetransmissionTimerThatWouldHarm_IsNotTaken(uint advertised, int expected)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(1800, 0, 0, 0, advertised));
        Assert.Equal(expected, host.Discovery.RetransmissionTimer);
    }

    [Theory]
    [InlineData(3_600_000u, 1_800_000, 5_400_000)]
    [InlineData(3_600_001u, 15_000, 45_000)]
    public void ReachableTimeBeyondAnHour_IsNotTaken(uint advertised, int least, int most)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(1800, 0, 0, advertised, 0));
        Assert.InRange(host.Routers.reachableTime, least, most);
    }

    [Fact]
    public void RouterWithTheHigherPreference_IsTaken_AndOfEqualsTheOneInUse()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement());
        Advertise(host, RouterAdvertisement(), OtherRouter);
        Assert.Equal(Router, Chosen(host));
        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0), OtherRouter);
        Answer(host, OtherRouter, OtherRouterHardware);
        Assert.Equal(OtherRouter, Chosen(host));
        host.Take();
        Advertise(host, RouterAdvertisement(1800, 0x18, 0, 0, 0), OtherRouter);
        Assert.Equal(Router, host.Take(135).Single().Target);
        Answer(host, Router, RouterHardware);
        Assert.Equal(Router, Chosen(host));

        // The value that is reserved stands for "medium" (RFC 4191 section 2.2).
        Advertise(host, RouterAdvertisement(1800, 0x10, 0, 0, 0), OtherRouter);
        Assert.Equal(Router, Chosen(host));
        Assert.Equal(0, host.Routers.routers.PreferenceOf(host.Routers.routers.Find(Address(OtherRouter), 0)));
    }

    [Fact]
    public void RouterThatDoesNotAnswer_IsLeftForAnother_UntilItIsHeardOf()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0));
        Advertise(host, RouterAdvertisement(), OtherRouter);
        Assert.Equal(Router, Chosen(host));
        int changes = host.Changes;

        host.Routers.OnUnreachable(Address(Router), 0);
        Assert.Equal(OtherRouter, Chosen(host));
        Assert.Equal(changes + 1, host.Changes);

        // Heard of is not enough: it has to answer.
        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0));
        Assert.Equal(OtherRouter, Chosen(host));
        Answer(host, Router, RouterHardware);
        Assert.Equal(Router, Chosen(host));
        Assert.Equal(changes + 2, host.Changes);
    }

    /// <summary>Anybody can say that he is a router, and the best one: what works is left for one that answers.</summary>
    [Fact]
    public void RouterWithAHigherPreference_IsAskedFirst_AndTakenWhenItAnswers()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(Source(RouterHardware)));
        host.Take();

        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0, Source(OtherRouterHardware)), OtherRouter);
        Assert.Equal(Router, Chosen(host));
        SentMessage asked = host.Take(135).Single();
        Assert.Equal((OtherRouter, OtherRouter), (asked.Target, asked.Destination));

        // Once a second, three times; of one that stays silent, nothing is wanted.
        host.Advance(5000);
        Assert.Equal(2, host.Take(135).Count);
        Assert.Equal(Router, Chosen(host));

        // What nobody has asked for is no answer; what answers is.
        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0, Source(OtherRouterHardware)), OtherRouter);
        host.Receive(Icmp(OtherRouter, AllNodes, Advertisement(OtherRouter, 0xA0, Target(OtherRouterHardware))));
        Assert.Equal(Router, Chosen(host));
        Answer(host, OtherRouter, OtherRouterHardware);
        Assert.Equal(OtherRouter, Chosen(host));
    }

    [Fact]
    public void RouterWithAHigherPreference_AndWithoutAHardwareAddress_IsAskedByAll()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement());
        host.Take();
        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0), OtherRouter);
        SentMessage asked = host.Take(135).Single();
        Assert.Equal((OtherRouter, SolicitedNode(OtherRouter)), (asked.Target, asked.Destination));
        Answer(host, OtherRouter, OtherRouterHardware);
        Assert.Equal(OtherRouter, Chosen(host));
    }

    [Fact]
    public void RouterThatWouldNotBeTaken_IsNotAsked()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(Source(RouterHardware)));
        Advertise(host, RouterAdvertisement(Source(OtherRouterHardware)), OtherRouter);
        Assert.Empty(host.Take(135));

        // The best one takes over at once from one that does not answer.
        host.Routers.OnUnreachable(Address(Router), 0);
        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0, Source(OtherRouterHardware)), OtherRouter);
        Assert.Equal(OtherRouter, Chosen(host));
        Assert.Empty(host.Take(135));
    }

    [Fact]
    public void RouterThatIsGone_IsReplacedByTheOneWithTheHighestPreference_WhetherItHasAnsweredOrNot()
    {
        DiscoveryHost host = DiscoveryHost.Settled(new Ipv6Options { Routers = 3 });
        Advertise(host, RouterAdvertisement());
        Advertise(host, RouterAdvertisement(), "fe80::3");
        Advertise(host, RouterAdvertisement(1800, 0x08, 0, 0, 0), OtherRouter);
        Assert.Equal(Router, Chosen(host));
        Advertise(host, RouterAdvertisement(0, 0, 0, 0, 0));
        Assert.Equal(OtherRouter, Chosen(host));
    }

    [Fact]
    public void RoutersThatAreAllSilent_AreTriedInTurn()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement());
        Advertise(host, RouterAdvertisement(), OtherRouter);
        host.Routers.OnUnreachable(Address(Router), 0);
        Assert.Equal(OtherRouter, Chosen(host));
        host.Routers.OnUnreachable(Address(OtherRouter), 0);
        Assert.Equal(Router, Chosen(host));
        host.Routers.OnUnreachable(Address(Router), 0);
        Assert.Equal(OtherRouter, Chosen(host));
    }

    [Fact]
    public void RouterThatSaysItIsNone_IsNoneAnyMore()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement());
        host.Routers.OnNeighbor(Address(Router), 0, true, false);
        Assert.Equal(Router, Chosen(host));
        host.Routers.OnNeighbor(Address(Router), 0, false, true);
        Assert.Equal(DefaultRouters.None, host.Routers.RouterFor(Address(Elsewhere), 0));
    }

    [Fact]
    public void FloodOfRouters_DisplacesNoneThatAnswers()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement());
        Advertise(host, RouterAdvertisement(), OtherRouter);
        for (int i = 0; i < 1000; i++)
        {
            Advertise(host, RouterAdvertisement(9000, 0x08, 0, 0, 0, Prefix($"2001:db8:{i + 1:x}::")), $"fe80::bad:{i:x}");
        }

        Assert.Equal(Router, Chosen(host));
        Assert.NotEqual(DefaultRouters.None, host.Routers.routers.Find(Address(OtherRouter), 0));

        // Routers beyond two, prefixes beyond two; addresses beyond three.
        Assert.Equal(1000 + 998, host.Counters.RoutersRefused);
        Assert.Equal(998, host.Counters.AddressesRefused);

        host.Routers.OnUnreachable(Address(OtherRouter), 0);
        Advertise(host, RouterAdvertisement(), "fe80::3");
        Assert.NotEqual(DefaultRouters.None, host.Routers.routers.Find(Address("fe80::3"), 0));
        Assert.Equal(Router, Chosen(host));
    }

    [Fact]
    public void Prefix_IsOnTheLink_AsLongAsItWasSaidToBe()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(Prefix("2001:db8:5::", 600, 600, flags: 0x80), Prefix("2001:db8:6::", 600, 600, flags: 0x40), Prefix("2001:db8:7:100::", 300, 300, 56, 0x80)));
        Assert.True(host.Routers.IsOnLink(Address("2001:db8:5::77"), 0));
        Assert.False(host.Routers.IsOnLink(Address("2001:db8:6::77"), 0));
        Assert.True(host.Routers.IsOnLink(Address("2001:db8:7:1ff::77"), 0));
        Assert.False(host.Routers.IsOnLink(Address("2001:db8:7:200::77"), 0));
        Assert.True(host.Routers.IsOnLink(Address("fe80::77"), 0));
        Assert.True(host.Routers.IsOnLink(Address("ff0e::77"), 0));

        int changes = host.Changes;
        host.Leap(299_990);
        Assert.True(host.Routers.IsOnLink(Address("2001:db8:7:1ff::77"), 0));
        host.Leap(20);
        Assert.False(host.Routers.IsOnLink(Address("2001:db8:7:1ff::77"), 0));
        Assert.True(host.Changes > changes);

        Advertise(host, RouterAdvertisement(Prefix("2001:db8:5::", 0, 0, flags: 0x80)));
        Assert.False(host.Routers.IsOnLink(Address("2001:db8:5::77"), 0));
    }

    [Fact]
    public void LinkLocalAndMulticastPrefixes_AreIgnored()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(Prefix("fe80::"), Prefix("ff02::")));
        Assert.Equal(2, host.Counters.Ignored);
        Assert.Equal([], host.PlacesOf(Ipv6AddressOrigin.Autoconfigured));
        Assert.Equal(0, host.Routers.prefixes.until[0]);
    }

    [Fact]
    public void NameServers_AreKept_AsLongAsTheyMayBeAsked()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement(NameServers(600, "2001:db8::53", "2001:db8::54"), NameServers(600, "2001:db8::55")));
        Assert.Equal(["2001:db8::53", "2001:db8::54"], Servers(host));
        Assert.Equal(1, host.Counters.RoutersRefused);
        Advertise(host, RouterAdvertisement(NameServers(0, "2001:db8::53")));
        Assert.Equal(["2001:db8::54"], Servers(host));
        Advertise(host, RouterAdvertisement(NameServers(uint.MaxValue, "2001:db8::55")));
        host.Leap(600_001);
        Assert.Equal(["2001:db8::55"], Servers(host));

        static IEnumerable<string> Servers(DiscoveryHost host) => host.Routers.nameServers.Read(host.Context.now).Select(server => server.ToString()).Order();
    }

    [Fact]
    public void LinkThatComesUp_AsksForRoutersAtOnce()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, RouterAdvertisement());
        host.Advance(10_000);
        host.Take();
        host.Discovery.OnLinkChanged(false);
        host.Advance(10_000);
        Assert.Empty(host.Take());
        host.Discovery.OnLinkChanged(true);
        host.Advance(510);
        Assert.Equal(host.LinkLocal, host.Take(133).Single().Source);
    }

    private static string Chosen(DiscoveryHost host) =>
        Text(host.Routers.routers.addresses.AsSpan(16 * host.Routers.RouterFor(Address(Elsewhere), 0)));

    private static void Answer(DiscoveryHost host, string router, byte[] hardware) =>
        host.Receive(Icmp(router, host.LinkLocal, Advertisement(router, 0xE0, Target(hardware))));

    private static void Advertise(DiscoveryHost host, byte[] message, string source = Router) => host.Receive(Icmp(source, AllNodes, message));
}
