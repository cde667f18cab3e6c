using System.Text;
using Nano.Net.Http;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>The parsers of HTTP requests and of chunked bodies. However a request arrives, it ends in the same place, and what stands behind it changes nothing.</summary>
    internal sealed class HttpTarget : MessageTarget
    {
        private const int TargetLimit = 256;

        private static readonly FieldReader Fields = new(typeof(HttpRequest));

        private readonly HttpRequest first = new(1024, 16, new HeaderNames());
        private readonly HttpRequest second = new(1024, 16, new HeaderNames());
        private readonly HttpRequest trimmed = new(1024, 16, new HeaderNames());
        private readonly byte[] body = new byte[1024];

        internal HttpTarget()
        {
            Begin();
        }

        internal override string Name => "http";

        internal override IEnumerable<object> Counters => [];

        internal override int MostSteps => 2;

        private protected override byte[][] Usual { get; } =
        [.. ((string[])[
            "GET /a%20b?c=d HTTP/1.1\r\nHost: nano.local:80\r\nConnection: keep-alive, close\r\nAuthorization: Bearer abc\r\n\r\n",
            "POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            "PUT http://a/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
            "\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
            "GET / HTTP/1.0\r\nFolded: a\r\n b\r\nBare: a\n\n\r\n",
            "5\r\nhello\r\nA;x=y\r\n0123456789\r\n001\r\n!\r\n0\r\nTrailer: x\r\n\r\nGET / HTTP/1.1\r\n",
        ]).Select(Encoding.Latin1.GetBytes)];

        private protected override byte[][] Words { get; } =
        [.. ((string[])[
            "\r\n", "\r\n\r\n", "\n\n", "\r", "\n", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "GET ", "POST ", "HEAD ", "OPTIONS * ", "Content-Length: 0\r\n", "Content-Length: 5, 5\r\n",
            "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "Host:\r\n", "Expect: 100-continue\r\n", "Connection: close\r\n", "%00", "%2F", "%", "?", "#", ":", " ", "\t", "\0", "0\r\n\r\n", "FFFFFFFF\r\n", "7fffffff\r\n", ";a=b", "http://",
        ]).Select(Encoding.Latin1.GetBytes)];

        private protected override int Variants => 65_536;

        internal override void Apply(Step step)
        {
            var message = (MessageStep)step;
            byte[] bytes = message.Bytes.Length > MostBytes ? message.Bytes[..MostBytes] : message.Bytes;
            Decode(bytes, message.Variant);
            Array.Clear(first.buffer);
            bytes.CopyTo(first.buffer, 0);
            int end = RequestParser.FindEnd(first.buffer, 0, bytes.Length);
            int split = message.Variant % (bytes.Length + 1);
            int early = RequestParser.FindEnd(first.buffer, 0, split);
            if (end != (early >= 0 ? early : RequestParser.FindEnd(first.buffer, split, bytes.Length)) || end > bytes.Length)
            {
                throw new Violation(Rule.Parsing, $"the head ends at {end}, and split at {split} elsewhere");
            }

            if (end < 0)
            {
                return;
            }

            // Once more, with something else behind it.
            HttpFailure failure = RequestParser.Parse(first, end, TargetLimit);
            bytes.CopyTo(second.buffer, 0);
            Array.Fill(second.buffer, (byte)'\n', end, second.buffer.Length - end);
            HttpFailure again = RequestParser.Parse(second, end, TargetLimit);
            if (failure != again || Fields.Sum(first) != Fields.Sum(second))
            {
                throw new Violation(Rule.Parsing, $"what stands behind a head changes what it says: {failure}{Fields.Describe(first)}, and {again}{Fields.Describe(second)}");
            }

            Trim(bytes, end, message.Variant, failure);
            if (failure == HttpFailure.None)
            {
                Check(first.Path, end);
                Check(first.Query, end);
                first.FindParameter("c")?.ToString();
                first.FindHeader("Connection")?.ToString();
            }
        }

        // Without the fields that nobody reads, dropped while only a part of the head was there, it is refused for the same reason.
        private void Trim(byte[] bytes, int end, int variant, HttpFailure failure)
        {
            int cut = 1 + (variant % end);
            bytes.CopyTo(trimmed.buffer, 0);
            int left = HeadTrimmer.Trim(trimmed, cut, out HttpFailure inPart);
            bool isSame = inPart != HttpFailure.None ? failure != HttpFailure.None : left <= cut;
            if (isSame && inPart == HttpFailure.None)
            {
                bytes.AsSpan(cut, end - cut).CopyTo(trimmed.buffer.AsSpan(left));
                left += end - cut;
                isSame = RequestParser.FindEnd(trimmed.buffer, 0, left) == left && RequestParser.Parse(trimmed, left, TargetLimit) == failure;
            }

            if (!isSame)
            {
                throw new Violation(Rule.Parsing, $"a head that is refused as {failure} is another without its fields that nobody reads, cut at {cut}");
            }
        }

        private static void Check(HttpText text, int end)
        {
            if (text.length < 0 || text.offset < 0 || text.offset + text.length > end)
            {
                throw new Violation(Rule.Parsing, $"{text.length} bytes at {text.offset} are not within a head of {end}");
            }
        }

        private void Decode(byte[] bytes, int variant)
        {
            int limit = variant % 2 == 0 ? 12 : 500;
            bytes.CopyTo(body, 0);
            int length = ChunkedBody.Decode(body, 0, bytes.Length, limit, out int next);
            bool isWhole = length >= 0;
            if (length < ChunkedBody.TooLarge || length > limit || next < 0 || (isWhole && (next > bytes.Length || next < length)))
            {
                throw new Violation(Rule.Parsing, $"a chunked body of {bytes.Length} bytes has {length}, and ends at {next}");
            }

            if (!isWhole && !body.AsSpan(0, bytes.Length).SequenceEqual(bytes))
            {
                throw new Violation(Rule.Parsing, "a chunked body that is not whole was changed");
            }

            if (isWhole)
            {
                // With less of it, it is incomplete, and never something else.
                int cut = variant % next;
                bytes.AsSpan(0, cut).CopyTo(body);
                int part = ChunkedBody.Decode(body, 0, cut, limit, out _);
                if (part != ChunkedBody.Incomplete)
                {
                    throw new Violation(Rule.Parsing, $"a chunked body that ends at {next} says {part} when it is cut at {cut}");
                }
            }
        }
    }
}
