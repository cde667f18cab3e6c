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
        /// <returns>The status to refuse it with; <see cref="HttpStatus.None"/> where it is in order.</returns>
        internal static int Parse(HttpRequest request, int end, int targetLimit)
        {
            request.fieldCount = 0;
            request.keepAlive = false;
            request.contentLength = 0;
            request.expectsContinue = false;
            request.authorization = -1;
            request.hostLength = 0;
            request.isServerWide = false;
            request.Body.Set(request.buffer, end, 0, false);
            request.Rest.Set(request.buffer, end, 0, false);
            int next;
            int status = RequestLine.Parse(request, SkipEmptyLines(request.buffer, end), end, targetLimit, out next);
            return status != HttpStatus.None ? status : ParseFields(request, next, end);
        }

        /// <summary>Leaves out white space around a value (OWS, RFC 9110 section 5.6.3).</summary>
        internal static void Trim(byte[] buffer, int start, int end, HttpText text)
        {
            while (start < end && (buffer[start] == Ascii.Space || buffer[start] == Ascii.Tab))
            {
                start++;
            }

            while (end > start && (buffer[end - 1] == Ascii.Space || buffer[end - 1] == Ascii.Tab))
            {
                end--;
            }

            text.Set(buffer, start, end - start, false);
        }

        private static int ParseFields(HttpRequest request, int start, int end)
        {
            byte[] b = request.buffer;
            int i = start;
            int hosts = 0;
            bool lengthSeen = false;
            bool chunked = false;
            bool closes = false;
            while (true)
            {
                if (i >= end)
                {
                    return 400;
                }

                int c = b[i];
                if (c == Ascii.CarriageReturn)
                {
                    if (i + 2 != end || b[i + 1] != Ascii.LineFeed)
                    {
                        return 400;
                    }

                    break;
                }

                if (request.fieldCount == request.fieldStart.Length - 1)
                {
                    return 431;
                }

                int field = i;
                request.fieldStart[request.fieldCount++] = field;

                // A colon right behind a token: no folded line, and no white space in between (RFC 9112 section 5.1).
                while (Ascii.IsTokenByte(b[i]))
                {
                    i++;
                }

                int nameLength = i - field;
                if (nameLength == 0 || b[i] != ':')
                {
                    return 400;
                }

                i++;
                int value = i;
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
                            return 400;
                        }
                    }
                    else if (c == 0x7F)
                    {
                        return 400;
                    }

                    i++;
                }

                if (i + 1 >= end || b[i + 1] != Ascii.LineFeed)
                {
                    return 400;
                }

                int status = HttpStatus.None;
                switch (nameLength)
                {
                    case 4:
                        if (Ascii.EqualIgnoringCase(b, field, "host"))
                        {
                            Trim(b, value, i, request.Rest);
                            hosts++;
                            if (request.hostLength == 0)
                            {
                                // That of the target, where it has one, goes before it (RFC 9112 section 3.2.2).
                                request.host = request.Rest.offset;
                                request.hostLength = request.Rest.length;
                            }

                            if (!Authority.IsValid(b, request.Rest.offset, request.Rest.offset + request.Rest.length))
                            {
                                status = 400;
                            }
                        }

                        break;
                    case 6:
                        if (Ascii.EqualIgnoringCase(b, field, "expect"))
                        {
                            Trim(b, value, i, request.Rest);
                            request.expectsContinue = request.Rest.length == 12 && Ascii.EqualIgnoringCase(b, request.Rest.offset, "100-continue");
                            status = request.expectsContinue ? HttpStatus.None : 417;
                        }

                        break;
                    case 10:
                        if (Ascii.EqualIgnoringCase(b, field, "connection"))
                        {
                            closes |= HasToken(b, value, i, "close");
                        }

                        break;
                    case 13:
                        if (Ascii.EqualIgnoringCase(b, field, "authorization"))
                        {
                            Trim(b, value, i, request.Rest);
                            request.authorizationLength = request.Rest.length;
                            request.authorization = request.authorization == -1 ? request.Rest.offset : -2;
                        }

                        break;
                    case 14:
                        if (Ascii.EqualIgnoringCase(b, field, "content-length"))
                        {
                            Trim(b, value, i, request.Rest);
                            status = lengthSeen || chunked ? 400 : ParseLength(request);
                            lengthSeen = true;
                        }

                        break;
                    case 17:
                        if (Ascii.EqualIgnoringCase(b, field, "transfer-encoding"))
                        {
                            Trim(b, value, i, request.Rest);
                            if (lengthSeen || chunked || request.IsVersion10)
                            {
                                // RFC 9112 section 6.1: with a length, or from a client that cannot know it, it is an attack.
                                status = 400;
                            }
                            else if (request.Rest.length != 7 || !Ascii.EqualIgnoringCase(b, request.Rest.offset, "chunked"))
                            {
                                status = 501;
                            }

                            chunked = true;
                            request.contentLength = -1;
                        }

                        break;
                }

                if (status != HttpStatus.None)
                {
                    return status;
                }

                i += 2;
            }

            request.fieldStart[request.fieldCount] = i;
            request.Rest.Set(b, end, 0, false);
            if (hosts > 1 || (hosts == 0 && !request.IsVersion10))
            {
                return 400;
            }

            // RFC 9112 section 9.3; with HTTP/1.0 that would be an option, which is not taken.
            request.keepAlive = !closes && !request.IsVersion10;
            bool wantsBody = (request.Method & (HttpMethods.Post | HttpMethods.Put | HttpMethods.Patch)) != 0;
            return wantsBody && !lengthSeen && !chunked ? 411 : HttpStatus.None;
        }

        // Digits only: no sign, no list (RFC 9112 section 6.3). More than nine are more than any buffer.
        private static int ParseLength(HttpRequest request)
        {
            HttpText text = request.Rest;
            if (text.length == 0)
            {
                return 400;
            }

            int number = 0;
            bool large = false;
            for (int i = 0; i < text.length; i++)
            {
                int c = request.buffer[text.offset + i];
                if (!Ascii.IsDigit(c))
                {
                    return 400;
                }

                if (number >= 100000000)
                {
                    large = true;
                }
                else
                {
                    number = (number * 10) + c - '0';
                }
            }

            request.contentLength = number;
            return large ? 413 : HttpStatus.None;
        }

        // Whether a list (RFC 9110 section 5.6.1) has a token.
        private static bool HasToken(byte[] b, int start, int end, string token)
        {
            int i = start;
            while (i < end)
            {
                while (i < end && (b[i] == ',' || b[i] == Ascii.Space || b[i] == Ascii.Tab))
                {
                    i++;
                }

                int from = i;
                while (i < end && b[i] != ',' && b[i] != Ascii.Space && b[i] != Ascii.Tab)
                {
                    i++;
                }

                if (i - from == token.Length && Ascii.EqualIgnoringCase(b, from, token))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
