using System;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    /// <summary>
    /// A place for a connection, and all that happens to it: a request is read (HttpConnection.Reading.cs), the answer is sent
    /// (HttpConnection.Sending.cs), the connection ends. Its bytes wait in the stack's buffers. Its state is written here and
    /// nowhere else.
    /// </summary>
    internal sealed partial class HttpConnection
    {
        /// <summary>When nothing is to be done.</summary>
        internal const long Never = long.MaxValue;

        // Nobody is there.
        private const int Free = 0;

        // It waits for a request, or for the rest of one.
        private const int Reading = 1;

        // A body goes out as the client takes it.
        private const int Sending = 2;

        // It was handed to who writes into it (HttpStream).
        private const int Streaming = 3;

        // This side has closed; what still comes is thrown away, lest a reset overtake the response (RFC 9112 section 9.6).
        private const int Draining = 4;

        // Bits of marks.
        private const int InRequest = 1;
        private const int Continued = 2;
        private const int KeptAlive = 4;
        private const int Broken = 8;
        private const int Unfinished = 16;

        // Milliseconds for which a client may go on sending after this side has closed, or was sent away.
        private const int LingerTime = 2000;
        private const int RefusalTime = 500;

        // Steps that one connection may do while others wait.
        private const int Turns = 16;

        /// <summary>Its stream; null where nobody is there.</summary>
        internal INonBlockingStream stream;

        private readonly HttpServer server;
        private TcpClient client;
        private int state;

        // When to look at it again, whatever happens.
        private long deadline;

        // Since when it is in its state: idle, in a request, or without progress of what it sends.
        private long since;

        // All that is true or false of it: one field, as each costs the device 12 bytes a connection.
        private int marks;

        internal HttpConnection(HttpServer server)
        {
            this.server = server;
        }

        /// <summary>Whether nobody is there.</summary>
        internal bool IsFree
        {
            get { return state == Free; }
        }

        /// <summary>The client; null where nobody is there.</summary>
        internal TcpClient Client
        {
            get { return client; }
        }

        /// <summary>Takes a client in.</summary>
        internal void Open(TcpClient accepted, long now)
        {
            client = accepted;
            client.NoDelay = true;
            stream = accepted.GetStream();
            stream.Watch(server.readiness);
            marks = KeptAlive;
            BecomeIdle(now);
        }

        /// <summary>Does what can be done.</summary>
        /// <returns>When it wants to be looked at again, whatever happens; <see cref="Never"/> where nobody is there.</returns>
        internal long Step(long now)
        {
            if (state == Free)
            {
                return Never;
            }

            bool ready = stream.TakeReady();
            if (ready || (marks & Unfinished) != 0 || (pushed != null && pushed.NeedsAttention()))
            {
                Attempt(now, false);
            }

            if (state != Free && deadline <= now)
            {
                Attempt(now, true);
            }

            return state == Free ? Never : deadline;
        }

        /// <summary>How readily it is ended for the sake of another: 4 first, 1 last, 0 never. Those that stream are never ended.</summary>
        /// <param name="due">When it may be ended.</param>
        /// <param name="age">Since when it is in its state: the longest goes first among equals.</param>
        internal int RankAsVictim(out long due, out long age)
        {
            int grace = server.Options.GraceTime;
            age = since;
            due = since + grace;
            switch (state)
            {
                case Draining:
                    return 4;
                case Reading:
                    return (marks & InRequest) != 0 ? 2 : 3;
                case Sending:
                    due = stream.ProgressAt + (4 * grace);
                    return 1;
                default:
                    return 0;
            }
        }

        /// <summary>Ends it with a reset.</summary>
        internal void Abort()
        {
            INonBlockingStream ended = stream;
            Leave();
            ended.Abort();
        }

        /// <summary>Another request may not follow on this connection.</summary>
        internal void CloseAfterwards()
        {
            marks &= ~KeptAlive;
        }

        // Ends it in order.
        private void Release()
        {
            TcpClient ended = client;
            Leave();
            ended.Close();
        }

        private void Leave()
        {
            state = Free;
            client = null;
            stream = null;
            if (outgoing != null)
            {
                outgoing.Clear();
            }

            if (pushed != null)
            {
                pushed.End();
                pushed = null;
            }

            server.OnLeft(this);
        }

        private void BecomeIdle(long now)
        {
            state = Reading;
            searched = 0;
            needed = 0;
            dropped = 0;
            marks &= ~(InRequest | Continued);
            WaitUntil(now, server.Options.IdleTimeout);
        }

        private void WaitUntil(long now, int timeout)
        {
            since = now;
            deadline = now + timeout;
        }

        // Whatever goes wrong with one connection ends only that.
        private void Attempt(long now, bool late)
        {
            try
            {
                if (late)
                {
                    OnDeadline(now);
                }
                else
                {
                    Process(now);
                }
            }
            catch (Exception e)
            {
                server.Counters.HandlerFailures++;
                server.Runner.ReportFault(e, "HTTP response");
                server.Tell(HttpFailure.BodyFailed, client, e);
                if (state != Free)
                {
                    Abort();
                }
            }
        }

        private void Process(long now)
        {
            marks &= ~Unfinished;
            for (int turn = 0; turn < Turns; turn++)
            {
                bool more;
                switch (state)
                {
                    case Reading:
                        more = Read(now);
                        break;
                    case Sending:
                        more = SendBody(now);
                        break;
                    case Streaming:
                        more = Stream(now);
                        break;
                    case Draining:
                        more = Drain();
                        break;
                    default:
                        return;
                }

                if (!more)
                {
                    return;
                }
            }

            marks |= Unfinished;
            server.LookAgain();
        }

        private void OnDeadline(long now)
        {
            HttpServerOptions options = server.Options;
            switch (state)
            {
                case Reading:
                    if ((marks & InRequest) != 0)
                    {
                        server.Counters.RequestsTimedOut++;
                        AnswerFailure(HttpFailure.RequestTimedOut, now);
                    }
                    else
                    {
                        CloseAfterwards();
                        EndResponse(now);
                    }

                    return;
                case Draining:
                    if (stream.Unacknowledged == 0 || now - stream.ProgressAt >= options.WriteTimeout)
                    {
                        Abort();
                    }
                    else
                    {
                        deadline = now + LingerTime;
                    }

                    return;
                default:
                    long progress = stream.Unacknowledged == 0 ? now : stream.ProgressAt;
                    if (stream.HasFailed)
                    {
                        Release();
                    }
                    else if (now - progress >= options.WriteTimeout)
                    {
                        server.Counters.WritesTimedOut++;
                        server.Tell(HttpFailure.WriteTimedOut, client, null);
                        Abort();
                    }
                    else
                    {
                        deadline = progress + options.WriteTimeout;
                    }

                    return;
            }
        }
    }
}
