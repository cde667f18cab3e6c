using System.Text;
using Nano.Net.Core;
using Nano.Net.Http.Digest;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Http.Digest;

public class NonceTests
{
    private readonly NonceIssuer issuer = new(new KeyedHash(0x01234567, 0x89ABCDEF));

    [Fact]
    public void Nonce_IsKnownAgain_WithItsTimeAndNumber()
    {
        for (uint i = 0; i < 200; i++)
        {
            byte[] nonce = (byte[])issuer.Issue(0xFFFFFF00u + i).Clone();
            Assert.Equal(22, nonce.Length);
            Assert.True(issuer.IsOwn([9, .. nonce], 1, nonce.Length, out uint second, out uint number));
            Assert.Equal(0xFFFFFF00u + i, second);
            Assert.Equal(i, number);
        }
    }

    [Fact]
    public void Nonce_WithAnyBitChanged_IsForeign()
    {
        byte[] nonce = (byte[])issuer.Issue(77).Clone();
        for (int bit = 0; bit < nonce.Length * 8; bit++)
        {
            byte[] other = (byte[])nonce.Clone();
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(issuer.IsOwn(other, 0, other.Length, out _, out _));
        }

        Assert.False(issuer.IsOwn(nonce, 0, nonce.Length - 1, out _, out _));
        Assert.False(new NonceIssuer(new KeyedHash(0x01234567, 0x89ABCDEE)).IsOwn(nonce, 0, nonce.Length, out _, out _));
    }

    [Fact]
    public void Nonces_AreOfLettersDigitsHyphenAndUnderscore_AndNeverTheSame()
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 5000; i++)
        {
            string nonce = Encoding.ASCII.GetString(issuer.Issue(5));
            Assert.Matches("^[A-Za-z0-9_-]{22}$", nonce);
            Assert.True(seen.Add(nonce));
        }
    }

    [Fact]
    public void Issuing_AllocatesNothing() => Assert.Equal(0, Allocations.Of(() => issuer.Issue(9)));

    [Fact]
    public void Table_TakesEachCountOnce_InAnyOrderWithin32()
    {
        NonceTable table = new(2);
        Assert.True(table.Add(5, 3));
        Assert.False(table.Add(5, 3));
        Assert.True(table.Add(5, 1));
        Assert.False(table.Add(5, 1));
        Assert.True(table.Add(5, 2));
        Assert.True(table.Add(5, 4));
        for (uint count = 1; count <= 4; count++)
        {
            Assert.False(table.Add(5, count));
        }

        Assert.False(table.Add(5, 0));
        Assert.True(table.Add(5, 40));
        Assert.False(table.Add(5, 8));
        Assert.True(table.Add(5, 9));
        Assert.False(table.Add(5, 9));
        Assert.True(table.Add(5, 39));
        Assert.True(table.Add(5, 71));
        Assert.False(table.Add(5, 40));
        Assert.True(table.Add(5, 103));
        Assert.False(table.Add(5, 71));
        Assert.True(table.Add(5, uint.MaxValue));
        Assert.False(table.Add(5, uint.MaxValue));
        Assert.False(table.Add(5, 103));
        Assert.False(table.Add(5, 0));
    }

    [Fact]
    public void Table_ThatIsFull_LetsTheOldestGo_AndWithItAllBeforeIt()
    {
        NonceTable table = new(2);
        Assert.True(table.Add(12, 1));
        Assert.True(table.Add(10, 1));
        Assert.True(table.Add(14, 1));
        Assert.False(table.Add(10, 2));
        Assert.False(table.Add(9, 1));
        Assert.True(table.Add(12, 2));
        Assert.True(table.Add(14, 2));

        // The oldest of all does not displace what is younger, and is not taken either: it could not be remembered.
        Assert.False(table.Add(11, 1));
        Assert.True(table.Add(12, 3));
        Assert.True(table.Add(13, 1));
        Assert.False(table.Add(12, 4));
        Assert.True(table.Add(14, 3));
    }

    [Fact]
    public void Table_CountsPastTheWrapOfNumbers()
    {
        NonceTable table = new(1);
        foreach (uint number in (uint[])[0, 0x40000000, 0x80000000, 0xC0000000])
        {
            Assert.True(table.Add(number, 1));
        }

        Assert.True(table.Add(0xFFFFFFFFu, 1));
        Assert.True(table.Add(0, 1));
        Assert.False(table.Add(0xFFFFFFFFu, 2));
        Assert.True(table.Add(1, 1));
        Assert.False(table.Add(0, 2));
    }
}
