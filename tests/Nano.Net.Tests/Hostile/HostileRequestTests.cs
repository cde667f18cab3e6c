using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nano.Net.Http;

namespace Nano.Net.Tests.Hostile;

/// <summary>
/// Whatever a client sends, the parser ends within the bytes, and what it lets pass is what a second, plain reading of the
/// grammar lets pass too: no request that two servers could understand in two ways.
/// </summary>
public class HostileRequestTests
{
    private const string Token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static readonly Regex Head = new(
        $"^(\r\n)*(?<method>{Token}) [!-\"$-~]+ HTTP/1\\.[0-9]\r\n({Token}:[\t -~\u0080-\u00ff]*\r\n)*\r\n$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    private static readonly string[] Heads =
    [
        "GET /a%20b?c=d HTTP/1.1\r\nHost: nano.local:80\r\nConnection: keep-alive, close\r\nAuthorization: Bearer abc\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "PUT http://a/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
        "\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nHost: b\r\nContent-Length: 3\r\n\r\n",
        "GET / HTTP/1.0\r\nFolded: a\r\n b\r\nBare: a\n\n\r\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Parser(int seed)
    {
        Mutator mutator = new(seed);
        int passed = 0, refused = 0;
        HttpRequest request = new(1024, 16, new HeaderNames());
        HttpRequest trimmed = new(1024, 16, new HeaderNames());
        for (int i = Mutator.Rounds(60_000); i > 0; i--)
        {
            byte[] bytes = mutator.Below(50) == 0 ? mutator.Noise(200) : mutator.Change(Encoding.Latin1.GetBytes(Heads[mutator.Below(Heads.Length)]), 1024);
            Array.Clear(request.buffer);
            bytes.CopyTo(request.buffer, 0);
            int end = RequestParser.FindEnd(request.buffer, 0, bytes.Length);

            // However it arrives, the head ends in the same place.
            int split = mutator.Below(bytes.Length + 1);
            int early = RequestParser.FindEnd(request.buffer, 0, split);
            Assert.Equal(end, early >= 0 ? early : RequestParser.FindEnd(request.buffer, split, bytes.Length));
            if (end < 0)
            {
                continue;
            }

            string head = Encoding.Latin1.GetString(bytes, 0, end);
            bytes.CopyTo(trimmed.buffer, 0);
            HttpFailure failure = RequestParser.Parse(request, end, 256);

            // Without the fields that nobody reads it says the same; cut anywhere, no head that is refused becomes one that is not.
            int cut = 1 + mutator.Below(end);
            int left = HeadTrimmer.Trim(trimmed, cut, out HttpFailure inPart);
            if (inPart == HttpFailure.None)
            {
                Array.Copy(bytes, cut, trimmed.buffer, left, end - cut);
                left += end - cut;
                Assert.Equal(left, RequestParser.FindEnd(trimmed.buffer, 0, left));
                HttpFailure again = RequestParser.Parse(trimmed, left, 256);
                Assert.Equal(failure, again);
                Assert.Equal((request.contentLength, request.keepAlive, request.authorizationLength, request.hostLength), (trimmed.contentLength, trimmed.keepAlive, trimmed.authorizationLength, trimmed.hostLength));
            }
            else
            {
                Assert.NotEqual(HttpFailure.None, failure);
            }

            if (failure != HttpFailure.None)
            {
                refused++;
                continue;
            }

            passed++;
            Assert.Matches(Head, head);
            string[] fields = head.TrimStart('\r', '\n').Split("\r\n")[1..];
            string[] Of(string name) => [.. fields.Where(f => f.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(f => f[(name.Length + 1)..].Trim(' ', '\t'))];
            string[] lengths = Of("Content-Length"), encodings = Of("Transfer-Encoding");
            bool old = head.Contains("HTTP/1.0\r\n", StringComparison.Ordinal);
            Assert.InRange(Of("Host").Length, old ? 0 : 1, 1);
            Assert.InRange(lengths.Length + encodings.Length, 0, 1);
            Assert.All(lengths, l => Assert.Equal(int.Parse(l, NumberStyles.None, CultureInfo.InvariantCulture), request.contentLength));
            Assert.All(encodings, e => Assert.Equal(("chunked", -1, false), (e.ToLowerInvariant(), request.contentLength, old)));
            Assert.InRange(request.Path.offset, 0, end - request.Path.length);
            Assert.InRange(request.Query.offset, 0, end - request.Query.length);
            Assert.Equal((byte)(request.isServerWide ? '*' : '/'), request.buffer[request.Path.offset]);
            request.FindParameter("c")?.ToString();
            request.FindHeader("Connection")?.ToString();
        }

        Assert.True(passed > 1000 && refused > 1000, $"{passed} passed, {refused} refused");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Chunks(int seed)
    {
        Mutator mutator = new(seed);
        byte[] usual = Encoding.Latin1.GetBytes("5\r\nhello\r\nA;x=y\r\n0123456789\r\n001\r\n!\r\n0\r\nTrailer: x\r\n\r\nGET / HTTP/1.1\r\n");
        int passed = 0, refused = 0;
        for (int i = Mutator.Rounds(60_000); i > 0; i--)
        {
            byte[] bytes = mutator.Below(50) == 0 ? mutator.Noise(100) : mutator.Change(usual, 1024);
            int limit = mutator.Below(2) == 0 ? 12 : 500;
            byte[] decoded = (byte[])bytes.Clone();
            int length = ChunkedBody.Decode(decoded, 0, bytes.Length, limit, out int next);
            Assert.InRange(length, ChunkedBody.TooLarge, Math.Min(limit, bytes.Length));
            if (length == ChunkedBody.Incomplete)
            {
                Assert.True(next >= bytes.Length, "it waits for what is there");
            }

            if (length < 0)
            {
                Assert.Equal(bytes, decoded);
                refused++;
                continue;
            }

            passed++;
            Assert.InRange(next, length, bytes.Length);
            Assert.Equal(Read(bytes, next), decoded[..length]);

            // With less of it, it is incomplete, and never something else.
            byte[] cut = bytes[..mutator.Below(next)];
            Assert.Equal(ChunkedBody.Incomplete, ChunkedBody.Decode(cut, 0, cut.Length, limit, out _));
        }

        Assert.True(passed > 1000 && refused > 1000, $"{passed} passed, {refused} refused");
    }

    // A second reading, by the grammar and nothing else.
    private static byte[] Read(byte[] bytes, int end)
    {
        string text = Encoding.Latin1.GetString(bytes, 0, end);
        StringBuilder data = new();
        int at = 0;
        while (true)
        {
            int line = text.IndexOf("\r\n", at, StringComparison.Ordinal);
            Match match = Regex.Match(text[at..line], "^([0-9A-Fa-f]+)(;[\t -~\u0080-\u00ff]*)?$", RegexOptions.CultureInvariant);
            Assert.True(match.Success, text[at..line]);
            int size = int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at = line + 2;
            if (size == 0)
            {
                Assert.EndsWith("\r\n", text[(at - 2)..], StringComparison.Ordinal);
                return Encoding.Latin1.GetBytes(data.ToString());
            }

            data.Append(text, at, size);
            Assert.Equal("\r\n", text.Substring(at + size, 2));
            at += size + 2;
        }
    }
}
