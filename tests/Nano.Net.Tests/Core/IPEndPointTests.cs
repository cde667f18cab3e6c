using Nano.Net.Sockets;

namespace Nano.Net.Tests.Core;

public class IPEndPointTests
{
    [Fact]
    public void EndPoints_AreEqualByValue()
    {
        IPEndPoint one = new(IPAddress.Parse("10.0.0.1"), 80);
        Assert.Equal(one, new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80));
        Assert.Equal(one.GetHashCode(), new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80).GetHashCode());
        Assert.NotEqual(one, new IPEndPoint(IPAddress.Parse("10.0.0.1"), 81));
        Assert.NotEqual(one, new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80));
        Assert.NotEqual(one, new IPEndPoint(IPAddress.Parse("10.0.0.1").MapToIPv6(), 80));
        Assert.Equal("10.0.0.1:80", one.ToString());
        Assert.Equal("[2001:db8::1]:65535", new IPEndPoint(IPAddress.Parse("2001:db8::1"), 65535).ToString());
        Assert.Equal("[fe80::1%2]:0", new IPEndPoint(IPAddress.Parse("fe80::1%2"), 0).ToString());
    }

    [Fact]
    public void AddressAndPort_AreChecked_AlsoWhenTheyAreSet()
    {
        IPEndPoint point = new(0x0100000AL, 80);
        Assert.Equal("10.0.0.1:80", point.ToString());
        Assert.Equal(AddressFamily.InterNetwork, point.AddressFamily);
        point.Address = IPAddress.IPv6Loopback;
        point.Port = 81;
        Assert.Equal("[::1]:81", point.ToString());
        Assert.Equal(AddressFamily.InterNetworkV6, point.AddressFamily);
        Assert.Throws<ArgumentNullException>(() => point.Address = null);
        Assert.Throws<ArgumentOutOfRangeException>(() => point.Port = 65536);
        Assert.Throws<ArgumentOutOfRangeException>(() => point.Port = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new IPEndPoint(IPAddress.Any, 65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IPEndPoint(IPAddress.Any, -1));
        Assert.Throws<ArgumentNullException>(() => new IPEndPoint(null, 1));
    }

    [Theory]
    [InlineData("10.0.0.1:80")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:")]
    [InlineData("10.0.0.1:0")]
    [InlineData("10.0.0.1:65535")]
    [InlineData("10.0.0.1:65536")]
    [InlineData("10.0.0.1:99999999999")]
    [InlineData("10.0.0.1:-1")]
    [InlineData("10.0.0.1: 1")]
    [InlineData("10.0.0.1:80:")]
    [InlineData("10.0.0.1:80:90")]
    [InlineData(":80")]
    [InlineData("")]
    [InlineData("[::1]:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:")]
    [InlineData("[::1]:65536")]
    [InlineData("[::1]:80:90")]
    [InlineData("[fe80::1%2]:80")]
    [InlineData("::1")]
    [InlineData("::1:80")]
    [InlineData("2001:db8::1")]
    [InlineData("[10.0.0.1]:80")]
    [InlineData("host:80")]
    public void Text_ReadsAsDotNetReadsIt(string text)
    {
        bool ours = IPEndPoint.TryParse(text, out IPEndPoint point);
        Assert.Equal(System.Net.IPEndPoint.TryParse(text, out System.Net.IPEndPoint? other), ours);
        if (ours)
        {
            Assert.Equal(other!.ToString(), point.ToString());
            Assert.Equal(point, IPEndPoint.Parse(text));
        }
        else
        {
            Assert.Null(point);
            Assert.Throws<FormatException>(() => IPEndPoint.Parse(text));
        }
    }

    [Fact]
    public void NoText_IsNoEndPoint()
    {
        Assert.False(IPEndPoint.TryParse(null, out IPEndPoint point));
        Assert.Null(point);
        Assert.Throws<ArgumentNullException>(() => IPEndPoint.Parse(null));
    }

    [Theory]
    [InlineData("10.0.0.1:513", 16)]
    [InlineData("[2001:db8::1]:513", 28)]
    [InlineData("[fe80::1%66051]:513", 28)]
    public void SocketAddress_IsMadeOfAnEndPoint_AndGivesItBack(string text, int size)
    {
        IPEndPoint point = IPEndPoint.Parse(text);
        SocketAddress address = point.Serialize();
        Assert.Equal(size, address.Size);
        Assert.Equal(point.AddressFamily, address.Family);
        Assert.Equal((int)point.AddressFamily, address[0] | (address[1] << 8));
        Assert.Equal(2, address[2]);
        Assert.Equal(1, address[3]);

        // .NET agrees about all but the number of the family, which is that of the system.
        System.Net.SocketAddress other = System.Net.IPEndPoint.Parse(text).Serialize();
        Assert.Equal(other.Size, address.Size);
        for (int i = 2; i < size; i++)
        {
            Assert.Equal(other[i], address[i]);
        }

        EndPoint copy = point.Create(address);
        Assert.Equal(point, copy);
        Assert.Equal(address, copy.Serialize());
        Assert.Equal(address.GetHashCode(), copy.Serialize().GetHashCode());
        address[size - 1] ^= 1;
        Assert.NotEqual(address, copy.Serialize());
    }

    [Fact]
    public void SocketAddress_OfAnotherFamilyOrTooShort_IsRefused()
    {
        IPEndPoint point = new(IPAddress.Any, 0);
        Assert.Throws<ArgumentNullException>(() => point.Create(null));
        Assert.Throws<ArgumentException>(() => point.Create(new IPEndPoint(IPAddress.IPv6Any, 0).Serialize()));
        Assert.Throws<ArgumentException>(() => point.Create(new SocketAddress(AddressFamily.InterNetwork, 15)));
        Assert.Throws<ArgumentException>(() => new IPEndPoint(IPAddress.IPv6Any, 0).Create(new SocketAddress(AddressFamily.InterNetworkV6, 27)));
        Assert.Equal(point, point.Create(new SocketAddress(AddressFamily.InterNetwork)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SocketAddress(AddressFamily.InterNetwork, 1));
        Assert.Equal(AddressFamily.Unknown, new SocketAddress(AddressFamily.Unknown, 2).Family);
        Assert.NotEqual(new SocketAddress(AddressFamily.InterNetwork, 16), new SocketAddress(AddressFamily.InterNetwork, 17));
        Assert.False(new SocketAddress(AddressFamily.Unix).Equals(null));
    }

    [Fact]
    public void SocketAddress_IsWrittenAsItsBytes()
    {
        Assert.Equal("2:16:{0,80,10,0,0,1,0,0,0,0,0,0,0,0}", IPEndPoint.Parse("10.0.0.1:80").Serialize().ToString());
    }

    [Fact]
    public void EndPointOfAnotherKind_SaysWhatItCannot()
    {
        EndPoint other = new OtherEndPoint();
        Assert.Throws<NotImplementedException>(() => other.AddressFamily);
        Assert.Throws<NotImplementedException>(other.Serialize);
        Assert.Throws<NotImplementedException>(() => other.Create(new SocketAddress(AddressFamily.Unix)));
    }

    [Fact]
    public void AddressFamilies_AreThoseOfDotNet()
    {
        foreach (AddressFamily family in Enum.GetValues<AddressFamily>())
        {
            Assert.Equal((int)Enum.Parse<System.Net.Sockets.AddressFamily>(family.ToString()), (int)family);
        }
    }

    private sealed class OtherEndPoint : EndPoint
    {
    }
}
