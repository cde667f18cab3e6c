using Nano.Net.Core;
using Nano.Net.Cryptography;

namespace Nano.Net.Http.Digest
{
    /// <summary>
    /// Makes nonces that are known again without being remembered: the second in which one was issued, its number, and a keyed
    /// hash of both (RFC 7616 section 3.3). Whatever a client asks for, it fills no table.
    /// </summary>
    internal sealed class NonceIssuer
    {
        /// <summary>Bytes of a nonce: with a client's nonce of 16 bytes, what is hashed with it stays within two blocks.</summary>
        internal const int Length = (2 * WordLength) + HashLength;

        // 32 bits in digits of 6 bits.
        private const int WordLength = 6;

        // 60 bits of a hash.
        private const int HashLength = 10;

        // "NONC"
        private const uint Purpose = 0x4E4F4E43;

        private static readonly byte[] Digits = MakeDigits();

        private readonly KeyedHash key;
        private readonly byte[] nonce = new byte[Length];
        private uint serial;

        internal NonceIssuer(KeyedHash key)
        {
            this.key = key;
            Write(key.Compute(0, 0, Purpose + 2), Opaque.Length, 0, Opaque);
        }

        /// <summary>Bytes that all nonces of this issuer go with: a client sends them back.</summary>
        internal byte[] Opaque { get; } = new byte[HashLength / 2];

        /// <summary>Makes the next nonce.</summary>
        /// <param name="second">The time.</param>
        /// <returns>Its bytes, good until the next call of any method.</returns>
        internal byte[] Issue(uint second)
        {
            Make(second, serial++);
            return nonce;
        }

        /// <summary>Whether a nonce is of this issuer.</summary>
        /// <param name="b">The buffer that it is in.</param>
        /// <param name="at">Index of its first byte.</param>
        /// <param name="length">How long it is.</param>
        /// <param name="second">When it was issued.</param>
        /// <param name="number">Its number.</param>
        internal bool IsOwn(byte[] b, int at, int length, out uint second, out uint number)
        {
            second = 0;
            number = 0;
            if (length != Length)
            {
                return false;
            }

            for (int i = 0; i < WordLength; i++)
            {
                second = (second << 6) | Value(b[at + i]);
                number = (number << 6) | Value(b[at + WordLength + i]);
            }

            Make(second, number);
            return ConstantTime.AreEqual(nonce, 0, b, at, Length);
        }

        private void Make(uint second, uint number)
        {
            int at = Write(second, WordLength, 0, nonce);
            at = Write(number, WordLength, at, nonce);
            at = Write(key.Compute(second, number, Purpose), HashLength / 2, at, nonce);
            Write(key.Compute(second, number, Purpose + 1), HashLength / 2, at, nonce);
        }

        // The lowest bits of a word, the highest first.
        private static int Write(uint word, int digits, int at, byte[] to)
        {
            for (int i = at + digits - 1; i >= at; i--)
            {
                to[i] = Digits[(int)word & 63];
                word >>= 6;
            }

            return at + digits;
        }

        // What is no digit at all becomes another one than it was, and the comparison says no.
        private static uint Value(int c)
        {
            return (uint)(c >= 'a' ? c - 'a' + 26 : c == '_' ? 63 : c >= 'A' ? c - 'A' : c >= '0' ? c - '0' + 52 : 62) & 63;
        }

        private static byte[] MakeDigits()
        {
            byte[] digits = new byte[64];
            for (int i = 0; i < 26; i++)
            {
                digits[i] = (byte)('A' + i);
                digits[26 + i] = (byte)('a' + i);
            }

            for (int i = 0; i < 10; i++)
            {
                digits[52 + i] = (byte)('0' + i);
            }

            digits[62] = (byte)'-';
            digits[63] = (byte)'_';
            return digits;
        }
    }
}
