using FsCheck;
using FsCheck.Fluent;

namespace Nano.Net.Tests.Support;

/// <summary>What properties are tried on.</summary>
internal static class Arbitraries
{
    /// <summary>Up to 200 numbers of the whole range from 0: each stands for something to do, and with what.</summary>
    public static Arbitrary<int[]> Operations { get; } =
        Gen.Sized(size => Gen.Choose(0, int.MaxValue).ArrayOf(2 * size)).ToArbitrary();

    /// <summary>Any number, for a random generator.</summary>
    public static Arbitrary<int> Seed { get; } = Gen.Choose(0, int.MaxValue).ToArbitrary();

    /// <summary>Any 32 bits.</summary>
    public static Arbitrary<uint> Word { get; } =
        Gen.Choose(0, 0xFFFF).Two().Select(halves => ((uint)halves.Item1 << 16) | (uint)halves.Item2).ToArbitrary();

    /// <summary>Five times any 32 bits.</summary>
    public static Arbitrary<uint[]> FiveWords { get; } = Word.Generator.ArrayOf(5).ToArbitrary();

    /// <summary>Arrays of up to 1,600 bytes.</summary>
    public static Arbitrary<byte[]> Bytes { get; } =
        Gen.Sized(size => Gen.Choose(0, 16 * size)).SelectMany(length => Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length)).ToArbitrary();
}
