using System;
using System.Text;

namespace Nano.Net.Http
{
    /// <summary>Writes text as UTF-8 into a fixed buffer, without a string for each number. What becomes of a full buffer is the affair of who derives from it.</summary>
    public abstract class Utf8Writer
    {
        // Bytes of the longest number, with sign and point.
        private const int LongestNumber = 21;
        private const string HexDigits = "0123456789abcdef";

        internal readonly byte[] buffer;

        /// <summary>Index behind the last byte written.</summary>
        internal int length;

        /// <summary>Index behind the last byte that may be written.</summary>
        internal int limit;

        internal Utf8Writer(int size)
        {
            buffer = new byte[size];
            limit = size;
        }

        /// <summary>Writes one byte, or a character of ASCII.</summary>
        /// <param name="value">The byte.</param>
        public void WriteByte(byte value)
        {
            if (length < limit || MakeRoom(1))
            {
                buffer[length++] = value;
            }
        }

        /// <summary>Writes bytes as they are.</summary>
        /// <param name="source">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        public void Write(byte[] source, int offset, int count)
        {
            while (count > 0)
            {
                int room = limit - length;
                if (room == 0)
                {
                    if (!MakeRoom(1))
                    {
                        return;
                    }

                    continue;
                }

                int part = count < room ? count : room;
                Array.Copy(source, offset, buffer, length, part);
                length += part;
                offset += part;
                count -= part;
            }
        }

        /// <summary>Writes a piece of the request, as it came.</summary>
        /// <param name="text">The piece.</param>
        public void Write(HttpText text)
        {
            Write(text.buffer, text.offset, text.length);
        }

        /// <summary>Writes text.</summary>
        /// <param name="text">The text; null for none.</param>
        public void Write(string text)
        {
            int count = text == null ? 0 : text.Length;
            if (count * 3 <= limit - length)
            {
                // No character takes more than three bytes, a surrogate pair four.
                length += Encoding.UTF8.GetBytes(text ?? "", 0, count, buffer, length);
                return;
            }

            int at = 0;
            while (at < count)
            {
                int part = (limit - length) / 3;
                if (part == 0)
                {
                    if (!MakeRoom(6))
                    {
                        return;
                    }

                    continue;
                }

                if (part >= count - at)
                {
                    part = count - at;
                }
                else if (text[at + part - 1] >= 0xD800 && text[at + part - 1] < 0xDC00)
                {
                    // A surrogate pair stays together.
                    if (--part == 0)
                    {
                        if (!MakeRoom(6))
                        {
                            return;
                        }

                        continue;
                    }
                }

                length += Encoding.UTF8.GetBytes(text, at, part, buffer, length);
                at += part;
            }
        }

        /// <summary>Writes a number.</summary>
        /// <param name="value">The number.</param>
        public void Write(int value)
        {
            if (limit - length < LongestNumber && !MakeRoom(LongestNumber))
            {
                return;
            }

            if (value < 0)
            {
                if (value == int.MinValue)
                {
                    Write((long)value);
                    return;
                }

                buffer[length++] = (byte)'-';
                value = -value;
            }

            int end = length + 1;
            for (int rest = value; rest >= 10; rest /= 10)
            {
                end++;
            }

            for (int i = end - 1; i >= length; i--)
            {
                buffer[i] = (byte)('0' + (value % 10));
                value /= 10;
            }

            length = end;
        }

        /// <summary>Writes a number.</summary>
        /// <param name="value">The number.</param>
        public void Write(long value)
        {
            WriteFixed(value, 0);
        }

