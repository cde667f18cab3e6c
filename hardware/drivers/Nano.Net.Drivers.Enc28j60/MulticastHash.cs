namespace Nano.Net.Drivers
{
    /// <summary>
    /// Which of the 64 bits of the chip's hash table stands for an address: bits 28:23 of a CRC with the polynomial 04C11DB7h
    /// over it, begun with all ones and not inverted (DS39662E section 8.4; DS39935C section 10.9 spells it out for the same filter).
    /// </summary>
    internal static class MulticastHash
    {
        internal const int AddressLength = 6;

        private const uint Polynomial = 0x04C11DB7;

        internal static int Bit(byte[] address, int offset)
        {
            uint crc = 0xFFFFFFFF;
            for (int i = offset; i < offset + AddressLength; i++)
            {
                // The least significant bit of a byte is the first on the wire.
                int bits = address[i];
                for (int bit = 0; bit < 8; bit++)
                {
                    bool feedBack = ((crc >> 31) & 1) != (uint)(bits & 1);
                    crc <<= 1;
                    if (feedBack)
                    {
                        crc ^= Polynomial;
                    }

                    bits >>= 1;
                }
            }

            return (int)(crc >> 23) & 0x3F;
        }
    }
}
