using Nano.Net.Dhcpv6.Wire;

namespace Nano.Net.Tests.Services.Dhcpv6;

public class Dhcpv6MessageTests
{
    private static readonly byte[] client = Dhcpv6Message.IdentifierOf([2, 0, 0, 0, 0, 1]);
    private static readonly byte[] server = [0, 3, 0, 1, 2, 0, 0, 0, 0, 9];
    private static readonly byte[] identifiers = [.. Option(1, client), .. Option(2, server)];

    [Fact]
    public void Identifier_IsThatOfTheHardwareAddress()
    {
        Assert.Equal([0, 3, 0, 1, 2, 0, 0, 0, 0, 1], client);
    }

    [Fact]
    public void Options_AddUp()
    {
        byte[] options = [.. Option(7, [9]), .. Option(99, []), .. identifiers];
        Assert.True(AreValid(options));
        Assert.True(AreValid([]));
        for (int cut = 1; cut < 14; cut++)
        {
            Assert.False(AreValid(options[..^cut]));
        }

        Assert.False(AreValid([.. options, 0]));
        Assert.False(AreValid([0, 7, 255, 255, 1, 2]));
    }

    [Fact]
    public void Option_IsFoundAmongOthers_UnlessItIsTooShort()
    {
        byte[] options = [.. Option(7, []), .. Option(99, [1, 2, 3]), .. Option(7, [9]), .. Option(7, [8])];
        Assert.Equal(0, Dhcpv6Message.Find(options, 0, options.Length, 7, 0));
        Assert.Equal(11, Dhcpv6Message.Find(options, 0, options.Length, 7, 1));
        Assert.Equal(16, Dhcpv6Message.Find(options, Dhcpv6Message.Next(options, 11), options.Length, 7, 1));
        Assert.Equal(-1, Dhcpv6Message.Find(options, 0, options.Length, 7, 2));
        Assert.Equal(-1, Dhcpv6Message.Find(options, 0, options.Length, 8, 0));
        Assert.Equal(3, Dhcpv6Message.LengthOf(options, 4));
    }

    [Fact]
    public void Status_IsSuccessUnlessItSaysOtherwise()
    {
        Assert.Equal(Dhcpv6Message.Success, StatusOf([]));
        Assert.Equal(Dhcpv6Message.Success, StatusOf(Option(13, [0])));
        Assert.Equal(Dhcpv6Message.NoAddressesAvailable, StatusOf([.. identifiers, .. Option(13, [0, 2, (byte)'n', (byte)'o'])]));
        Assert.Equal(0x102, StatusOf(Option(13, [1, 2])));
    }

    [Fact]
    public void NumberOf32Bits_HasFourBytes()
    {
        byte[] options = [.. Option(82, [0, 0, 1]), .. Option(32, [1, 2, 3, 4]), .. Option(83, [0, 0, 0, 1, 0])];
        Assert.Equal(0x01020304u, Dhcpv6Message.FindUInt32(options, 0, options.Length, 32, 7));
        Assert.Equal(7u, Dhcpv6Message.FindUInt32(options, 0, options.Length, 82, 7));
        Assert.Equal(7u, Dhcpv6Message.FindUInt32(options, 0, options.Length, 83, 7));
        Assert.Equal(7u, Dhcpv6Message.FindUInt32(options, 0, options.Length, 84, 7));
    }

    [Fact]
    public void Answer_HasItsType_TheTransaction_BothIdentifiers_AndOptionsThatAddUp()
    {
        Assert.True(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. identifiers]));
        Assert.True(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(2, server), .. Option(99, [1]), .. Option(1, client)]));
        Assert.False(IsAnswer([2, 0xAB, 0xCD, 0xEF, .. identifiers]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEE, .. identifiers]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. identifiers, 0]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(1, client)]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(2, server)]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(1, client), .. Option(2, [])]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(1, server), .. Option(2, server)]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(1, client[..9]), .. Option(2, server)]));
        Assert.True(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(1, client), .. Option(2, new byte[130])]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD, 0xEF, .. Option(1, client), .. Option(2, new byte[131])]));
        Assert.False(IsAnswer([7, 0xAB, 0xCD]));
        Assert.False(IsAnswer([]));
    }

    [Fact]
    public void Message_IsWrittenAsItIsRead()
    {
        byte[] buffer = new byte[40];
        int length = Dhcpv6Message.WriteHeader(buffer, 1, Dhcpv6Message.Solicit, 0x7FABCDEF);
        length += Dhcpv6Message.WriteOption(buffer, 1 + length, Dhcpv6Message.ElapsedTime, 2) + 2;
        length += Dhcpv6Message.WriteOption(buffer, 1 + length, Dhcpv6Message.ClientIdentifier, client, 0, client.Length);
        Assert.Equal([1, 0xAB, 0xCD, 0xEF, 0, 8, 0, 2, 0, 0, .. Option(1, client)], buffer[1..(1 + length)]);
    }

    private static byte[] Option(int code, byte[] value) => [(byte)(code >> 8), (byte)code, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    private static bool AreValid(byte[] options) => Dhcpv6Message.AreValid([0xCC, .. options, 0xCC], 1, 1 + options.Length);

    private static int StatusOf(byte[] options) => Dhcpv6Message.StatusOf(options, 0, options.Length);

    private static bool IsAnswer(byte[] message) => Dhcpv6Message.IsAnswer([0xCC, .. message, 0xCC], 1, message.Length, 7, 0xABCDEF, client);
}
