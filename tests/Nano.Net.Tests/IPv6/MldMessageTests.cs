using Nano.Net.IPv6.Wire;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

public class MldMessageTests
{
    private const string Group = "ff05::1234";
    private const string Unspecified = "::";

    [Fact]
    public void Query_HasTheVersionOfItsLength()
    {
        Assert.Equal([0, 1, 0, 0, 0, 2, 2, 2], new[] { 23, 24, 25, 26, 27, 28, 29, 1000 }.Select(MldMessage.VersionOf));
    }

    [Fact]
    public void Query_ComesFromTheLink_WithHopLimit1_ARouterAlert_AndAGroupOrNone()
    {
        foreach (byte[] rest in (byte[][])[[], [2, 125, 0, 0]])
        {
            Assert.True(IsValid(Query(Unspecified, rest)));
            Assert.True(IsValid(Query(Group, rest)));
            Assert.False(IsValid(Query(Group, rest), routerAlert: false));
            Assert.False(IsValid(Query("2001:db8::1", rest)));
            Assert.False(IsValid(Query(Group, rest, "2001:db8::1")));
            Assert.False(IsValid(Query(Group, rest, Unspecified)));
            Assert.False(IsValid(Query(Group, rest, hopLimit: 2)));
            Assert.False(IsValid(Query(Group, rest, hopLimit: 255)));
        }

        Assert.False(IsValid(Query(Group, [2, 125])));
    }

    [Fact]
    public void QueryOfSources_HoldsAsManyAsItSays()
    {
        Assert.True(IsValid(Query(Group, [2, 125, 0, 2, .. new byte[32]])));
        Assert.True(IsValid(Query(Group, [2, 125, 0, 2, .. new byte[40]])));
        Assert.False(IsValid(Query(Group, [2, 125, 0, 2, .. new byte[31]])));
        Assert.False(IsValid(Query(Group, [2, 125, 255, 255, .. new byte[32]])));
    }

    [Fact]
    public void Report1_ComesFromTheLink_WithHopLimit1_AboutAGroup()
    {
        Assert.True(IsReport(Report(Group)));
        Assert.True(IsReport([.. Report(Group), 0, 0]));
        Assert.False(IsReport(Report(Group)[..^1]));
        Assert.False(IsReport(Report(Group, "2001:db8::1")));
        Assert.False(IsReport(Report(Group, hopLimit: 64)));
        Assert.False(IsReport(Report("2001:db8::1")));
    }

    // RFC 3810 section 5.1.3: from 32,768 on, mantissa and exponent.
    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(10000, 2, 10000)]
    [InlineData(0x7FFF, 2, 32767)]
    [InlineData(0x8000, 2, 0x1000 << 3)]
    [InlineData(0x8001, 2, 0x1001 << 3)]
    [InlineData(0x9234, 2, 0x1234 << 4)]
    [InlineData(0xFFFF, 2, 0x1FFF << 10)]
    [InlineData(0x8000, 1, 0x8000)]
    [InlineData(0xFFFF, 1, 65535)]
    [InlineData(10000, 1, 10000)]
    public void ResponseCode_IsATime(int code, int version, int milliseconds)
    {
        Assert.Equal(milliseconds, MldMessage.ResponseDelay(code, version));
    }

    // RFC 3810 section 5.1.9.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(125, 125)]
    [InlineData(127, 127)]
    [InlineData(0x80, 0x10 << 3)]
    [InlineData(0x91, 0x11 << 4)]
    [InlineData(0xFF, 0x1F << 10)]
    public void IntervalCode_IsATime(int code, int seconds)
    {
        Assert.Equal(seconds, MldMessage.QueryInterval(code));
    }

    private static byte[] Query(string group, byte[] rest, string source = Packets6.LinkLocalPeer, int hopLimit = 1) =>
        Packets6.IcmpPacket(130, 0, [0x27, 0x10, 0, 0, .. Packets6.Address(group), .. rest], source, Packets6.AllNodes, hopLimit);

    private static byte[] Report(string group, string source = Packets6.LinkLocalPeer, int hopLimit = 1) =>
        Packets6.IcmpPacket(131, 0, [0, 0, 0, 0, .. Packets6.Address(group)], source, Group, hopLimit);

    private static bool IsValid(byte[] packet, bool routerAlert = true) => MldMessage.IsValidQuery(packet, 0, 40, packet.Length - 40, routerAlert);

    private static bool IsReport(byte[] packet) => MldMessage.IsValidReport1(packet, 0, 40, packet.Length - 40);
}
