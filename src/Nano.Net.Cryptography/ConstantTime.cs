using System;

namespace Nano.Net.Cryptography
{
    /// <summary>Comparisons whose duration says nothing about the bytes that are compared.</summary>
    public static class ConstantTime
    {
        /// <summary>Whether two ranges of bytes are equal. All bytes are looked at, whatever they are.</summary>
        /// <param name="first">One array.</param>
        /// <param name="firstOffset">Where its range begins.</param>
        /// <param name="second">The other array.</param>
        /// <param name="secondOffset">Where its range begins.</param>
        /// <param name="count">Bytes to compare.</param>
        /// <exception cref="ArgumentNullException">An array is null.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A range is not within its array.</exception>
        public static bool AreEqual(byte[] first, int firstOffset, byte[] second, int secondOffset, int count)
        {
            ByteRange.Check(first, "first", firstOffset, count);
            ByteRange.Check(second, "second", secondOffset, count);
            int difference = 0;
            for (int i = 0; i < count; i++)
            {
                difference |= first[firstOffset + i] ^ second[secondOffset + i];
            }

            return difference == 0;
        }
    }
}
