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
        public void InOrder(string head) => Assert.Equal(HttpFailure.None, Parse(head).Failure);

        [Theory]
        // The request line.
        [InlineData(HttpFailure.TargetMalformed, "GET /\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetMalformed, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.VersionMalformed, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.MethodMalformed, " GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.MethodMalformed, "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.MethodMalformed, "G@T / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.VersionMalformed, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.VersionMalformed, "GET / http/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.VersionMalformed, "GET / HTTP/1.10\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.VersionMalformed, "GET / HTTP/11\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetFormUnknown, "GET a HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetFormUnknown, "GET * HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetFormUnknown, "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetHostMalformed, "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetHostMalformed, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetMalformed, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetMalformed, "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetEncodingMalformed, "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetEncodingMalformed, "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetEncodingMalformed, "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetEncodingMalformed, "GET /?a=%0 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.MethodMalformed, "\r\n\n\r\n")]
        [InlineData(HttpFailure.VersionNotSupported, "GET / HTTP/2.0\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.VersionNotSupported, "GET / HTTP/0.9\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.MethodUnknown, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.MethodUnknown, "get / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.MethodUnknown, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.TargetTooLong, "GET /0123456789012345678901234567890123456789 HTTP/1.1\r\nHost: a\r\n\r\n")]
        // Lines and fields.
        [InlineData(HttpFailure.VersionMalformed, "GET / HTTP/1.1\nHost: a\n\n")]
        [InlineData(HttpFailure.FieldValueMalformed, "GET / HTTP/1.1\r\nHost: a\n\r\n")]
        [InlineData(HttpFailure.VersionMalformed, "GET / HTTP/1.1\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.HeadEndMalformed, "GET / HTTP/1.1\r\nHost: a\r\n\n")]
        [InlineData(HttpFailure.FieldValueMalformed, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n")]
        [InlineData(HttpFailure.FieldValueMalformed, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n")]
        [InlineData(HttpFailure.FieldValueMalformed, "GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n")]
        [InlineData(HttpFailure.FieldNameMalformed, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n")]
        [InlineData(HttpFailure.FieldNameMalformed, "GET / HTTP/1.1\r\n Host: a\r\n\r\n")]
        [InlineData(HttpFailure.FieldNameMalformed, "GET / HTTP/1.1\r\nHost : a\r\n\r\n")]
        [InlineData(HttpFailure.FieldNameMalformed, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n")]
        [InlineData(HttpFailure.FieldNameMalformed, "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n")]
        [InlineData(HttpFailure.FieldNameMalformed, "GET / HTTP/1.1\r\nHost: a\r\n\u00e9: x\r\n\r\n")]
        [InlineData(HttpFailure.TooManyFields, "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-A: 2\r\nX-A: 3\r\nX-A: 4\r\nX-A: 5\r\nX-A: 6\r\nX-A: 7\r\nX-A: 8\r\n\r\n")]
        // Host.
        [InlineData(HttpFailure.HostMissing, "GET / HTTP/1.1\r\n\r\n")]
        [InlineData(HttpFailure.HostRepeated, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.HostRepeated, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")]
        [InlineData(HttpFailure.HostMalformed, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n")]
        [InlineData(HttpFailure.HostMalformed, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n")]
        [InlineData(HttpFailure.HostMalformed, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n")]
        // The length of the body.
        [InlineData(HttpFailure.LengthMissing, "POST / HTTP/1.1\r\nHost: a\r\n\r\n")]
        [InlineData(HttpFailure.ContentLengthRepeated, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
        [InlineData(HttpFailure.ContentLengthRepeated, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n")]
        [InlineData(HttpFailure.ContentLengthMalformed, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n")]
        [InlineData(HttpFailure.ContentLengthMalformed, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n")]
        [InlineData(HttpFailure.ContentLengthMalformed, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n")]
        [InlineData(HttpFailure.ContentLengthMalformed, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n")]
        [InlineData(HttpFailure.ContentLengthMalformed, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n")]
        [InlineData(HttpFailure.BodyTooLarge, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n")]
        [InlineData(HttpFailure.BodyTooLarge, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4294967301\r\n\r\n")]
        [InlineData(HttpFailure.TwoBodyLengths, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
        [InlineData(HttpFailure.TwoBodyLengths, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n")]
        [InlineData(HttpFailure.TransferEncodingRepeated, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")]
        [InlineData(HttpFailure.TransferEncodingOfVersion10, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")]
        [InlineData(HttpFailure.TransferEncodingUnknown, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
        [InlineData(HttpFailure.TransferEncodingUnknown, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n")]
        [InlineData(HttpFailure.TransferEncodingUnknown, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n")]
        [InlineData(HttpFailure.FieldNameMalformed, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n")]
        [InlineData(HttpFailure.ExpectationUnknown, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-maybe\r\nContent-Length: 5\r\n\r\n")]
        public void Refused(HttpFailure failure, string head) => Assert.Equal(failure, Parse(head).Failure);

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
            HttpText first = request.FindHeader("x-a")!, second = request.FindHeader("X-AB")!;
            Assert.Equal("h", request.FindHeader("hOST")!.ToString());
            Assert.Equal("one", first.ToString());
            Assert.Equal("two", second.ToString());
            Assert.Null(request.FindHeader("X"));
            Assert.Null(request.FindHeader("If-None-Match"));
        }

        /// <summary>What is found depends on what was asked for, and never on how much room there was.</summary>
        [Fact]
        public void HeaderThatNobodyKeeps_IsNotLookedForInVain()
        {
            HttpRequest request = Parse("GET / HTTP/1.1\r\nHost: h\r\nCookie: a\r\n\r\n").Request;
            string message = Assert.Throws<InvalidOperationException>(() => request.FindHeader("Cookie")).Message;
            Assert.Equal("the header field Cookie is not kept; call HttpServer.KeepHeader before the server is started", message);
            Assert.Throws<InvalidOperationException>(() => request.FindHeader("Hos"));
            Assert.Throws<InvalidOperationException>(() => request.FindHeader("Hosts"));
        }

        [Fact]
        public void EveryTextThatIsFound_StaysWhatItIs()
        {
            HttpRequest request = Parse("GET /?a=1&b=2&c=3&d=4&e=5&f=6 HTTP/1.1\r\nHost: h\r\n\r\n").Request;
            HttpText[] found = [.. "abcdef".Select(name => request.FindParameter(name.ToString())!)];
            Assert.Null(request.FindParameter("g"));
            Assert.Equal("123456", string.Concat(found.Select(text => text.ToString())));
        }

        [Fact]
        public void Names_AreFoundInAnyCase_AndOnlyWhole()
        {
            var names = new HeaderNames();
            string longest = new('x', 40);
            for (int i = 0; i < 20; i++)
            {
                names.Add("Name-" + i);
                names.Add(longest + "-" + (char)('a' + i));
            }

            names.Add("NAME-3");
            names.Add("a^b");
            Assert.Equal(10, names.Find("name-0"));
            Assert.Equal(50, names.Find("A^B"));
            foreach (string name in new[] { "Host", "TRANSFER-ENCODING", "nAmE-0", longest + "-T", "a^b", "last-event-id" })
            {
                byte[] bytes = Encoding.ASCII.GetBytes("12" + name + "9");
                Assert.Equal(names.Find(name), names.Find(bytes, 2, name.Length));
                Assert.NotEqual(HeaderNames.None, names.Find(name));
                Assert.Equal(HeaderNames.None, names.Find(bytes, 2, name.Length - 1));
                Assert.Equal(HeaderNames.None, names.Find(bytes, 1, name.Length));
            }

            // A character that differs from a letter's other case, or from another character, in the same bit.
            Assert.Equal(HeaderNames.None, names.Find("a~b"u8.ToArray(), 0, 3));
            Assert.Equal(HeaderNames.None, names.Find("Name\r3"u8.ToArray(), 0, 6));
            Assert.Throws<ArgumentException>(() => names.Add("a b"));
            Assert.Throws<ArgumentException>(() => names.Add(null!));
            for (int i = 20; i < 69; i++)
            {
                names.Add("Name-" + i);
            }

            Assert.Contains("no more than 100", Assert.Throws<ArgumentException>(() => names.Add("one-more")).Message, StringComparison.Ordinal);
        }

        /// <summary>However a head is cut, what is left of it says the same, and the same heads are refused.</summary>
        [Theory]
        [InlineData("GET /a?b=c HTTP/1.1\r\nHost: h\r\nCookie: abc=def\r\nX-A: one\r\nUser-Agent:x\r\nX-AB:\r\nSec-Fetch-Mode: cors\r\n\r\n", "GET /a?b=c HTTP/1.1\r\nHost: h\r\nX-A: one\r\nX-AB:\r\n\r\n")]
        [InlineData("\r\n\r\nGET / HTTP/1.1\r\nAccept:\r\nHost: h\r\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")]
        [InlineData("GET / HTTP/1.1\r\nHost: h\r\nAccept: a\nTransfer-Encoding: chunked\r\n\r\n", null)]
        [InlineData("GET / HTTP/1.1\r\nHost: h\r\nAccept: a\rb\r\n\r\n", null)]
        [InlineData("GET / HTTP/1.1\r\nHost: h\r\nAccept: a\r\n b\r\n\r\n", null)]
        [InlineData("GET / HTTP/1.1\r\nHost: h\r\nAccept : a\r\n\r\n", null)]
        [InlineData("GET / HTTP/1.1\r\nHost: h\r\nCookie: \0\r\n\r\n", null)]
        [InlineData("GET / HTTP/1.1\r\nHost: h\r\nCookie: \x7f\r\n\r\n", null)]
        public void FieldsThatNobodyReads_AreDropped_WhereverTheHeadIsCut(string head, string? left)
        {
            for (int cut = 1; cut <= head.Length; cut++)
            {
                HttpRequest request = Empty(8);
                byte[] bytes = Encoding.Latin1.GetBytes(head);
                Array.Copy(bytes, request.buffer, cut);
                int count = HeadTrimmer.Trim(request, cut, out HttpFailure failure);
                if (failure == HttpFailure.None)
                {
                    Assert.InRange(count, 1, cut);
                    Array.Copy(bytes, cut, request.buffer, count, bytes.Length - cut);
                    int all = count + bytes.Length - cut;

                    // A second pass over all of it takes out what has come to its end since.
                    count = HeadTrimmer.Trim(request, all, out failure);
                }

                Assert.Equal(left == null, failure != HttpFailure.None);
                if (left != null)
                {
                    Assert.Equal(left, Encoding.Latin1.GetString(request.buffer, 0, count));
                }
            }
        }

        [Fact]
        public void FieldThatNobodyReads_LeavesItsNameUntilItEnds()
        {
            HttpRequest request = Empty(8);
            int count = 0;
            foreach ((string more, string left) in new[]
            {
                ("GET / HTTP/1.1\r\nHost: h\r\nCoo", "GET / HTTP/1.1\r\nHost: h\r\nCoo"),
                ("kie", "GET / HTTP/1.1\r\nHost: h\r\nCookie"),
                (": abc", "GET / HTTP/1.1\r\nHost: h\r\nCookie:"),
                (new string('d', 900), "GET / HTTP/1.1\r\nHost: h\r\nCookie:"),
                ("e\r", "GET / HTTP/1.1\r\nHost: h\r\nCookie:\r"),
                ("\n", "GET / HTTP/1.1\r\nHost: h\r\n"),
                ("X-A: abc", "GET / HTTP/1.1\r\nHost: h\r\nX-A: abc"),
                ("\r", "GET / HTTP/1.1\r\nHost: h\r\nX-A: abc\r"),
            })
            {
                Encoding.Latin1.GetBytes(more).CopyTo(request.buffer, count);
                count = HeadTrimmer.Trim(request, count + more.Length, out HttpFailure failure);
                Assert.Equal(HttpFailure.None, failure);
                Assert.Equal(left, Encoding.Latin1.GetString(request.buffer, 0, count));
            }
        }

        [Fact]
        public void EveryFailure_HasItsStatus()
        {
            HttpFailure[] silent = [HttpFailure.None, HttpFailure.BodyFailed, HttpFailure.WriteTimedOut, HttpFailure.ServerFailed];
            foreach (HttpFailure failure in Enum.GetValues<HttpFailure>())
            {
                int status = HttpFailureStatus.Of(failure);
                Assert.Equal(silent.Contains(failure), status == 0);
                Assert.True(status == 0 || HttpStatus.Reason(status).Length > 0);
            }

            Assert.Equal((400, 431), (HttpFailureStatus.Of(HttpFailure.TwoBodyLengths), HttpFailureStatus.Of(HttpFailure.FieldsTooLarge)));
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
            Assert.Equal(isOne ? HttpFailure.None : HttpFailure.HostMalformed, Parse($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").Failure);
            if (!host.Contains('/'))
            {
                bool isEncoded = !System.Text.RegularExpressions.Regex.IsMatch(host, "%(?![0-9A-Fa-f]{2})");
                Assert.Equal(isOne ? HttpFailure.None : isEncoded ? HttpFailure.TargetHostMalformed : HttpFailure.TargetEncodingMalformed, Parse($"GET http://{host}/ HTTP/1.1\r\nHost: a\r\n\r\n").Failure);
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

        private static HttpRequest Empty(int headers)
        {
            var names = new HeaderNames();
            Array.ForEach(["X-A", "x-ab", "X"], names.Add);
            return new HttpRequest(1024, headers, names);
        }

        private static (HttpFailure Failure, HttpRequest Request) Parse(string head)
        {
            HttpRequest request = Empty(8);
            byte[] bytes = Encoding.Latin1.GetBytes(head);
            bytes.CopyTo(request.buffer, 0);
            Array.Fill(request.buffer, (byte)'x', bytes.Length, request.buffer.Length - bytes.Length);
            int end = RequestParser.FindEnd(request.buffer, 0, bytes.Length);
            Assert.Equal(bytes.Length, end);
            return (RequestParser.Parse(request, end, 40), request);
        }
    }
}
