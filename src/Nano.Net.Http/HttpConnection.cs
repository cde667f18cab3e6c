using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    /// <summary>A place for a connection: what the server knows about it. Its bytes wait in the stack's buffers.</summary>
    internal sealed class HttpConnection
    {
        /// <summary>Nobody is there.</summary>
        internal const int Free = 0;

        /// <summary>It waits for a request, or for the rest of one.</summary>
        internal const int Reading = 1;

        /// <summary>A body goes out as the client takes it.</summary>
        internal const int Sending = 2;

        /// <summary>It was handed to who writes into it (<see cref="HttpStream"/>).</summary>
        internal const int Streaming = 3;

        /// <summary>This side has closed; what still comes is thrown away, lest a reset overtake the response (RFC 9112 section 9.6).</summary>
        internal const int Draining = 4;

        // Bits of marks.
        private const int InRequestMark = 1;
        private const int ContinuedMark = 2;
        private const int KeepAliveMark = 4;
        private const int FailedMark = 8;
        private const int UnfinishedMark = 16;
        private const int ChunkedMark = 32;

        internal int state;
        internal TcpClient client;
        internal INonBlockingStream stream;

        /// <summary>When to look at it again, whatever happens.</summary>
        internal long deadline;

        /// <summary>Since when it is in its state: idle, in a request, or without progress of what it sends.</summary>
        internal long since;

        /// <summary>Bytes of the request that were searched for the end of the head.</summary>
        internal int searched;

        /// <summary>Bytes of the head that were dropped, because nobody reads them.</summary>
        internal int dropped;

        /// <summary>Bytes that must have come before it is worth looking again.</summary>
        internal int needed;

        // What is being sent: pieces, bytes or text, and how far it has come.
        internal HttpBody body;
        internal byte[] constant;
        internal string text;
        internal int position;
        internal int end;
        internal HttpStream pushed;

        // All that is true or false of it: one field, as each costs the device 12 bytes a connection.
        private int marks;

        /// <summary>A request has begun.</summary>
        internal bool InRequest
        {
            get { return (marks & InRequestMark) != 0; }
            set { Mark(InRequestMark, value); }
        }

        /// <summary>100 Continue was sent.</summary>
        internal bool Continued
        {
            get { return (marks & ContinuedMark) != 0; }
            set { Mark(ContinuedMark, value); }
        }

        /// <summary>Another request may follow on this connection.</summary>
        internal bool KeepAlive
        {
            get { return (marks & KeepAliveMark) != 0; }
            set { Mark(KeepAliveMark, value); }
        }

        /// <summary>The send buffer was full, or the client gone, in the middle of a response.</summary>
        internal bool Failed
        {
            get { return (marks & FailedMark) != 0; }
            set { Mark(FailedMark, value); }
        }

        /// <summary>More waits to be done than one connection may do in a row.</summary>
        internal bool Unfinished
        {
            get { return (marks & UnfinishedMark) != 0; }
            set { Mark(UnfinishedMark, value); }
        }

        /// <summary>The body goes out in chunks.</summary>
        internal bool Chunked
        {
            get { return (marks & ChunkedMark) != 0; }
            set { Mark(ChunkedMark, value); }
        }

        /// <summary>Takes a client in.</summary>
        internal void Open(TcpClient accepted, Readiness readiness)
        {
            client = accepted;
            client.NoDelay = true;
            stream = accepted.GetStream();
            stream.Watch(readiness);
            marks = KeepAliveMark;
            pushed = null;
        }

        /// <summary>It waits for the next request.</summary>
        internal void BecomeIdle(long now, int timeout)
        {
            state = Reading;
            searched = 0;
            needed = 0;
            dropped = 0;
            marks &= ~(InRequestMark | ContinuedMark);
            since = now;
            deadline = now + timeout;
        }

        /// <summary>Forgets whoever was there.</summary>
        internal void Clear()
        {
            state = Free;
            client = null;
            stream = null;
            body = null;
            constant = null;
            text = null;
            if (pushed != null)
            {
                pushed.IsClosed = true;
                pushed = null;
            }
        }

        private void Mark(int mark, bool isSet)
        {
            marks = isSet ? marks | mark : marks & ~mark;
        }
    }
}
