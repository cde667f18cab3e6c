using Nano.Net.IPv6;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>What a program is told of addresses and routers, and what it may set.</summary>
public class Ipv6InterfaceTests
{
    private readonly DiscoveryHost host = DiscoveryHost.Settled();
    private readonly Ipv6Interface known;
    private int changes;

    public Ipv6InterfaceTests()
    {
        known = new Ipv6Interface(host.Context, host.Discovery, new Nano.Net.Internet.InternetCounters());
        known.Changed += () => changes++;
    }

    [Fact]
    public void WhatARouterGives_IsTold()
    {
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(1800, 0xC8, 50, 0, 0, Prefix("2001:db8:5::", 1200, uint.MaxValue), Prefix("2001:db8:6::", 1200, 600), Mtu(1400), NameServers(60, "2001:db8::53"))));

        Assert.True(changes > 0);
        Assert.Equal(50, known.HopLimit);
        Assert.Equal(1400, known.MaximumTransmissionUnit);
        Assert.True(known.IsManaged);
        Assert.True(known.HasOtherConfiguration);
        Assert.Equal(["2001:db8::53"], known.GetNameServers().Select(server => server.ToString()));
        Ipv6RouterInfo router = known.GetRouters().Single();
        Assert.Equal((Router, 1, true, true, 1_800_000L), (router.Address.ToString(), router.Preference, router.Answers, router.IsInUse, router.Lifetime));
        Assert.Equal(["2001:db8:5::/64", "2001:db8:6::/64"], known.GetPrefixes().Select(prefix => $"{prefix.Prefix}/{prefix.Length}").Order());
        Assert.All(known.GetPrefixes(), prefix => Assert.Equal(1_200_000, prefix.Lifetime));
        Ipv6AddressInfo[] addresses = known.GetAddresses();
        Assert.Equal(
            [(Ipv6AddressState.Preferred, Ipv6AddressOrigin.LinkLocal), (Ipv6AddressState.Tentative, Ipv6AddressOrigin.Autoconfigured)],
            addresses.Select(address => (address.State, address.Origin)));
        Assert.Equal((Ipv6Interface.Forever, Ipv6Interface.Forever), (addresses[0].PreferredLifetime, addresses[0].ValidLifetime));
        Assert.Equal((600_000L, 1_200_000L, 64), (addresses[1].PreferredLifetime, addresses[1].ValidLifetime, addresses[1].PrefixLength));
        Assert.Same(host.Counters, known.Counters);
    }

    [Fact]
    public void AddressThatIsGiven_IsProbedFor_AndItsPrefixIsOnTheLink()
    {
        Assert.True(known.AddAddress(IPAddress.Parse("2001:db8:9::5"), 64));
        Assert.False(known.AddAddress(IPAddress.Parse("2001:db8:9::5"), 64));
        Assert.Equal(Ipv6AddressState.Tentative, known.GetAddresses()[1].State);
        host.Advance(2000);
        Ipv6AddressInfo address = known.GetAddresses()[1];
        Assert.Equal((Ipv6AddressState.Preferred, Ipv6AddressOrigin.Manual, "2001:db8:9::5"), (address.State, address.Origin, address.Address.ToString()));
        Assert.True(host.Routers.IsOnLink(Address("2001:db8:9::77"), 0));
        Assert.Equal(Ipv6Interface.Forever, known.GetPrefixes().Single().Lifetime);

        Assert.True(known.RemoveAddress(IPAddress.Parse("2001:db8:9::5")));
        Assert.False(known.RemoveAddress(IPAddress.Parse("2001:db8:9::5")));
        Assert.Single(known.GetAddresses());
    }

    [Fact]
    public void AddressesBeyondTheTable_AreRefused()
    {
        Assert.True(known.AddAddress(IPAddress.Parse("2001:db8:9::5"), 64));
        Assert.True(known.AddAddress(IPAddress.Parse("2001:db8:9::6"), 64));
        Assert.False(known.AddAddress(IPAddress.Parse("2001:db8:9::7"), 64));
        Assert.Equal(1, known.Counters.AddressesRefused);
    }

    [Fact]
    public void RouterThatIsNamed_StaysWhateverIsAdvertised()
    {
        Assert.True(known.AddRouter(IPAddress.Parse(Router)));
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(0, 0, 0, 0, 0)));
        host.Routers.OnNeighbor(Address(Router), 0, false, true);
        host.Leap(10_000_000);
        Ipv6RouterInfo router = known.GetRouters().Single();
        Assert.Equal((Router, true, Ipv6Interface.Forever), (router.Address.ToString(), router.IsInUse, router.Lifetime));
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void AddressThatNoHostMayHave_IsRefused(string address)
    {
        Assert.Throws<ArgumentException>(() => known.AddAddress(IPAddress.Parse(address), 64));
        Assert.Throws<ArgumentException>(() => known.AddRouter(IPAddress.Parse(address)));
        Assert.Throws<ArgumentException>(() => known.RemoveAddress(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public void PrefixLengthOutOfItsRange_IsRefused(int length) =>
        Assert.Throws<ArgumentException>(() => known.AddAddress(IPAddress.Parse("2001:db8::1"), length));

    [Fact]
    public void HandlerThatThrows_IsCounted_AndTheStackGoesOn()
    {
        known.Changed += () => throw new InvalidOperationException("handler");
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement()));
        Assert.Single(known.GetRouters());
        Assert.True(host.Context.faults.Count > 0);
        Assert.False(host.Context.inCallback);
    }
}
