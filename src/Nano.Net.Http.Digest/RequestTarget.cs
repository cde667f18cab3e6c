namespace Nano.Net.Http.Digest
{
    /// <summary>Compares what a client has hashed as its target with what it asks for (RFC 7616 section 3.4.6).</summary>
    internal static class RequestTarget
    {
        /// <summary>Whether a target names the path and the query of a request.</summary>
        /// <param name="b">The buffer that the target is in, percent-encoded.</param>
        /// <param name="at">Index of its first byte.</param>
        /// <param name="length">How long it is.</param>
        /// <param name="request">The request, whose path has been decoded.</param>
        internal static bool IsSame(byte[] b, int at, int length, HttpRequest request)
        {
            int end = at + length;
            HttpText path = request.Path;
            byte[] own = path.buffer;
            int i = path.offset;
            int pathEnd = i + path.length;
            while (at < end && b[at] != '?')
            {
                int c = b[at++];
                if (c == '%')
                {
                    if (end - at < 2)
                    {
                        return false;
                    }

                    c = Ascii.HexByte(b, at);
                    if (c < 0)
                    {
                        return false;
                    }

                    at += 2;
                }

                if (i == pathEnd || own[i] != c)
                {
                    return false;
                }

                i++;
            }

            if (i != pathEnd)
            {
                return false;
            }

            if (at < end)
            {
                at++;
            }

            HttpText query = request.Query;
            if (end - at != query.length)
            {
                return false;
            }

            for (i = query.offset; at < end; i++)
            {
                if (query.buffer[i] != b[at++])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
