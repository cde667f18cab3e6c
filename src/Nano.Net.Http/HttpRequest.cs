using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// A request, as it stands in the server's buffer. One object serves all requests: it is good until the handler
    /// returns. The fields are the server's, to be read only.
    /// </summary>
    public sealed class HttpRequest
    {
        /// <summary>The method.</summary>
        public HttpMethods Method;

        /// <summary>The path, percent-decoded, without the query. It begins with a slash. Whatever it names is not looked at: /a/../b stays what it is.</summary>
        public readonly HttpText Path = new HttpText();

        /// <summary>What follows in the path behind the prefix of a route like /files/*; empty for other routes.</summary>
        public readonly HttpText Rest = new HttpText();

        /// <summary>The query as it came, without the question mark.</summary>
        public readonly HttpText Query = new HttpText();

        /// <summary>The body, whole; empty where there is none.</summary>
        public readonly HttpText Body = new HttpText();

        /// <summary>Whether the client speaks HTTP/1.0.</summary>
        public bool IsVersion10;

        internal readonly byte[] buffer;

        // Where each header field begins, and where the last one ends.
        internal readonly int[] fieldStart;
        internal int fieldCount;

        /// <summary>The connection is used for another request after this one.</summary>
        internal bool keepAlive;

        /// <summary>Index of the value of Authorization, and its length; -1 where there is none, -2 where there are several.</summary>
        internal int authorization;
        internal int authorizationLength;
        internal bool expectsContinue;

        /// <summary>The host that is asked for, with its port: that of the target, else of the Host field. Length 0 where there is none.</summary>
        internal int host;
        internal int hostLength;

        /// <summary>OPTIONS *.</summary>
        internal bool isServerWide;

        /// <summary>Length of the body as its head says; -1 where it is chunked.</summary>
        internal int contentLength;

        /// <summary>Bytes of the whole request in the buffer, head and body, once it is there.</summary>
        internal int totalLength;

        private readonly HttpText parameter = new HttpText();
        private readonly HttpText header = new HttpText();

        internal HttpRequest(int size, int headers)
        {
            buffer = new byte[size];
            fieldStart = new int[headers + 1];
        }

        /// <summary>Finds a parameter of the query (?name=value&amp;...).</summary>
        /// <param name="name">Its name.</param>
        /// <returns>Its value, the first where there are several; null where there is none. Good until the next call.</returns>
        public HttpText FindParameter(string name)
        {
            byte[] bytes = buffer;
            int at = Query.offset;
            int end = at + Query.length;
            while (at < end)
            {
                int pair = at;
                int equals = -1;
                while (at < end && bytes[at] != '&')
                {
                    if (bytes[at] == '=' && equals < 0)
                    {
                        equals = at;
                    }

                    at++;
                }

                parameter.Set(bytes, pair, (equals < 0 ? at : equals) - pair, true);
                if (parameter.Is(name))
                {
                    int value = equals < 0 ? at : equals + 1;
                    parameter.Set(bytes, value, at - value, true);
                    return parameter;
                }

                at++;
            }

            return null;
        }

        /// <summary>Finds a header field.</summary>
        /// <param name="name">Its name, in any case.</param>
        /// <returns>Its value, the first where there are several; null where there is none. Good until the next call.</returns>
        public HttpText FindHeader(string name)
        {
            int length = name.Length;
            for (int i = 0; i < fieldCount; i++)
            {
                int start = fieldStart[i];
                if (fieldStart[i + 1] - start > length && buffer[start + length] == ':' && Ascii.EqualIgnoringCase(buffer, start, name))
                {
                    RequestParser.Trim(buffer, start + length + 1, fieldStart[i + 1] - 2, header);
                    return header;
                }
            }

            return null;
        }
    }
}
