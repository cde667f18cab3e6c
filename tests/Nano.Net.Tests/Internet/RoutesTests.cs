using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Internet;

public class RoutesTests
{
    [Theory]
    [InlineData(0, 0x00000000u)]
    [InlineData(1, 0x80000000u)]
    [InlineData(24, 0xFFFFFF00u)]
    [InlineData(31, 0xFFFFFFFEu)]
    [InlineData(32, 0xFFFFFFFFu)]
    public void PrefixLength_IsAMask(int length, uint mask) => Assert.Equal(mask, Routes.MaskOf(length));

    [Fact]
    public void OwnNetwork_IsReachedDirectly_TheRestThroughTheGateway()
    {
        Routes routes = new() { address = Packets.Us, mask = 0xFFFFFF00, gateway = Packets.Gateway };
        Assert.Equal(Packets.Peer, routes.NextHopOf(Packets.Peer));
        Assert.Equal(Packets.Gateway, routes.NextHopOf(Packets.FarAway));
        Assert.Equal(Packets.Gateway, routes.NextHopOf(0x0A000102));
    }

    [Fact]
    public void NetworkOfTwo_HasNoBroadcast()
    {
        Routes routes = new() { address = 0x0A000002, mask = 0xFFFFFFFE };
        Assert.Equal(0x0A000003u, routes.NextHopOf(0x0A000003));
        Assert.False(routes.IsBroadcast(0x0A000003));
    }

    [Fact]
    public void NetworkOfOne_ReachesEverythingThroughItsGateway()
    {
        Routes routes = new() { address = Packets.Us, mask = 0xFFFFFFFF, gateway = Packets.Gateway };
        Assert.Equal(Packets.Gateway, routes.NextHopOf(Packets.Peer));
    }

    [Fact]
    public void NetworkOfAll_NeedsNoGateway()
    {
        Routes routes = new() { address = Packets.Us, mask = 0 };
        Assert.Equal(Packets.FarAway, routes.NextHopOf(Packets.FarAway));
    }
}
