using Nano.Net.Cryptography;

namespace Nano.Net.Tests.Cryptography;

public class ConstantTimeTests
{
    [Fact]
    public void AreEqual_SeesEveryBitOfTheRange_AndNothingElse()
    {
        byte[] first = [9, 1, 2, 3, 9];
        byte[] second = [8, 8, 1, 2, 3];
        Assert.True(ConstantTime.AreEqual(first, 1, second, 2, 3));
        Assert.True(ConstantTime.AreEqual(first, 5, second, 0, 0));
        for (int bit = 0; bit < 24; bit++)
        {
            byte[] other = (byte[])second.Clone();
            other[2 + (bit / 8)] ^= (byte)(1 << (bit % 8));
            Assert.False(ConstantTime.AreEqual(first, 1, other, 2, 3));
        }
    }

    [Fact]
    public void AreEqual_ChecksItsRanges()
    {
        Assert.Throws<ArgumentNullException>(() => ConstantTime.AreEqual(null!, 0, new byte[1], 0, 1));
        Assert.Throws<ArgumentNullException>(() => ConstantTime.AreEqual(new byte[1], 0, null!, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantTime.AreEqual(new byte[2], 1, new byte[2], 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantTime.AreEqual(new byte[2], 0, new byte[2], 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantTime.AreEqual(new byte[2], 0, new byte[2], 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantTime.AreEqual(new byte[2], -1, new byte[2], 0, 1));
    }
}
