using System;

namespace Nano.Net.Cryptography
{
    /// <summary>
    /// SHA-256 (FIPS 180-4), over bytes that come in pieces. Nothing is allocated after the constructor, and one object can
    /// hash any number of messages, one after the other:
    /// <code>
    /// Sha256 sha = new Sha256();
    /// sha.Update(message, 0, message.Length);
    /// sha.Finish(hash, 0);
    /// </code>
    /// </summary>
    /// <remarks>Not to be used by several threads at once. Its duration depends on the length of the message alone.</remarks>
    public sealed class Sha256
    {
        /// <summary>Bytes of a hash.</summary>
        public const int HashSize = 32;

        /// <summary>Bytes of a block.</summary>
        public const int BlockSize = 64;

        // FIPS 180-4 section 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
        private static readonly uint[] RoundConstants = new uint[]
        {
            0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
            0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
            0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
            0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
            0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
            0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
            0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
            0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
        };

        // FIPS 180-4 section 5.3.3: of the square roots of the first eight.
        private static readonly uint[] InitialHash = new uint[]
        {
            0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
        };

        private readonly uint[] state = new uint[8];
        private readonly uint[] schedule = new uint[64];
        private readonly byte[] block = new byte[BlockSize];

        // Bytes of the message so far; the lowest six bits are how many of them wait in the block.
        private long length;

        /// <summary>Makes one, ready for a message.</summary>
        public Sha256()
        {
            Reset();
        }

        /// <summary>Begins a new message; what was given of another is forgotten.</summary>
        public void Reset()
        {
            Array.Copy(InitialHash, 0, state, 0, 8);
            length = 0;
        }

        /// <summary>
        /// Goes on where another one is: for messages that begin alike, whose beginning is hashed once. What was given of this
        /// one's message is forgotten; the other one stays as it is.
        /// </summary>
        /// <param name="other">The one that has hashed the beginning.</param>
        /// <exception cref="ArgumentNullException">There is none.</exception>
        public void ContinueFrom(Sha256 other)
        {
            if (other == null)
            {
                throw new ArgumentNullException("other");
            }

            Array.Copy(other.state, 0, state, 0, 8);
            length = other.length;
            Array.Copy(other.block, 0, block, 0, (int)length & (BlockSize - 1));
        }

        /// <summary>Takes more of the message.</summary>
        /// <param name="buffer">Where it is.</param>
        /// <param name="offset">Where its bytes begin.</param>
        /// <param name="count">How many there are.</param>
        /// <exception cref="ArgumentNullException"><paramref name="buffer"/> is null.</exception>
        /// <exception cref="ArgumentOutOfRangeException">They are not within the array.</exception>
        public void Update(byte[] buffer, int offset, int count)
        {
            ByteRange.Check(buffer, "buffer", offset, count);
            int waiting = (int)length & (BlockSize - 1);
            length += count;
            if (waiting != 0)
            {
                int part = BlockSize - waiting;
                if (part > count)
                {
                    Array.Copy(buffer, offset, block, waiting, count);
                    return;
                }

                Array.Copy(buffer, offset, block, waiting, part);
                Compress(block, 0);
                offset += part;
                count -= part;
            }

            while (count >= BlockSize)
            {
                Compress(buffer, offset);
                offset += BlockSize;
                count -= BlockSize;
            }

            if (count != 0)
            {
                Array.Copy(buffer, offset, block, 0, count);
            }
        }

        /// <summary>Ends the message, writes its hash, and is ready for another one.</summary>
        /// <param name="hash">Where to write it.</param>
        /// <param name="offset">Where its <see cref="HashSize"/> bytes begin.</param>
        /// <exception cref="ArgumentNullException"><paramref name="hash"/> is null.</exception>
        /// <exception cref="ArgumentOutOfRangeException">They are not within the array.</exception>
        public void Finish(byte[] hash, int offset)
        {
            ByteRange.Check(hash, "hash", offset, HashSize);

            // A bit 1, zeros, and the length in bits (FIPS 180-4 section 5.1.1).
            int end = (int)length & (BlockSize - 1);
            block[end++] = 0x80;
            if (end > BlockSize - 8)
            {
                Array.Clear(block, end, BlockSize - end);
                Compress(block, 0);
                end = 0;
            }

            Array.Clear(block, end, BlockSize - 8 - end);
            Store(block, BlockSize - 8, (uint)(length >> 29));
            Store(block, BlockSize - 4, (uint)length << 3);
            Compress(block, 0);
            for (int i = 0; i < 8; i++)
            {
                Store(hash, offset + (4 * i), state[i]);
            }

            Reset();
        }

        /// <summary>Forgets every trace of what it has hashed: for messages that are secret.</summary>
        public void Wipe()
        {
            Array.Clear(block, 0, block.Length);
            Array.Clear(schedule, 0, schedule.Length);
            Reset();
        }

        private static void Store(byte[] buffer, int offset, uint word)
        {
            buffer[offset] = (byte)(word >> 24);
            buffer[offset + 1] = (byte)(word >> 16);
            buffer[offset + 2] = (byte)(word >> 8);
            buffer[offset + 3] = (byte)word;
        }

