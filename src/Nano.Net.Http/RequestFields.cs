namespace Nano.Net.Http
{
    /// <summary>What the header fields mean that the server reads: each has its rule here, and nowhere else.</summary>
    internal static class RequestFields
    {
        // Bits of HttpRequest.seen.
        private const int HostSeen = 1;
        private const int LengthSeen = 2;
        private const int ChunkedSeen = 4;
        private const int CloseSeen = 8;

        /// <summary>Notes what a field says.</summary>
        /// <param name="request">Has the field in <see cref="HttpRequest.field"/>, trimmed.</param>
        /// <param name="name">The number of its name (<see cref="HeaderNames"/>).</param>
        internal static HttpFailure Apply(HttpRequest request, int name)
        {
            switch (name)
            {
                case HeaderNames.Host: return Host(request);
                case HeaderNames.Connection: return Connection(request);
                case HeaderNames.Expect: return Expect(request);
                case HeaderNames.Authorization: return Authorization(request);
                case HeaderNames.ContentLength: return ContentLength(request);
                case HeaderNames.TransferEncoding: return TransferEncoding(request);
                default: return HttpFailure.None;
            }
        }

        /// <summary>Decides what takes all fields to know.</summary>
        internal static HttpFailure Conclude(HttpRequest request)
        {
            int seen = request.seen;
            if ((seen & HostSeen) == 0 && !request.isVersion10)
            {
                return HttpFailure.HostMissing;
            }

            // RFC 9112 section 9.3; with HTTP/1.0 that would be an option, which is not taken.
            request.keepAlive = (seen & CloseSeen) == 0 && !request.isVersion10;
            bool wantsBody = (request.method & (HttpMethods.Post | HttpMethods.Put | HttpMethods.Patch)) != 0;
            return wantsBody && (seen & (LengthSeen | ChunkedSeen)) == 0 ? HttpFailure.LengthMissing : HttpFailure.None;
        }

        // RFC 9112 section 3.2.
        private static HttpFailure Host(HttpRequest request)
        {
            FieldTokenizer field = request.field;
            if ((request.seen & HostSeen) != 0)
            {
                return HttpFailure.HostRepeated;
            }

            request.seen |= HostSeen;
            int length = Authority.HostLength(request.buffer, field.value, field.valueEnd);
            if (length < 0)
            {
                return HttpFailure.HostMalformed;
            }

            if (request.hostLength == 0)
            {
                // That of the target, where it has one, goes before it (RFC 9112 section 3.2.2).
                request.host = field.value;
                request.hostLength = length;
            }

            return HttpFailure.None;
        }

        // RFC 9110 section 7.6.1: a list, perhaps in several lines.
        private static HttpFailure Connection(HttpRequest request)
        {
            if (HasToken(request.buffer, request.field.value, request.field.valueEnd, "close"))
            {
                request.seen |= CloseSeen;
            }

            return HttpFailure.None;
        }

        // RFC 9110 section 10.1.1.
        private static HttpFailure Expect(HttpRequest request)
        {
            FieldTokenizer field = request.field;
            request.expectsContinue = field.valueEnd - field.value == 12 && Ascii.EqualIgnoringCase(request.buffer, field.value, "100-continue");
            return request.expectsContinue ? HttpFailure.None : HttpFailure.ExpectationUnknown;
        }

        // Of several, none counts: which of them another server would take is not known.
        private static HttpFailure Authorization(HttpRequest request)
        {
            FieldTokenizer field = request.field;
            request.authorizationLength = field.valueEnd - field.value;
            request.authorization = request.authorization == HttpRequest.NoAuthorization ? field.value : HttpRequest.SeveralAuthorizations;
            return HttpFailure.None;
        }

        // Digits only: no sign, no list (RFC 9112 section 6.3). More than nine are more than any buffer.
        private static HttpFailure ContentLength(HttpRequest request)
        {
            if ((request.seen & ChunkedSeen) != 0)
            {
                return HttpFailure.TwoBodyLengths;
            }

            if ((request.seen & LengthSeen) != 0)
            {
                return HttpFailure.ContentLengthRepeated;
            }

            request.seen |= LengthSeen;
            int at = request.field.value;
            int end = request.field.valueEnd;
            if (at == end)
            {
                return HttpFailure.ContentLengthMalformed;
            }

            int number = 0;
            bool large = false;
            for (; at < end; at++)
            {
                int c = request.buffer[at];
                if (!Ascii.IsDigit(c))
                {
                    return HttpFailure.ContentLengthMalformed;
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
            return large ? HttpFailure.BodyTooLarge : HttpFailure.None;
        }

        // RFC 9112 section 6.1: with a length, or from a client that cannot know it, it is an attack.
        private static HttpFailure TransferEncoding(HttpRequest request)
        {
            FieldTokenizer field = request.field;
            if ((request.seen & LengthSeen) != 0)
            {
                return HttpFailure.TwoBodyLengths;
            }

            if ((request.seen & ChunkedSeen) != 0)
            {
                return HttpFailure.TransferEncodingRepeated;
            }

            if (request.isVersion10)
            {
                return HttpFailure.TransferEncodingOfVersion10;
            }

            request.seen |= ChunkedSeen;
            request.contentLength = HttpRequest.Chunked;
            return field.valueEnd - field.value == 7 && Ascii.EqualIgnoringCase(request.buffer, field.value, "chunked")
                ? HttpFailure.None
                : HttpFailure.TransferEncodingUnknown;
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
