using Nano.Net.Drivers;
using Nano.Net.Wire;
using OptionRange = Nano.Net.Range;

namespace Nano.Net.Tests.Core;

public class RangeTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void ValueInItsRange_IsTaken(int value) => OptionRange.Check(value, "Size", 2, 9);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(-1)]
    public void ValueOutOfItsRange_IsRefusedByNameRangeAndValue(int value) =>
        Assert.Equal($"Size must be 2 to 9, not {value}", Assert.Throws<ArgumentException>(() => OptionRange.Check(value, "Size", 2, 9)).Message);

    [Fact]
    public void OptionsOfAllLinks_TellTheBadValue()
    {
        Refused("MaximumTransmissionUnit must be 68 to 1500, not 67", new SlipOptions { MaximumTransmissionUnit = 67 }.Validate);
        Refused("MaximumTransmissionUnit must be 68 to 1500, not 1501", new Esp32MacOptions { MaximumTransmissionUnit = 1501 }.Validate);
        Refused("MaximumTransmissionUnit must be 68 to 8950, not 8951", new VxlanOptions { MaximumTransmissionUnit = 8951 }.Validate);
        Refused("Network must be 0 to 16777215, not -1", new VxlanOptions { Network = -1 }.Validate);
    }

    [Theory]
    [InlineData("020000000001", true)]
    [InlineData("030000000001", false)]
    [InlineData("0200000001", false)]
    [InlineData("02000000000102", false)]
    public void HostAddress_IsSixBytesAndNotAGroups(string address, bool expected) =>
        Assert.Equal(expected, EthernetFrame.IsHostAddress(Convert.FromHexString(address)));

    [Fact]
    public void HostAddress_IsNotNull() => Assert.False(EthernetFrame.IsHostAddress(null!));

    private static void Refused(string message, Action validate) => Assert.Equal(message, Assert.Throws<ArgumentException>(validate).Message);
}
