namespace Nano.Net.Http.Digest
{
    /// <summary>Lower-case hexadecimal digits (LHEX of RFC 7616 section 3.1).</summary>
    internal static class HexText
    {
        private static readonly byte[] Digits = new byte[]
        {
            (byte)'0', (byte)'1', (byte)'2', (byte)'3', (byte)'4', (byte)'5', (byte)'6', (byte)'7',
            (byte)'8', (byte)'9', (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'e', (byte)'f',
        };

        /// <summary>What a digit stands for; -1 where it is none.</summary>
        internal static int Digit(int c)
        {
            return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        }

        /// <summary>Writes bytes as digits.</summary>
        /// <returns>Index behind the last digit.</returns>
        internal static int Write(byte[] bytes, int count, byte[] to, int at)
        {
            byte[] digits = Digits;
            for (int i = 0; i < count; i++)
            {
                int value = bytes[i];
                to[at] = digits[value >> 4];
                to[at + 1] = digits[value & 15];
                at += 2;
            }

            return at;
        }
    }
}
