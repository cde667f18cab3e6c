using System;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Streams of bytes that are known beforehand: any two places in them look different.</summary>
    public static class Pattern
    {
        /// <summary>Writes a part of a stream.</summary>
        public static void Fill(byte[] buffer, int count, int seed, int index)
        {
            for (int i = 0; i < count; i++)
            {
                buffer[i] = At(seed, index + i);
            }
        }

        /// <summary>Checks a part of a stream.</summary>
        public static void Check(byte[] buffer, int count, int seed, int index)
        {
            for (int i = 0; i < count; i++)
            {
                if (buffer[i] != At(seed, index + i))
                {
                    throw new Exception("byte " + (index + i).ToString() + " of the stream is wrong");
                }
            }
        }

        private static byte At(int seed, int index)
        {
            uint x = (uint)(index + seed) * 2654435761;
            return (byte)(x >> 24);
        }
    }
}
