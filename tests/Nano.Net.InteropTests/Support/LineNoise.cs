namespace Nano.Net.InteropTests.Support
{
    /// <summary>Noise on one direction of a serial line, as a seed decides: bytes are flipped, lost, and some appear from nowhere.</summary>
    /// <param name="seed">What it comes from.</param>
    /// <param name="stream">Which direction.</param>
    /// <param name="share">The share of bytes that something happens to.</param>
    internal sealed class LineNoise(ulong seed, ulong stream, double share)
    {
        private readonly RandomSource random = new(seed, stream);
        private readonly List<byte> heard = [];

        internal int Flipped { get; private set; }

        internal int Lost { get; private set; }

        internal int Inserted { get; private set; }

        /// <summary>What is heard of bytes; to be used before the next call.</summary>
        internal ReadOnlySpan<byte> Disturb(ReadOnlySpan<byte> bytes)
        {
            if (share == 0)
            {
                return bytes;
            }

            heard.Clear();
            foreach (byte sent in bytes)
            {
                if (!random.Chance(share))
                {
                    heard.Add(sent);
                    continue;
                }

                switch (random.NextBelow(8))
                {
                    case < 5:
                        Flipped++;
                        heard.Add((byte)(sent ^ (1 << (int)random.NextBelow(8))));
                        break;
                    case < 7:
                        Lost++;
                        break;
                    default:
                        Inserted++;
                        heard.Add(sent);
                        heard.Add((byte)random.NextBelow(256));
                        break;
                }
            }

            return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(heard);
        }
    }
}
