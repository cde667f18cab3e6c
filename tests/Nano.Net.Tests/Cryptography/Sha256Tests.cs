using System.Security.Cryptography;
using System.Text;
using Nano.Net.Cryptography;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Cryptography;

/// <summary>Our SHA-256 against NIST's examples, and against .NET's.</summary>
public class Sha256Tests
{
    private readonly Sha256 sha = new();

    [Theory]
    // FIPS 180-4's examples, and of the NIST's CAVP short messages (SHA256ShortMsg.rsp) those of 0, 1, 2, 3 and 4 bytes.
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1")]
    [InlineData("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98")]
    [InlineData("b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2")]
    [InlineData("74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e")]
    [InlineData("616263", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Hash_OfAShortMessage_IsNists(string message, string expected) => Assert.Equal(expected, Hash(Convert.FromHexString(message)));

    [Theory]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [InlineData(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1")]
    public void Hash_OfTwoBlocks_IsNists(string message, string expected) => Assert.Equal(expected, Hash(Encoding.ASCII.GetBytes(message)));

    [Fact]
    public void Hash_OfAMillionTimesA_IsNists()
    {
        byte[] piece = Encoding.ASCII.GetBytes(new string('a', 1000));
        for (int i = 0; i < 1000; i++)
        {
            sha.Update(piece, 0, piece.Length);
        }

        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Finish());
    }

    /// <summary>The NIST's Monte Carlo test (SHA256Monte.rsp): a seed, and the hashes 0, 1 and 2 of a hundred, each a thousand hashes further.</summary>
    [Fact]
    public void MonteCarlo_IsNists()
    {
        byte[] seed = Convert.FromHexString("f41ece2613e4573915696b5adcd51ca328be3bf566a9ca99c9ceb0279c1cb0a7");
        string[] found = new string[3];
        for (int j = 0; j < found.Length; j++)
        {
            byte[] a = seed;
            byte[] b = seed;
            byte[] c = seed;
            for (int i = 0; i < 1000; i++)
            {
                byte[] next = new byte[Sha256.HashSize];
                sha.Update(a, 0, a.Length);
                sha.Update(b, 0, b.Length);
                sha.Update(c, 0, c.Length);
                sha.Finish(next, 0);
                a = b;
                b = c;
                c = next;
            }

            seed = c;
            found[j] = Convert.ToHexStringLower(c);
        }

        Assert.Equal(
            ["83d28614d49c3adc1d6fc05db5f48037c056f8d2a4ce44ec6457dea5dd797cd1", "99dbe3127ef2e93dd9322d6a07909eb33b63995e529b3f954b8581621bb74d39", "8d4be295bb64661ca3c7efd129a2f725b33072dbdde32385b9a87b9af88ea76f"],
            found);
    }

    /// <summary>Every length around the ends of blocks, cut in two everywhere, with the next message on the same object.</summary>
    [Fact]
    public void Hash_OfEveryLength_InPieces_IsThatOfDotNet()
    {
        byte[] message = new byte[3 * Sha256.BlockSize];
        new Random(5).NextBytes(message);
        for (int length = 0; length <= message.Length; length++)
        {
            string expected = Convert.ToHexStringLower(SHA256.HashData(message.AsSpan(0, length)));
            for (int cut = 0; cut <= length; cut++)
            {
                sha.Update(message, 0, cut);
                sha.Update(message, cut, length - cut);
                Assert.Equal(expected, Finish());
            }
        }
    }

    [Fact]
    public void ManyBlocks_AtOnce_AreTakenFromTheirPlace()
    {
        byte[] message = new byte[1000];
        new Random(6).NextBytes(message);
        sha.Update(message, 13, 980);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(message.AsSpan(13, 980))), Finish());
    }

    /// <summary>The length takes more than 32 bits in bits: 2^29 bytes and one.</summary>
    [Fact]
    public void Hash_OfHalfAGigabyte_CountsItsLengthIn64Bits()
    {
        byte[] piece = new byte[1 << 20];
        using IncrementalHash expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 512; i++)
        {
            sha.Update(piece, 0, piece.Length);
            expected.AppendData(piece);
        }

        sha.Update(piece, 0, 1);
        expected.AppendData(piece, 0, 1);
        Assert.Equal(Convert.ToHexStringLower(expected.GetHashAndReset()), Finish());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(100)]
    public void ContinueFrom_GoesOnWhereTheOtherIs_AndLeavesIt(int beginning)
    {
        byte[] message = new byte[200];
        new Random(7).NextBytes(message);
        Sha256 begun = new();
        begun.Update(message, 0, beginning);
        for (int end = beginning; end < message.Length; end += 33)
        {
            sha.Update(message, 0, 77);
            sha.ContinueFrom(begun);
            sha.Update(message, beginning, end - beginning);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(message.AsSpan(0, end))), Finish());
        }
    }

    [Fact]
    public void Reset_AndWipe_BeginAnew()
    {
        sha.Update(new byte[70], 0, 70);
        sha.Reset();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Finish());
        sha.Update(new byte[70], 0, 70);
        sha.Wipe();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Finish());
    }

    [Fact]
    public void Finish_WritesWhereItIsTold()
    {
        byte[] hash = new byte[40];
        sha.Finish(hash, 5);
        Assert.Equal(Convert.FromHexString("0000000000e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855000000"), hash);
    }

    [Fact]
    public void Hash_AllocatesNothing()
    {
        byte[] message = new byte[300];
        byte[] hash = new byte[Sha256.HashSize];
        Assert.Equal(0, Allocations.Of(() =>
        {
            sha.Update(message, 0, message.Length);
            sha.Finish(hash, 0);
        }));
    }

    [Fact]
    public void Ranges_AreChecked()
    {
        byte[] buffer = new byte[40];
        Assert.Throws<ArgumentNullException>(() => sha.Update(null!, 0, 0));
        Assert.Throws<ArgumentNullException>(() => sha.Finish(null!, 0));
        Assert.Throws<ArgumentNullException>(() => sha.ContinueFrom(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => sha.Update(buffer, -1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => sha.Update(buffer, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => sha.Update(buffer, 39, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => sha.Update(buffer, int.MaxValue, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => sha.Finish(buffer, 9));
        sha.Update(buffer, 39, 1);
        sha.Finish(buffer, 8);
    }

    private string Hash(byte[] message)
    {
        sha.Update(message, 0, message.Length);
        return Finish();
    }

    private string Finish()
    {
        byte[] hash = new byte[Sha256.HashSize];
        sha.Finish(hash, 0);
        return Convert.ToHexStringLower(hash);
    }
}
