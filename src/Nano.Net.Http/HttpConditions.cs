using System;

namespace Nano.Net.Http
{
    /// <summary>What a request says about the representation that it wants: the one that it has already, or one in a content coding.</summary>
    public static class HttpConditions
    {
        /// <summary>Whether the client has this representation, and is to be answered with 304 (RFC 9110 section 13.1.2).</summary>
        /// <param name="request">The request.</param>
        /// <param name="tag">The entity tag, with its quotes. It is compared as a weak one (section 8.8.3.2).</param>
        public static bool HasCurrent(HttpRequest request, string tag)
        {
            if (request == null || tag == null)
            {
                throw new ArgumentNullException(request == null ? "request" : "tag");
            }

            HttpText known = request.FindHeader("If-None-Match");
            if (known == null)
            {
                return false;
            }

            if (known.Is("*"))
            {
                return true;
            }

            // A tag has no quote inside, so that what is found with both quotes is a whole one.
            int last = known.Offset + known.Length - tag.Length;
            for (int at = known.Offset; at <= last; at++)
            {
                if (Ascii.Equal(known.Buffer, at, tag))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>
        /// Whether the client has named gzip as a content coding that it takes (RFC 9110 section 12.5.3). A client that says nothing
        /// about codings may be a program that prints what it gets: it counts as one that does not.
        /// </summary>
        /// <param name="request">The request.</param>
        public static bool TakesGzip(HttpRequest request)
        {
            if (request == null)
            {
                throw new ArgumentNullException("request");
            }

            HttpText accepted = request.FindHeader("Accept-Encoding");
            if (accepted == null)
            {
                return false;
            }

            byte[] bytes = accepted.Buffer;
            int end = accepted.Offset + accepted.Length;
            bool takesAny = false;
            for (int at = accepted.Offset; at < end;)
            {
                int begin = at;
                while (at < end && bytes[at] != ',')
                {
                    at++;
                }

                while (begin < at && IsSpace(bytes[begin]))
                {
                    begin++;
                }

                int name = begin;
                while (name < at && bytes[name] != ';' && !IsSpace(bytes[name]))
                {
                    name++;
                }

                bool isAny = name - begin == 1 && bytes[begin] == '*';
                bool isGzip = (name - begin == 4 && Ascii.EqualIgnoringCase(bytes, begin, "gzip")) || (name - begin == 6 && Ascii.EqualIgnoringCase(bytes, begin, "x-gzip"));
                if (isGzip)
                {
                    return !IsZero(bytes, name, at);
                }

                takesAny |= isAny && !IsZero(bytes, name, at);
                at++;
            }

            return takesAny;
        }

        private static bool IsSpace(byte value)
        {
            return value == Ascii.Space || value == '\t';
        }

        // Whether a weight (RFC 9110 section 12.4.2) is zero: q=0, q=0.000.
        private static bool IsZero(byte[] bytes, int at, int end)
        {
            at = Ascii.IndexOf(bytes, at, end, '=');
            if (at == end)
            {
                return false;
            }

            for (at++; at < end; at++)
            {
                if (bytes[at] >= '1' && bytes[at] <= '9')
                {
                    return false;
                }
            }

            return true;
        }
    }
}
