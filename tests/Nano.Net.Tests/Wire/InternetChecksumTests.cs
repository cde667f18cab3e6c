using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Tests.Support;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Wire;

public class InternetChecksumTests
{
    [Fact]
    public void SumOfAnyBytesAtAnyOffset_IsThatOfTheWordsOneByOne()
    {
        Prop.ForAll(Arbitraries.Bytes, ArbMap.Default.ArbFor<byte>(), (bytes, offset) =>
        {
            byte[] shifted = new byte[offset + bytes.Length];
            bytes.CopyTo(shifted, offset);
            return InternetChecksum.Sum(shifted, offset, bytes.Length) == Expected(bytes);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void EveryLength_HasTheSumOfItsWords()
    {
        for (int length = 0; length <= 200; length++)
        {
            byte[] bytes = Packets.Bytes(length, length);
            Assert.Equal(Expected(bytes), InternetChecksum.Sum(bytes, 0, length));
        }
    }

    [Fact]
    public void LongestAndLargest_DoesNotOverflow()
    {
        byte[] bytes = new byte[65535];
        Array.Fill(bytes, (byte)0xFF);

        // The odd last byte is padded with zero: 32,767 words of FFFF, which are zero, and FF00.
        Assert.Equal(0xFF00, InternetChecksum.Sum(bytes, 0, 65535));
        Assert.Equal(0xFFFF, InternetChecksum.Sum(bytes, 0, 65534));
    }

    [Fact]
    public void Zero_IsAlwaysTheOneWrittenWithOnes_WhichAddsNothing()
    {
        Assert.Equal(0xFFFF, InternetChecksum.Sum(new byte[64], 0, 64));
        Assert.Equal(0xFFFF, InternetChecksum.Sum(new byte[0], 0, 0));
        for (int sum = 1; sum <= 0xFFFF; sum++)
        {
            Assert.Equal(sum, InternetChecksum.Fold(sum + 0xFFFF));
        }
    }

    [Fact]
    public void ExampleOfRfc1071()
    {
        byte[] bytes = { 0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7 };
        Assert.Equal(0xDDF2, InternetChecksum.Sum(bytes, 0, 8));
    }

    [Fact]
    public void SumsOfParts_AddUpToTheSumOfTheWhole()
    {
        byte[] bytes = Packets.Bytes(1480);
        int parts = InternetChecksum.Sum(bytes, 0, 20) + InternetChecksum.Sum(bytes, 20, 1000) + InternetChecksum.Sum(bytes, 1020, 460);
        Assert.Equal(InternetChecksum.Sum(bytes, 0, 1480), InternetChecksum.Fold(parts));
    }

    private static int Expected(byte[] bytes)
    {
        int sum = ~Packets.Checksum(bytes) & 0xFFFF;
        return sum == 0 ? 0xFFFF : sum;
    }
}
