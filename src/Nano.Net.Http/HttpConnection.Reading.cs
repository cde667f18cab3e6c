using System;
using System.Text;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    // How a request is read, until it is there as a whole or refused.
    internal sealed partial class HttpConnection
    {
        private static readonly byte[] ContinueResponse = Encoding.UTF8.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

        // Bytes of the request that were searched for the end of the head.
        private int searched;

        // Bytes that must have come before it is worth looking again.
        private int needed;

        // Bytes of the head that were dropped, because nobody reads them.
        private int dropped;

        // Looks at what has come, and answers where it is a whole request.
        private bool Read(long now)
        {
            HttpRequest request = server.request;
            byte[] buffer = request.buffer;
            int count = stream.TryPeek(buffer, 0, buffer.Length);
            if (count <= 0)
            {
                if (count != StreamResult.WouldBlock)
                {
                    Release();
                }

                return false;
            }

            HttpServerOptions options = server.Options;
            if ((marks & InRequest) == 0)
            {
                marks |= InRequest;
                WaitUntil(now, options.RequestTimeout);
            }

            int limit = stream.ReceiveCapacity < buffer.Length ? stream.ReceiveCapacity : buffer.Length;
            bool full = count >= limit;
            if (count < needed && !full)
            {
                return WaitForMore();
            }

            int end = RequestParser.FindEnd(buffer, searched, count);
            if (end < 0)
            {
                return ReadPart(count, limit, now);
            }

            HttpFailure failure = ReadWhole(end, count, limit);
            if (failure == HttpFailure.None && count < needed)
            {
                if (!full)
                {
                    return Continue(now);
                }

                failure = HttpFailure.RequestTooLarge;
            }

            if (failure == HttpFailure.RequestTooLarge && DropFields(end, count, ref failure))
            {
                // There is room for the body now.
                return true;
            }

            if (failure != HttpFailure.None)
            {
                return Refuse(failure, now);
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

            // Who stays while somebody waits for a place is asked to make room.
            if (!request.keepAlive || server.WantsPlaces)
            {
                CloseAfterwards();
            }

            server.dispatcher.Answer(this, now);
            return EndHandler(now);
        }

        // The head is there: what it says, and how far the request goes.
        private HttpFailure ReadWhole(int end, int count, int limit)
        {
            HttpServerOptions options = server.Options;
            HttpRequest request = server.request;
            HttpFailure failure = RequestParser.Parse(request, end, options.TargetSize);
            if (failure != HttpFailure.None)
            {
                return failure;
            }

            if (dropped + end - request.fieldsStart > options.HeaderSize)
            {
                return HttpFailure.FieldsTooLarge;
            }

            // HTTP/1.0 knows no host, and a browser that names none is none that a foreign page could use.
            HostFilter hosts = server.hosts;
            if (hosts != null && (request.hostLength > 0 || !request.isVersion10)
                && !hosts.IsOwn(request.buffer, request.host, request.hostLength, client))
            {
                return HttpFailure.HostUnknown;
            }

            return FindBody(end, count, limit);
        }

        // The head has not come to its end.
        private bool ReadPart(int count, int limit, long now)
        {
            byte[] buffer = server.request.buffer;
            int headerSize = server.Options.HeaderSize;
            int empty = RequestParser.SkipEmptyLines(buffer, count);
            if (empty == count)
            {
                stream.Skip(count);
                return WaitForMore();
            }

            bool full = count >= limit;
            if (!full && dropped + count <= headerSize)
            {
                searched = count;
                return WaitForMore();
            }

            int line = empty;
            while (line < count && buffer[line] != Ascii.LineFeed)
            {
                line++;
            }

            HttpFailure failure = HttpFailure.None;
            if (full && line == count)
            {
                failure = HttpFailure.TargetTooLong;
            }
            else if (dropped + count - line - 1 > headerSize)
            {
                failure = HttpFailure.FieldsTooLarge;
            }
            else if (!full)
            {
                searched = count;
                return WaitForMore();
            }
            else if ((!DropFields(count, count, ref failure) && failure == HttpFailure.None) || searched > limit - (limit / 8))
            {
                // It takes an eighth of the buffer, lest a client has the same bytes looked at again for each that it sends.
                failure = HttpFailure.FieldsTooLarge;
            }

            // There is room for more, which may have arrived already.
            return failure == HttpFailure.None || Refuse(failure, now);
        }

        // Takes the header fields that nobody reads out of what has come; what is left is to be looked at again. False where
        // there are none, or what is there is no head.
        private bool DropFields(int head, int count, ref HttpFailure failure)
        {
            // The parser has decoded the path where it stood.
            HttpRequest request = server.request;
            byte[] buffer = request.buffer;
            stream.TryPeek(buffer, 0, count);
            HttpFailure found;
            int left = HeadTrimmer.Trim(request, head, out found);
            if (found != HttpFailure.None)
            {
                failure = found;
                return false;
            }

            if (left == head)
            {
                return false;
            }

            Array.Copy(buffer, head, buffer, left, count - head);
            stream.Shorten(count, buffer, 0, left + count - head);
            server.Counters.HeaderBytesDropped += head - left;
            dropped += head - left;
            searched = head == count ? left : 0;
            needed = 0;
            return true;
        }

        // Where the body is, and how far the request goes: so many bytes are needed.
        private HttpFailure FindBody(int end, int count, int limit)
        {
            HttpRequest request = server.request;
            int bodySize = server.Options.BodySize;
            int length = request.contentLength;
            if (length >= 0)
            {
                needed = end + length;
                request.totalLength = needed;
                request.Body.Set(request.buffer, end, length, false);
                return length > bodySize ? HttpFailure.BodyTooLarge : needed > limit ? HttpFailure.RequestTooLarge : HttpFailure.None;
            }

            int next;
            length = ChunkedBody.Decode(request.buffer, end, count, bodySize, out next);
            switch (length)
            {
                case ChunkedBody.TooLarge:
                    return HttpFailure.BodyTooLarge;
                case ChunkedBody.Malformed:
                    return HttpFailure.ChunkMalformed;
                case ChunkedBody.Incomplete:
                    needed = next > count ? next : count + 1;
                    return HttpFailure.None;
            }

            needed = next;
            request.totalLength = next;
            request.Body.Set(request.buffer, end, length, false);
            return HttpFailure.None;
        }

        // The head is there and the body is not: who would be refused anyway is refused now, and who asks is told to go on
        // (RFC 9110 section 10.1.1).
        private bool Continue(long now)
        {
            if ((marks & Continued) == 0)
            {
                // Whoever is answered now may go on with a body that nobody takes.
                bool keepsAlive = KeepsAlive;
                CloseAfterwards();
                marks |= Continued;
                if (!server.dispatcher.MayGoOn(this, now))
                {
                    return EndHandler(now);
                }

                marks = keepsAlive ? marks | KeptAlive : marks;
                HttpRequest request = server.request;
                if (request.expectsContinue && !request.isVersion10)
                {
                    Send(ContinueResponse, 0, ContinueResponse.Length, false);
                }
            }

            return WaitForMore();
        }

        private bool WaitForMore()
        {
            if (stream.IsAtEnd)
            {
                // It will never be a request.
                Release();
            }
            else
            {
                stream.OpenWindow();
            }

            return false;
        }

        // Answers what cannot be understood, or is too much, and closes: where the next request would begin is not known.
        private bool Refuse(HttpFailure failure, long now)
        {
            server.Counters.RequestsRefused++;
            return AnswerFailure(failure, now);
        }

        private bool AnswerFailure(HttpFailure failure, long now)
        {
            server.Tell(failure, client, null);
            if (stream.Room < server.Options.ResponseSize)
            {
                Abort();
                return false;
            }

            CloseAfterwards();
            HttpResponse response = server.response;
            response.Begin(this, false, false);
            response.SendStatus(HttpFailureStatus.Of(failure));
            if (failure == HttpFailure.HostUnknown && server.Options.OtherHostText != null)
            {
                response.Write(server.Options.OtherHostText);
                response.WriteByte(Ascii.LineFeed);
            }

            response.Finish();
            return EndHandler(now);
        }
    }
}
