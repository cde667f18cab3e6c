using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// The answer to a request. Status and header fields first, then the body: what is written with the methods of
    /// <see cref="Utf8Writer"/> goes into one buffer of the server, and from there in one piece to the connection, with
    /// its length where it fits (<see cref="HttpServerOptions.ResponseSize"/>) and else in chunks as they are written. One
    /// object serves all responses: it is good until the handler returns.
    /// </summary>
    /// <remarks>
    /// The buffer saves a lock, a system call's worth on the interpreter, for each number and name that is written, and
    /// it is what makes the length known; to copy it costs less than one such lock.
    /// </remarks>
    public sealed partial class HttpResponse : Utf8Writer
    {
        /// <summary>What an <see cref="HttpBody"/> returns after its last piece.</summary>
        public const int EndOfBody = -1;

        /// <summary>Bytes around a chunk: its size, its end, and the last chunk of all.</summary>
        internal const int ChunkOverhead = SizeLine + ChunkEnd;

        // Four digits, CR LF: in front of everything, so that a chunk can be framed where it stands.
        private const int SizeLine = 6;

        // CR LF of a chunk, and 0 CR LF CR LF.
        private const int ChunkEnd = 7;

        // Three header fields of one length: which it is going to be is known only when the body is.
        private const string LengthField = "Content-Length:           ";
        private const string ChunkedField = "Transfer-Encoding: chunked";
        private const string NeitherField = "Accept-Ranges:        none";

        private const int LengthUnknown = -1;
        private const int LengthNever = -2;

        // What stands in the buffer. While there is no body yet the limit is where the text ends, so that the first byte of
        // the body asks for room, and the head is closed before it.
        private const int Nothing = 0;
        private const int Head = 1;
        private const int WholeBody = 2;
        private const int Chunk = 3;
        private const int Plain = 4;
        private const int Discarded = 5;
        private const int HandedOver = 6;
        private const int Piece = 7;

        private readonly HttpServer server;
        private HttpConnection connection;
        private int phase;
        private int status;
        private string contentType;
        private bool isHead;
        private bool isVersion10;
        private bool writingHead;
        private bool overflow;

        // Index of the header field that tells the length, and of the body.
        private int lengthField;
        private int bodyStart;

        internal HttpResponse(HttpServer server, int size)
            : base(size)
        {
            this.server = server;
        }

        /// <summary>The status code (RFC 9110 section 15), 200 to 599; 200 by default.</summary>
        /// <exception cref="InvalidOperationException">The response has begun.</exception>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 200 or more than 599.</exception>
        public int Status
        {
            get
            {
                return status;
            }

            set
            {
                CheckNotBegun();
                if (value < 200 || value > 599)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                status = value;
            }
        }

        /// <summary>The media type (RFC 9110 section 8.3); text/plain; charset=utf-8 by default, null for none.</summary>
        /// <exception cref="InvalidOperationException">The response has begun.</exception>
        /// <exception cref="ArgumentException">It has a control character.</exception>
        public string ContentType
        {
            get
            {
                return contentType;
            }

            set
            {
                CheckNotBegun();
                if (value != null)
                {
                    HeaderField.CheckValue("Content-Type", value);
                }

                contentType = value;
            }
        }

        /// <summary>
        /// Adds a header field. The server writes Content-Length, Transfer-Encoding and Connection itself, Content-Type as
        /// <see cref="ContentType"/> says, and Date where it has a clock (<see cref="HttpServerOptions.Clock"/>).
        /// </summary>
        /// <param name="name">Its name: a token (RFC 9110 section 5.1).</param>
        /// <param name="value">Its value, without control characters (RFC 9110 section 5.5).</param>
        /// <exception cref="InvalidOperationException">The body has begun, or the buffer is full.</exception>
        /// <exception cref="ArgumentException">Name or value are null or have other characters, or the field is the server's.</exception>
        public void AddHeader(string name, string value)
        {
            HeaderField.Check(name, value, server.HasClock);
            BeginHead();
            Write(name);
            Write(": ");
            Write(value);
            Write("\r\n");
            EndFields();
        }

        /// <summary>Begins a header field whose value is written piece by piece, of characters that a header field may have.</summary>
        internal void BeginHeader(string name)
        {
            BeginHead();
            Write(name);
            Write(": ");
        }

        /// <summary>Ends it.</summary>
        internal void EndHeader()
        {
            Write("\r\n");
            EndFields();
        }

        /// <summary>Answers with a status, and its reason phrase as text.</summary>
        /// <param name="code">The status code.</param>
        public void SendStatus(int code)
        {
            Status = code;
            if (code != 204 && code != 304)
            {
                ContentType = "text/plain; charset=utf-8";
                Write(HttpStatus.Reason(code));
                WriteByte(Ascii.LineFeed);
            }
        }

        /// <summary>Sends bytes that do not change, as the client takes them. They are not copied.</summary>
        /// <param name="body">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <exception cref="ArgumentOutOfRangeException">They are not all in <paramref name="body"/>.</exception>
        public void SendBody(byte[] body, int offset, int count)
        {
            if (body == null)
            {
                throw new ArgumentNullException("body");
            }

            if (offset < 0 || count < 0 || offset > body.Length - count)
            {
                throw new ArgumentOutOfRangeException("offset");
            }

            HandOver(count);
            if (!HasNoBody())
            {
                connection.HandOver().Begin(body, offset, count);
            }
        }

        /// <summary>Sends a text of ASCII characters as the client takes it: a page, say, which costs no RAM where it is a constant.</summary>
        /// <param name="text">The text. For other characters, HTML has references.</param>
        public void SendBody(string text)
        {
            if (text == null)
            {
                throw new ArgumentNullException("text");
            }

            HandOver(text.Length);
            if (!HasNoBody())
            {
                connection.HandOver().Begin(text);
            }
        }

        /// <summary>Sends a body of unknown length piece by piece, as the client takes it.</summary>
        /// <param name="body">Writes a piece; it is called after the handler has returned, on the same thread.</param>
        public void SendBody(HttpBody body)
        {
            SendPieces(body, LengthUnknown);
        }

        /// <summary>Sends a body of known length piece by piece, as the client takes it.</summary>
        /// <param name="body">Writes a piece; it is called after the handler has returned, on the same thread. All pieces together have to be as long as was said.</param>
        /// <param name="length">Bytes of the whole body, 0 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException">The length is less than 0.</exception>
        public void SendBody(HttpBody body, int length)
        {
            if (length < 0)
            {
                throw new ArgumentOutOfRangeException("length");
            }

            SendPieces(body, length);
        }

        private void SendPieces(HttpBody body, int size)
        {
            if (body == null)
            {
                throw new ArgumentNullException("body");
            }

            HandOver(size);
            if (!HasNoBody())
            {
                connection.HandOver().Begin(body, size < 0 && !isVersion10);
            }
        }

        /// <summary>
        /// Leaves the connection open for what is written later, from any thread, as long as the client is there. This
        /// allocates one small object.
        /// </summary>
        /// <returns>Where to write.</returns>
        public HttpStream OpenStream()
        {
            HandOver(LengthNever);
            HttpStream stream = connection.OpenStream();
            if (isHead)
            {
                stream.Close();
            }

            return stream;
        }

        /// <summary>Prepares for the answer to a request.</summary>
        internal void Begin(HttpConnection to, bool head, bool version10)
        {
            connection = to;
            isHead = head;
            isVersion10 = version10;
            Clear();
        }

        /// <summary>Forgets what was written, so that an error can be answered instead.</summary>
        /// <returns>False where some of it has been sent.</returns>
        internal bool Restart()
        {
            if (phase > WholeBody)
            {
                return false;
            }

            Clear();
            return true;
        }

        /// <summary>Adds the Allow field (RFC 9110 section 10.2.1).</summary>
        internal void AddAllow(HttpMethods methods)
        {
            BeginHead();
            Write("Allow: ");
            HttpMethodName.WriteList(this, methods);
            Write("\r\n");
            EndFields();
        }

        private void Clear()
        {
            phase = Nothing;
            status = 200;
            contentType = "text/plain; charset=utf-8";
            writingHead = false;
            length = SizeLine;
            limit = length;
        }

        private void CheckNotBegun()
        {
            if (phase != Nothing)
            {
                throw new InvalidOperationException("the response has begun");
            }
        }

        // No content, whatever is written: the answer to HEAD, 204 and 304 (RFC 9110 section 6.4.1).
        private bool HasNoBody()
        {
            return isHead || status == 204 || status == 304;
        }

        // Status line and the fields that every response has; then more can be written.
        private void BeginHead()
        {
            if (phase > Head)
            {
                throw new InvalidOperationException("the body has begun");
            }

            writingHead = true;
            limit = buffer.Length - ChunkEnd;
            if (phase == Head)
            {
                return;
            }

            phase = Head;
            Write("HTTP/1.1 ");
            Write(status);
            WriteByte(Ascii.Space);
            Write(HttpStatus.Reason(status));
            Write("\r\n");
            server.WriteDate(this);
            if (contentType != null && status != 204 && status != 304)
            {
                Write("Content-Type: ");
                Write(contentType);
                Write("\r\n");
            }
        }

        private void EndFields()
        {
            writingHead = false;
            limit = length;
        }
    }
}
