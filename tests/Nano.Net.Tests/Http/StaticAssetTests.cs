using Nano.Net.Http;

namespace Nano.Net.Tests.Http
{
    public class StaticAssetTests
    {
        [Fact]
        public void Asset_IsSentWithLengthAndTag_AndNotAgainToWhoHasIt()
        {
            using HttpHosts hosts = new(server => server.Map(HttpMethods.Get, "/a.js", new StaticAsset("text/javascript", "let a = 1;\n").Answer));
            Response first = Get(hosts, "");
            Assert.Equal((200, "let a = 1;\n", "text/javascript", "11", "no-cache"), (first.Status, first.Body, first.Header("Content-Type"), first.Header("Content-Length"), first.Header("Cache-Control")));

            Response second = Get(hosts, $"If-None-Match: {first.Header("ETag")}\r\n"), other = Get(hosts, "If-None-Match: \"1\"\r\n");

            Assert.Equal((304, "", null, first.Header("ETag")), (second.Status, second.Body, second.Header("Content-Type"), second.Header("ETag")));
            Assert.Equal((200, first.Body), (other.Status, other.Body));
        }

        [Fact]
        public void AnotherText_HasAnotherTag()
        {
            using HttpHosts hosts = new(server =>
            {
                server.Map(HttpMethods.Get, "/a.js", new StaticAsset("text/javascript", "ab").Answer);
                server.Map(HttpMethods.Get, "/b.js", new StaticAsset("text/javascript", "ba").Answer);
            });
            Assert.NotEqual(Get(hosts, "", "/a.js").Header("ETag"), Get(hosts, "", "/b.js").Header("ETag"));
        }

        [Fact]
        public void TextThatIsNotAscii_IsRefused()
        {
            Assert.Contains("number 1", Assert.Throws<ArgumentException>(() => new StaticAsset("text/css", "aé")).Message);
            Assert.Equal("text", Assert.Throws<ArgumentNullException>(() => new StaticAsset("text/css", null!)).ParamName);
            Assert.Equal("contentType", Assert.Throws<ArgumentNullException>(() => new StaticAsset(null!, "")).ParamName);
        }

        private static Response Get(HttpHosts hosts, string headers, string path = "/a.js")
        {
            using Client client = hosts.Connect();
            client.Send($"GET {path} HTTP/1.1\r\nHost: b\r\n{headers}\r\n");
            return client.ReadResponse();
        }
    }
}
