namespace Nano.Net.Http.Digest
{
    /// <summary>
    /// What a client says of itself in the Authorization field: the parameters of RFC 7616 section 3.4, each as a range of the
    /// buffer that the request stands in. One object reads one field after the other.
    /// </summary>
    internal sealed class DigestCredentials
    {
        internal const int UserName = 0;
        internal const int Realm = 1;
        internal const int Nonce = 2;
        internal const int Uri = 3;
        internal const int Response = 4;
        internal const int Algorithm = 5;
        internal const int ClientNonce = 6;
        internal const int NonceCount = 7;
        internal const int Qop = 8;
        internal const int Opaque = 9;
        internal const int UserHash = 10;

        private const int Count = 11;

        // In the order of the numbers above.
        private static readonly string[] Names = new string[]
        {
            "username", "realm", "nonce", "uri", "response", "algorithm", "cnonce", "nc", "qop", "opaque", "userhash",
        };

        internal byte[] buffer;

        // Where a value begins, without its quotation marks, and how long it is; -1 where the parameter is missing.
        private readonly int[] start = new int[Count];
        private readonly int[] length = new int[Count];

        // A bit a parameter: its value has a backslash in it.
        private int escaped;

        /// <summary>Reads the value of an Authorization field.</summary>
        /// <param name="b">The buffer.</param>
        /// <param name="at">Index of its first byte.</param>
        /// <param name="end">Index behind its last byte.</param>
        /// <returns>False where it is not of the scheme Digest, or malformed: the grammar of RFC 9110 section 11.4, each parameter once.</returns>
        internal bool Read(byte[] b, int at, int end)
        {
            const int scheme = 6;
            buffer = b;
            escaped = 0;
            for (int i = 0; i < Count; i++)
            {
                length[i] = -1;
            }

            if (!IsScheme(b, at, end))
            {
                return false;
            }

            at += scheme;
            bool expectsComma = false;
            while (true)
            {
                while (at < end && (b[at] == ' ' || b[at] == '\t'))
                {
                    at++;
                }

                if (at == end)
                {
                    return true;
                }

                if (b[at] == ',')
                {
                    // Elements of a list may be empty (RFC 9110 section 5.6.1.2).
                    at++;
                    expectsComma = false;
                    continue;
                }

                if (expectsComma)
                {
                    return false;
                }

                at = ReadParameter(at, end);
                if (at < 0)
                {
                    return false;
                }

                expectsComma = true;
            }
        }

        /// <summary>Whether a field is of the scheme Digest.</summary>
        internal static bool IsScheme(byte[] b, int at, int end)
        {
            return end - at > 6 && Ascii.EqualIgnoringCase(b, at, "digest") && (b[at + 6] == ' ' || b[at + 6] == '\t');
        }

        /// <summary>Where the value of a parameter begins.</summary>
        internal int StartOf(int parameter)
        {
            return start[parameter];
        }

        /// <summary>Length of the value of a parameter, escapes included; -1 where it is missing.</summary>
        internal int LengthOf(int parameter)
        {
            return length[parameter];
        }

        /// <summary>Whether any of the parameters that make up the hash has an escape, which two readers may take for two different values.</summary>
        internal bool IsAmbiguous
        {
            get { return (escaped & ~((1 << UserName) | (1 << Realm))) != 0; }
        }

        /// <summary>Whether a value is a text, its escapes resolved.</summary>
        internal bool Is(int parameter, byte[] text)
        {
            int at = start[parameter];
            int end = at + length[parameter];
            int i = 0;
            while (at < end)
            {
                int c = buffer[at++];
                if (c == '\\' && (escaped & (1 << parameter)) != 0)
                {
                    c = buffer[at++];
                }

                if (i == text.Length || c != text[i])
                {
                    return false;
                }

                i++;
            }

            return length[parameter] >= 0 && i == text.Length;
        }

        /// <summary>Whether a value is a token, in any case.</summary>
        internal bool IsToken(int parameter, string token)
        {
            return length[parameter] == token.Length && Ascii.EqualIgnoringCase(buffer, start[parameter], token);
        }

        /// <summary>Reads eight lower-case hexadecimal digits.</summary>
        /// <param name="at">Index of the first.</param>
        /// <param name="value">What they stand for.</param>
        /// <returns>False where they are others.</returns>
        internal bool TryReadHex(int at, out uint value)
        {
            value = 0;
            for (int i = 0; i < 8; i++)
            {
                int digit = HexText.Digit(buffer[at + i]);
                if (digit < 0)
                {
                    return false;
                }

                value = (value << 4) | (uint)digit;
            }

            return true;
        }

        // One name=value; the index behind it, or -1.
        private int ReadParameter(int at, int end)
        {
            byte[] b = buffer;
            int name = at;
            while (at < end && Ascii.IsTokenByte(b[at]))
            {
                at++;
            }

            int nameLength = at - name;
            at = SkipSpace(at, end);
            if (nameLength == 0 || at == end || b[at] != '=')
            {
                return -1;
            }

            at = SkipSpace(at + 1, end);
            int value = at;
            int valueLength;
            bool hasEscape = false;
            if (at < end && b[at] == '"')
            {
                value++;
                at++;
                while (at < end && b[at] != '"')
                {
                    if (b[at] == '\\')
                    {
                        hasEscape = true;
                        at++;
                    }

                    at++;
                }

                if (at >= end)
                {
                    return -1;
                }

                valueLength = at - value;
                at++;
            }
            else
            {
                while (at < end && Ascii.IsTokenByte(b[at]))
                {
                    at++;
                }

                valueLength = at - value;
                if (valueLength == 0)
                {
                    return -1;
                }
            }

            int parameter = Find(name, nameLength);
            if (parameter < 0)
            {
                return at;
            }

            if (length[parameter] >= 0)
            {
                return -1;
            }

            start[parameter] = value;
            length[parameter] = valueLength;
            if (hasEscape)
            {
                escaped |= 1 << parameter;
            }

            return at;
        }

        private int SkipSpace(int at, int end)
        {
            while (at < end && (buffer[at] == ' ' || buffer[at] == '\t'))
            {
                at++;
            }

            return at;
        }

        private int Find(int name, int nameLength)
        {
            for (int i = 0; i < Count; i++)
            {
                string known = Names[i];
                if (known.Length == nameLength && Ascii.EqualIgnoringCase(buffer, name, known))
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
