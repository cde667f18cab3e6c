using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// Reads the head of a request (RFC 9112 sections 2 to 6), its first line with <see cref="RequestLine"/>. It is strict: what two servers could understand in two ways
    /// is refused, as is every shape that request smuggling uses.
    /// </summary>
    internal static class RequestParser
    {
        /// <summary>Finds the empty line that ends a head; also a malformed one, of bare line feeds, so that it can be refused.</summary>
        /// <param name="buffer">The bytes so far.</param>
        /// <param name="from">How many of them have been searched before, with no result.</param>
        /// <param name="count">How many there are.</param>
        /// <returns>Index behind the head; -1 where it does not end yet.</returns>
        internal static int FindEnd(byte[] buffer, int from, int count)
        {
            // The empty line may have begun in what was searched before.
            int i = from > 3 ? from - 3 : 0;
            int start = SkipEmptyLines(buffer, count);
            if (i < start)
            {
                i = start;
            }

            // LF CR LF and LF LF alike have a CR or LF in every second place.
            for (i++; i < count; i += 2)
            {
                int c = buffer[i];
                if (c != Ascii.LineFeed && c != Ascii.CarriageReturn)
                {
                    continue;
                }

                for (int j = i - 1; j <= i + 1 && j < count; j++)
                {
                    if (buffer[j] != Ascii.LineFeed)
                    {
                        continue;
                    }

                    if (j + 1 < count && buffer[j + 1] == Ascii.LineFeed)
                    {
                        return j + 2;
                    }

                    if (j + 2 < count && buffer[j + 1] == Ascii.CarriageReturn && buffer[j + 2] == Ascii.LineFeed)
                    {
                        return j + 3;
                    }
                }
            }

            return -1;
        }

        /// <summary>Empty lines in front of a request are skipped (RFC 9112 section 2.2).</summary>
        /// <returns>How many bytes they are.</returns>
        internal static int SkipEmptyLines(byte[] buffer, int count)
        {
            int i = 0;
            while (i + 1 < count && buffer[i] == Ascii.CarriageReturn && buffer[i + 1] == Ascii.LineFeed)
            {
                i += 2;
            }

            return i;
        }

        /// <summary>Reads a head.</summary>
        /// <param name="request">Has it in its buffer, and gets what it says.</param>
        /// <param name="end">Index behind it.</param>
        /// <param name="targetLimit">Bytes that the target may have.</param>
        /// <returns>Why it is refused; <see cref="HttpFailure.None"/> where it is in order.</returns>
        internal static HttpFailure Parse(HttpRequest request, int end, int targetLimit)
        {
            request.Begin(end);
            int next;
            HttpFailure failure = RequestLine.Parse(request, SkipEmptyLines(request.buffer, end), end, targetLimit, out next);
            return failure != HttpFailure.None ? failure : ParseFields(request, next, end);
        }

        private static HttpFailure ParseFields(HttpRequest request, int start, int end)
        {
            byte[] b = request.buffer;
            FieldTokenizer field = request.field;
            HeaderNames names = request.names;
            HttpFailure failure;
            int i = start;
            request.fieldsStart = start;
            while (i < end && b[i] != Ascii.CarriageReturn && b[i] != Ascii.LineFeed)
            {
                failure = field.Read(b, i, end);
                if (failure != HttpFailure.None)
                {
                    return failure;
                }

                i = field.next;
                int name = names.Find(b, field.name, field.nameLength);
                if (name == HeaderNames.None)
                {
                    continue;
                }

                field.Trim(b);
                if (!request.TryAddField(name))
                {
                    return HttpFailure.TooManyFields;
                }

                failure = RequestFields.Apply(request, name);
                if (failure != HttpFailure.None)
                {
                    return failure;
                }
            }

            // The empty line, and nothing of another head in front of it (RFC 9112 section 2.1).
            if (i + 2 != end || b[i + 1] != Ascii.LineFeed)
            {
                return HttpFailure.HeadEndMalformed;
            }

            return RequestFields.Conclude(request);
        }
    }
}
