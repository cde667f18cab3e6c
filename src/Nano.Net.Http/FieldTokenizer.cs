namespace Nano.Net.Http
{
    /// <summary>
    /// Takes the lines of a header section apart (RFC 9112 section 5): name and value as ranges of the buffer. What they mean
    /// is in <see cref="RequestFields"/>.
    /// </summary>
    internal sealed class FieldTokenizer
    {
        // The line that was read last: its name, its value with the white space around it, and what follows it.
        internal int name;
        internal int nameLength;
        internal int value;
        internal int valueEnd;
        internal int next;

        /// <summary>Reads one line.</summary>
        /// <param name="b">The buffer.</param>
        /// <param name="start">Index of the first byte of the line.</param>
        /// <param name="end">Index behind a line feed, of this line or of a later one: nothing behind it is looked at.</param>
        /// <returns>Why it is none; <see cref="HttpFailure.None"/> where it is one.</returns>
        internal HttpFailure Read(byte[] b, int start, int end)
        {
            // A line feed is neither of a name nor of a value: each loop ends with the line at the latest.
            byte[] tokens = Ascii.Tokens;
            int i = start;
            int c = b[i];
            while (c < 128 && tokens[c] != 0)
            {
                c = b[++i];
            }

            // A colon right behind a token: no folded line, and no white space in between (RFC 9112 sections 5.1 and 5.2).
            if (c != ':' || i == start)
            {
                return HttpFailure.FieldNameMalformed;
            }

            name = start;
            nameLength = i - start;
            i++;
            value = i;
            while (true)
            {
                c = b[i];
                if (c < Ascii.Space)
                {
                    if (c == Ascii.CarriageReturn)
                    {
                        break;
                    }

                    if (c != Ascii.Tab)
                    {
                        return HttpFailure.FieldValueMalformed;
                    }
                }
                else if (c == 0x7F)
                {
                    return HttpFailure.FieldValueMalformed;
                }

                i++;
            }

            valueEnd = i;
            next = i + 2;
            return next > end || b[i + 1] != Ascii.LineFeed ? HttpFailure.FieldValueMalformed : HttpFailure.None;
        }

        /// <summary>Reads the beginning of a line that has not arrived as a whole.</summary>
        /// <param name="b">The buffer.</param>
        /// <param name="start">Index of the first byte of the line.</param>
        /// <param name="end">Index behind what has arrived; no line feed is before it.</param>
        /// <param name="failure">Why it can be no field.</param>
        /// <returns>False where the name has not come to its end.</returns>
        internal bool ReadPart(byte[] b, int start, int end, out HttpFailure failure)
        {
            failure = HttpFailure.None;
            int i = start;
            while (i < end && Ascii.IsTokenByte(b[i]))
            {
                i++;
            }

            if (i == end)
            {
                return false;
            }

            if (b[i] != ':' || i == start)
            {
                failure = HttpFailure.FieldNameMalformed;
                return false;
            }

            name = start;
            nameLength = i - start;
            value = i + 1;
            valueEnd = end;
            next = end;
            for (i++; i < end; i++)
            {
                int c = b[i];
                bool isLast = c == Ascii.CarriageReturn && i == end - 1;
                if ((c < Ascii.Space && c != Ascii.Tab && !isLast) || c == 0x7F)
                {
                    failure = HttpFailure.FieldValueMalformed;
                    return false;
                }

                if (isLast)
                {
                    valueEnd = i;
                }
            }

            return true;
        }

        /// <summary>Leaves out the white space around the value (OWS, RFC 9110 section 5.6.3).</summary>
        internal void Trim(byte[] b)
        {
            int start = value;
            int end = valueEnd;
            while (start < end && (b[start] == Ascii.Space || b[start] == Ascii.Tab))
            {
                start++;
            }

            while (end > start && (b[end - 1] == Ascii.Space || b[end - 1] == Ascii.Tab))
            {
                end--;
            }

            value = start;
            valueEnd = end;
        }
    }
}
