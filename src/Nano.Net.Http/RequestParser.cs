using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// Reads the head of a request (RFC 9112 sections 2 to 6). It is strict: what two servers could understand in two ways
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
            request.isServerWide = false;
            request.Body.Set(request.buffer, end, 0, false);
            request.Rest.Set(request.buffer, end, 0, false);
            int next;
            int status = ParseRequestLine(request, SkipEmptyLines(request.buffer, end), end, targetLimit, out next);
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

        private static int ParseRequestLine(HttpRequest request, int start, int end, int targetLimit, out int next)
        {
            byte[] b = request.buffer;
            next = end;
            int i = start;
            while (b[i] > Ascii.Space)
            {
                i++;
            }

            if (i == start || b[i] != Ascii.Space || !IsToken(b, start, i))
            {
                return 400;
            }

            request.Method = HttpMethodName.Find(b, start, i - start);
            int target = ++i;
            int query = -1;
            bool escaped = false;
            int c;
            while ((c = b[i]) > Ascii.Space)
            {
                if (c == '?' && query < 0)
                {
                    query = i;
                }
                else if (c == '%')
                {
                    // Both digits, and not the character that ends a string in too many a language.
                    int high = Ascii.HexDigit(b[i + 1]);
                    if (high < 0 || Ascii.HexDigit(b[i + 2]) < 0 || (high == 0 && b[i + 2] == '0'))
                    {
                        return 400;
                    }

                    escaped |= query < 0;
                }
                else if (c == '#' || c >= 0x7F)
                {
                    return 400;
                }

                i++;
            }

            int targetEnd = i;
            if (b[i] != Ascii.Space || targetEnd == target)
            {
                return 400;
            }

            // HTTP/1.1 CR LF
            i++;
            if (end - i < 10 || !Ascii.Equal(b, i, "HTTP/") || !IsDigit(b[i + 5]) || b[i + 6] != '.' || !IsDigit(b[i + 7])
                || b[i + 8] != Ascii.CarriageReturn || b[i + 9] != Ascii.LineFeed)
            {
                return 400;
            }

            if (b[i + 5] != '1')
            {
                return 505;
            }

            request.IsVersion10 = b[i + 7] == '0';
            next = i + 10;
            if (request.Method == HttpMethods.None)
            {
                return 501;
            }

            if (targetEnd - target > targetLimit)
            {
                return 414;
            }

            return ParseTarget(request, target, targetEnd, query, escaped);
        }

        // RFC 9112 section 3.2: origin form, absolute form, or * for OPTIONS.
        private static int ParseTarget(HttpRequest request, int start, int end, int query, bool escaped)
        {
            byte[] b = request.buffer;
            int pathEnd = query < 0 ? end : query;
            request.Query.Set(b, query < 0 ? end : query + 1, query < 0 ? 0 : end - query - 1, true);
            if (b[start] == '*')
            {
                request.isServerWide = end - start == 1 && request.Method == HttpMethods.Options;
                request.Path.Set(b, start, 1, false);
                return request.isServerWide ? HttpStatus.None : 400;
            }

            if (b[start] != '/')
            {
                const int scheme = 7;
                if (end - start <= scheme || !Ascii.EqualIgnoringCase(b, start, "http://"))
                {
                    return 400;
                }

                int authority = start + scheme;
                start = authority;
                while (start < pathEnd && b[start] != '/')
                {
                    start++;
                }

                if (start == authority || !IsHost(b, authority, start))
                {
                    return 400;
                }

                if (start == pathEnd)
                {
                    // http://host is http://host/ (RFC 9110 section 4.2.3); the slash of the scheme stands in for it.
                    request.Path.Set(b, authority - 1, 1, false);
                    return HttpStatus.None;
                }
            }

            if (escaped)
            {
                // What is decoded is no longer than what it was.
                request.Path.Set(b, start, pathEnd - start, true);
                pathEnd = start + request.Path.DecodePath(start);
            }

            request.Path.Set(b, start, pathEnd - start, false);
            return HttpStatus.None;
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
                while (IsTokenByte(b[i]))
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
                            if (!IsHost(b, request.Rest.offset, request.Rest.offset + request.Rest.length))
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
                if (!IsDigit(c))
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

        // Good enough to tell a host and port from what is none (RFC 9110 section 7.2); an empty one is allowed.
        private static bool IsHost(byte[] b, int start, int end)
        {
            for (int i = start; i < end; i++)
            {
                int c = b[i];
                int lower = c | 0x20;
                if (!((lower >= 'a' && lower <= 'z') || (c >= '-' && c <= ':' && c != '/') || c == '[' || c == ']' || c == '_' || c == '~' || c == '%'))
                {
                    return false;
                }
            }

            return true;
        }

        private static bool IsToken(byte[] b, int start, int end)
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

        // tchar (RFC 9110 section 5.6.2).
        private static bool IsTokenByte(int c)
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

        private static bool IsDigit(int c)
        {
            return c >= '0' && c <= '9';
        }
    }
}
