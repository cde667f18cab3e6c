using System;

namespace Nano.Net.Wire
{
    /// <summary>
    /// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words.
    /// </summary>
    /// <remarks>
    /// Sums are handed around unfolded, in network byte order, as non-negative <see cref="int"/> values, so that the
    /// sum of a pseudo-header, a header and a payload is plain addition. RFC 1071 section 2(B): the sum does not
    /// depend on byte order, so the words are read as the processor has them (little-endian) and swapped once at the end.
    /// </remarks>
    public static class InternetChecksum
    {
        /// <summary>Adds up <paramref name="length"/> bytes as big-endian 16-bit words; an odd last byte is padded with zero.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="length">Number of bytes, 0 to 65,535.</param>
        /// <returns>The folded sum, 1 to 65,535, in network byte order. Ones' complement has two zeroes, and this is always the one written 65,535.</returns>
        public static int Sum(byte[] buffer, int offset, int length)
        {
            // The only per-byte loop of the stack. On the interpreter a call of BitConverter.ToUInt64 costs as much
            // as six byte loads and brings eight bytes. Ones' complement addition is addition modulo 65,535, of words
            // of any multiple of 16 bits: the remainders cannot overflow, and taking one costs less than adding up
            // the halves of a word apart.
            ulong sum = 0;
            int end = offset + length;
            int i = offset;
            for (int last = end - 64; i <= last; i += 64)
            {
                sum += BitConverter.ToUInt64(buffer, i) % 0xFFFF
                    + BitConverter.ToUInt64(buffer, i + 8) % 0xFFFF
                    + BitConverter.ToUInt64(buffer, i + 16) % 0xFFFF
                    + BitConverter.ToUInt64(buffer, i + 24) % 0xFFFF
                    + BitConverter.ToUInt64(buffer, i + 32) % 0xFFFF
                    + BitConverter.ToUInt64(buffer, i + 40) % 0xFFFF
                    + BitConverter.ToUInt64(buffer, i + 48) % 0xFFFF
                    + BitConverter.ToUInt64(buffer, i + 56) % 0xFFFF;
            }

            for (; i + 8 <= end; i += 8)
            {
                sum += BitConverter.ToUInt64(buffer, i) % 0xFFFF;
            }

            if (i + 4 <= end)
            {
                sum += BitConverter.ToUInt32(buffer, i);
                i += 4;
            }

            if (i + 2 <= end)
            {
                sum += (uint)(buffer[i] | (buffer[i + 1] << 8));
                i += 2;
            }

            if (i < end)
            {
                sum += buffer[i];
            }

            int folded = (int)(sum % 0xFFFF);
            return folded == 0 ? 0xFFFF : ((folded & 0xFF) << 8) | (folded >> 8);
        }

        /// <summary>Folds a sum of sums into 16 bits with end-around carry.</summary>
        /// <param name="sum">A sum of up to 32,767 folded sums.</param>
        /// <returns>0 to 65,535.</returns>
        public static int Fold(int sum)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
            return (sum & 0xFFFF) + (sum >> 16);
        }

        /// <summary>The checksum that goes into a header: the complement of the folded sum.</summary>
        /// <param name="sum">The sum over everything that is covered, with the checksum field as zero.</param>
        /// <returns>0 to 65,535.</returns>
        public static int Finish(int sum)
        {
            return ~Fold(sum) & 0xFFFF;
        }
    }
}
