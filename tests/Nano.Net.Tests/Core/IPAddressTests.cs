using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Core;

public class IPAddressTests
{
    [Fact]
    public void FormattedAddress_ParsesToTheSame()
    {
        Prop.ForAll(Arbitraries.Word, n =>
        {
            IPAddress address = new(n);
            string text = address.ToString();
            return IPAddress.Parse(text) == address
                && new IPAddress(address.GetAddressBytes()).Equals(address)
                && System.Net.IPAddress.Parse(text).ToString() == text
                && System.Net.IPAddress.Parse(text).GetAddressBytes().AsSpan().SequenceEqual(address.GetAddressBytes());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void NumberConstructor_ReadsAsTheOneOfDotNet()
    {
        Prop.ForAll(Arbitraries.Word, n => new IPAddress((long)n).ToString() == new System.Net.IPAddress((long)n).ToString()).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.-1")]
    [InlineData("01.2.3.4")]
    [InlineData("1..3.4")]
    [InlineData("1.2.3.4.")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("a.b.c.d")]
    [InlineData("99999999999.1.1.1")]
    public void WhatIsNoAddress_IsRefused(string text)
    {
        Assert.False(IPAddress.TryParse(text, out IPAddress address));
        Assert.Null(address);
        Assert.Throws<FormatException>(() => IPAddress.Parse(text));
    }

    [Fact]
    public void AnyText_NeverThrowsFromTryParse_AndAgreesWithItsFormat()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
            !IPAddress.TryParse(text, out IPAddress address) || address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            .QuickCheckThrowOnFailure();
    }
}
