using Nano.Net.IPv6.Wire;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

public class Ipv6AddressTests
{
    [Theory]
    [InlineData("::", "unspecified")]
    [InlineData("::1", "loopback")]
    [InlineData("1::1", "")]
    [InlineData("::1:0:1", "")]
    [InlineData("::2", "")]
    [InlineData("0:0:0:1::", "")]
    [InlineData("::1:0:0:0", "")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("ff02::1:ff12:3456", "multicast solicited")]
    [InlineData("fe80::1", "link")]
    [InlineData("febf::1", "link")]
    [InlineData("fec0::1", "")]
    [InlineData("fe7f::1", "")]
    [InlineData("::ffff:1.2.3.4", "mapped")]
    [InlineData("::fffe:1.2.3.4", "")]
    [InlineData("1::ffff:1.2.3.4", "")]
    [InlineData("0:0:1::ffff:1.2.3.4", "")]
    [InlineData("2001:db8::1", "")]
    public void KindsOfAddresses_AreToldApart(string text, string kinds)
    {
        byte[] buffer = [0xFF, .. Packets6.Address(text), 0xFF];
        List<string> found = [];
        Add(Ipv6Address.IsUnspecified(buffer, 1), "unspecified");
        Add(Ipv6Address.IsLoopback(buffer, 1), "loopback");
        Add(Ipv6Address.IsMulticast(buffer, 1), "multicast");
        Add(Ipv6Address.IsSolicitedNode(buffer, 1), "solicited");
        Add(Ipv6Address.IsLinkLocal(buffer, 1), "link");
        Add(Ipv6Address.IsMapped(buffer, 1), "mapped");
        Assert.Equal(kinds, string.Join(' ', found));
        Assert.Equal(IPAddress.Parse(text), Ipv6Address.Read(buffer, 1));

        void Add(bool isOne, string kind)
        {
            if (isOne)
            {
                found.Add(kind);
            }
        }
    }

    [Fact]
    public void EveryByte_TellsAddressesApart()
    {
        byte[] one = Packets6.Address("2001:db8::1");
        Assert.True(Ipv6Address.AreEqual(one, 0, [0, .. one], 1));
        for (int i = 0; i < 16; i++)
        {
            byte[] other = [.. one];
            other[i] ^= 1;
            Assert.False(Ipv6Address.AreEqual(one, 0, other, 0));
        }
    }

    [Fact]
    public void SolicitedNode_IsMadeOfTheLastThreeBytes()
    {
        byte[] buffer = new byte[18];
        Array.Fill(buffer, (byte)0xCC);
        Ipv6Address.WriteSolicitedNode([0, .. Packets6.Address("2001:db8::1234:5678")], 1, buffer, 1);
        Assert.Equal([0xCC, .. Packets6.Address("ff02::1:ff34:5678"), 0xCC], buffer);
        Assert.True(Ipv6Address.IsSolicitedNode(buffer, 1));
        Assert.Equal(Ipv6Address.LinkScope, Ipv6Address.ScopeOf(buffer, 1));
    }

    [Theory]
    [InlineData(Ipv6Address.AllNodes, "ff02::1")]
    [InlineData(Ipv6Address.AllRouters, "ff02::2")]
    [InlineData(Ipv6Address.MulticastRouters, "ff02::16")]
    [InlineData(Ipv6Address.DhcpServers, "ff02::1:2")]
    public void Groups_AreThoseOfTheRfcs(int group, string text)
    {
        byte[] buffer = new byte[16];
        Array.Fill(buffer, (byte)0xCC);
        Ipv6Address.WriteGroup(buffer, 0, group);
        Assert.Equal(Packets6.Address(text), buffer);
    }

    [Fact]
    public void HardwareGroup_IsMadeOfTheLastFourBytes()
    {
        byte[] buffer = new byte[7];
        Ipv6Address.WriteHardwareGroup(Packets6.Address("ff02::1:ff34:5678"), 0, buffer, 1);
        Assert.Equal([0, 0x33, 0x33, 0xFF, 0x34, 0x56, 0x78], buffer);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::1", 128)]
    [InlineData("2001:db8::1", "2001:db8::2", 126)]
    [InlineData("2001:db8::", "2001:db8::1", 127)]
    [InlineData("2001:db8::1", "2001:db9::1", 31)]
    [InlineData("::", "8000::", 0)]
    [InlineData("::", "4000::", 1)]
    [InlineData("2001:db8:0:1::", "2001:db8:0:2::", 62)]
    public void CommonPrefix_IsCountedInBits(string one, string other, int bits)
    {
        Assert.Equal(bits, Ipv6Address.CommonPrefix(Packets6.Address(one), 0, [0, .. Packets6.Address(other)], 1));
    }
}
