using System.Text;
using Nano.Net.Http;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Http
{
    /// <summary>The server through real sockets, asked by clients that do what no library lets them.</summary>
    public class ServerTests
    {
        private const string Secret = "correct-horse-battery";
        private const string Hello = "GET /hello HTTP/1.1\r\nHost: b\r\n\r\n";
        private const string Chromium = "Host: 192.168.1.77\r\nConnection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\n"
            + "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7\r\n"
            + "Sec-CH-UA: \"Chromium\";v=\"131\", \"Not_A Brand\";v=\"24\"\r\nSec-CH-UA-Mobile: ?1\r\nSec-CH-UA-Platform: \"Android\"\r\n"
            + "Referer: http://192.168.1.77/\r\nAccept-Encoding: gzip, deflate\r\nAccept-Language: de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7,zh-CN;q=0.6,zh;q=0.5\r\n";
        private static readonly byte[] Constant = Tests.Tcp.TcpPeer.Bytes(1, 5000);

        [Theory]
        [InlineData(200, HttpFailure.None, "GET /hello HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(200, HttpFailure.None, "POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\nok")]
        [InlineData(200, HttpFailure.None, "GET /files/a/b HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(204, HttpFailure.None, "OPTIONS * HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(204, HttpFailure.None, "OPTIONS /hello HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(400, HttpFailure.TargetMalformed, "non sense\r\n\r\n")]
        [InlineData(400, HttpFailure.MethodMalformed, "nonsense\r\n\r\n")]
        [InlineData(400, HttpFailure.ChunkMalformed, "POST /echo HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n")]
        [InlineData(401, HttpFailure.None, "POST /secret HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\n\r\n")]
        [InlineData(401, HttpFailure.CredentialsWrong, "POST /secret HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer x\r\nContent-Length: 0\r\n\r\n")]
        [InlineData(404, HttpFailure.None, "GET /nothing HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(405, HttpFailure.None, "DELETE /hello HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(411, HttpFailure.LengthMissing, "POST /echo HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(413, HttpFailure.BodyTooLarge, "POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 513\r\n\r\n")]
        [InlineData(413, HttpFailure.BodyTooLarge, "POST /echo HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n201\r\n")]
        [InlineData(417, HttpFailure.ExpectationUnknown, "POST /echo HTTP/1.1\r\nHost: b\r\nExpect: more\r\nContent-Length: 1\r\n\r\n")]
        [InlineData(500, HttpFailure.HandlerFailed, "GET /broken HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(501, HttpFailure.MethodUnknown, "BREW /hello HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(505, HttpFailure.VersionNotSupported, "GET /hello HTTP/3.0\r\nHost: b\r\n\r\n")]
        public void Status(int status, HttpFailure failure, string request)
        {
            using var hosts = new HttpHosts(Routes);
            Assert.Equal(status, hosts.Status(request));
            Assert.Equal(failure, hosts.Failure);
            Assert.All(hosts.Failures, told => Assert.Equal("10.0.0.1", told.Peer));
        }

        [Theory]
        [InlineData(414, HttpFailure.TargetTooLong, "GET /{a400} HTTP/1.1\r\nHost: b\r\n\r\n")]
        [InlineData(414, HttpFailure.TargetTooLong, "GET /{a1500}")]
        [InlineData(431, HttpFailure.FieldsTooLarge, "GET / HTTP/1.1\r\nHost: b\r\nX-Kept: {a1500}")]
        [InlineData(431, HttpFailure.FieldsTooLarge, "GET / HTTP/1.1\r\nHost: b\r\nA: b\r\n{a1500}")]
        [InlineData(431, HttpFailure.FieldsTooLarge, "GET / HTTP/1.1\r\nHost: b\r\nX-Other: {a9000}")]
        [InlineData(431, HttpFailure.TooManyFields, "GET / HTTP/1.1\r\nHost: b\r\n{X-Kept: a\r\n32}\r\n")]
        [InlineData(404, HttpFailure.None, "GET / HTTP/1.1\r\nHost: b\r\n{X-Kept: a\r\n31}\r\n")]
        [InlineData(404, HttpFailure.None, "GET / HTTP/1.1\r\nHost: b\r\n{X-Other: a\r\n300}\r\n")]
        [InlineData(400, HttpFailure.FieldValueMalformed, "GET / HTTP/1.1\r\nHost: b\r\nX-Other: {a1500}\0\r\n\r\n")]
        [InlineData(400, HttpFailure.FieldNameMalformed, "GET / HTTP/1.1\r\nHost: b\r\nX Other: {a1500}")]
        public void TooLargeRequests_AreAnsweredBeforeTheyEnd(int status, HttpFailure failure, string request)
        {
            using var hosts = new HttpHosts(server =>
            {
                server.KeepHeader("X-Kept");
                Routes(server);
            });
            request = System.Text.RegularExpressions.Regex.Replace(request, "\\{([^0-9]+)([0-9]+)\\}", match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture))));
            Assert.Equal(status, hosts.Status(request));
            Assert.Equal(failure, hosts.Failure);
        }

        /// <summary>What a browser on a telephone sends, in three languages, with the cookies that others on the same host have set.</summary>
        [Theory]
        [InlineData(0, false)]
        [InlineData(0, true)]
        [InlineData(250, false)]
        [InlineData(250, true)]
        [InlineData(2000, false)]
        [InlineData(2000, true)]
        [InlineData(7500, false)]
        [InlineData(7500, true)]
        public void RequestOfABrowser_IsAnswered_HoweverLongItsCookies(int cookie, bool byteByByte)
        {
            string fields = Chromium + (cookie > 0 ? "Cookie: " + new string('c', cookie - 10) + "\r\n" : "");
            string get = "GET /kept HTTP/1.1\r\n" + fields + "X-Kept: value\r\n\r\n";
            string post = "POST /echo HTTP/1.1\r\n" + fields + "Content-Length: 300\r\n\r\n" + new string('b', 300);
            using var hosts = new HttpHosts(server =>
            {
                server.KeepHeader("X-Kept");
                server.Map(HttpMethods.Get, "/kept", (request, response) =>
                {
                    response.Write(request.FindHeader("x-kept")!);
                    response.Write(request.FindHeader("Host")!);
                });
                Routes(server);
            });
            using Client client = hosts.Connect();
            Task<Exception?> sending = SocketHosts.Start(() =>
            {
                byte[] all = Encoding.Latin1.GetBytes(get + post + Hello + get);
                for (int i = 0; byteByByte && i < all.Length; i++)
                {
                    client.Send([all[i]]);
                }

                if (!byteByByte)
                {
                    client.Send(all);
                }
            });
            Assert.Equal("value192.168.1.77", client.ReadResponse().Body);
            Assert.Equal(new string('b', 300), client.ReadResponse().Body);
            Assert.Equal("hello\n", client.ReadResponse().Body);
            Assert.Equal("value192.168.1.77", client.ReadResponse().Body);
            Assert.Null(SocketHosts.Finish(sending));
            Assert.Equal(HttpFailure.None, hosts.Failure);
            Assert.Equal(4, hosts.Server.Counters.Requests);
        }

        /// <summary>Exactly as much as the header section may have, and one byte more.</summary>
        [Theory]
        [InlineData(7900, 8192, 200)]
        [InlineData(8172, 8192, 200)]
        [InlineData(8173, 8192, 431)]
        [InlineData(492, 512, 200)]
        [InlineData(493, 512, 431)]
        public void HeaderSection_IsBounded(int cookie, int limit, int status)
        {
            using var hosts = new HttpHosts(Routes, o => o.HeaderSize = limit);

            // All but that value have 22 bytes, the empty line included.
            Assert.Equal(status, hosts.Status($"GET /hello HTTP/1.1\r\nHost: b\r\nX: {new string('c', cookie - 2)}\r\nA: b\r\n\r\n"));
            Assert.Equal(status == 200 ? HttpFailure.None : HttpFailure.FieldsTooLarge, hosts.Failure);
            Assert.InRange(hosts.Server.Counters.HeaderBytesDropped, Math.Max(0, cookie - 1048), cookie > 1000 ? cookie + 10 : 0);
        }

        [Fact]
        public void SecondLargeRequest_OfAConnection_FindsAsMuchRoomAsTheFirst()
        {
            // The window opens in large steps only, unless the server asks: the second would wait for room for ever.
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            for (int i = 0; i < 4; i++)
            {
                client.Send($"GET /hello HTTP/1.1\r\nHost: b\r\nX: {new string('x', 500 + (150 * i))}\r\n\r\n");
                Assert.Equal("hello\n", client.ReadResponse().Body);
            }
        }

        [Fact]
        public void KeepAlive_AndClose()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send(Hello);
            Response response = client.ReadResponse();
            Assert.Null(response.Header("Connection"));
            client.Send("GET /hello HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
            response = client.ReadResponse();
            Assert.Equal("close", response.Header("Connection"));
            Assert.Equal("", client.ReadToEnd());
            Assert.Equal(2, hosts.Server.Counters.Requests);
            Assert.Equal(1, hosts.Server.Counters.ConnectionsAccepted);
        }

        [Fact]
        public void Response_OfOnePiece_IsOneSegment()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send(Hello);
            client.ReadResponse();
            long before = hosts.Hosts.A.Stack.Counters.Tcp.SegmentsReceived;
            client.Send(Hello);
            client.ReadResponse();
            Assert.Equal(1, hosts.Hosts.A.Stack.Counters.Tcp.SegmentsReceived - before);
        }

        [Fact]
        public void PipelinedRequests_AreAnsweredInOrder()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send(string.Concat(Enumerable.Range(0, 30).Select(i => $"POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{i:00}")));
            for (int i = 0; i < 30; i++)
            {
                Assert.Equal($"{i:00}", client.ReadResponse().Body);
            }
        }

        [Fact]
        public void RequestInSingleBytes_IsTheSame()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            foreach (char c in "\r\nPOST /echo HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n" + Hello)
            {
                client.Send(c.ToString());
            }

            Assert.Equal("abcde", client.ReadResponse().Body);
            Assert.Equal("hello\n", client.ReadResponse().Body);
        }

        [Fact]
        public void Head_HasTheHeaderOfGet_AndNoBody()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            foreach (string path in new[] { "/hello", "/constant", "/text", "/rows", "/much" })
            {
                client.Send($"GET {path} HTTP/1.1\r\nHost: b\r\n\r\n");
                Response get = client.ReadResponse();
                client.Send($"HEAD {path} HTTP/1.1\r\nHost: b\r\n\r\n");
                Assert.Equal(get.Head, client.ReadResponse(toHead: true).Head);
            }
        }

        [Fact]
        public void LongBodies_ComeWhole()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send("GET /constant HTTP/1.1\r\nHost: b\r\n\r\n");
            Response response = client.ReadResponse();
            Assert.Equal("5000", response.Header("Content-Length"));
            Assert.Equal(Encoding.UTF8.GetString(Constant), response.Body);
            client.Send("GET /text HTTP/1.1\r\nHost: b\r\n\r\n");
            Assert.Equal(new string('t', 3000), client.ReadResponse().Body);
            client.Send("GET /rows HTTP/1.1\r\nHost: b\r\n\r\n");
            response = client.ReadResponse();
            Assert.Equal("chunked", response.Header("Transfer-Encoding"));
            Assert.Equal(string.Concat(Enumerable.Range(0, 500).Select(i => $"row {i}\n")), response.Body);
            client.Send("GET /much HTTP/1.1\r\nHost: b\r\n\r\n");
            Assert.Equal(string.Concat(Enumerable.Range(0, 500).Select(i => $"{i} ")), client.ReadResponse().Body);
            Assert.Equal(0, hosts.Server.Counters.HandlerFailures);
        }

        [Fact]
        public void Http10_GetsNoChunks_AndTheConnectionEnds()
        {
            using var hosts = new HttpHosts(Routes);
            foreach (string path in new[] { "/rows", "/much" })
            {
                string response = hosts.Exchange($"GET {path} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                Assert.DoesNotContain("chunked", response, StringComparison.Ordinal);
                Assert.Contains("Connection: close\r\n", response, StringComparison.Ordinal);
                Assert.EndsWith("499" + (path == "/rows" ? "\n" : " "), response, StringComparison.Ordinal);
            }
        }

        [Fact]
        public void Options_AndMethodNotAllowed_NameTheMethods()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send("OPTIONS /hello HTTP/1.1\r\nHost: b\r\n\r\nPUT /hello HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: b\r\n\r\n");
            Assert.Equal("GET, HEAD, OPTIONS", client.ReadResponse().Header("Allow"));
            Assert.Equal("GET, HEAD, OPTIONS", client.ReadResponse().Header("Allow"));
            Assert.Equal("GET, HEAD, POST, OPTIONS", client.ReadResponse().Header("Allow"));
        }

        [Fact]
        public void Continue_IsSaidOnce_AndOnlyToWhoMayGoOn()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send("POST /echo HTTP/1.1\r\nHost: b\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            Assert.Equal(100, client.ReadResponse().Status);
            client.Send("ab");
            client.Send("cd" + Hello);
            Assert.Equal("abcd", client.ReadResponse().Body);
            Assert.Equal("hello\n", client.ReadResponse().Body);
            Assert.Equal(401, hosts.Status("POST /secret HTTP/1.1\r\nHost: b\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
            Assert.Equal(404, hosts.Status("POST /nothing HTTP/1.1\r\nHost: b\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
        }

        [Theory]
        [InlineData("", 401)]
        [InlineData("Authorization: Bearer correct-horse-battery\r\n", 200)]
        [InlineData("authorization: bearer  correct-horse-battery \r\n", 200)]
        [InlineData("Authorization: Bearer correct-horse-batterx\r\n", 401)]
        [InlineData("Authorization: Bearer correct-horse-batter\r\n", 401)]
        [InlineData("Authorization: Bearer correct-horse-batterycorrect-horse-battery\r\n", 401)]
        [InlineData("Authorization: Bearer \r\n", 401)]
        [InlineData("Authorization: Basic correct-horse-battery\r\n", 401)]
        [InlineData("Authorization: Bearer wrong\r\nAuthorization: Bearer correct-horse-battery\r\n", 401)]
        public void Token(string field, int status)
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send($"POST /secret HTTP/1.1\r\nHost: b\r\n{field}Content-Length: 0\r\n\r\n");
            Response response = client.ReadResponse();
            Assert.Equal(status, response.Status);
            Assert.Equal(status == 401, response.Header("WWW-Authenticate")?.StartsWith("Bearer realm=\"nano\"", StringComparison.Ordinal) ?? false);
            Assert.DoesNotContain(Secret, response.Head + response.Body, StringComparison.Ordinal);
        }

        [Fact]
        public void ClosestRoute_Answers()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            foreach ((string path, string body) in new[] { ("/files/", ""), ("/files/x%20y", "x y"), ("/files/special", "special"), ("/files/deep/er", "deep:er") })
            {
                client.Send($"GET {path} HTTP/1.1\r\nHost: b\r\n\r\n");
                Assert.Equal(body, client.ReadResponse().Body);
            }
        }

        [Fact]
        public void Smuggling_EndsTheConnection()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send("POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Hello);
            string all = client.ReadToEnd();
            Assert.StartsWith("HTTP/1.1 400 ", all, StringComparison.Ordinal);
            Assert.Equal(all.LastIndexOf("HTTP/1.1", StringComparison.Ordinal), all.IndexOf("HTTP/1.1", StringComparison.Ordinal));
            Assert.Equal(1, hosts.Server.Counters.RequestsRefused);
            Assert.Equal(HttpFailure.TwoBodyLengths, hosts.Failure);
        }

        [Fact]
        public void Failed_ThatThrows_IsCounted_AndTheRequestIsAnsweredAllTheSame()
        {
            using var hosts = new HttpHosts(Routes);
            hosts.Server.Failed += (_, _, _) => throw new InvalidOperationException();
            Assert.Equal(404, hosts.Status("GET /nothing HTTP/1.1\r\nHost: b\r\n\r\n"));
            Assert.Equal(400, hosts.Status("nonsense\r\n\r\n"));
            Assert.Equal(1, hosts.Server.Counters.HandlerFailures);
        }

        [Fact]
        public void HandlerThatThrows_IsToldWithItsException()
        {
            using var hosts = new HttpHosts(Routes);
            hosts.Status("GET /broken HTTP/1.1\r\nHost: b\r\n\r\n");
            Assert.IsType<InvalidOperationException>(Assert.Single(hosts.Failures).Exception);
        }

        [Fact]
        public void Date_IsThereOnceTheTimeIsKnown()
        {
            bool known = false;
            using var hosts = new HttpHosts(Routes, o => o.Clock = (out DateTime utc) =>
            {
                utc = new DateTime(2026, 11, 8, 9, 5, 7, DateTimeKind.Utc);
                return known;
            });
            using Client client = hosts.Connect();
            client.Send(Hello);
            Assert.Null(client.ReadResponse().Header("Date"));
            known = true;
            client.Send(Hello);
            Assert.Equal("Sun, 08 Nov 2026 09:05:07 GMT", client.ReadResponse().Header("Date"));
        }

        [Fact]
        public void Requests_AllocateNothing()
        {
            using var hosts = new HttpHosts(Routes);
            long least = long.MaxValue;
            long last = 0;
            hosts.Dispose();
            using var measured = new HttpHosts(server => server.Map(HttpMethods.Get, "/", (_, response) =>
            {
                long now = GC.GetAllocatedBytesForCurrentThread();
                least = Math.Min(least, now - last);
                last = now;
                response.Write(now);
            }));
            using Client client = measured.Connect();
            for (int i = 0; i < 200; i++)
            {
                client.Send("GET /?a=b HTTP/1.1\r\nHost: b\r\nUser-Agent: test\r\n\r\n");
                client.ReadResponse();
            }

            Assert.Equal(0, Volatile.Read(ref least));
        }

        [Fact]
        public void Dispose_EndsConnections_AndFreesThePort()
        {
            using var hosts = new HttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send("GET /he");
            SocketHosts.Until(() => hosts.Server.ActiveConnections == 1);
            hosts.Server.Dispose();
            Assert.True(client.IsClosed());
            using var again = new HttpServer(hosts.Hosts.B, new HttpServerOptions());
            again.Start();
            Assert.Equal(404, hosts.Status(Hello));
        }

        [Theory]
        [InlineData("", "x", "not ''")]
        [InlineData("X:", "x", "not 'X:'")]
        [InlineData("X Y", "x", "not 'X Y'")]
        [InlineData("X\r\nY", "x", "letters, digits")]
        [InlineData("\u00e9", "x", "letters, digits")]
        [InlineData(null, "x", "neither may be null")]
        [InlineData("X", null, "neither may be null")]
        [InlineData("X", "a\nb", "header field X has a control character")]
        [InlineData("X", "a\0", "control character")]
        [InlineData("X", "a\x7f", "control character")]
        [InlineData("Content-Length", "5", "the server writes the header field Content-Length itself")]
        [InlineData("transfer-ENCODING", "chunked", "itself")]
        [InlineData("Connection", "close", "itself")]
        [InlineData("Content-Type", "text/html", "itself")]
        [InlineData("Date", "now", "itself")]
        public void HeaderFieldThatCannotBe_IsRefusedWithAReason(string? name, string? value, string says)
        {
            string? said = null;
            using var hosts = new HttpHosts(
                server => server.Map(HttpMethods.Get, "/", (_, response) =>
                {
                    said = Assert.Throws<ArgumentException>(() => response.AddHeader(name!, value!)).Message;
                    response.Write("x");
                }),
                o => o.Clock = (out DateTime utc) =>
                {
                    utc = DateTime.UnixEpoch;
                    return true;
                });

            string answer = hosts.Exchange("GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");

            Assert.Contains(says, said, StringComparison.Ordinal);
            Assert.Equal("HTTP/1.1 200 OK|Date: Thu, 01 Jan 1970 00:00:00 GMT|Content-Type: text/plain; charset=utf-8|Content-Length:          1|Connection: close||x", answer.Replace("\r\n", "|", StringComparison.Ordinal));
        }

        [Fact]
        public void HeaderField_MayHaveWhatATokenHas_AndTheDateWhereTheServerHasNone()
        {
            using var hosts = new HttpHosts(server => server.Map(HttpMethods.Get, "/", (_, response) =>
            {
                Assert.Throws<ArgumentException>(() => response.ContentType = "text/plain\rX: y");
                response.AddHeader("X-!~1", "a\tb \u00e9");
                response.AddHeader("Date", "today");
                response.AddHeader("Dater", "");
            }));
            string answer = hosts.Exchange("GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
            Assert.Contains("\r\nX-!~1: a\tb \u00c3\u00a9\r\nDate: today\r\nDater: \r\n", answer, StringComparison.Ordinal);
        }

        /// <summary>A page of an attacker whose name suddenly means this host reads nothing, and who names the host itself reads all.</summary>
        [Theory]
        [InlineData(200, "GET /hello HTTP/1.1\r\nHost: nano\r\n\r\n")]
        [InlineData(200, "GET /hello HTTP/1.1\r\nHost: NANO.Local.:8080\r\n\r\n")]
        [InlineData(200, "GET /hello HTTP/1.1\r\nHost: 10.0.0.2\r\n\r\n")]
        [InlineData(200, "GET /hello HTTP/1.1\r\nHost: 10.0.0.2:80\r\n\r\n")]
        [InlineData(200, "GET /hello HTTP/1.1\r\nHost: later\r\n\r\n")]
        [InlineData(200, "GET /hello HTTP/1.0\r\n\r\n")]
        [InlineData(200, "GET http://nano/hello HTTP/1.1\r\nHost: evil.example\r\n\r\n")]
        [InlineData(421, "GET http://evil.example/hello HTTP/1.1\r\nHost: nano\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.0\r\nHost: evil.example\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.1\r\nHost: nano.evil.example\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.1\r\nHost: nan\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.1\r\nHost: 10.0.0.3\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.1\r\nHost: [::2]:80\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.1\r\nHost: .\r\n\r\n")]
        [InlineData(421, "GET /hello HTTP/1.1\r\nHost: \r\n\r\n")]
        [InlineData(421, "POST /echo HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\nok")]
        public void HostThatIsNotThisOne_IsAnsweredWith421(int status, string request)
        {
            Assert.Equal("10.0.0.2", SocketHosts.AddressB.ToString());
            string[] names = ["nano", "nano.local", null!];
            using var hosts = new HttpHosts(Routes, o => o.HostNames = names);
            names[2] = "later";
            Assert.Equal(status, hosts.Status(request));
            Assert.Equal(status == 200 ? 0 : 1, hosts.Server.Counters.RequestsRefused);
            Assert.Equal(status == 200 ? HttpFailure.None : HttpFailure.HostUnknown, hosts.Failure);
        }

        [Theory]
        [InlineData(null, "Misdirected Request\n")]
        [InlineData("ask by another name", "Misdirected Request\nask by another name\n")]
        public void AnswerToARequestForAnotherHost_SaysWhatItsOwnerIsToDo(string? text, string body)
        {
            using var hosts = new HttpHosts(Routes, o => { o.HostNames = ["nano"]; o.OtherHostText = text; });
            using Client client = hosts.Connect();
            client.Send("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            Assert.EndsWith("\r\n\r\n" + body, client.ReadToEnd(), StringComparison.Ordinal);
        }

        [Theory]
        [InlineData("[2001:db8::b]", 200)]
        [InlineData("[2001:DB8:0:0::B]:80", 200)]
        [InlineData("[2001:db8::a]", 421)]
        [InlineData("10.0.0.2", 421)]
        public void HostOfIPv6_IsTheAddressThatWasReached(string host, int status)
        {
            using SocketHosts hosts = SocketHosts.WithBothFamilies();
            using var server = new HttpServer(hosts.B, new HttpServerOptions { HostNames = ["nano"] });
            Routes(server);
            server.Start();
            var connection = new Nano.Net.Sockets.TcpClient(hosts.A) { ReceiveTimeout = 20_000 };
            connection.Connect(SocketHosts.AddressB6, 80);
            using var client = new Client(connection);
            client.Send($"GET /hello HTTP/1.1\r\nHost: {host}\r\n\r\n");
            Assert.Equal(status, client.ReadResponse().Status);
        }

        [Fact]
        public void HostThatWasRight_DoesNotMakeAnotherRight_OnTheSameConnection()
        {
            using var hosts = new HttpHosts(Routes, o => o.HostNames = ["nano"]);
            using Client client = hosts.Connect();
            foreach ((string host, int status) in new[] { ("nano", 200), ("nano", 200), ("10.0.0.2", 200), ("nano", 200), ("nanx", 421) })
            {
                client.Send($"GET /hello HTTP/1.1\r\nHost: {host}\r\n\r\n");
                Assert.Equal(status, client.ReadResponse().Status);
            }
        }

        [Fact]
        public void BadSetup_IsExplained()
        {
            using var hosts = new SocketHosts();
            Assert.Contains("Connections must be 1 to 1024, not 0", Assert.Throws<ArgumentException>(() => new HttpServer(hosts.B, new HttpServerOptions { Connections = 0 })).Message, StringComparison.Ordinal);
            Assert.Contains("SendBufferSize, 1048", Assert.Throws<ArgumentException>(() => new HttpServer(hosts.B, new HttpServerOptions { ResponseSize = 2000 })).Message, StringComparison.Ordinal);
            foreach (string? realm in new[] { null, "a\"b", "a\u0001", "\u00e9", "a/b" })
            {
                Assert.Contains("letters, digits and spaces", Assert.Throws<ArgumentException>(() => new HttpServer(hosts.B, new HttpServerOptions { Realm = realm! })).Message, StringComparison.Ordinal);
            }

            Assert.Throws<ArgumentException>(() => new BearerToken("short"));
            Assert.Throws<ArgumentException>(() => new BearerToken("not a good token"));
            using var server = new HttpServer(hosts.B, new HttpServerOptions { Routes = 1 });
            Assert.Throws<ArgumentException>(() => server.Map(HttpMethods.Get, "x", (_, _) => { }));
            server.Map(HttpMethods.Get, "/x", (_, _) => { });
            Assert.Throws<InvalidOperationException>(() => server.Map(HttpMethods.Get, "/y", (_, _) => { }));
        }

        private static void Routes(HttpServer server)
        {
            server.Map(HttpMethods.Get, "/hello", (_, response) => response.Write("hello\n"));
            server.Map(HttpMethods.Post, "/echo", (request, response) => response.Write(request.Body));
            server.Map(HttpMethods.Post, "/secret", (_, response) => response.Write("let in"), new BearerToken(Secret));
            server.Map(HttpMethods.Get, "/broken", (_, response) =>
            {
                response.Write("half an answer");
                throw new InvalidOperationException();
            });
            server.Map(HttpMethods.Get, "/files/*", (request, response) => response.Write(request.Rest));
            server.Map(HttpMethods.Get, "/files/deep/*", (request, response) =>
            {
                response.Write("deep:");
                response.Write(request.Rest);
            });
            server.Map(HttpMethods.Get, "/files/special", (_, response) => response.Write("special"));
            server.Map(HttpMethods.Get, "/constant", (_, response) => response.SendBody(Constant, 0, Constant.Length));
            server.Map(HttpMethods.Get, "/text", (_, response) => response.SendBody(new string('t', 3000)));
            server.Map(HttpMethods.Get, "/rows", (_, response) => response.SendBody((writer, row) =>
            {
                writer.Write("row ");
                writer.Write(row);
                writer.Write("\n");
                return row == 499 ? HttpResponse.EndOfBody : row + 1;
            }));
            server.Map(HttpMethods.Get, "/endless", (_, response) => response.SendBody((writer, row) =>
            {
                writer.Write("on and on ");
                return row + 1;
            }));
            server.Map(HttpMethods.Get, "/much", (_, response) =>
            {
                for (int i = 0; i < 500; i++)
                {
                    response.Write(i);
                    response.WriteByte((byte)' ');
                }
            });
            server.Map(HttpMethods.Get, "/stream", (_, response) => response.OpenStream());
        }
    }
}
