using Nano.Net.Internet;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Internet;

/// <summary>What a socket hears that is bound to an address.</summary>
public class BindingTests
{
    private const string Dual = "";

    [Theory]
    [InlineData(Dual, Dual, true)]
    [InlineData(Dual, "0.0.0.0", true)]
    [InlineData(Dual, "::", true)]
    [InlineData(Dual, "10.0.0.1", true)]
    [InlineData(Dual, "2001:db8::1", true)]
    [InlineData("0.0.0.0", "0.0.0.0", true)]
    [InlineData("0.0.0.0", "10.0.0.1", true)]
    [InlineData("0.0.0.0", "::", false)]
    [InlineData("0.0.0.0", "2001:db8::1", false)]
    [InlineData("::", "::", true)]
    [InlineData("::", "2001:db8::1", true)]
    [InlineData("::", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "2001:db8::1", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("2001:db8::1", "2001:db8::2", false)]
    [InlineData("2001:db8::1", "2001:db9::1", false)]
    [InlineData("fe80::1%1", "fe80::1%2", true)]
    public void TwoSockets_ShareAPort_UnlessTheyHearTheSame(string one, string other, bool overlap)
    {
        Assert.Equal(overlap, Binding.Overlap(Parse(one), Parse(other)));
        Assert.Equal(overlap, Binding.Overlap(Parse(other), Parse(one)));
    }

    [Theory]
    [InlineData(Dual, true, true)]
    [InlineData("0.0.0.0", true, true)]
    [InlineData("::", false, false)]
    [InlineData("10.0.0.1", true, false)]
    [InlineData("10.0.0.3", false, false)]
    [InlineData("2001:db8::1", false, false)]
    public void WhatCameByIpv4_IsHeard(string local, bool hears, bool hearsBroadcast)
    {
        var stack = new LowerStack();
        Path path = stack.Ipv4.Find(Packets.Peer);
        Assert.Equal(hears, Binding.Hears(Parse(local), path, false));
        Assert.Equal(hearsBroadcast, Binding.Hears(Parse(local), path, true));
    }

    [Theory]
    [InlineData(Dual, true, true)]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("::", true, true)]
    [InlineData(Packets6.Us, true, false)]
    [InlineData("2001:db8::9", false, false)]
    [InlineData("10.0.0.1", false, false)]
    public void WhatCameByIpv6_IsHeard(string local, bool hears, bool hearsGroups)
    {
        var stack = new LowerStack6();
        Path path = stack.PathTo(Packets6.Peer);
        Assert.Equal(hears, Binding.Hears(Parse(local), path, false));
        Assert.Equal(hearsGroups, Binding.Hears(Parse(local), path, true));
    }

    [Fact]
    public void Path_StartsAtTheAddressThatIsAskedFor_OrNowhere()
    {
        var four = new LowerStack();
        IPAddress peer = new(Packets.Peer);
        Assert.NotNull(four.Ipv4.Find(peer, null));
        Assert.NotNull(four.Ipv4.Find(peer, IPAddress.Any));
        Assert.NotNull(four.Ipv4.Find(peer, new IPAddress(Packets.Us)));
        long counted = four.Ipv4.counters.NoRoute;
        Assert.Null(four.Ipv4.Find(peer, new IPAddress(Packets.OtherPeer)));
        Assert.Equal(counted + 1, four.Ipv4.counters.NoRoute);

        var six = new LowerStack6();
        IPAddress linkLocal = six.Ipv6.GetOwnAddresses().Single(address => address.IsIPv6LinkLocal);
        IPAddress peer6 = IPAddress.Parse(Packets6.Peer);
        Assert.Equal(IPAddress.Parse(Packets6.Us), six.Ipv6.Find(peer6, null).LocalAddress());
        Assert.Equal(IPAddress.Parse(Packets6.Us), six.Ipv6.Find(peer6, IPAddress.IPv6Any).LocalAddress());
        Assert.Equal(linkLocal, six.Ipv6.Find(peer6, linkLocal).LocalAddress());
        counted = six.Ipv6.counters.NoRoute;
        Assert.Null(six.Ipv6.Find(peer6, IPAddress.Parse("2001:db8::9")));
        Assert.Equal(counted + 1, six.Ipv6.counters.NoRoute);
    }

    private static IPAddress Parse(string text) => text.Length == 0 ? null! : IPAddress.Parse(text);
}
