using System;

namespace Nano.Net.Http
{
    /// <summary>Puts the chunks of a body together (RFC 9112 section 7.1), in the buffer in which they stand.</summary>
    internal static class ChunkedBody
    {
        /// <summary>It does not end yet.</summary>
        internal const int Incomplete = -1;

        /// <summary>It is malformed.</summary>
        internal const int Malformed = -2;

        /// <summary>It is larger than allowed.</summary>
        internal const int TooLarge = -3;

        // No sensible sender puts more than this into the line in front of a chunk, or behind all of them.
        private const int LineLimit = 128;

        /// <summary>Measures a body, and puts its data together where it has come to its end. Nothing is moved before.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="start">Where the body begins.</param>
        /// <param name="end">Behind the last byte so far.</param>
        /// <param name="limit">Bytes that the data may have.</param>
        /// <param name="next">Index behind the body; while it is incomplete, of a byte that must come at least.</param>
        /// <returns>Bytes of the data, which stand at <paramref name="start"/>; or <see cref="Incomplete"/>, <see cref="Malformed"/> or <see cref="TooLarge"/>.</returns>
        internal static int Decode(byte[] buffer, int start, int end, int limit, out int next)
        {
            int total = 0;
            int i = start;
            while (true)
            {
                int size;
                int line = ReadSize(buffer, i, end, out size);
                next = end;
                if (line < 0)
                {
                    return line;
                }

                if (size == 0)
                {
                    i = line;
                    break;
                }

                total += size;
                if (size > limit || total > limit)
                {
                    return TooLarge;
                }

                i = line + size;
                next = i + 1;
                if (i + 2 > end)
                {
                    return (i < end && buffer[i] != Ascii.CarriageReturn) ? Malformed : Incomplete;
                }

                if (buffer[i] != Ascii.CarriageReturn || buffer[i + 1] != Ascii.LineFeed)
                {
                    return Malformed;
                }

                i += 2;
            }

            next = SkipTrailers(buffer, i, end);
            if (next < 0)
            {
                int result = next;
                next = end;
                return result;
            }

            Gather(buffer, start, end);
            return total;
        }

        // chunk-size [ chunk-ext ] CRLF. Returns where the data begin.
        private static int ReadSize(byte[] buffer, int i, int end, out int size)
        {
            int first = i;
            size = 0;
            while (i < end)
            {
                int digit = Ascii.HexDigit(buffer[i]);
                if (digit < 0)
                {
                    break;
                }

                if (size >= 0x1000000)
                {
                    return TooLarge;
                }

                size = (size << 4) | digit;
                i++;
                if (i - first > LineLimit)
                {
                    return Malformed;
                }
            }

            if (i == end)
            {
                return Incomplete;
            }

            // An extension is ignored (section 7.1.1), but not whatever else may stand there.
            if (i == first || (buffer[i] != ';' && buffer[i] != Ascii.CarriageReturn))
            {
                return Malformed;
            }

            return SkipLine(buffer, i, end);
        }

        // Trailer fields are dropped (section 7.1.2). Returns what follows the empty line.
        private static int SkipTrailers(byte[] buffer, int i, int end)
        {
            while (true)
            {
                if (i == end)
                {
                    return Incomplete;
                }

                bool last = buffer[i] == Ascii.CarriageReturn;
                if (buffer[i] == Ascii.Space || buffer[i] == Ascii.Tab)
                {
                    return Malformed;
                }

                i = SkipLine(buffer, i, end);
                if (i < 0 || last)
                {
                    return i;
                }
            }
        }

        private static int SkipLine(byte[] buffer, int i, int end)
        {
            int first = i;
            while (i < end)
            {
                int c = buffer[i];
                if (c == Ascii.CarriageReturn)
                {
                    return i + 1 == end ? Incomplete : buffer[i + 1] == Ascii.LineFeed ? i + 2 : Malformed;
                }

                if ((c < Ascii.Space && c != Ascii.Tab) || c == 0x7F || i - first > LineLimit)
                {
                    return Malformed;
                }

                i++;
            }

            return Incomplete;
        }

        // What was measured is in order: no check is needed.
        private static void Gather(byte[] buffer, int start, int end)
        {
            int to = start;
            int i = start;
            while (true)
            {
                int size;
                i = ReadSize(buffer, i, end, out size);
                if (size == 0)
                {
                    return;
                }

                Array.Copy(buffer, i, buffer, to, size);
                to += size;
                i += size + 2;
            }
        }
    }
}
