using Nano.Net.Core;
using Nano.Net.IPv6;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>The source address of what is sent, rule by rule (RFC 6724 section 5); the examples are those of its section 10.1 as far as one interface has them.</summary>
public class SourceSelectionTests
{
    [Theory]
    [InlineData("2001:db8:1::1", "2001:db8:3::1 fe80::10", "2001:db8:3::1")]
    [InlineData("ff05::1", "2001:db8:3::1 fe80::10", "2001:db8:3::1")]
    [InlineData("2001:db8:1::1", "2001:db8:1::1! 2001:db8:2::1", "2001:db8:1::1")]
    [InlineData("fe80::1", "fe80::2! 2001:db8:1::1", "fe80::2")]
    [InlineData("2001:db8:1::1", "2001:db8:1::2 2001:db8:3::2", "2001:db8:1::2")]
    [InlineData("2001:db8:1::1", "2001:db8:1::2 2001:db8:1:5555::2", "2001:db8:1::2")]
    [InlineData("2002:c633:6401::1", "2002:c633:6401:0:d5e3:7953:13eb:22e8 2001:db8:1::2", "2002:c633:6401:0:d5e3:7953:13eb:22e8")]
    [InlineData("2002:c633:6401::1", "2001:db8:1::2 2002:c633:6401::1234", "2002:c633:6401::1234")]
    [InlineData("ff02::1", "2001:db8:3::1 fe80::10", "fe80::10")]
    [InlineData("fd00::1", "2001:db8:3::1 fd99::1", "fd99::1")]
    [InlineData("2001:db8:9::1", "fd99::1 2001:db8:3::1", "2001:db8:3::1")]
    [InlineData("2001::5", "2001:db8:3::1 2001:0:1::1", "2001:0:1::1")]
    [InlineData("fec0::1", "2001:db8:3::1 fec0::5", "fec0::5")]
    [InlineData("fec0::1", "fe80::1 2001:db8:3::1", "2001:db8:3::1")]
    [InlineData("3ffe::1", "2001:db8:3::1 3ffe:5::5", "3ffe:5::5")]
    [InlineData("2001:db8:9::1", "2001:db8:3::1! 2001:db8:4::1", "2001:db8:4::1")]
    public void Source_IsTheOneThatTheRulesPrefer(string destination, string addresses, string expected)
    {
        string[] given = addresses.Split(' ');
        foreach (string[] order in (string[][])[given, [.. given.Reverse()]])
        {
            DiscoveryHost host = With(order);
            Assert.Equal(expected, host.AddressOf(host.Own.Choose(Address(destination), 0, OwnAddresses.None)));
        }
    }

    [Fact]
    public void AddressThatIsProbedFor_IsNotUsed()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        host.Own.Add(Address("2001:db8::1"), 0, 64, Ipv6AddressOrigin.Manual, TimerQueue.Never, TimerQueue.Never);
        Assert.Equal(host.LinkLocal, host.AddressOf(host.Own.Choose(Address("2001:db8:9::1"), 0, OwnAddresses.None)));
        Assert.Equal(OwnAddresses.None, new DiscoveryHost().Own.Choose(Address("2001:db8:9::1"), 0, OwnAddresses.None));
    }

    [Fact]
    public void AddressOfThePrefixThatTheRouterAnnounces_IsPreferred()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(Prefix("2001:db8:5::"))));
        host.Receive(Icmp(OtherRouter, AllNodes, RouterAdvertisement(Prefix("2001:db8:6::"))));
        host.Leap(3000);
        int one = host.Routers.routers.Find(Address(Router), 0);
        int other = host.Routers.routers.Find(Address(OtherRouter), 0);

        // By its bits, the destination is nearer to the first.
        byte[] destination = Address("2001:db8:5:8000::1");
        Assert.StartsWith("2001:db8:5:", host.AddressOf(host.Own.Choose(destination, 0, one)));
        Assert.StartsWith("2001:db8:6:", host.AddressOf(host.Own.Choose(destination, 0, other)));

        host.Own.ForgetRouter(other);
        Assert.StartsWith("2001:db8:5:", host.AddressOf(host.Own.Choose(destination, 0, other)));
    }

    // An exclamation mark: deprecated.
    private static DiscoveryHost With(string[] addresses)
    {
        DiscoveryHost host = new(new Ipv6Options { DuplicateAddressProbes = 0 });
        foreach (string address in addresses)
        {
            int place = host.Own.Add(
                Address(address.TrimEnd('!')), 0, 64, Ipv6AddressOrigin.Manual, address.EndsWith('!') ? 0 : TimerQueue.Never, TimerQueue.Never);
            Assert.NotEqual(OwnAddresses.None, place);
        }

        // The link-local address of its own would take part.
        host.Discovery.OnLinkChanged(true);
        host.Advance(10);
        host.Own.Remove(host.PlacesOf(Ipv6AddressOrigin.LinkLocal).Single());
        return host;
    }
}
