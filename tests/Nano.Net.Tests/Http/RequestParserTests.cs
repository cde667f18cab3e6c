using System.Text;
using Nano.Net.Http;

namespace Nano.Net.Tests.Http
{
    public class RequestParserTests
    {
        [Theory]
        [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData("GET /a?b=c HTTP/1.1\r\nhost:a:80\r\n\r\n")]
        [InlineData("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData("GET / HTTP/1.0\r\n\r\n")]
        [InlineData("GET / HTTP/1.2\r\nHost: a\r\n\r\n")]
        [InlineData("GET http://a HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData("GET HTTP://a:80/x?y HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData("GET / HTTP/1.1\r\nHost: [::1]:80\r\nX: \t a\tb \u00e9\r\nEmpty:\r\n\r\n")]
        [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")]
        [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n")]
        [InlineData("GET / HTTP/1.1\r\nHost: \r\n\r\n")]
        [InlineData("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n")]
        public void InOrder(string head) => Assert.Equal(HttpStatus.None, Parse(head).Status);

        [Theory]
        // The request line.
        [InlineData(400, "GET /\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "G@T / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET / http/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.10\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET / HTTP/11\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET /?a=%0 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "\r\n\n\r\n")]
        [InlineData(505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n")]
        [InlineData(505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n")]
        [InlineData(501, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(501, "get / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(501, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(414, "GET /0123456789012345678901234567890123456789 HTTP/1.1\r\nHost: a\r\n\r\n")]
        // Lines and fields.
        [InlineData(400, "GET / HTTP/1.1\nHost: a\n\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\nHost: a\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\n\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\n\u00e9: x\r\n\r\n")]
        [InlineData(431, "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\nG: 7\r\nH: 8\r\n\r\n")]
        // Host.
        [InlineData(400, "GET / HTTP/1.1\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n")]
        [InlineData(400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n")]
        // The length of the body.
        [InlineData(411, "POST / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n")]
        [InlineData(413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n")]
        [InlineData(413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4294967301\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")]
        [InlineData(501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
        [InlineData(501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n")]
        [InlineData(501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n")]
        [InlineData(400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n")]
        [InlineData(417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-maybe\r\nContent-Length: 5\r\n\r\n")]
        public void Refused(int status, string head) => Assert.Equal(status, Parse(head).Status);

        [Theory]
        [InlineData("/", "/", "")]
        [InlineData("/a/b?c=d&e", "/a/b", "c=d&e")]
        [InlineData("/%61%2F%c3%a9?x=%41", "/a/\u00e9", "x=%41")]
        [InlineData("/a+b", "/a+b", "")]
        [InlineData("/a??", "/a", "?")]
        [InlineData("http://h", "/", "")]
        [InlineData("http://h?q", "/", "q")]
        [InlineData("http://h:8080/p?q", "/p", "q")]
        public void Target_IsTakenApart(string target, string path, string query)
        {
            HttpRequest request = Parse($"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n").Request;
            Assert.Equal(path, request.Path.ToString());
            Assert.True(query.Length == request.Query.Length);
            Assert.Equal(query, Encoding.Latin1.GetString(request.Query.Buffer, request.Query.Offset, request.Query.Length));
        }

        [Theory]
        [InlineData("a=1&b=2", "a", "1")]
        [InlineData("a=1&b=2", "b", "2")]
        [InlineData("a=1&b=2", "c", null)]
        [InlineData("aa=1&a=2", "a", "2")]
        [InlineData("a=1&a=2", "a", "1")]
        [InlineData("a", "a", "")]
        [InlineData("a=", "a", "")]
        [InlineData("a==b", "a", "=b")]
        [InlineData("%61=x+y%2bz%26", "a", "x y+z&")]
        [InlineData("", "a", null)]
        [InlineData("&&a=1", "a", "1")]
        public void Parameters(string query, string name, string? value) =>
            Assert.Equal(value, Parse($"GET /?{query} HTTP/1.1\r\nHost: h\r\n\r\n").Request.FindParameter(name)?.ToString());

        [Fact]
        public void Headers_AreFoundInAnyCase_AndTrimmed()
        {
            HttpRequest request = Parse("GET / HTTP/1.1\r\nHost: h\r\nX-A: \t one \r\nx-ab:two\r\nX-A: three\r\n\r\n").Request;
            Assert.Equal("one", request.FindHeader("x-a")!.ToString());
            Assert.Equal("two", request.FindHeader("X-AB")!.ToString());
            Assert.Equal("h", request.FindHeader("Host")!.ToString());
            Assert.Null(request.FindHeader("X"));
            Assert.Null(request.FindHeader("X-ABC"));
        }

        [Theory]
        [InlineData("HTTP/1.1", "", true)]
        [InlineData("HTTP/1.1", "Connection: close\r\n", false)]
        [InlineData("HTTP/1.1", "Connection: foo, Close\r\n", false)]
        [InlineData("HTTP/1.1", "Connection: foo\r\nConnection: close\r\n", false)]
        [InlineData("HTTP/1.1", "Connection: closed\r\n", true)]
        [InlineData("HTTP/1.0", "", false)]
        public void KeepAlive(string version, string field, bool kept) =>
            Assert.Equal(kept, Parse($"GET / {version}\r\nHost: h\r\n{field}\r\n").Request.keepAlive);

        [Theory]
        [InlineData("0", 0L)]
        [InlineData("-12", -12L)]
        [InlineData("123456789012345678", 123456789012345678L)]
        [InlineData("", null)]
        [InlineData("-", null)]
        [InlineData("1x", null)]
        [InlineData("1234567890123456789", null)]
        public void Numbers(string text, long? value)
        {
            HttpText? parameter = Parse($"GET /?n={text} HTTP/1.1\r\nHost: h\r\n\r\n").Request.FindParameter("n");
            Assert.Equal(value != null, parameter!.TryGetInt64(out long number));
            Assert.Equal(value ?? 0, number);
        }

        // RFC 9110 section 7.2, RFC 3986 section 3.2.2, RFC 6874.
        [Theory]
        [InlineData("a", true)]
        [InlineData("a-b.c_d~e:8080", true)]
        [InlineData("a:", true)]
        [InlineData("10.0.0.1:80", true)]
        [InlineData("%41b", true)]
        [InlineData("%4", false)]
        [InlineData("%4g", false)]
        [InlineData("a%", false)]
        [InlineData(":80", false)]
        [InlineData("a:80:80", false)]
        [InlineData("a:8o", false)]
        [InlineData("::1", false)]
        [InlineData("2001:db8::1", false)]
        [InlineData("a[", false)]
        [InlineData("a]", false)]
        [InlineData("a,b", false)]
        [InlineData("[::]", true)]
        [InlineData("[::1]", true)]
        [InlineData("[::1]:", true)]
        [InlineData("[::1]:8080", true)]
        [InlineData("[2001:DB8:0:1:2:3:4:5]:80", true)]
        [InlineData("[2001:db8::5]", true)]
        [InlineData("[1::]", true)]
        [InlineData("[1:2:3:4:5:6:7::]", true)]
        [InlineData("[::2:3:4:5:6:7:8]", true)]
        [InlineData("[::ffff:10.0.0.1]", true)]
        [InlineData("[1:2:3:4:5:6:10.0.255.1]:80", true)]
        [InlineData("[fe80::1%25eth0]", true)]
        [InlineData("[fe80::1%25en-0.1%2f]:80", true)]
        [InlineData("[fe80::%251]", true)]
        [InlineData("[", false)]
        [InlineData("[]", false)]
        [InlineData("[]:80", false)]
        [InlineData("[:]", false)]
        [InlineData("[:1]", false)]
        [InlineData("[1:]", false)]
        [InlineData("[:::]", false)]
        [InlineData("[1:::2]", false)]
        [InlineData("[1::2::3]", false)]
        [InlineData("[::1", false)]
        [InlineData("[::1:80", false)]
        [InlineData("::1]", false)]
        [InlineData("[::1]80", false)]
        [InlineData("[::1]:x", false)]
        [InlineData("[::1]]", false)]
        [InlineData("[[::1]]", false)]
        [InlineData("[::1]:80:80", false)]
        [InlineData("[1:2:3:4:5:6:7]", false)]
        [InlineData("[1:2:3:4:5:6:7:8:9]", false)]
        [InlineData("[1:2:3:4:5:6:7:8::]", false)]
        [InlineData("[::1:2:3:4:5:6:7:8]", false)]
        [InlineData("[12345::]", false)]
        [InlineData("[g::1]", false)]
        [InlineData("[10.0.0.1]", false)]
        [InlineData("[::10.0.0]", false)]
        [InlineData("[::10.0.0.]", false)]
        [InlineData("[::10.0.0.1.2]", false)]
        [InlineData("[::10.0.0.256]", false)]
        [InlineData("[::10.0.0.01]", false)]
        [InlineData("[::10.0..1]", false)]
        [InlineData("[::a.0.0.1]", false)]
        [InlineData("[1:2:3:4:5:6:7:10.0.0.1]", false)]
        [InlineData("[fe80::1%eth0]", false)]
        [InlineData("[fe80::1%25]", false)]
        [InlineData("[fe80::1%25%2]", false)]
        [InlineData("[fe80::1%25a/b]", false)]
        [InlineData("[fe80::1%2", false)]
        [InlineData("[fe80::1%35a]", false)]
        [InlineData("[fe80::1%26a]", false)]
        [InlineData("[%25eth0]", false)]
        [InlineData("[v1.x]", false)]
        [InlineData("[a]", false)]
        public void Host_IsANameOrAnAddress_AndPerhapsAPort(string host, bool isOne)
        {
            Assert.Equal(isOne ? HttpStatus.None : 400, Parse($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").Status);
            if (!host.Contains('/'))
            {
                Assert.Equal(isOne ? HttpStatus.None : 400, Parse($"GET http://{host}/ HTTP/1.1\r\nHost: a\r\n\r\n").Status);
            }
        }

        [Fact]
        public void EndOfHead_IsFound_HoweverItIsCut()
        {
            foreach (string head in new[] { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\nGET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: ab\n\r\n" })
            {
                byte[] bytes = Encoding.Latin1.GetBytes(head + "rest\r\n\r\n");
                for (int cut = 0; cut < head.Length; cut++)
                {
                    Assert.Equal(-1, RequestParser.FindEnd(bytes, 0, cut));
                    Assert.Equal(head.Length, RequestParser.FindEnd(bytes, cut, bytes.Length));
                    Assert.Equal(head.Length, RequestParser.FindEnd(bytes, cut, head.Length));
                }
            }
        }

        private static (int Status, HttpRequest Request) Parse(string head)
        {
            var request = new HttpRequest(1024, 8);
            byte[] bytes = Encoding.Latin1.GetBytes(head);
            bytes.CopyTo(request.buffer, 0);
            Array.Fill(request.buffer, (byte)'x', bytes.Length, request.buffer.Length - bytes.Length);
            int end = RequestParser.FindEnd(request.buffer, 0, bytes.Length);
            Assert.Equal(bytes.Length, end);
            return (RequestParser.Parse(request, end, 40), request);
        }
    }
}
