using System;

namespace Nano.Net.Wire
{
    /// <summary>
    /// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words.
    /// </summary>
    /// <remarks>
    /// Sums are handed around unfolded, in network byte order, as non-negative <see cref="int"/> values, so that the
    /// sum of a pseudo-header, a header and a payload is plain addition. RFC 1071 section 2(B): the sum does not
    /// depend on byte order, so the words are read as the processor has them and swapped once at the end.
    /// </remarks>
    public static class InternetChecksum
    {
        /// <summary>Adds up <paramref name="length"/> bytes as big-endian 16-bit words; an odd last byte is padded with zero.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="length">Number of bytes, 0 to 65,535.</param>
        /// <returns>The folded sum, 0 to 65,535, in network byte order.</returns>
        public static int Sum(byte[] buffer, int offset, int length)
        {
            // The only per-byte loop of the stack. On the interpreter a call of BitConverter.ToUInt64 costs as much
            // as three byte loads and brings eight bytes; low and high halves are added apart, so that no carry is
            // lost: 65,535 / 8 words of 32 bits stay far below 2^63.
            ulong low = 0;
            ulong high = 0;
            int end = offset + length;
            int i = offset;
            for (int last = end - 32; i <= last; i += 32)
            {
                ulong a = BitConverter.ToUInt64(buffer, i);
                ulong b = BitConverter.ToUInt64(buffer, i + 8);
                ulong c = BitConverter.ToUInt64(buffer, i + 16);
                ulong d = BitConverter.ToUInt64(buffer, i + 24);
                low += (a & 0xFFFFFFFF) + (b & 0xFFFFFFFF) + (c & 0xFFFFFFFF) + (d & 0xFFFFFFFF);
                high += (a >> 32) + (b >> 32) + (c >> 32) + (d >> 32);
            }

            for (; i + 8 <= end; i += 8)
            {
                ulong a = BitConverter.ToUInt64(buffer, i);
                low += a & 0xFFFFFFFF;
                high += a >> 32;
            }

            low += high;
            if (i + 4 <= end)
            {
                low += BitConverter.ToUInt32(buffer, i);
                i += 4;
            }

            if (i + 2 <= end)
            {
                low += (uint)(buffer[i] | (buffer[i + 1] << 8));
                i += 2;
            }

            if (i < end)
            {
                low += buffer[i];
            }

            low = (low & 0xFFFFFFFF) + (low >> 32);
            low = (low & 0xFFFFFFFF) + (low >> 32);
            uint sum = (uint)low;
            sum = (sum & 0xFFFF) + (sum >> 16);
            sum = (sum & 0xFFFF) + (sum >> 16);
            return (int)(((sum & 0xFF) << 8) | (sum >> 8));
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
