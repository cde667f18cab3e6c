using FsCheck;
using FsCheck.Fluent;

namespace Nano.Net.Tests.Core;

public class IPv6AddressTests
{
    // 16 bytes of which many fields are zero, or what makes the last four an IPv4 address.
    private static readonly Arbitrary<byte[]> addresses = Gen.Frequency(
        (4, Gen.Constant(0)), (1, Gen.Choose(0, 15)), (1, Gen.Choose(0, 0xFFFF)), (1, Gen.Elements(0xFFFF, 0x5EFE, 0xFE80, 0x2001, 0xFF02)))
        .ArrayOf(8).Select(fields => fields.SelectMany(f => new[] { (byte)(f >> 8), (byte)f }).ToArray()).ToArbitrary();

    // Pieces of addresses, in any order.
    private static readonly Arbitrary<string> texts = Gen.Elements(
        ":", "::", "0", "1", "ab", "00f", "1234", "12345", "FFFF", "g", ".", "1.2.3.4", "1.2.3", "256.0.0.1", "01.2.3.4", "%", "%1", "%12", "[", "]", "]:80", "/", " ", "-", "")
        .ArrayOf().Where(parts => parts.Length < 20).Select(string.Concat).ToArbitrary();

    [Fact]
    public void Text_IsThatOfDotNet_AndReadsAsTheSame()
    {
        Prop.ForAll(addresses, bytes =>
        {
            IPAddress address = new(bytes);
            string text = address.ToString();
            return text == new System.Net.IPAddress(bytes).ToString()
                && IPAddress.Parse(text) == address
                && address.GetAddressBytes().AsSpan().SequenceEqual(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void AnyText_ReadsAsDotNetReadsIt()
    {
        Prop.ForAll(texts, Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(20000));
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("1::8")]
    [InlineData("2001:db8:0:0:1:0:0:1")]
    [InlineData("2001:0db8:0000:0000:0001:0000:0000:0001")]
    [InlineData("2001:DB8::A")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::")]
    [InlineData("::2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::8")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1::2::3")]
    [InlineData(":::")]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData(":1::")]
    [InlineData("1::2:")]
    [InlineData("12345::")]
    [InlineData("::00001")]
    [InlineData("::g")]
    [InlineData("::1 ")]
    [InlineData(" ::1")]
    [InlineData("::1.2.3.4")]
    [InlineData("::ffff:1.2.3.4")]
    [InlineData("::ffff:0:1.2.3.4")]
    [InlineData("64:ff9b::1.2.3.4")]
    [InlineData("1:2:3:4:5:6:1.2.3.4")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("1:2:3:4:5::1.2.3.4")]
    [InlineData("1:2:3:4:5:1.2.3.4")]
    [InlineData("::1.2.3")]
    [InlineData("::1.2.3.4.5")]
    [InlineData("::1.2.3.256")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("::01.2.3.4")]
    [InlineData("::a.2.3.4")]
    [InlineData("::ffff:1.2.3.")]
    [InlineData("fe80::1%1")]
    [InlineData("fe80::1%4294967295")]
    [InlineData("fe80::%0")]
    [InlineData("fe80::1.2.3.4%7")]
    [InlineData("[::1]")]
    [InlineData("[::1%3]")]
    [InlineData("[::1]:80")]
    [InlineData("[::1")]
    [InlineData("::1]")]
    [InlineData("[]")]
    [InlineData("[:]")]
    [InlineData("[::1]80")]
    [InlineData("[1.2.3.4]:80")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[::1]:")]
    [InlineData("[::1]:x")]
    [InlineData("[[::1]]")]
    [InlineData("::1/64")]
    [InlineData("0:0:0:0:0:5efe:1.2.3.4")]
    [InlineData("fe80::200:5efe:1.2.3.4")]
    public void OddText_ReadsAsDotNetReadsIt(string text)
    {
        Assert.True(Agrees(text));
    }

    [Theory]
    [InlineData("fe80::1%")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%-1")]
    [InlineData("fe80::1%1a")]
    [InlineData("fe80::1%4294967296")]
    [InlineData("fe80::1%1%2")]
    [InlineData("::1.2.3.04")]
    public void NameOfAZone_AndLeadingZero_AreRefusedThoughDotNetTakesSome(string text)
    {
        Assert.False(IPAddress.TryParse(text, out IPAddress address));
        Assert.Null(address);
        Assert.Throws<FormatException>(() => IPAddress.Parse(text));
    }

    // The whole text of RFC 5952 section 4, and the addresses with an IPv4 address in them.
    [Theory]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("2001:db8:0:0:0:0:2:1", "2001:db8::2:1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("2001:DB8:ABCD::EF", "2001:db8:abcd::ef")]
    [InlineData("1:0:0:0:0:0:0:0", "1::")]
    [InlineData("0:0:0:0:0:0:0:0", "::")]
    [InlineData("::ffff:c000:201", "::ffff:192.0.2.1")]
    [InlineData("::ffff:0:c000:201", "::ffff:0:192.0.2.1")]
    [InlineData("::c000:201", "::192.0.2.1")]
    [InlineData("::1:0:0", "::1:0:0")]
    [InlineData("fe80::5efe:c000:201%4", "fe80::5efe:192.0.2.1%4")]
    [InlineData("::fffe:c000:201", "::fffe:c000:201")]
    [InlineData("::ffff:ffff:c000:201", "::ffff:ffff:c000:201")]
    [InlineData("0:0:0:1:0:ffff:c000:201", "::1:0:ffff:c000:201")]
    public void Text_IsTheOneOfRfc5952(string text, string written)
    {
        Assert.Equal(written, IPAddress.Parse(text).ToString());
    }

    [Fact]
    public void Zone_IsPartOfTheAddress()
    {
        IPAddress one = IPAddress.Parse("fe80::1%1");
        Assert.Equal(1, one.ScopeId);
        Assert.NotEqual(one, IPAddress.Parse("fe80::1"));
        Assert.Equal(one, new IPAddress(one.GetAddressBytes(), 1));
        Assert.Equal(one.GetHashCode(), new IPAddress(one.GetAddressBytes(), 1).GetHashCode());
        one.ScopeId = 0xFFFFFFFFL;
        Assert.Equal("fe80::1%4294967295", one.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => one.ScopeId = 0x100000000L);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.ScopeId = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new IPAddress(new byte[16], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IPAddress(new byte[16], 0x100000000L));
        Assert.Throws<NotSupportedException>(() => IPAddress.Any.ScopeId);
        Assert.Throws<NotSupportedException>(() => IPAddress.Any.ScopeId = 1);
    }

    [Fact]
    public void Bytes_AreFourOrSixteen()
    {
        for (int length = 0; length < 20; length++)
        {
            if (length is not (4 or 16))
            {
                Assert.Throws<ArgumentException>(() => new IPAddress(new byte[length]));
            }

            if (length != 16)
            {
                Assert.Throws<ArgumentException>(() => new IPAddress(new byte[length], 0));
            }
        }

        Assert.Throws<ArgumentNullException>(() => new IPAddress(null));
        Assert.Throws<ArgumentNullException>(() => new IPAddress(null, 0));
        Assert.Throws<ArgumentNullException>(() => IPAddress.IsLoopback(null));
        Assert.Throws<ArgumentNullException>(() => IPAddress.Parse(null));
        Assert.False(IPAddress.TryParse(null, out _));
    }

    [Fact]
    public void Bytes_AreCopied()
    {
        byte[] bytes = IPAddress.Parse("2001:db8::1").GetAddressBytes();
        IPAddress address = new(bytes);
        bytes[15] = 2;
        Assert.Equal("2001:db8::1", address.ToString());
        address.GetAddressBytes()[15] = 3;
        Assert.Equal("2001:db8::1", address.ToString());
    }

    [Fact]
    public void KindOfAddress_IsThatOfDotNet()
    {
        string[] texts =
        [
            "::", "::1", "::2", "::1%1", "1::1", "::ffff:127.0.0.1", "::ffff:127.0.0.1%1", "::ffff:127.0.0.2", "::ffff:1.2.3.4", "::fffe:1.2.3.4", "::1:ffff:1.2.3.4", "::1.2.3.4",
            "fe7f::", "fe80::1", "fe80::1%5", "febf::", "fec0::1", "feff::", "ff02::1", "ff00::", "feff:ffff::", "fc00::1", "fd00::1", "fb00::", "fe00::",
            "2001::1", "2001:0:1::", "2001:1::", "2000::", "127.0.0.1", "127.255.255.255", "126.0.0.1", "128.0.0.1", "0.0.0.0", "255.255.255.255", "1.2.3.4",
        ];
        foreach (string text in texts)
        {
            IPAddress ours = IPAddress.Parse(text);
            System.Net.IPAddress theirs = System.Net.IPAddress.Parse(text);
            Assert.Equal((int)theirs.AddressFamily, (int)ours.AddressFamily);
            Assert.Equal(
                (text, theirs.IsIPv6LinkLocal, theirs.IsIPv6Multicast, theirs.IsIPv6SiteLocal, theirs.IsIPv6UniqueLocal, theirs.IsIPv6Teredo, theirs.IsIPv4MappedToIPv6),
                (text, ours.IsIPv6LinkLocal, ours.IsIPv6Multicast, ours.IsIPv6SiteLocal, ours.IsIPv6UniqueLocal, ours.IsIPv6Teredo, ours.IsIPv4MappedToIPv6));
            Assert.Equal((text, System.Net.IPAddress.IsLoopback(theirs)), (text, IPAddress.IsLoopback(ours)));
            Assert.Equal(theirs.MapToIPv4().ToString(), ours.MapToIPv4().ToString());
            Assert.Equal(theirs.MapToIPv6().ToString(), ours.MapToIPv6().ToString());
        }
    }

    [Fact]
    public void WellKnownAddresses_AreThoseOfDotNet()
    {
        Assert.Equal(System.Net.IPAddress.IPv6Any.GetAddressBytes(), IPAddress.IPv6Any.GetAddressBytes());
        Assert.Equal(System.Net.IPAddress.IPv6Loopback.GetAddressBytes(), IPAddress.IPv6Loopback.GetAddressBytes());
        Assert.Equal(System.Net.IPAddress.IPv6None.GetAddressBytes(), IPAddress.IPv6None.GetAddressBytes());
        Assert.Equal(IPAddress.IPv6Any, IPAddress.IPv6Any);
        Assert.NotEqual(IPAddress.IPv6Any, IPAddress.Any);
        Assert.NotEqual(IPAddress.Any, IPAddress.IPv6Any);
        Assert.True(IPAddress.IPv6Any != IPAddress.IPv6Loopback);
        Assert.False(IPAddress.IPv6Any == null);
    }

    [Fact]
    public void EqualAddresses_HaveTheSameHash_AndOthersNearlyAlwaysAnother()
    {
        HashSet<int> hashes = [];
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = new byte[16];
            bytes[0] = 0x20;
            bytes[(i % 4 * 4) + 2] = (byte)(i >> 8);
            bytes[(i % 4 * 4) + 3] = (byte)i;
            hashes.Add(new IPAddress(bytes).GetHashCode());
            Assert.Equal(new IPAddress(bytes).GetHashCode(), new IPAddress(bytes).GetHashCode());
        }

        Assert.InRange(hashes.Count, 990, 1000);
    }

    [Fact]
    public void EveryByte_TellsAddressesApart()
    {
        for (int i = 0; i < 16; i++)
        {
            byte[] bytes = new byte[16];
            bytes[i] = 1;
            Assert.NotEqual(IPAddress.IPv6Any, new IPAddress(bytes));
        }
    }

    // A zone of .NET may be a name, and its port anything like a number; else the two read alike.
    private static bool Agrees(string text)
    {
        if (!text.Contains(':'))
        {
            return true;
        }

        bool ours = IPAddress.TryParse(text, out IPAddress? address);
        bool theirs = System.Net.IPAddress.TryParse(text, out System.Net.IPAddress? other);
        int percent = text.IndexOf('%');
        if (percent >= 0 && theirs && !ours)
        {
            int end = text.IndexOf(']') is >= 0 and int bracket ? bracket : text.Length;
            return !uint.TryParse(text[(percent + 1)..end], System.Globalization.NumberStyles.None, null, out _);
        }

        return ours == theirs && (!ours || (address!.ToString() == other!.ToString() && address.ScopeId == other.ScopeId));
    }
}
