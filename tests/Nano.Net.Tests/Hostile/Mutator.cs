using Nano.Emulator;
using Nano.Fuzzing;

namespace Nano.Net.Tests.Hostile;

/// <summary>Makes wrong messages from right ones, the same ones from the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private readonly RandomSource source = new((ulong)seed);

    public System.Random Random { get; } = new(seed);

    /// <summary>How many messages a test tries: a number fit for every run, or NANO_HOSTILE_ROUNDS times as many.</summary>
    public static int Rounds(int usual) =>
        usual * (int.TryParse(Environment.GetEnvironmentVariable("NANO_HOSTILE_ROUNDS"), out int times) ? times : 1);

    public byte[] Noise(int most) => ByteMutator.Noise(source, most);

    /// <summary>A copy with a few changes; one in eight stays as it is.</summary>
    /// <param name="message">The message.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <param name="kept">Bytes at the beginning that mostly stay as they are.</param>
    public byte[] Change(byte[] message, int most = 1472, int kept = 0) =>
        Random.Next(8) == 0 ? message[..Math.Min(message.Length, most)] : ByteMutator.Change(source, message, most, kept);
}
