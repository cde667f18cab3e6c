using Nano.Emulator;

namespace Nano.Fuzzing
{
    /// <summary>Makes wrong messages from right ones.</summary>
    internal static class ByteMutator
    {
        private static readonly byte[] Telling = [0, 1, 4, 12, 63, 64, 0x7F, 0x80, 0xC0, 0xFE, 0xFF];

        /// <summary>Bytes that mean nothing.</summary>
        internal static byte[] Noise(RandomSource random, int most)
        {
            byte[] bytes = new byte[random.Below(most + 1)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)random.NextUInt64();
            }

            return bytes;
        }

        /// <summary>A copy with a few changes.</summary>
        /// <param name="random">Where they are drawn from.</param>
        /// <param name="message">The message.</param>
        /// <param name="most">Bytes that it may have.</param>
        /// <param name="kept">Bytes at the beginning that mostly stay as they are.</param>
        internal static byte[] Change(RandomSource random, byte[] message, int most, int kept = 0)
        {
            List<byte> bytes = [.. message];
            int first = random.OneIn(8) ? 0 : Math.Min(kept, bytes.Count);
            for (int changes = 1 + random.Below(random.OneIn(4) ? 6 : 2); changes > 0; changes--)
            {
                first = Math.Min(first, bytes.Count);
                int at = first + random.Below(Math.Max(1, bytes.Count - first));
                int count = 1 + random.Below(Math.Max(1, Math.Min(40, bytes.Count - at)));
                switch (random.Below(8))
                {
                    case 0 when at < bytes.Count:
                        bytes[at] = (byte)random.NextUInt64();
                        break;
                    case 1 when at < bytes.Count:
                        bytes[at] = random.Pick<byte>(Telling);
                        break;
                    case 2 when at < bytes.Count:
                        bytes[at] ^= (byte)(1 << random.Below(8));
                        break;
                    case 3 when at < bytes.Count:
                        bytes[at] = (byte)(bytes[at] + random.Below(9) - 4);
                        break;
                    case 4:
                        bytes.RemoveRange(Math.Min(at, bytes.Count), bytes.Count - Math.Min(at, bytes.Count));
                        break;
                    case 5 when at + count <= bytes.Count:
                        bytes.RemoveRange(at, count);
                        break;
                    case 6 when at + count <= bytes.Count:
                        bytes.InsertRange(first + random.Below(bytes.Count - first), bytes.GetRange(at, count));
                        break;
                    default:
                        bytes.InsertRange(Math.Min(at, bytes.Count), Noise(random, 40));
                        break;
                }
            }

            return bytes.Count > most ? [.. bytes.Take(most)] : [.. bytes];
        }
    }
}
