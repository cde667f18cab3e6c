namespace Nano.Net.Http
{
    /// <summary>Bytes as characters: compared with text, and told apart as RFC 9110 does.</summary>
    internal static class Ascii
    {
        internal const byte Tab = 9;
        internal const byte LineFeed = 10;
        internal const byte CarriageReturn = 13;
        internal const byte Space = 32;

        /// <summary>For each character of ASCII whether it may stand in a token: tchar (RFC 9110 section 5.6.2). For loops, where a call for each byte costs too much.</summary>
        internal static readonly byte[] Tokens = MakeTokens();

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

        /// <summary>Whether a byte is a digit.</summary>
        internal static bool IsDigit(int c)
        {
            return c >= '0' && c <= '9';
        }

        /// <summary>Whether bytes are a token (RFC 9110 section 5.6.2); so is none at all.</summary>
        internal static bool IsToken(byte[] b, int start, int end)
        {
            for (int i = start; i < end; i++)
            {
                if (!IsTokenByte(b[i]))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Whether a byte may stand in a token: tchar (RFC 9110 section 5.6.2).</summary>
        internal static bool IsTokenByte(int c)
        {
            int lower = c | 0x20;
            if ((lower >= 'a' && lower <= 'z') || c == '-' || (c >= '0' && c <= '9'))
            {
                return true;
            }

            switch (c)
            {
                case '!':
                case '#':
                case '$':
                case '%':
                case '&':
                case '\'':
                case '*':
                case '+':
                case '.':
                case '^':
                case '_':
                case '`':
                case '|':
                case '~':
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>The byte that two hexadecimal digits stand for; -1 where they are none.</summary>
        internal static int HexByte(byte[] b, int at)
        {
            int high = HexDigit(b[at]);
            int low = HexDigit(b[at + 1]);
            return high < 0 || low < 0 ? -1 : (high << 4) | low;
        }

        /// <summary>Index of the first such byte of a range; its end where there is none.</summary>
        internal static int IndexOf(byte[] b, int start, int end, int wanted)
        {
            while (start < end && b[start] != wanted)
            {
                start++;
            }

            return start;
        }

        /// <summary>A letter of ASCII in lower case; any other character as it is.</summary>
        internal static int ToLower(int c)
        {
            return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        }

        private static byte[] MakeTokens()
        {
            byte[] tokens = new byte[128];
            for (int i = 0; i < tokens.Length; i++)
            {
                tokens[i] = (byte)(IsTokenByte(i) ? 1 : 0);
            }

            return tokens;
        }
    }
}