        /// <summary>Writes a number with a point: 1234 with two decimals is 12.34.</summary>
        /// <param name="value">The number, times ten for each decimal.</param>
        /// <param name="decimals">Digits behind the point, 0 to 15; 0 for no point.</param>
        public void WriteFixed(long value, int decimals)
        {
            if (limit - length < LongestNumber && !MakeRoom(LongestNumber))
            {
                return;
            }

            // Negative numbers go one further than positive ones.
            bool negative = value < 0;
            if (!negative)
            {
                value = -value;
            }

            int digits = 1;
            for (long rest = value; rest <= -10; rest /= 10)
            {
                digits++;
            }

            if (digits <= decimals)
            {
                digits = decimals + 1;
            }

            if (negative)
            {
                buffer[length++] = (byte)'-';
            }

            int end = length + digits + (decimals > 0 ? 1 : 0);
            int point = decimals > 0 ? end - decimals - 1 : -1;
            for (int i = end - 1; i >= length; i--)
            {
                if (i == point)
                {
                    buffer[i] = (byte)'.';
                }
                else
                {
                    buffer[i] = (byte)('0' - (int)(value % 10));
                    value /= 10;
                }
            }

            length = end;
        }

        /// <summary>Writes a number with a point, rounded. What is no number, or too large for it, is written as NaN, +Inf or -Inf.</summary>
        /// <param name="value">The number.</param>
        /// <param name="decimals">Digits behind the point, 0 to 9.</param>
        public void Write(double value, int decimals)
        {
            double scale = 1;
            for (int i = 0; i < decimals; i++)
            {
                scale *= 10;
            }

            double scaled = value * scale;
            if (double.IsNaN(value))
            {
                Write("NaN");
            }
            else if (scaled >= 9e18 || scaled <= -9e18)
            {
                Write(scaled > 0 ? "+Inf" : "-Inf");
            }
            else
            {
                WriteFixed((long)(scaled < 0 ? scaled - 0.5 : scaled + 0.5), decimals);
            }
        }

        /// <summary>Writes a number in hexadecimal, with leading zeros.</summary>
        /// <param name="value">The number.</param>
        /// <param name="digits">How many digits, 1 to 8; higher ones are left out.</param>
        public void WriteHex(uint value, int digits)
        {
            if (limit - length < digits && !MakeRoom(digits))
            {
                return;
            }

            for (int i = digits - 1; i >= 0; i--)
            {
                buffer[length++] = (byte)HexDigits[(int)(value >> (4 * i)) & 15];
            }
        }

        /// <summary>Writes text as a JSON string, in quotes and with the escapes of RFC 8259 section 7.</summary>
        /// <param name="text">The text; null for the JSON null.</param>
        public void WriteJson(string text)
        {
            if (text == null)
            {
                Write("null");
                return;
            }

            WriteByte((byte)'"');
            WriteJsonPart(text);
            WriteByte((byte)'"');
        }

        /// <summary>Writes text as a part of a JSON string, with its escapes and without the quotes: for what is written bit by bit.</summary>
        /// <param name="text">The text.</param>
        public void WriteJsonPart(string text)
        {
            int first = length;
            int count = text.Length;
            if (count * 3 <= limit - length)
            {
                Write(text);
                if (!NeedsEscape(first))
                {
                    return;
                }

                length = first;
            }

            int plain = 0;
            for (int i = 0; i < count; i++)
            {
                char c = text[i];
                if (c < ' ' || c == '"' || c == '\\')
                {
                    Write(text.Substring(plain, i - plain));
                    plain = i + 1;
                    WriteEscape(c);
                }
            }

            Write(text.Substring(plain));
        }

        /// <summary>Makes room in a full buffer.</summary>
        /// <param name="count">For how many bytes at least.</param>
        /// <returns>False where there is none: what is written is lost.</returns>
        internal abstract bool MakeRoom(int count);

        private bool NeedsEscape(int from)
        {
            byte[] bytes = buffer;
            for (int i = from; i < length; i++)
            {
                int c = bytes[i];
                if (c < ' ' || c == '"' || c == '\\')
                {
                    return true;
                }
            }

            return false;
        }

        private void WriteEscape(char c)
        {
            WriteByte((byte)'\\');
            switch (c)
            {
                case '"':
                case '\\':
                    WriteByte((byte)c);
                    break;
                case '\n':
                    WriteByte((byte)'n');
                    break;
                case '\r':
                    WriteByte((byte)'r');
                    break;
                case '\t':
                    WriteByte((byte)'t');
                    break;
                default:
                    WriteByte((byte)'u');
                    WriteHex(c, 4);
                    break;
            }
        }
    }
}