        // One block (FIPS 180-4 section 6.2.2). Locals alone, and eight rounds in a row, so that no variable moves to another.
        private void Compress(byte[] buffer, int offset)
        {
            uint[] w = schedule;
            uint[] k = RoundConstants;
            uint t;
            for (int i = 0; i < 16; i++)
            {
                w[i] = (uint)((buffer[offset] << 24) | (buffer[offset + 1] << 16) | (buffer[offset + 2] << 8) | buffer[offset + 3]);
                offset += 4;
            }

            for (int i = 16; i < 64; i++)
            {
                t = w[i - 15];
                t = ((t >> 7) | (t << 25)) ^ ((t >> 18) | (t << 14)) ^ (t >> 3);
                uint u = w[i - 2];
                w[i] = w[i - 16] + t + w[i - 7] + (((u >> 17) | (u << 15)) ^ ((u >> 19) | (u << 13)) ^ (u >> 10));
            }

            uint[] s = state;
            uint a = s[0];
            uint b = s[1];
            uint c = s[2];
            uint d = s[3];
            uint e = s[4];
            uint f = s[5];
            uint g = s[6];
            uint h = s[7];
            for (int i = 0; i < 64; i += 8)
            {
                t = h + (((e >> 6) | (e << 26)) ^ ((e >> 11) | (e << 21)) ^ ((e >> 25) | (e << 7))) + (g ^ (e & (f ^ g))) + k[i] + w[i];
                d += t;
                h = t + (((a >> 2) | (a << 30)) ^ ((a >> 13) | (a << 19)) ^ ((a >> 22) | (a << 10))) + ((a & b) | (c & (a | b)));

                t = g + (((d >> 6) | (d << 26)) ^ ((d >> 11) | (d << 21)) ^ ((d >> 25) | (d << 7))) + (f ^ (d & (e ^ f))) + k[i + 1] + w[i + 1];
                c += t;
                g = t + (((h >> 2) | (h << 30)) ^ ((h >> 13) | (h << 19)) ^ ((h >> 22) | (h << 10))) + ((h & a) | (b & (h | a)));

                t = f + (((c >> 6) | (c << 26)) ^ ((c >> 11) | (c << 21)) ^ ((c >> 25) | (c << 7))) + (e ^ (c & (d ^ e))) + k[i + 2] + w[i + 2];
                b += t;
                f = t + (((g >> 2) | (g << 30)) ^ ((g >> 13) | (g << 19)) ^ ((g >> 22) | (g << 10))) + ((g & h) | (a & (g | h)));

                t = e + (((b >> 6) | (b << 26)) ^ ((b >> 11) | (b << 21)) ^ ((b >> 25) | (b << 7))) + (d ^ (b & (c ^ d))) + k[i + 3] + w[i + 3];
                a += t;
                e = t + (((f >> 2) | (f << 30)) ^ ((f >> 13) | (f << 19)) ^ ((f >> 22) | (f << 10))) + ((f & g) | (h & (f | g)));

                t = d + (((a >> 6) | (a << 26)) ^ ((a >> 11) | (a << 21)) ^ ((a >> 25) | (a << 7))) + (c ^ (a & (b ^ c))) + k[i + 4] + w[i + 4];
                h += t;
                d = t + (((e >> 2) | (e << 30)) ^ ((e >> 13) | (e << 19)) ^ ((e >> 22) | (e << 10))) + ((e & f) | (g & (e | f)));

                t = c + (((h >> 6) | (h << 26)) ^ ((h >> 11) | (h << 21)) ^ ((h >> 25) | (h << 7))) + (b ^ (h & (a ^ b))) + k[i + 5] + w[i + 5];
                g += t;
                c = t + (((d >> 2) | (d << 30)) ^ ((d >> 13) | (d << 19)) ^ ((d >> 22) | (d << 10))) + ((d & e) | (f & (d | e)));

                t = b + (((g >> 6) | (g << 26)) ^ ((g >> 11) | (g << 21)) ^ ((g >> 25) | (g << 7))) + (a ^ (g & (h ^ a))) + k[i + 6] + w[i + 6];
                f += t;
                b = t + (((c >> 2) | (c << 30)) ^ ((c >> 13) | (c << 19)) ^ ((c >> 22) | (c << 10))) + ((c & d) | (e & (c | d)));

                t = a + (((f >> 6) | (f << 26)) ^ ((f >> 11) | (f << 21)) ^ ((f >> 25) | (f << 7))) + (h ^ (f & (g ^ h))) + k[i + 7] + w[i + 7];
                e += t;
                a = t + (((b >> 2) | (b << 30)) ^ ((b >> 13) | (b << 19)) ^ ((b >> 22) | (b << 10))) + ((b & c) | (d & (b | c)));
            }

            s[0] += a;
            s[1] += b;
            s[2] += c;
            s[3] += d;
            s[4] += e;
            s[5] += f;
            s[6] += g;
            s[7] += h;
        }
    }
}
