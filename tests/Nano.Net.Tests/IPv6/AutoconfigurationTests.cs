using Nano.Net.Core;
using Nano.Net.IPv6;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>Addresses made of prefixes (RFC 4862 section 5.5), their identifiers (RFC 7217), and temporary ones (RFC 8981).</summary>
public class AutoconfigurationTests
{
    [Fact]
    public void Prefix_GivesAnAddress_AfterItsProbe_WithinTwoSeconds()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::"));
        int place = host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Single();
        Assert.StartsWith("2001:db8:5:0:", host.Global);
        Assert.Equal(Ipv6AddressState.Tentative, host.Own.StateOf(place));
        host.Advance(520);
        Assert.Equal(host.Global, host.Take(135).Single().Target);
        host.Advance(1000);
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
        Assert.True(host.Own.IsOwn(Address(host.Global), 0));
    }

    [Fact]
    public void Host_HasAGlobalAddress_WithinThreeSecondsOfLinkUp()
    {
        for (uint secret = 1; secret <= 50; secret++)
        {
            DiscoveryHost host = new(secret: secret * 0x01010101);
            host.Discovery.OnLinkChanged(true);
            while (host.Take(133).Count == 0)
            {
                host.Advance(10);
            }

            // What a router waits before it answers, at most (RFC 4861 section 6.2.6).
            host.Advance(500);
            Advertise(host, Prefix("2001:db8:5::"));
            int place = host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Single();
            while (!host.Own.IsUsable(place))
            {
                host.Advance(10);
            }

            Assert.InRange(host.Context.now, 1000, 1000 + 2600);
        }
    }

    [Fact]
    public void Identifier_IsAlwaysTheSame_ForAPrefixAndASecret_AndElseAnother()
    {
        string one = Made(1, "2001:db8:5::");
        Assert.Equal(one, Made(1, "2001:db8:5::"));
        Assert.NotEqual(one[^19..], Made(2, "2001:db8:5::")[^19..]);
        Assert.NotEqual(one[^19..], Made(1, "2001:db8:6::")[^19..]);

        // Nothing of the hardware address is in it.
        Assert.DoesNotContain("ff:fe00:1", one);

        static string Made(uint secret, string prefix)
        {
            DiscoveryHost host = new(secret: secret);
            host.Discovery.OnLinkChanged(true);
            host.Advance(3000);
            Advertise(host, Prefix(prefix));
            return Convert.ToHexString(Address(host.Global));
        }
    }

    [Theory]
    [InlineData(63, 0xC0, 600u, 600u)]
    [InlineData(65, 0xC0, 600u, 600u)]
    [InlineData(64, 0xC0, 600u, 601u)]
    [InlineData(64, 0x80, 600u, 600u)]
    [InlineData(64, 0xC0, 0u, 0u)]
    public void PrefixThatDoesNotFit_GivesNone(int length, int flags, uint valid, uint preferred)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::", valid, preferred, length, flags));
        Assert.Empty(host.PlacesOf(Ipv6AddressOrigin.Autoconfigured));
    }

    [Fact]
    public void Address_IsDeprecated_AndThenGone_WhenItsTimesAreOver()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::", 1200, 600));
        int place = host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Single();
        host.Leap(599_990);
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
        host.Leap(20);
        Assert.Equal(Ipv6AddressState.Deprecated, host.Own.StateOf(place));
        Assert.True(host.Own.IsUsable(place));
        host.Leap(599_970);
        Assert.True(host.Own.IsUsable(place));
        int changes = host.Changes;
        host.Leap(20);
        Assert.Equal(Ipv6AddressState.None, host.Own.StateOf(place));
        Assert.True(host.Changes > changes);
    }

    [Fact]
    public void AddressThatIsRenewed_GoesOn_AndIsPreferredAgain()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::", 1200, 600));
        int place = host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Single();
        host.Leap(700_000);
        Assert.Equal(Ipv6AddressState.Deprecated, host.Own.StateOf(place));
        Advertise(host, Prefix("2001:db8:5::", 1200, 600));
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
        Assert.Equal(host.Context.now + 1_200_000, host.Own.validUntil[place]);
        Assert.Equal(host.Context.now + 600_000, host.Own.preferredUntil[place]);
    }

    // Seconds that are left, what is said, and what is left then (RFC 4862 section 5.5.3 e).
    [Theory]
    [InlineData(86_400u, 7201u, 7201)]
    [InlineData(86_400u, 7200u, 7200)]
    [InlineData(86_400u, 1u, 7200)]
    [InlineData(86_400u, 0u, 7200)]
    [InlineData(3600u, 1800u, 3600)]
    [InlineData(3600u, 3601u, 3601)]
    [InlineData(3600u, 0u, 3600)]
    [InlineData(7200u, 7200u, 7200)]
    public void ValidityOfLessThanTwoHours_IsNotTakenAway(uint left, uint said, int expected)
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::", left, 0));
        int place = host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Single();
        Advertise(host, Prefix("2001:db8:5::", said, 0));
        Assert.Equal(host.Context.now + (expected * 1000L), host.Own.validUntil[place]);
        Assert.Equal(host.Context.now, host.Own.preferredUntil[place]);
    }

    [Fact]
    public void LifetimeOfAllOnes_NeverEnds()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::", uint.MaxValue, uint.MaxValue));
        int place = host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Single();
        Assert.Equal(TimerQueue.Never, host.Own.validUntil[place]);
        Assert.Equal(TimerQueue.Never, host.Own.preferredUntil[place]);
        Advertise(host, Prefix("2001:db8:5::", 600, 600));
        Assert.Equal(host.Context.now + 7_200_000, host.Own.validUntil[place]);
    }

    [Fact]
    public void NetworkThatIsRenumbered_HasTheOldAddressDeprecated_AndTheNewOneUsed()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::", 86_400, 14_400));
        host.Leap(10_000);
        Advertise(host, Prefix("2001:db8:5::", 7200, 0), Prefix("2001:db8:6::", 86_400, 14_400));
        host.Leap(3000);
        int chosen = host.Own.Choose(Address("2001:db8:ffff::1"), 0, OwnAddresses.None);
        Assert.StartsWith("2001:db8:6:0:", host.AddressOf(chosen));
        Assert.Equal(2, host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Count(host.Own.IsUsable));

        // The third takes the place of the first, which nobody is to use any more.
        Advertise(host, Prefix("2001:db8:7::", 86_400, 14_400));
        host.Leap(3000);
        Assert.Equal(["2001:db8:6:0", "2001:db8:7:0"], host.PlacesOf(Ipv6AddressOrigin.Autoconfigured).Select(place => host.AddressOf(place)[..12]).Order());
    }

    [Fact]
    public void Addresses_AreListenedForInTheirGroups_AndNotLonger()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        Advertise(host, Prefix("2001:db8:5::", 600, 600));
        host.Leap(3000);
        byte[] group = Address(Support.Packets6.SolicitedNode(host.Global));
        Assert.True(host.Discovery.listeners.IsMember(group, 0));
        host.Leap(600_000);
        Assert.False(host.Discovery.listeners.IsMember(group, 0));
    }

    [Fact]
    public void TemporaryAddress_IsMadeBesideTheStableOne_AndUsedForConnections()
    {
        DiscoveryHost host = DiscoveryHost.Settled(new Ipv6Options { TemporaryAddresses = true, Addresses = 4 });
        Advertise(host, Prefix("2001:db8:5::", 7 * 86_400, 7 * 86_400));
        host.Leap(5000);
        int place = host.PlacesOf(Ipv6AddressOrigin.Temporary).Single();
        Assert.Equal(Ipv6AddressState.Preferred, host.Own.StateOf(place));
        Assert.StartsWith("2001:db8:5:0:", host.AddressOf(place));
        Assert.NotEqual(host.Global, host.AddressOf(place));
        Assert.Equal(place, host.Own.Choose(Address("2001:db8:ffff::1"), 0, OwnAddresses.None));
        Assert.InRange(host.Own.preferredUntil[place] - host.Context.now, (86_400_000 * 0.6) - 5000, 86_400_000);
        Assert.Equal(86_400_000, host.Own.validUntil[place] - host.Own.preferredUntil[place]);
    }

    [Fact]
    public void TemporaryAddress_IsFollowedByAnotherOne_BeforeItIsDeprecated()
    {
        DiscoveryHost host = DiscoveryHost.Settled(new Ipv6Options { TemporaryAddresses = true, Addresses = 5 });
        Advertise(host, Prefix("2001:db8:5::", uint.MaxValue, uint.MaxValue));
        host.Leap(5000);
        int first = host.PlacesOf(Ipv6AddressOrigin.Temporary).Single();
        string address = host.AddressOf(first);
        host.Leap(host.Own.preferredUntil[first] - host.Context.now - 5001);
        Assert.Single(host.PlacesOf(Ipv6AddressOrigin.Temporary));
        host.Leap(2002);
        Assert.Equal(2, host.PlacesOf(Ipv6AddressOrigin.Temporary).Count());
        host.Leap(5000);
        Assert.Equal(Ipv6AddressState.Deprecated, host.Own.StateOf(first));
        Assert.NotEqual(address, host.AddressOf(host.Own.Choose(Address("2001:db8:ffff::1"), 0, OwnAddresses.None)));
        host.Leap(86_400_000);
        Assert.DoesNotContain(address, host.PlacesOf(Ipv6AddressOrigin.Temporary).Select(host.AddressOf));
    }

    [Fact]
    public void TemporaryAddress_NeverLivesLongerThanItsPrefixOrItsTwoDays()
    {
        DiscoveryHost host = DiscoveryHost.Settled(new Ipv6Options { TemporaryAddresses = true, Addresses = 4 });
        Advertise(host, Prefix("2001:db8:5::", 3600, 1800));
        host.Leap(5000);
        int place = host.PlacesOf(Ipv6AddressOrigin.Temporary).Single();
        Assert.InRange(host.Own.preferredUntil[place] - host.Context.now, 1_790_000, 1_800_000);
        Advertise(host, Prefix("2001:db8:5::", uint.MaxValue, uint.MaxValue));
        Assert.InRange(host.Own.preferredUntil[place] - host.Context.now, 0, 86_400_000);
        Assert.InRange(host.Own.validUntil[place] - host.Context.now, 0, 2 * 86_400_000);
    }

    [Fact]
    public void NoTemporaryAddresses_UnlessTheyAreAskedFor()
    {
        DiscoveryHost host = DiscoveryHost.Settled(new Ipv6Options { Addresses = 8 });
        Advertise(host, Prefix("2001:db8:5::"));
        host.Leap(100_000);
        Assert.Empty(host.PlacesOf(Ipv6AddressOrigin.Temporary));
    }

    private static void Advertise(DiscoveryHost host, params byte[][] options) => host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(options)));
}
