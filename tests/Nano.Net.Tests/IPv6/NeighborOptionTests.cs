using Nano.Net.IPv6.Wire;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

public class NeighborOptionTests
{
    [Fact]
    public void Option_IsFoundAmongOthers_AndTheNextOfItsKindBehindIt()
    {
        byte[] options = [200, 2, .. new byte[14], .. Packets6.Hardware(1, 7), .. Prefix(64), 5, 1, 0, 0, 0, 0, 5, 0, .. Prefix(48)];
        Assert.True(NeighborOption.AreValid(options, 0, options.Length));
        Assert.Equal(16, Find(options, NeighborOption.SourceLinkLayerAddress));
        Assert.Equal(24, Find(options, NeighborOption.PrefixInformation));
        Assert.Equal(56, Find(options, NeighborOption.Mtu));
        Assert.Equal(-1, Find(options, NeighborOption.TargetLinkLayerAddress));
        int second = NeighborOption.Find(options, NeighborOption.Next(options, 24), options.Length, NeighborOption.PrefixInformation);
        Assert.Equal(64, second);
        Assert.Equal(-1, NeighborOption.Find(options, NeighborOption.Next(options, second), options.Length, NeighborOption.PrefixInformation));
    }

    [Theory]
    [InlineData(NeighborOption.SourceLinkLayerAddress, new[] { 1 })]
    [InlineData(NeighborOption.TargetLinkLayerAddress, new[] { 1 })]
    [InlineData(NeighborOption.PrefixInformation, new[] { 4 })]
    [InlineData(NeighborOption.Mtu, new[] { 1 })]
    [InlineData(NeighborOption.RecursiveDnsServer, new[] { 3, 5, 7 })]
    [InlineData(NeighborOption.DnsSearchList, new[] { 2, 3, 4, 5, 6, 7 })]
    [InlineData(NeighborOption.Nonce, new[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(NeighborOption.RedirectedHeader, new[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(200, new[] { 1, 2, 3, 4, 5, 6, 7 })]
    public void OptionOfAnotherLengthThanItsKindHas_IsPassedOver(int type, int[] lengths)
    {
        for (int units = 1; units < 8; units++)
        {
            byte[] options = [(byte)type, (byte)units, .. new byte[(8 * units) - 2]];
            Assert.Equal(lengths.Contains(units) ? 0 : -1, Find(options, type));
        }
    }

    // RFC 4191 section 2.3.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(64, 2)]
    [InlineData(65, 3)]
    [InlineData(128, 3)]
    public void Route_HasAsMuchOfItsPrefixAsItNeeds(byte prefix, int least)
    {
        for (int units = 1; units < 6; units++)
        {
            byte[] options = [24, (byte)units, prefix, .. new byte[(8 * units) - 3]];
            Assert.Equal(units >= least && units <= 3 ? 0 : -1, Find(options, NeighborOption.RouteInformation));
        }
    }

    [Fact]
    public void PrefixOfMoreThan128Bits_IsPassedOver()
    {
        Assert.Equal(0, Find(Prefix(128), NeighborOption.PrefixInformation));
        Assert.Equal(-1, Find(Prefix(129), NeighborOption.PrefixInformation));
        Assert.Equal(-1, Find([24, 3, 129, .. new byte[21]], NeighborOption.RouteInformation));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    [InlineData(7, 3)]
    public void ServersOfAnOption_AreCounted(byte units, int servers)
    {
        Assert.Equal(servers, NeighborOption.ServersOf([25, units], 0));
    }

    [Fact]
    public void NoOptions_AreValid()
    {
        Assert.True(NeighborOption.AreValid([], 0, 0));
        Assert.Equal(-1, NeighborOption.Find([], 0, 0, 1));
    }

    private static byte[] Prefix(int length) => [3, 4, (byte)length, 0xC0, .. new byte[28]];

    private static int Find(byte[] options, int type) => NeighborOption.Find(options, 0, options.Length, type);
}
