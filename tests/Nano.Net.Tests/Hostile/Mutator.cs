namespace Nano.Net.Tests.Hostile;

/// <summary>Makes wrong messages from right ones, the same ones from the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] Telling = [0, 1, 4, 12, 63, 64, 0x7F, 0x80, 0xC0, 0xFE, 0xFF];

    public System.Random Random { get; } = new(seed);

    /// <summary>How many messages a test tries: a number fit for every run, or NANO_HOSTILE_ROUNDS times as many.</summary>
    public static int Rounds(int usual) =>
        usual * (int.TryParse(Environment.GetEnvironmentVariable("NANO_HOSTILE_ROUNDS"), out int times) ? times : 1);

    public byte[] Noise(int most)
    {
        byte[] bytes = new byte[Random.Next(most + 1)];
        Random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A copy with a few changes; one in eight stays as it is.</summary>
    /// <param name="message">The message.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <param name="kept">Bytes at the beginning that mostly stay as they are.</param>
    public byte[] Change(byte[] message, int most = 1472, int kept = 0)
    {
        List<byte> bytes = [.. message];
        int first = Random.Next(8) == 0 ? 0 : Math.Min(kept, bytes.Count);
        for (int changes = Random.Next(8) == 0 ? 0 : 1 + Random.Next(4); changes > 0; changes--)
        {
            int at = first + Random.Next(Math.Max(1, bytes.Count - first));
            int count = Random.Next(1, 1 + Math.Max(1, Math.Min(40, bytes.Count - at)));
            switch (Random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)Random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = Telling[Random.Next(Telling.Length)];
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << Random.Next(8));
                    break;
                case 3:
                    bytes.RemoveRange(Math.Min(at, bytes.Count), bytes.Count - Math.Min(at, bytes.Count));
                    break;
                case 4 when at + count <= bytes.Count:
                    bytes.RemoveRange(at, count);
                    break;
                case 5 when at + count <= bytes.Count:
                    bytes.InsertRange(first + Random.Next(bytes.Count - first), bytes.GetRange(at, count));
                    break;
                default:
                    bytes.InsertRange(Math.Min(at, bytes.Count), Noise(40));
                    break;
            }
        }

        return bytes.Count > most ? [.. bytes.Take(most)] : [.. bytes];
    }
}
