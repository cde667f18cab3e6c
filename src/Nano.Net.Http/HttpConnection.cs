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

        internal int state;
        internal TcpClient client;
        internal INonBlockingStream stream;

        /// <summary>When to look at it again, whatever happens.</summary>
        internal long deadline;

        /// <summary>Since when it is in its state: idle, in a request, or without progress of what it sends.</summary>
        internal long since;

        /// <summary>A request has begun.</summary>
        internal bool inRequest;

        /// <summary>Bytes of the request that were searched for the end of the head.</summary>
        internal int searched;

        /// <summary>Bytes that must have come before it is worth looking again.</summary>
        internal int needed;

        /// <summary>100 Continue was sent.</summary>
        internal bool continued;

        internal bool keepAlive;

        /// <summary>The send buffer was full, or the client gone, in the middle of a response.</summary>
        internal bool failed;

        /// <summary>More waits to be done than one connection may do in a row.</summary>
        internal bool unfinished;

        // What is being sent: pieces, bytes or text, and how far it has come.
        internal HttpBody body;
        internal byte[] constant;
        internal string text;
        internal int position;
        internal int end;
        internal bool chunked;
        internal HttpStream pushed;

        /// <summary>Takes a client in.</summary>
        internal void Open(TcpClient accepted, Readiness readiness)
        {
            client = accepted;
            client.NoDelay = true;
            stream = accepted.GetStream();
            stream.Watch(readiness);
            keepAlive = true;
            failed = false;
            unfinished = false;
            pushed = null;
        }

        /// <summary>It waits for the next request.</summary>
        internal void BecomeIdle(long now, int timeout)
        {
            state = Reading;
            inRequest = false;
            searched = 0;
            needed = 0;
            continued = false;
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
    }
}
