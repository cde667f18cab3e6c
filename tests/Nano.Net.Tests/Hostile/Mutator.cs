using Nano.Emulator;
using Nano.Fuzzing;

namespace Nano.Net.Tests.Hostile;

/// <summary>Makes wrong messages from right ones as the fuzzer does, the same ones from the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private readonly RandomSource random = new((ulong)seed);

    /// <summary>How many messages a test tries: a number fit for every run, or NANO_HOSTILE_ROUNDS times as many.</summary>
    public static int Rounds(int usual) =>
        usual * (int.TryParse(Environment.GetEnvironmentVariable("NANO_HOSTILE_ROUNDS"), out int times) ? times : 1);

    /// <summary>A number from 0, below a bound.</summary>
    public int Below(int bound) => random.Below(bound);

    /// <summary>Bytes that mean nothing.</summary>
    public byte[] Noise(int most) => ByteMutator.Noise(random, most);

    /// <summary>A copy with a few changes; one in eight stays as it is.</summary>
    /// <param name="message">The message.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <param name="kept">Bytes at the beginning that mostly stay as they are.</param>
    public byte[] Change(byte[] message, int most = 1472, int kept = 0) =>
        random.OneIn(8) ? (byte[])message.Clone() : ByteMutator.Change(random, message, most, kept);
}
