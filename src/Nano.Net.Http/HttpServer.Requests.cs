using System;
using System.Text;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    // How a request is read and answered.
    public sealed partial class HttpServer
    {
        private static readonly byte[] ContinueResponse = Encoding.UTF8.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

        // Looks at what has come, and answers where it is a whole request.
        private bool Read(HttpConnection connection, long now)
        {
            INonBlockingStream stream = connection.stream;
            byte[] buffer = request.buffer;
            int count = stream.TryPeek(buffer, 0, buffer.Length);
            if (count <= 0)
            {
                if (count != StreamResult.WouldBlock)
                {
                    Release(connection);
                }

                return false;
            }

            if (!connection.InRequest)
            {
                connection.InRequest = true;
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

            // HTTP/1.0 knows no host, and a browser that names none is none that a foreign page could use.
            if (hosts != null && (request.hostLength > 0 || !request.IsVersion10)
                && !hosts.IsOwn(request.buffer, request.host, request.hostLength, connection.client))
            {
                return RefuseRequest(connection, 421, now);
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

            // Who stays while somebody waits for a place is asked to make room.
            connection.KeepAlive = request.keepAlive && !stopping && fullSince == Never;
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
            if (!connection.Continued)
            {
                connection.Continued = true;
                connection.KeepAlive = false;
                response.Begin(connection, request.Method == HttpMethods.Head, request.IsVersion10);
                if (FindRoute() == null)
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

            connection.KeepAlive = false;
            response.Begin(connection, false, false);
            response.SendStatus(status);
            response.Finish();
            return EndHandler(connection, now);
        }

        private void Answer(HttpConnection connection)
        {
            response.Begin(connection, request.Method == HttpMethods.Head, request.IsVersion10);
            HttpRoute route = FindRoute();
            if (route != null)
            {
                try
                {
                    route.handler(request, response);
                }
                catch (Exception e)
                {
                    Counters.HandlerFailures++;
                    runner.ReportFault(e, "HTTP handler of " + Encoding.UTF8.GetString(route.path, 0, route.path.Length));
                    if (response.Restart())
                    {
                        response.SendStatus(500);
                    }
                    else
                    {
                        connection.Failed = true;
                    }
                }
            }

            response.Finish();
        }

        // The route of the request, or the answer to it where there is none: then null is returned.
        private HttpRoute FindRoute()
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
            return route;
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
    }
}
