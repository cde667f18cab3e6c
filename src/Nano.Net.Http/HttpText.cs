using System.Text;

namespace Nano.Net.Http
{
    /// <summary>
    /// A piece of the request, where it stands in the server's buffer: to look at a path, a parameter or a header
    /// allocates nothing. It is good until the handler returns, or is asked for the next of its kind.
    /// </summary>
    public sealed class HttpText
    {
        internal byte[] buffer;
        internal int offset;
        internal int length;

        /// <summary>It stands as it came in a query: percent-encoded, and + for a space.</summary>
        internal bool encoded;

        /// <summary>The array that it stands in.</summary>
        public byte[] Buffer
        {
            get { return buffer; }
        }

        /// <summary>Index of its first byte.</summary>
        public int Offset
        {
            get { return offset; }
        }

        /// <summary>How many bytes it has; a query parameter has as many as it came with, before percent-decoding.</summary>
        public int Length
        {
            get { return length; }
        }

        /// <summary>Whether it is this text.</summary>
        /// <param name="text">The text, of ASCII characters.</param>
        public bool Is(string text)
        {
            if (!encoded)
            {
                return text.Length == length && Ascii.Equal(buffer, offset, text);
            }

            int at = 0;
            for (int i = 0; i < text.Length; i++)
            {
                if (at >= length || Next(ref at) != text[i])
                {
                    return false;
                }
            }

            return at == length;
        }

        /// <summary>Reads it as a decimal number.</summary>
        /// <param name="value">The number; 0 where it is none.</param>
        /// <returns>False where it is no number, or none of 32 bits.</returns>
        public bool TryGetInt32(out int value)
        {
            long wide;
            bool right = TryGetInt64(out wide) && wide >= int.MinValue && wide <= int.MaxValue;
            value = right ? (int)wide : 0;
            return right;
        }

        /// <summary>Reads it as a decimal number.</summary>
        /// <param name="value">The number; 0 where it is none.</param>
        /// <returns>False where it is no number, or one of more than 18 digits.</returns>
        public bool TryGetInt64(out long value)
        {
            value = 0;
            bool negative = length > 0 && buffer[offset] == '-';
            int first = negative ? 1 : 0;
            if (length - first < 1 || length - first > 18)
            {
                return false;
            }

            long number = 0;
            for (int i = first; i < length; i++)
            {
                int digit = buffer[offset + i] - '0';
                if (digit < 0 || digit > 9)
                {
                    return false;
                }

                number = (number * 10) + digit;
            }

            value = negative ? -number : number;
            return true;
        }

        /// <summary>Copies it, percent-decoded.</summary>
        /// <param name="destination">Where to.</param>
        /// <param name="index">Index of the first byte there.</param>
        /// <returns>Bytes copied; -1 where there is not room for all.</returns>
        public int CopyTo(byte[] destination, int index)
        {
            int at = 0;
            int to = index;
            while (at < length)
            {
                if (to == destination.Length)
                {
                    return -1;
                }

                destination[to++] = (byte)Next(ref at);
            }

            return to - index;
        }

        /// <summary>As a string, percent-decoded. It allocates.</summary>
        public override string ToString()
        {
            if (length == 0)
            {
                return "";
            }

            if (!encoded)
            {
                return Encoding.UTF8.GetString(buffer, offset, length);
            }

            byte[] decoded = new byte[length];
            return Encoding.UTF8.GetString(decoded, 0, CopyTo(decoded, 0));
        }

        /// <summary>Percent-decodes a path; a plus sign in it is a plus sign. It may be written over what it is read from.</summary>
        /// <returns>Bytes written.</returns>
        internal int DecodePath(int to)
        {
            int first = to;
            int at = offset;
            int end = offset + length;
            while (at < end)
            {
                int c = buffer[at++];
                if (c == '%')
                {
                    c = Ascii.HexByte(buffer, at);
                    at += 2;
                }

                buffer[to++] = (byte)c;
            }

            return to - first;
        }

        internal void Set(byte[] source, int first, int count, bool isEncoded)
        {
            buffer = source;
            offset = first;
            length = count;
            encoded = isEncoded;
        }

        // The byte at an index, decoded where it was encoded; the index moves on. The parser has checked the encoding of a
        // query; in a body, a percent sign without two digits stands for itself.
        private int Next(ref int at)
        {
            int c = buffer[offset + at++];
            if (encoded)
            {
                if (c == '+')
                {
                    return ' ';
                }

                if (c == '%' && at + 2 <= length)
                {
                    int value = Ascii.HexByte(buffer, offset + at);
                    if (value >= 0)
                    {
                        c = value;
                        at += 2;
                    }
                }
            }

            return c;
        }
    }
}
