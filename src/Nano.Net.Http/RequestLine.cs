namespace Nano.Net.Http
{
    /// <summary>The first line of a request: its method, its target and its version (RFC 9112 section 3).</summary>
    internal static class RequestLine
    {
        /// <summary>Reads it.</summary>
        /// <param name="request">Has it in its buffer, and gets what it says.</param>
        /// <param name="start">Index of its first byte.</param>
        /// <param name="end">Index behind the whole head, which ends with an empty line.</param>
        /// <param name="targetLimit">Bytes that the target may have.</param>
        /// <param name="next">Index behind it.</param>
        /// <returns>Why it is refused; <see cref="HttpFailure.None"/> where it is in order.</returns>
        internal static HttpFailure Parse(HttpRequest request, int start, int end, int targetLimit, out int next)
        {
            byte[] b = request.buffer;
            next = end;
            int i = start;
            while (b[i] > Ascii.Space)
            {
                i++;
            }

            if (i == start || b[i] != Ascii.Space || !Ascii.IsToken(b, start, i))
            {
                return HttpFailure.MethodMalformed;
            }

            request.method = HttpMethodName.Find(b, start, i - start);
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
                        return HttpFailure.TargetEncodingMalformed;
                    }

                    escaped |= query < 0;
                }
                else if (c == '#' || c >= 0x7F)
                {
                    return HttpFailure.TargetMalformed;
                }

                i++;
            }

            int targetEnd = i;
            if (b[i] != Ascii.Space || targetEnd == target)
            {
                return HttpFailure.TargetMalformed;
            }

            // HTTP/1.1 CR LF
            i++;
            if (end - i < 10 || !Ascii.Equal(b, i, "HTTP/") || !Ascii.IsDigit(b[i + 5]) || b[i + 6] != '.' || !Ascii.IsDigit(b[i + 7])
                || b[i + 8] != Ascii.CarriageReturn || b[i + 9] != Ascii.LineFeed)
            {
                return HttpFailure.VersionMalformed;
            }

            if (b[i + 5] != '1')
            {
                return HttpFailure.VersionNotSupported;
            }

            request.isVersion10 = b[i + 7] == '0';
            next = i + 10;
            if (request.method == HttpMethods.None)
            {
                return HttpFailure.MethodUnknown;
            }

            if (targetEnd - target > targetLimit)
            {
                return HttpFailure.TargetTooLong;
            }

            return ParseTarget(request, target, targetEnd, query, escaped);
        }

        // RFC 9112 section 3.2: origin form, absolute form, or * for OPTIONS.
        private static HttpFailure ParseTarget(HttpRequest request, int start, int end, int query, bool escaped)
        {
            byte[] b = request.buffer;
            int pathEnd = query < 0 ? end : query;
            request.Query.Set(b, query < 0 ? end : query + 1, query < 0 ? 0 : end - query - 1, true);
            if (b[start] == '*')
            {
                request.isServerWide = end - start == 1 && request.method == HttpMethods.Options;
                request.Path.Set(b, start, 1, false);
                return request.isServerWide ? HttpFailure.None : HttpFailure.TargetFormUnknown;
            }

            if (b[start] != '/')
            {
                const int scheme = 7;
                if (end - start <= scheme || !Ascii.EqualIgnoringCase(b, start, "http://"))
                {
                    return HttpFailure.TargetFormUnknown;
                }

                int authority = start + scheme;
                start = authority;
                while (start < pathEnd && b[start] != '/')
                {
                    start++;
                }

                int hostLength = Authority.HostLength(b, authority, start);
                if (hostLength <= 0)
                {
                    return HttpFailure.TargetHostMalformed;
                }

                request.host = authority;
                request.hostLength = hostLength;
                if (start == pathEnd)
                {
                    // http://host is http://host/ (RFC 9110 section 4.2.3); the slash of the scheme stands in for it.
                    request.Path.Set(b, authority - 1, 1, false);
                    return HttpFailure.None;
                }
            }

            if (escaped)
            {
                // What is decoded is no longer than what it was.
                request.Path.Set(b, start, pathEnd - start, true);
                pathEnd = start + request.Path.DecodePath(start);
            }

            request.Path.Set(b, start, pathEnd - start, false);
            return HttpFailure.None;
        }
    }
}
