using System.Buffers.Binary;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Core;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Core;

public class KeyedHashTests
{
    [Fact]
    public void AgreesWithThePublishedVectorForTwelveBytes()
    {
        // Key 00 01 ... 07, input 00 01 ... 0b: 57 f0 87 2f.
        Assert.Equal(0x2F87F057u, new KeyedHash(0x03020100, 0x07060504).Compute(0x03020100, 0x07060504, 0x0B0A0908));
    }

    [Fact]
    public void AgreesWithHalfSipHashWrittenForAnyInput()
    {
        Prop.ForAll(Arbitraries.FiveWords, words =>
        {
            byte[] key = new byte[8];
            byte[] input = new byte[12];
            BinaryPrimitives.WriteUInt32LittleEndian(key, words[0]);
            BinaryPrimitives.WriteUInt32LittleEndian(key.AsSpan(4), words[1]);
            for (int i = 0; i < 3; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan(4 * i), words[2 + i]);
            }

            return new KeyedHash(words[0], words[1]).Compute(words[2], words[3], words[4]) == HalfSipHash(key, input);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void FiveWords_AgreeToo()
    {
        Prop.ForAll(Arbitraries.FiveWords, words =>
        {
            byte[] key = { 0xEF, 0xBE, 0xAD, 0xDE, 0x78, 0x56, 0x34, 0x12 };
            byte[] input = new byte[20];
            for (int i = 0; i < 5; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan(4 * i), words[i]);
            }

            return new KeyedHash(0xDEADBEEF, 0x12345678).Compute(words[0], words[1], words[2], words[3], words[4]) == HalfSipHash(key, input);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void HasNoStateBetweenCalls()
    {
        KeyedHash hash = new(1, 2);
        uint first = hash.Compute(3, 4, 5);
        hash.Compute(6, 7, 8);
        Assert.Equal(first, hash.Compute(3, 4, 5));
    }

    [Fact]
    public void OneBitOfInputOrKey_ChangesAboutHalfOfTheOutput()
    {
        uint plain = new KeyedHash(0xDEADBEEF, 0x12345678).Compute(10, 20, 30);
        int changed = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            changed += BitOperations.PopCount(plain ^ new KeyedHash(0xDEADBEEF ^ (1u << bit), 0x12345678).Compute(10, 20, 30));
            changed += BitOperations.PopCount(plain ^ new KeyedHash(0xDEADBEEF, 0x12345678).Compute(10, 20 ^ (1u << bit), 30));
        }

        Assert.InRange(changed, 64 * 13, 64 * 19);
    }

    /// <summary>HalfSipHash-2-4 with 32 bits of output, for input of any length, as its authors define it.</summary>
    private static uint HalfSipHash(byte[] key, byte[] input)
    {
        uint k0 = BinaryPrimitives.ReadUInt32LittleEndian(key);
        uint k1 = BinaryPrimitives.ReadUInt32LittleEndian(key.AsSpan(4));
        uint[] v = { k0, k1, 0x6C796765 ^ k0, 0x74656462 ^ k1 };
        byte[] padded = new byte[(input.Length / 4 + 1) * 4];
        input.CopyTo(padded, 0);
        padded[^1] = (byte)input.Length;
        for (int i = 0; i < padded.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(padded.AsSpan(i));
            v[3] ^= word;
            Rounds(v, 2);
            v[0] ^= word;
        }

        v[2] ^= 0xFF;
        Rounds(v, 4);
        return v[1] ^ v[3];
    }

    private static void Rounds(uint[] v, int count)
    {
        for (; count > 0; count--)
        {
            v[0] += v[1];
            v[1] = BitOperations.RotateLeft(v[1], 5) ^ v[0];
            v[0] = BitOperations.RotateLeft(v[0], 16);
            v[2] += v[3];
            v[3] = BitOperations.RotateLeft(v[3], 8) ^ v[2];
            v[0] += v[3];
            v[3] = BitOperations.RotateLeft(v[3], 7) ^ v[0];
            v[2] += v[1];
            v[1] = BitOperations.RotateLeft(v[1], 13) ^ v[2];
            v[2] = BitOperations.RotateLeft(v[2], 16);
        }
    }
}
