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
                return ReadLittle(connection, count, limit, now);
            }

            HttpFailure failure = RequestParser.Parse(request, end, options.TargetSize);
            if (failure == HttpFailure.None && connection.dropped + end - request.fieldsStart > options.HeaderSize)
            {
                failure = HttpFailure.FieldsTooLarge;
            }

            // HTTP/1.0 knows no host, and a browser that names none is none that a foreign page could use.
            if (failure == HttpFailure.None && hosts != null && (request.hostLength > 0 || !request.isVersion10)
                && !hosts.IsOwn(request.buffer, request.host, request.hostLength, connection.client))
            {
                failure = HttpFailure.HostUnknown;
            }

            if (failure == HttpFailure.None)
            {
                failure = FindBody(connection, count, end, limit);
            }

            if (failure == HttpFailure.None && count < connection.needed)
            {
                if (!full)
                {
                    return Continue(connection, now);
                }

                failure = HttpFailure.RequestTooLarge;
            }

            if (failure == HttpFailure.RequestTooLarge && DropFields(connection, end, count, ref failure))
            {
                // There is room for the body now.
                return true;
            }

            if (failure != HttpFailure.None)
            {
                return RefuseRequest(connection, failure, now);
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
            Answer(connection, now);
            return EndHandler(connection, now);
        }

        // The head has not come to its end.
        private bool ReadLittle(HttpConnection connection, int count, int limit, long now)
        {
            byte[] buffer = request.buffer;
            int empty = RequestParser.SkipEmptyLines(buffer, count);
            if (empty == count)
            {
                connection.stream.Skip(count);
                return WaitForMore(connection);
            }

            if (count < limit && connection.dropped + count <= options.HeaderSize)
            {
                connection.searched = count;
                return WaitForMore(connection);
            }

            int line = empty;
            while (line < count && buffer[line] != Ascii.LineFeed)
            {
                line++;
            }

            bool full = count >= limit;
            if (full && line == count)
            {
                return RefuseRequest(connection, HttpFailure.TargetTooLong, now);
            }

            HttpFailure failure = HttpFailure.None;
            if (connection.dropped + count - line - 1 > options.HeaderSize)
            {
                failure = HttpFailure.FieldsTooLarge;
            }
            else if (!full)
            {
                connection.searched = count;
            }
            else if ((!DropFields(connection, count, count, ref failure) && failure == HttpFailure.None) || connection.searched > limit - (limit / 8))
            {
                // It takes an eighth of the buffer, lest a client has the same bytes looked at again for each that it sends.
                failure = HttpFailure.FieldsTooLarge;
            }

            return failure == HttpFailure.None ? WaitForMore(connection) : RefuseRequest(connection, failure, now);
        }

        // Takes the header fields that nobody reads out of what has come; what is left is to be looked at again. False where
        // there are none, or what is there is no head.
        private bool DropFields(HttpConnection connection, int head, int count, ref HttpFailure failure)
        {
            // The parser has decoded the path where it stood.
            INonBlockingStream stream = connection.stream;
            byte[] buffer = request.buffer;
            stream.TryPeek(buffer, 0, count);
            HttpFailure found;
            int left = HeadTrimmer.Trim(request, head, out found);
            if (found != HttpFailure.None)
            {
                failure = found;
            }

            if (found != HttpFailure.None || left == head)
            {
                return false;
            }

            Array.Copy(buffer, head, buffer, left, count - head);
            stream.Shorten(count, buffer, 0, left + count - head);
            Counters.HeaderBytesDropped += head - left;
            connection.dropped += head - left;
            connection.searched = head == count ? left : 0;
            connection.needed = 0;
            return true;
        }

        // Where the body is, and how far the request goes: connection.needed says how many bytes must be there.
        private HttpFailure FindBody(HttpConnection connection, int count, int end, int limit)
        {
            int length = request.contentLength;
            if (length >= 0)
            {
                connection.needed = end + length;
                request.totalLength = connection.needed;
                request.Body.Set(request.buffer, end, length, false);
                return length > options.BodySize ? HttpFailure.BodyTooLarge : connection.needed > limit ? HttpFailure.RequestTooLarge : HttpFailure.None;
            }

            int next;
            length = ChunkedBody.Decode(request.buffer, end, count, options.BodySize, out next);
            switch (length)
            {
                case ChunkedBody.TooLarge:
                    return HttpFailure.BodyTooLarge;
                case ChunkedBody.Malformed:
                    return HttpFailure.ChunkMalformed;
                case ChunkedBody.Incomplete:
                    connection.needed = next > count ? next : count + 1;
                    return HttpFailure.None;
            }

            connection.needed = next;
            request.totalLength = next;
            request.Body.Set(request.buffer, end, length, false);
            return HttpFailure.None;
        }

        // The head is there and the body is not: who would be refused anyway is refused now, and who asks is told to go on
        // (RFC 9110 section 10.1.1).
        private bool Continue(HttpConnection connection, long now)
        {
            if (!connection.Continued)
            {
                connection.Continued = true;
                connection.KeepAlive = false;
                response.Begin(connection, request.method == HttpMethods.Head, request.isVersion10);
                if (FindRoute(connection, now, false) == null)
                {
                    Counters.Requests++;
                    response.Finish();
                    return EndHandler(connection, now);
                }

                if (request.expectsContinue && !request.isVersion10)
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
        private bool RefuseRequest(HttpConnection connection, HttpFailure failure, long now)
        {
            Counters.RequestsRefused++;
            return SendError(connection, failure, now);
        }

        private bool SendError(HttpConnection connection, HttpFailure failure, long now)
        {
            Tell(failure, connection.client, null);
            if (connection.stream.Room < options.ResponseSize)
            {
                Abort(connection);
                return false;
            }

            connection.KeepAlive = false;
            response.Begin(connection, false, false);
            response.SendStatus(HttpFailureStatus.Of(failure));
            if (failure == HttpFailure.HostUnknown && options.OtherHostText != null)
            {
                response.Write(options.OtherHostText);
                response.WriteByte(Ascii.LineFeed);
            }

            response.Finish();
            return EndHandler(connection, now);
        }

        private void Answer(HttpConnection connection, long now)
        {
            response.Begin(connection, request.method == HttpMethods.Head, request.isVersion10);
            HttpRoute route = FindRoute(connection, now, true);
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
                    Tell(HttpFailure.HandlerFailed, connection.client, e);
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
        private HttpRoute FindRoute(HttpConnection connection, long now, bool isWhole)
        {
            if (request.isServerWide)
            {
                SendAllow(204, routes.AllMethods());
                return null;
            }

            HttpMethods allowed;
            HttpRoute route = routes.Find(request.Path, request.method, out allowed);
            if (route == null)
            {
                if (allowed == HttpMethods.None)
                {
                    response.SendStatus(404);
                }
                else
                {
                    SendAllow(request.method == HttpMethods.Options ? 204 : 405, allowed);
                }

                return null;
            }

            if (route.authenticator != null && !IsAuthorized(connection, route.authenticator, now, isWhole))
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

        // Whether the client may do what it asks for; else it is answered with 401 (RFC 9110 section 15.5.2), or with 429 (RFC 6585
        // section 4) where it guesses.
        private bool IsAuthorized(HttpConnection connection, HttpAuthenticator authenticator, long now, bool isWhole)
        {
            if (!authenticator.HasSecret)
            {
                response.Status = 403;
                response.Write("this device has neither password nor token and lets nobody do this\n");
                return false;
            }

            Credentials named = Credentials.None;
            if (request.authorization != HttpRequest.NoAuthorization)
            {
                byte[] peer = connection.client.RemoteEndPoint.Address.GetAddressBytes();
                int seconds = failedLogins.SecondsToWait(peer, now);
                if (seconds > 0)
                {
                    Counters.LoginsDelayed++;
                    Tell(HttpFailure.TooManyLogins, connection.client, null);
                    response.Status = HttpFailureStatus.Of(HttpFailure.TooManyLogins);
                    response.AddHeader("Retry-After", seconds.ToString());
                    response.Write("too many wrong credentials\n");
                    return false;
                }

                named = authenticator.Check(request, isWhole);
                if (named == Credentials.Right)
                {
                    // What is checked before the body is there may be wrong yet.
                    if (isWhole)
                    {
                        failedLogins.Succeeded(peer);
                    }

                    return true;
                }

                if (named == Credentials.Wrong)
                {
                    failedLogins.Failed(peer, now);
                    Tell(HttpFailure.CredentialsWrong, connection.client, null);
                }
            }

            Counters.RequestsUnauthorized++;
            response.Status = 401;
            authenticator.Challenge(response, options.Realm, named);
            response.Write("Unauthorized\n");
            return false;
        }
    }
}
