using System;
using System.Text;
using System.Threading;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    // How connections are accepted, served and ended.
    public sealed partial class HttpServer
    {
        // Milliseconds for which a client may go on sending after this side has closed, or was sent away.
        private const int LingerTime = 2000;
        private const int RefusalTime = 500;

        // Steps that one connection may do while others wait.
        private const int Turns = 16;

        private const long Never = long.MaxValue;

        private static readonly byte[] ContinueResponse = Encoding.UTF8.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

        // Since when somebody waits for a place; Never where nobody does.
        private long fullSince = Never;

        // Something may have happened to a connection that was looked at already.
        private bool lookAgain;

        /// <summary>Does what can be done.</summary>
        /// <returns>Milliseconds until there is something to do again, unless <see cref="readiness"/> is set before; <see cref="Timeout.Infinite"/> for nothing.</returns>
        internal int Step()
        {
            long now = clock.Milliseconds;
            lookAgain = false;
            long next = Accept(now);
            for (int i = 0; i < connections.Length; i++)
            {
                HttpConnection connection = connections[i];
                if (connection.state == HttpConnection.Free)
                {
                    continue;
                }

                bool ready = connection.stream.TakeReady();
                if (ready || connection.unfinished || (connection.pushed != null && connection.pushed.needsAttention))
                {
                    Attempt(connection, now, false);
                }

                if (connection.deadline <= now && connection.state != HttpConnection.Free)
                {
                    Attempt(connection, now, true);
                }

                if (connection.state != HttpConnection.Free)
                {
                    if (connection.deadline < next)
                    {
                        next = connection.deadline;
                    }
                }
                else if (fullSince != Never)
                {
                    lookAgain = true;
                }
            }

            for (EventBroadcaster broadcaster = firstBroadcaster; broadcaster != null; broadcaster = broadcaster.next)
            {
                long due = broadcaster.Tick(now);
                if (due < next)
                {
                    next = due;
                }
            }

            if (lookAgain)
            {
                return 0;
            }

            long pause = next - now;
            return next == Never ? Timeout.Infinite : pause < 0 ? 0 : pause > int.MaxValue ? int.MaxValue : (int)pause;
        }

        /// <summary>
        /// Puts bytes into the send buffer. Where it is full, which only a handler brings about that writes more at once than
        /// fits, this waits for the client, and everybody else with it, but no longer than the write time-out.
        /// </summary>
        internal void Send(HttpConnection connection, byte[] buffer, int offset, int count, bool hold)
        {
            long until = Never;
            while (!connection.failed)
            {
                int taken = connection.stream.TryWrite(buffer, offset, count, hold);
                if (taken == NetworkStream.Failed)
                {
                    connection.failed = true;
                    return;
                }

                if (taken > 0)
                {
                    offset += taken;
                    count -= taken;
                }

                if (count == 0)
                {
                    return;
                }

                long now = clock.Milliseconds;
                if (until == Never)
                {
                    until = now + options.WriteTimeout;
                    connection.stream.Flush();
                    connection.stream.WantsRoom = true;
                    lookAgain = true;
                    continue;
                }

                if (now >= until || stopping)
                {
                    Counters.WritesTimedOut++;
                    connection.failed = true;
                    return;
                }

                readiness.Wait((int)(until - now));
            }
        }

        // Lets in who waits, as long as there are places; makes room, or sends away, when it has waited long enough.
        private long Accept(long now)
        {
            while (listener.Active && listener.Pending())
            {
                HttpConnection place = null;
                if (ActiveConnections < options.Connections)
                {
                    place = FindFree();
                }
                else
                {
                    long possible;
                    place = FindVictim(now, out possible);
                    if (place != null)
                    {
                        Counters.ConnectionsEvicted++;
                        Abort(place);
                    }
                    else
                    {
                        if (fullSince == Never)
                        {
                            fullSince = now;
                        }

                        long refusal = fullSince + options.GraceTime;
                        if (refusal > now)
                        {
                            return possible < refusal ? possible : refusal;
                        }

                        if (connections[options.Connections].state != HttpConnection.Free)
                        {
                            return Never;
                        }

                        Refuse(listener.AcceptTcpClient(), now);
                        continue;
                    }
                }

                fullSince = Never;
                ActiveConnections++;
                Counters.ConnectionsAccepted++;
                place.Open(listener.AcceptTcpClient(), readiness);
                place.BecomeIdle(now, options.IdleTimeout);
            }

            fullSince = Never;
            return Never;
        }

        private HttpConnection FindFree()
        {
            int i = 0;
            while (connections[i].state != HttpConnection.Free)
            {
                i++;
            }

            return connections[i];
        }

        // Who may be ended for the sake of another: who has been idle longest; else whose request has taken longest; else
        // who has not taken anything of its response for very long. Those that stream are never ended.
        private HttpConnection FindVictim(long now, out long possible)
        {
            HttpConnection victim = null;
            int rank = 0;
            possible = Never;
            for (int i = 0; i < options.Connections; i++)
            {
                HttpConnection connection = connections[i];
                int itsRank;
                long due = connection.since + options.GraceTime;
                switch (connection.state)
                {
                    case HttpConnection.Draining:
                        itsRank = 4;
                        break;
                    case HttpConnection.Reading:
                        itsRank = connection.inRequest ? 2 : 3;
                        break;
                    case HttpConnection.Sending:
                        itsRank = 1;
                        due = connection.stream.ProgressAt + (4 * options.GraceTime);
                        break;
                    default:
                        continue;
                }

                if (due > now)
                {
                    possible = due < possible ? due : possible;
                }
                else if (itsRank > rank || (itsRank == rank && connection.since < victim.since))
                {
                    victim = connection;
                    rank = itsRank;
                }
            }

            return victim;
        }

        private void Refuse(TcpClient client, long now)
        {
            HttpConnection connection = connections[options.Connections];
            Counters.ConnectionsRefused++;
            connection.Open(client, readiness);
            connection.keepAlive = false;
            response.Begin(connection, false, false);
            response.Status = 503;
            response.AddHeader("Retry-After", "1");
            response.Write("all connections are in use\n");
            response.Finish();
            EndResponse(connection, now);
            connection.deadline = now + RefusalTime;
        }

        // Whatever goes wrong with one connection ends only that.
        private void Attempt(HttpConnection connection, long now, bool late)
        {
            try
            {
                if (late)
                {
                    OnDeadline(connection, now);
                }
                else
                {
                    Process(connection, now);
                }
            }
            catch (Exception)
            {
                Counters.HandlerFailures++;
                if (connection.state != HttpConnection.Free)
                {
                    Abort(connection);
                }
            }
        }

        private void Process(HttpConnection connection, long now)
        {
            connection.unfinished = false;
            for (int turn = 0; turn < Turns; turn++)
            {
                bool more;
                switch (connection.state)
                {
                    case HttpConnection.Reading:
                        more = Read(connection, now);
                        break;
                    case HttpConnection.Sending:
                        more = Pump(connection, now);
                        break;
                    case HttpConnection.Streaming:
                        more = Stream(connection, now);
                        break;
                    case HttpConnection.Draining:
                        more = Drain(connection);
                        break;
                    default:
                        return;
                }

                if (!more)
                {
                    return;
                }
            }

            connection.unfinished = true;
            lookAgain = true;
        }

        // Looks at what has come, and answers where it is a whole request.
        private bool Read(HttpConnection connection, long now)
        {
            NetworkStream stream = connection.stream;
            byte[] buffer = request.buffer;
            int count = stream.TryPeek(buffer, 0, buffer.Length);
            if (count <= 0)
            {
                if (count != NetworkStream.WouldBlock)
                {
                    Release(connection);
                }

                return false;
            }

            if (!connection.inRequest)
            {
                connection.inRequest = true;
                connection.since = now;
                connection.deadline = now + options.RequestTimeout;
            }

            int limit = stream.ReceiveCapacity < buffer.Length ? stream.ReceiveCapacity : buffer.Length;
            bool full = count >= limit;
            if (count < connection.needed && !full)
            {
                return WaitForMore(connection);
            }

            int end = RequestParser.FindEnd(buffer, connection.searched, count);
            if (end < 0)
            {
                return ReadLittle(connection, count, full, now);
            }

            int status = RequestParser.Parse(request, end, options.TargetSize);
            if (status != HttpStatus.None)
            {
                return RefuseRequest(connection, status, now);
            }

            status = FindBody(connection, count, end, limit);
            if (status != HttpStatus.None)
            {
                return RefuseRequest(connection, status, now);
            }

            if (count < connection.needed)
            {
                return full ? RefuseRequest(connection, 413, now) : Continue(connection, now);
            }

            if (stream.Room < options.ResponseSize)
            {
                stream.WantsRoom = true;
                if (stream.Room < options.ResponseSize)
                {
                    return false;
                }
            }

            stream.WantsRoom = false;
            stream.Skip(request.totalLength);
            Counters.Requests++;
            connection.keepAlive = request.keepAlive && !stopping;
            Answer(connection);
            return EndHandler(connection, now);
        }

        // The head has not come to its end.
        private bool ReadLittle(HttpConnection connection, int count, bool full, long now)
        {
            byte[] buffer = request.buffer;
            int empty = RequestParser.SkipEmptyLines(buffer, count);
            if (empty == count)
            {
                connection.stream.Skip(count);
                return WaitForMore(connection);
            }

            if (!full)
            {
                connection.searched = count;
                return WaitForMore(connection);
            }

            // Too large: its first line, or what follows it.
            int i = empty;
            while (i < count && buffer[i] != Ascii.LineFeed)
            {
                i++;
            }

            return RefuseRequest(connection, i == count ? 414 : 431, now);
        }

        // Where the body is, and how far the request goes: connection.needed says how many bytes must be there.
        private int FindBody(HttpConnection connection, int count, int end, int limit)
        {
            int length = request.contentLength;
            if (length >= 0)
            {
                connection.needed = end + length;
                request.totalLength = connection.needed;
                request.Body.Set(request.buffer, end, length, false);
                return length > options.BodySize || connection.needed > limit ? 413 : HttpStatus.None;
            }

            int next;
            length = ChunkedBody.Decode(request.buffer, end, count, options.BodySize, out next);
            switch (length)
            {
                case ChunkedBody.TooLarge:
                    return 413;
                case ChunkedBody.Malformed:
                    return 400;
                case ChunkedBody.Incomplete:
                    connection.needed = next > count ? next : count + 1;
                    return HttpStatus.None;
            }

            connection.needed = next;
            request.totalLength = next;
            request.Body.Set(request.buffer, end, length, false);
            return HttpStatus.None;
        }

        // The head is there and the body is not: who would be refused anyway is refused now, and who asks is told to go on
        // (RFC 9110 section 10.1.1).
        private bool Continue(HttpConnection connection, long now)
        {
            if (!connection.continued)
            {
                connection.continued = true;
                connection.keepAlive = false;
                response.Begin(connection, request.Method == HttpMethods.Head, request.IsVersion10);
                if (FindHandler() == null)
                {
                    Counters.Requests++;
                    response.Finish();
                    return EndHandler(connection, now);
                }

                if (request.expectsContinue && !request.IsVersion10)
                {
                    Send(connection, ContinueResponse, 0, ContinueResponse.Length, false);
                }
            }

            return WaitForMore(connection);
        }

        private bool WaitForMore(HttpConnection connection)
        {
            if (connection.stream.IsAtEnd)
            {
                // It will never be a request.
                Release(connection);
            }
            else
            {
                connection.stream.OpenWindow();
            }

            return false;
        }

        // Answers what cannot be understood, or is too much, and closes: where the next request would begin is not known.
        private bool RefuseRequest(HttpConnection connection, int status, long now)
        {
            Counters.RequestsRefused++;
            return SendError(connection, status, now);
        }

        private bool SendError(HttpConnection connection, int status, long now)
        {
            if (connection.stream.Room < options.ResponseSize)
            {
                Abort(connection);
                return false;
            }

            connection.keepAlive = false;
            response.Begin(connection, false, false);
            response.SendStatus(status);
            response.Finish();
            return EndHandler(connection, now);
        }

        private void Answer(HttpConnection connection)
        {
            response.Begin(connection, request.Method == HttpMethods.Head, request.IsVersion10);
            HttpHandler handler = FindHandler();
            if (handler != null)
            {
                try
                {
                    handler(request, response);
                }
                catch (Exception)
                {
                    Counters.HandlerFailures++;
                    if (response.Restart())
                    {
                        response.SendStatus(500);
                    }
                    else
                    {
                        connection.failed = true;
                    }
                }
            }

            response.Finish();
        }

        // The handler of the request, or the answer to it where there is none: then null is returned.
        private HttpHandler FindHandler()
        {
            if (request.isServerWide)
            {
                SendAllow(204, routes.AllMethods());
                return null;
            }

            HttpMethods allowed;
            HttpRoute route = routes.Find(request.Path, request.Method, out allowed);
            if (route == null)
            {
                if (allowed == HttpMethods.None)
                {
                    response.SendStatus(404);
                }
                else
                {
                    SendAllow(request.Method == HttpMethods.Options ? 204 : 405, allowed);
                }

                return null;
            }

            if (route.token != null && !IsAuthorized(route.token))
            {
                return null;
            }

            int prefix = route.path.Length;
            request.Rest.Set(request.buffer, request.Path.offset + prefix, request.Path.length - prefix, false);
            return route.handler;
        }

        private void SendAllow(int status, HttpMethods methods)
        {
            response.Status = status;
            response.AddAllow(methods | HttpMethods.Options);
            if (status == 405)
            {
                response.Write(HttpStatus.Reason(status));
                response.WriteByte(Ascii.LineFeed);
            }
        }

        // RFC 6750 sections 2.1 and 3.
        private bool IsAuthorized(BearerToken token)
        {
            const int scheme = 7;
            int at = request.authorization;
            int length = request.authorizationLength;
            string error = "";
            if (at >= 0 && length > scheme && Ascii.EqualIgnoringCase(request.buffer, at, "bearer "))
            {
                while (length > scheme && request.buffer[at + scheme] == Ascii.Space)
                {
                    at++;
                    length--;
                }

                if (token.Matches(request.buffer, at + scheme, length - scheme))
                {
                    return true;
                }

                error = ", error=\"invalid_token\"";
            }

            Counters.RequestsUnauthorized++;
            response.Status = 401;
            response.AddHeader("WWW-Authenticate", "Bearer realm=\"" + options.Realm + "\"" + error);
            response.Write("Unauthorized\n");
            return false;
        }

        // The handler has said what it wants: something to send on, a stream, or nothing more.
        private bool EndHandler(HttpConnection connection, long now)
        {
            if (connection.failed)
            {
                Abort(connection);
                return false;
            }

            connection.since = now;
            connection.deadline = now + options.WriteTimeout;
            if (connection.pushed != null)
            {
                connection.state = HttpConnection.Streaming;
                return true;
            }

            if (connection.body != null || connection.constant != null || connection.text != null)
            {
                connection.state = HttpConnection.Sending;
                connection.stream.WantsRoom = true;
                return true;
            }

            return EndResponse(connection, now);
        }

        private bool EndResponse(HttpConnection connection, long now)
        {
            connection.stream.WantsRoom = false;
            if (connection.keepAlive)
            {
                connection.BecomeIdle(now, options.IdleTimeout);
                return true;
            }

            connection.stream.ShutdownSend();
            connection.state = HttpConnection.Draining;
            connection.since = now;
            connection.deadline = now + LingerTime;
            return true;
        }

        // Sends of a long body what there is room for.
        private bool Pump(HttpConnection connection, long now)
        {
            NetworkStream stream = connection.stream;
            while (!connection.failed)
            {
                if (connection.constant != null)
                {
                    int taken = stream.TryWrite(connection.constant, connection.position, connection.end - connection.position, false);
                    if (taken == NetworkStream.WouldBlock)
                    {
                        return false;
                    }

                    if (taken < 0)
                    {
                        break;
                    }

                    connection.position += taken;
                    if (connection.position == connection.end)
                    {
                        connection.constant = null;
                        return EndResponse(connection, now);
                    }

                    continue;
                }

                if (stream.Room < options.ResponseSize)
                {
                    if (stream.HasFailed)
                    {
                        break;
                    }

                    stream.Flush();
                    return false;
                }

                if (connection.text != null)
                {
                    int count = response.PumpText(connection);
                    if (count < 0)
                    {
                        Counters.HandlerFailures++;
                        break;
                    }

                    connection.position += count;
                    bool last = connection.position == connection.end;
                    Send(connection, response.buffer, 0, count, !last);
                    if (last)
                    {
                        connection.text = null;
                    }
                }
                else if (!response.Pump(connection))
                {
                    Counters.HandlerFailures++;
                    break;
                }

                if (connection.text == null && connection.body == null && !connection.failed)
                {
                    return EndResponse(connection, now);
                }
            }

            Abort(connection);
            return false;
        }

        // Sends what others have written into a stream, and sees whether the client is still there.
        private bool Stream(HttpConnection connection, long now)
        {
            HttpStream pushed = connection.pushed;
            pushed.needsAttention = false;
            connection.stream.Flush();
            int count = Discard(connection.stream);
            if (count != NetworkStream.WouldBlock || connection.stream.HasFailed)
            {
                Release(connection);
                return false;
            }

            if (pushed.IsClosed)
            {
                connection.pushed = null;
                return EndResponse(connection, now);
            }

            return false;
        }

        private bool Drain(HttpConnection connection)
        {
            if (Discard(connection.stream) != NetworkStream.WouldBlock)
            {
                Release(connection);
            }

            return false;
        }

        // Throws away what comes, but no more in a row than a few buffers full.
        private int Discard(NetworkStream stream)
        {
            int count;
            int turns = Turns;
            do
            {
                count = stream.TryRead(request.buffer, 0, request.buffer.Length);
            }
            while (count > 0 && --turns > 0);
            return count > 0 ? NetworkStream.WouldBlock : count;
        }

        private void OnDeadline(HttpConnection connection, long now)
        {
            NetworkStream stream = connection.stream;
            switch (connection.state)
            {
                case HttpConnection.Reading:
                    if (connection.inRequest)
                    {
                        Counters.RequestsTimedOut++;
                        SendError(connection, 408, now);
                    }
                    else
                    {
                        connection.keepAlive = false;
                        EndResponse(connection, now);
                    }

                    return;
                case HttpConnection.Draining:
                    if (stream.Unacknowledged == 0 || now - stream.ProgressAt >= options.WriteTimeout)
                    {
                        Abort(connection);
                    }
                    else
                    {
                        connection.deadline = now + LingerTime;
                    }

                    return;
                default:
                    long progress = stream.Unacknowledged == 0 ? now : stream.ProgressAt;
                    if (stream.HasFailed)
                    {
                        Release(connection);
                    }
                    else if (now - progress >= options.WriteTimeout)
                    {
                        Counters.WritesTimedOut++;
                        Abort(connection);
                    }
                    else
                    {
                        connection.deadline = progress + options.WriteTimeout;
                    }

                    return;
            }
        }

        private void Release(HttpConnection connection)
        {
            TcpClient client = connection.client;
            Leave(connection);
            client.Close();
        }

        private void Abort(HttpConnection connection)
        {
            NetworkStream stream = connection.stream;
            Leave(connection);
            stream.Abort();
        }

        private void Leave(HttpConnection connection)
        {
            if (connection != connections[options.Connections])
            {
                ActiveConnections--;
            }

            connection.Clear();
        }
    }
}
