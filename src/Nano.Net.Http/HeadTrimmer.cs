using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// Makes room in a buffer that a head has filled: header fields that nobody reads are taken out, cookies say, however long
    /// they are. What it drops it has checked as the parser does, so that nothing hides in it.
    /// </summary>
    internal static class HeadTrimmer
    {
        /// <summary>Takes out what nobody reads. Of a field whose value has not come to its end, name and colon stay: so the rest of it is known for what it is.</summary>
        /// <param name="request">Has the head in its buffer, as it came, from its first line on.</param>
        /// <param name="count">Bytes of the head, or of what has come of it.</param>
        /// <param name="failure">Why it can be no head.</param>
        /// <returns>Bytes that are left of it, at the start of the buffer.</returns>
        internal static int Trim(HttpRequest request, int count, out HttpFailure failure)
        {
            byte[] b = request.buffer;
            FieldTokenizer field = request.field;
            failure = HttpFailure.None;

            // Whole lines, and what stands behind them.
            int lines = count;
            while (lines > 0 && b[lines - 1] != Ascii.LineFeed)
            {
                lines--;
            }

            int to = EndOfFirstLine(b, lines);
            if (to < 0)
            {
                return count;
            }

            int i = to;
            while (i < lines && b[i] != Ascii.CarriageReturn)
            {
                failure = field.Read(b, i, lines);
                if (failure != HttpFailure.None)
                {
                    return count;
                }

                int length = field.next - i;
                if (request.names.Find(b, field.name, field.nameLength) != HeaderNames.None)
                {
                    Array.Copy(b, i, b, to, length);
                    to += length;
                }

                i += length;
            }

            // Behind the last line feed: the beginning of a field.
            if (i == lines && i < count && b[i] != Ascii.CarriageReturn && field.ReadPart(b, i, count, out failure) && request.names.Find(b, field.name, field.nameLength) == HeaderNames.None)
            {
                int length = field.value - i;
                Array.Copy(b, i, b, to, length);
                to += length;
                i = field.valueEnd;
            }

            Array.Copy(b, i, b, to, count - i);
            return to + count - i;
        }

        // -1 where it has none yet; empty lines in front of it are skipped.
        private static int EndOfFirstLine(byte[] b, int end)
        {
            int i = RequestParser.SkipEmptyLines(b, end);
            while (i < end && b[i] != Ascii.LineFeed)
            {
                i++;
            }

            return i < end ? i + 1 : -1;
        }
    }
}
