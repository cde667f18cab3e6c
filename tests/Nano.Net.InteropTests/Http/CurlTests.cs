namespace Nano.Net.InteropTests.Http
{
    /// <summary>curl against the HTTP server.</summary>
    public class CurlTests
    {
        private const string CodeOnly = "%{http_code}";

        public static TheoryData<int, string[]> Statuses => new()
        {
            { 200, ["/json"] },
            { 200, ["-I", "/json"] },
            { 204, ["-X", "OPTIONS", "/json"] },
            { 204, ["-X", "OPTIONS", "--request-target", "*", "/"] },
            { 400, ["-H", "Host:", "/json"] },
            { 400, ["-H", "Content-Length: 5", "-H", "Transfer-Encoding: chunked", "-d", "hello", "/echo"] },
            { 401, ["-d", "", "/secret"] },
            { 401, ["-H", "Authorization: Bearer wrong", "-d", "", "/secret"] },
            { 200, ["-H", "Authorization: Bearer " + WebLab.Token, "-d", "", "/secret"] },
            { 404, ["/nothing"] },
            { 405, ["-X", "DELETE", "/json"] },
            { 411, ["-X", "POST", "/echo"] },
            { 413, ["-H", "Expect:", "-d", new string('x', 5000), "/echo"] },
            { 413, ["-H", "Expect:", "-H", "Transfer-Encoding: chunked", "-d", new string('x', 5000), "/echo"] },
            { 414, ["/" + new string('a', 2000)] },
            { 417, ["-H", "Expect: the-unexpected", "-d", "x", "/echo"] },
            { 431, ["-H", "X: " + new string('a', 9000), "/json"] },
            { 501, ["-X", "BREW", "/json"] },
            { 501, ["-H", "Transfer-Encoding: gzip", "-d", "x", "/echo"] },
            { 200, ["--http1.0", "/json"] },
        };

        [SkippableTheory]
        [MemberData(nameof(Statuses))]
        public void Status(int status, string[] arguments) => Run(web =>
        {
            string[] all = ["-o", "/dev/null", "-w", CodeOnly, .. arguments[..^1], WebLab.Site + arguments[^1]];
            Assert.Equal($"{status}", web.Curl(all).Output);
        });

        [SkippableFact]
        public void SlowRequest_Gets408() => Run(
            web =>
            {
                string all = web.Lab.Kernel.Run("sh", "-c", $"(printf 'GET / HT'; sleep 3) | nc -w 5 {Lab.Address} 80").Output;
                Assert.StartsWith("HTTP/1.1 408 ", all, StringComparison.Ordinal);
            },
            options => options.RequestTimeout = 500);

        [SkippableFact]
        public void KeepAlive_UsesOneConnection() => Run(web =>
        {
            web.Curl("-f", "-o", "/dev/null", $"{WebLab.Site}/json", "-o", "/dev/null", $"{WebLab.Site}/json", "-o", "/dev/null", $"{WebLab.Site}/rows").Succeeded();
            Assert.Equal(1, web.Server.Counters.ConnectionsAccepted);
            Assert.Equal(3, web.Server.Counters.Requests);
        });

        [SkippableFact]
        public void ChunkedResponse_ComesWhole_AndAsHttp10Too() => Run(web =>
        {
            string expected = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"this is row {i}\n"));
            Assert.Equal(expected, web.Curl("-f", $"{WebLab.Site}/rows").Succeeded().Output);
            Assert.Equal(expected, web.Curl("-f", "--http1.0", $"{WebLab.Site}/rows").Succeeded().Output);
        });

        [SkippableFact]
        public void Uploads_OfKnownAndUnknownLength_ComeBack() => Run(web =>
        {
            string body = string.Concat(Enumerable.Range(0, 3000).Select(i => (char)('a' + (i % 26))));
            Assert.Equal(body, web.Curl("-f", "-d", body, $"{WebLab.Site}/echo").Succeeded().Output);
            Assert.Equal(body, web.Curl("-f", "-H", "Transfer-Encoding: chunked", "-d", body, $"{WebLab.Site}/echo").Succeeded().Output);
            ProgramResult verbose = web.Curl("-v", "-f", "-X", "PUT", "-H", "Expect: 100-continue", "-d", body, $"{WebLab.Site}/echo").Succeeded();
            Assert.Equal(body, verbose.Output);
            Assert.Contains("100 Continue", verbose.Error, StringComparison.Ordinal);
        });

        [SkippableFact]
        public void Query_IsDecoded() => Run(web =>
            Assert.Equal("a b&c=d/é", web.Curl("-f", "-G", "--data-urlencode", "name=a b&c=d/é", $"{WebLab.Site}/query").Succeeded().Output));

        [SkippableFact]
        public void Events_Arrive() => Run(web =>
        {
            using Program curl = web.Lab.Kernel.Start("curl", "-sSN", "--max-time", "10", "--noproxy", "*", $"{WebLab.Site}/events");
            web.Lab.Eventually(() => web.Events.Subscribers == 1, () => "nobody has subscribed");
            web.Events.Publish(1, "sample", writer => writer.Write("first"));
            web.Events.Publish(2, "sample", writer => writer.Write("second"));
            Thread.Sleep(100);
            web.Server.Dispose();
            Assert.Equal("event: alive\ndata\nretry: 2000\n\ndata: first\nid: 1\nevent: sample\n\ndata: second\nid: 2\nevent: sample\n\n", curl.WaitForEnd().Output);
        });

        [SkippableFact]
        public void Pipelining_ByRawBytes() => Run(web =>
        {
            string request = string.Concat(Enumerable.Range(0, 50).Select(i => $"POST /echo HTTP/1.1\\r\\nHost: n\\r\\nContent-Length: 3\\r\\n\\r\\n{i:000}"));
            string all = web.Lab.Kernel.Run("sh", "-c", $"printf '{request}GET /query HTTP/1.1\\r\\nHost: n\\r\\nConnection: close\\r\\n\\r\\n' | nc -w 5 {Lab.Address} 80").Output;
            int at = -1;
            for (int i = 0; i < 50; i++)
            {
                int next = all.IndexOf($"\r\n\r\n{i:000}", StringComparison.Ordinal);
                Assert.True(next > at, $"response {i} is missing or out of order");
                at = next;
            }
        });

        private static void Run(Action<WebLab> test, Action<Nano.Net.Http.HttpServerOptions>? configure = null) => WebLab.Run("curl", "curl", test, configure);
    }
}
