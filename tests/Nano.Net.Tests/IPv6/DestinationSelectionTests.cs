using Nano.Net.Core;
using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>The order in which the addresses of a host are tried, rule by rule (RFC 6724 section 6); the first examples are those of its section 10.2.</summary>
public class DestinationSelectionTests
{
    [Theory]
    [InlineData("2001:db8:1::2 fe80::1", "169.254.13.78", "2001:db8:1::1 198.51.100.121")]
    [InlineData("fe80::1", "198.51.100.117", "198.51.100.121 2001:db8:1::1")]
    [InlineData("2001:db8:1::2 fe80::1", "10.1.2.4", "2001:db8:1::1 10.1.2.3")]
    [InlineData("2001:db8:1::2 fe80::2", null, "fe80::1 2001:db8:1::1")]
    [InlineData("2001:db8:1::2 2001:db8:3f44::2 fe80::2", null, "2001:db8:1::1 2001:db8:3ffe::1")]
    [InlineData("2002:c633:6401::2 fe80::2", null, "2002:c633:6401::1 2001:db8:1::1")]
    [InlineData("2001:db8:1::2 2002:c633:6401::2 fe80::2", null, "2001:db8:1::1 2002:c633:6401::1")]

    // Nothing to send from, or nothing to send to.
    [InlineData("2001:db8:1::2", null, "2001:db8:9::1 10.1.2.3")]
    [InlineData("2001:db8:1::2", "10.1.2.4", "10.1.2.3 2001:db8:1::2")]
    [InlineData("2001:db8:1::2", "10.1.2.4", "2001:db8:9::1 10.1.2.4")]
    [InlineData("2001:db8:1::2", "10.1.2.4", "2001:db8:9::1 10.255.255.255")]

    // Labels.
    [InlineData("2001:db8:1::2", "10.1.2.4", "10.1.2.3 fd00::1")]
    [InlineData("2001:db8:1::2 fd00::2", "10.1.2.4", "10.1.2.3 fd00::1")]
    [InlineData("2001:db8:1::2 fd00::2", null, "2001:db8:9::1 fd00::1")]
    [InlineData("2001:0:9::2", "10.1.2.4", "10.1.2.3 2001:0:9::1")]
    [InlineData("2002::2", "10.1.2.4", "10.1.2.3 2002::1")]
    [InlineData("2002::2 2001:0:9::2", null, "2002::1 2001:0:9::1")]
    [InlineData("fd00::2 2001:0:9::2", null, "2001:0:9::1 fd00::1")]
    [InlineData("fd00::2 3ffe::2", null, "fd00::1 3ffe::1")]

    // Scopes.
    [InlineData("fe80::2", "10.1.2.4", "10.1.2.3 2001:db8:1::1")]
    [InlineData("fe80::2", "10.1.2.4", "fe80::3 10.1.2.3")]
    [InlineData("2001:db8:1::2", "169.254.1.1", "2001:db8:1::1 169.254.1.2")]
    public void Destinations_AreTriedAsTheRulesSay(string own, string? own4, string expected)
    {
        string[] addresses = expected.Split(' ');
        foreach (string[] order in (string[][])[addresses, [.. addresses.Reverse()]])
        {
            LowerStack6 stack = With(own.Split(' '), own4);
            IPAddress[] destinations = [.. order.Select(IPAddress.Parse)];
            AddressOrder.Sort(stack.Internet, destinations);
            Assert.Equal(addresses, destinations.Select(address => address.ToString()));
        }
    }

    [Fact]
    public void DestinationOfADeprecatedSource_IsTriedLater()
    {
        LowerStack6 stack = With(["fe80::1"], null);
        OwnAddresses own = stack.Ipv6.discovery.own;
        own.Add(Packets6.Address("2001:db8:1::2"), 0, 64, Ipv6AddressOrigin.Manual, stack.Context.now + 5000, TimerQueue.Never);
        stack.Advance(1000);
        int before = stack.Ipv6.RankOf(IPAddress.Parse("2001:db8:9::1"));
        stack.Advance(5000);
        Assert.Equal(before - (1 << 19), stack.Ipv6.RankOf(IPAddress.Parse("2001:db8:9::1")));
    }

    [Fact]
    public void AddressesThatSuitAlike_StayAsTheyAre()
    {
        LowerStack6 stack = With(["2001:db8:1::2"], "10.1.2.4");
        IPAddress[] destinations = [.. "10.1.2.9 2001:db8:9::7 10.1.2.8 2001:db8:9::1 10.1.2.10 2001:db8:9::3".Split(' ').Select(IPAddress.Parse)];
        AddressOrder.Sort(stack.Internet, destinations);
        Assert.Equal("2001:db8:9::7 2001:db8:9::1 2001:db8:9::3 10.1.2.9 10.1.2.8 10.1.2.10", string.Join<IPAddress>(' ', destinations));
    }

    [Fact]
    public void AddressBehindNoRouter_IsNotUsable()
    {
        LowerStack6 without = new(LinkMedium.Ethernet);
        Assert.Equal(0, without.Ipv6.RankOf(IPAddress.Parse(Packets6.Far)));
        Assert.NotEqual(0, without.Ipv6.RankOf(IPAddress.Parse(Packets6.Peer)));
        LowerStack6 with = new(LinkMedium.Ethernet, gateway: Packets6.Router);
        Assert.NotEqual(0, with.Ipv6.RankOf(IPAddress.Parse(Packets6.Far)));
        Assert.Equal(0, with.Ipv4.RankOf(IPAddress.Parse("10.0.0.2")));
    }

    private static LowerStack6 With(string[] own, string? own4)
    {
        LowerStack6 stack = new(address: own[0]);
        foreach (string address in own.Skip(1))
        {
            stack.Ipv6.discovery.own.Add(Packets6.Address(address), 0, 64, Ipv6AddressOrigin.Manual, TimerQueue.Never, TimerQueue.Never);
        }

        if (own4 != null)
        {
            uint number = IPAddress.Parse(own4).value;
            stack.Ipv4.Configure(number, 8, number ^ 1, false);
        }

        stack.Advance(1000);
        return stack;
    }
}
