namespace Nano.Net.Http
{
    /// <summary>Bytes compared with text.</summary>
    internal static class Ascii
    {
        internal const byte Tab = 9;
        internal const byte LineFeed = 10;
        internal const byte CarriageReturn = 13;
        internal const byte Space = 32;

        /// <summary>Whether bytes are this text; as many are looked at as the text has characters.</summary>
        internal static bool Equal(byte[] buffer, int offset, string text)
        {
            int length = text.Length;
            for (int i = 0; i < length; i++)
            {
                if (buffer[offset + i] != text[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The same whatever the case of letters.</summary>
        internal static bool EqualIgnoringCase(byte[] buffer, int offset, string text)
        {
            int length = text.Length;
            for (int i = 0; i < length; i++)
            {
                if (ToLower(buffer[offset + i]) != ToLower(text[i]))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The value of a hexadecimal digit; -1 where it is none.</summary>
        internal static int HexDigit(int c)
        {
            if (c >= '0' && c <= '9')
            {
                return c - '0';
            }

            c |= 0x20;
            return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        }

        private static int ToLower(int c)
        {
            return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        }
    }
}
