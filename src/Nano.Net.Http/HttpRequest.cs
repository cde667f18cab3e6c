using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// A request, as it stands in the server's buffer. One object serves all requests: it, and every <see cref="HttpText"/>
    /// of it, is good until the handler returns.
    /// </summary>
    public sealed class HttpRequest
    {
        /// <summary>Value of <see cref="authorization"/> where there is no such field.</summary>
        internal const int NoAuthorization = -1;

        /// <summary>Value of <see cref="authorization"/> where there are several: none of them counts.</summary>
        internal const int SeveralAuthorizations = -2;

        /// <summary>Value of <see cref="contentLength"/> where the body is in chunks.</summary>
        internal const int Chunked = -1;

        // Of a field, its number stands above the index of its value: a buffer has at most 2^20 bytes.
        private const int NumberShift = 21;
        private const int IndexMask = (1 << NumberShift) - 1;

        // Texts that are kept for what handlers look for; who looks for more in one request has them allocated.
        private const int KeptTexts = 4;

        internal readonly byte[] buffer;

        /// <summary>The names of the fields that are read.</summary>
        internal readonly HeaderNames names;

        /// <summary>The line that the parser reads.</summary>
        internal readonly FieldTokenizer field = new FieldTokenizer();

        internal HttpMethods method;
        internal bool isVersion10;

        /// <summary>Index of the first byte behind the request line.</summary>
        internal int fieldsStart;

        /// <summary>Which fields there were (<see cref="RequestFields"/>).</summary>
        internal int seen;

        /// <summary>The connection is used for another request after this one.</summary>
        internal bool keepAlive;

        /// <summary>Index of the value of Authorization, and its length; <see cref="NoAuthorization"/> or <see cref="SeveralAuthorizations"/>.</summary>
        internal int authorization;
        internal int authorizationLength;
        internal bool expectsContinue;

        /// <summary>The host that is asked for, without its port: that of the target, else of the Host field. Length 0 where there is none.</summary>
        internal int host;
        internal int hostLength;

        /// <summary>OPTIONS *.</summary>
        internal bool isServerWide;

        /// <summary>Length of the body as its head says; <see cref="Chunked"/> where it does not.</summary>
        internal int contentLength;

        /// <summary>Bytes of the whole request in the buffer, head and body, once it is there.</summary>
        internal int totalLength;

        // The fields that somebody reads: number of the name and index of the value.
        private readonly int[] fields;
        private int fieldCount;
        private readonly HttpText[] texts = new HttpText[KeptTexts];
        private int textCount;

        internal HttpRequest(int size, int headers, HeaderNames names)
        {
            buffer = new byte[size];
            fields = new int[headers];
            this.names = names;
        }

        /// <summary>The method.</summary>
        public HttpMethods Method
        {
            get { return method; }
        }

        /// <summary>The path, percent-decoded, without the query. It begins with a slash. Whatever it names is not looked at: /a/../b stays what it is.</summary>
        public HttpText Path { get; } = new HttpText();

        /// <summary>What follows in the path behind the prefix of a route like /files/*; empty for other routes.</summary>
        public HttpText Rest { get; } = new HttpText();

        /// <summary>The query as it came, without the question mark.</summary>
        public HttpText Query { get; } = new HttpText();

        /// <summary>The body, whole; empty where there is none.</summary>
        public HttpText Body { get; } = new HttpText();

        /// <summary>Whether the client speaks HTTP/1.0.</summary>
        public bool IsVersion10
        {
            get { return isVersion10; }
        }

        /// <summary>Finds a parameter of the query (?name=value&amp;...).</summary>
        /// <param name="name">Its name.</param>
        /// <returns>Its value, the first where there are several; null where there is none. Good until the handler returns.</returns>
        public HttpText FindParameter(string name)
        {
            byte[] bytes = buffer;
            int at = Query.offset;
            int end = at + Query.length;
            HttpText text = NextText();
            while (at < end)
            {
                int pairEnd = Ascii.IndexOf(bytes, at, end, '&');
                int nameEnd = Ascii.IndexOf(bytes, at, pairEnd, '=');
                text.Set(bytes, at, nameEnd - at, true);
                if (text.Is(name))
                {
                    int value = nameEnd < pairEnd ? nameEnd + 1 : pairEnd;
                    text.Set(bytes, value, pairEnd - value, true);
                    textCount++;
                    return text;
                }

                at = pairEnd + 1;
            }

            return null;
        }

        /// <summary>
        /// Finds a header field. Fields that nobody has asked for are not kept (<see cref="HttpServer.KeepHeader"/>); always kept
        /// are Host, Connection, Expect, Authorization, Content-Length, Transfer-Encoding, Content-Type, Accept-Encoding,
        /// If-None-Match and Last-Event-ID.
        /// </summary>
        /// <param name="name">Its name, in any case.</param>
        /// <returns>Its value, the first where there are several; null where there is none. Good until the handler returns.</returns>
        /// <exception cref="InvalidOperationException">The field is not kept.</exception>
        public HttpText FindHeader(string name)
        {
            int number = names.Find(name);
            if (number == HeaderNames.None)
            {
                throw new InvalidOperationException("the header field " + name + " is not kept; call HttpServer.KeepHeader before the server is started");
            }

            for (int i = 0; i < fieldCount; i++)
            {
                if (fields[i] >> NumberShift == number)
                {
                    int value = fields[i] & IndexMask;
                    int end = value;
                    while (buffer[end] != Ascii.CarriageReturn)
                    {
                        end++;
                    }

                    while (end > value && (buffer[end - 1] == Ascii.Space || buffer[end - 1] == Ascii.Tab))
                    {
                        end--;
                    }

                    HttpText text = NextText();
                    text.Set(buffer, value, end - value, false);
                    textCount++;
                    return text;
                }
            }

            return null;
        }

        /// <summary>Forgets the request before.</summary>
        /// <param name="end">Index behind the head of the new one.</param>
        internal void Begin(int end)
        {
            fieldCount = 0;
            textCount = 0;
            seen = 0;
            keepAlive = false;
            contentLength = 0;
            expectsContinue = false;
            authorization = NoAuthorization;
            authorizationLength = 0;
            hostLength = 0;
            isServerWide = false;
            Body.Set(buffer, end, 0, false);
            Rest.Set(buffer, end, 0, false);
        }

        /// <summary>Notes the field that was read, trimmed, as one that somebody reads.</summary>
        /// <param name="number">The number of its name.</param>
        /// <returns>False where there are too many.</returns>
        internal bool TryAddField(int number)
        {
            if (fieldCount == fields.Length)
            {
                return false;
            }

            fields[fieldCount++] = (number << NumberShift) | field.value;
            return true;
        }

        // Each that is found is an object of its own, so that finding the next does not change it.
        private HttpText NextText()
        {
            if (textCount >= KeptTexts)
            {
                return new HttpText();
            }

            if (texts[textCount] == null)
            {
                texts[textCount] = new HttpText();
            }

            return texts[textCount];
        }
    }
}
