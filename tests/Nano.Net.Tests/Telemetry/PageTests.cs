using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Nano.Net.Tests.Http;

namespace Nano.Net.Tests.Telemetry;

/// <summary>The page as it is served: compressed, small, kept by browsers, and allowed to do what it needs and nothing else.</summary>
public class PageTests
{
    private const string Gzip = "Accept-Encoding: gzip, deflate\r\n";

    [Fact]
    public void Page_IsOneSmallFile_AndAsksNothingOfOthers()
    {
        using TelemetryHosts hosts = new();
        using Client client = hosts.Web.Connect();
        client.Send($"GET / HTTP/1.1\r\nHost: b\r\n{Gzip}\r\n");
        Response head = new(200, client.ReadThrough("\r\n\r\n"), "");
        Assert.Equal(("gzip", "text/html; charset=utf-8", "no-cache", "Accept-Encoding"), (head.Header("Content-Encoding"), head.Header("Content-Type"), head.Header("Cache-Control"), head.Header("Vary")));
        int length = int.Parse(head.Header("Content-Length")!);
        Assert.InRange(length, 4000, 20_000);
        Assert.Null(head.Header("Transfer-Encoding"));

        string page = Inflate(client.ReadBytes(length));

        Assert.StartsWith("<!doctype html>\n", page);
        Assert.EndsWith("</html>\n", page);
        Assert.DoesNotContain("http:", page.Replace("'http://www.w3.org/2000/svg'", ""));
        Assert.DoesNotContain("https:", page);
        Assert.DoesNotMatch("<(script|link rel=.stylesheet.)[^>]* (src|href)=", page);
        Assert.DoesNotMatch("\n[ \t]*(//[^\n]*)?\n", page);

        // The connection goes on behind it.
        client.Send("GET /api/connections HTTP/1.1\r\nHost: b\r\n\r\n");
        Assert.Equal(200, client.ReadResponse().Status);
    }

    [Fact]
    public void Policy_NamesTheScriptAndTheStyleOfThisBuild_AndFramesNobody()
    {
        using TelemetryHosts hosts = new();
        string page = Unpack(hosts), policy = hosts.Get("/", Gzip).Header("Content-Security-Policy")!;

        Assert.Equal(
            $"default-src 'none';style-src 'self' {Hash(page, "style")};script-src 'self' {Hash(page, "script")};connect-src 'self';img-src 'self' data:;base-uri 'none';form-action 'none';frame-ancestors 'none'",
            policy);

        // With a hash there, neither would be obeyed.
        Assert.DoesNotMatch(@"<[^>]+ (style|on\w+)=", Regex.Replace(page, "<script>.*</script>", "", RegexOptions.Singleline));

        static string Hash(string page, string tag) =>
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Regex.Match(page, $"<{tag}>(.*)</{tag}>", RegexOptions.Singleline).Groups[1].Value)))}'";
    }

    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("\"other\", {0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    public void WhoHasThePage_IsToldSo(string known, int status)
    {
        using TelemetryHosts hosts = new();
        string tag = hosts.Get("/", Gzip).Header("ETag")!;
        Assert.Matches("^\"[0-9a-f]{12}\"$", tag);

        Response answer = hosts.Get("/", Gzip + $"If-None-Match: {string.Format(known, tag)}\r\n");

        Assert.Equal((status, tag, status == 304 ? null : "gzip"), (answer.Status, answer.Header("ETag"), answer.Header("Content-Encoding")));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("Accept-Encoding: identity\r\n", false)]
    [InlineData("Accept-Encoding: gzip;q=0\r\n", false)]
    [InlineData("Accept-Encoding: gzip;q=0.000, *\r\n", false)]
    [InlineData("Accept-Encoding: *;q=0\r\n", false)]
    [InlineData("Accept-Encoding: zip, gzipped\r\n", false)]
    [InlineData("Accept-Encoding: br, GZIP;q=0.5\r\n", true)]
    [InlineData("Accept-Encoding: x-gzip\r\n", true)]
    [InlineData("Accept-Encoding: *\r\n", true)]
    public void WhoDoesNotTakeGzip_GetsAFewReadableLines(string accepts, bool packed)
    {
        using TelemetryHosts hosts = new();

        Response answer = hosts.Get("/", accepts);

        Assert.Equal((200, packed ? "gzip" : null), (answer.Status, answer.Header("Content-Encoding")));
        if (!packed)
        {
            Assert.Contains("curl --compressed", answer.Body);
            Assert.Null(answer.Header("ETag"));
        }
    }

    /// <summary>Each text that the page looks up has a translation.</summary>
    [Fact]
    public void AllTextsThatAreTranslated_AreInThePage()
    {
        using TelemetryHosts hosts = new();
        string page = Unpack(hosts), table = Regex.Match(page, @"const CHINESE = \{(.*?)\n\};", RegexOptions.Singleline).Groups[1].Value;
        HashSet<string> known = [.. Regex.Matches(table, "'([^']+)': '").Select(m => m.Groups[1].Value)];
        Assert.True(known.Count > 80);

        string[] used = [.. Regex.Matches(page, "data-t=\"([^\"]+)\"|\\bt\\('([^']+)'").Select(m => m.Groups[1].Value + m.Groups[2].Value)];

        Assert.DoesNotContain(used, text => !known.Contains(text));
    }

    /// <summary>The page, as a browser unpacks it.</summary>
    internal static string Unpack(TelemetryHosts hosts, string headers = "")
    {
        using Client client = hosts.Web.Connect();
        client.Send($"GET / HTTP/1.1\r\nHost: b\r\n{Gzip}{headers}\r\n");
        Response head = new(200, client.ReadThrough("\r\n\r\n"), "");
        return Inflate(client.ReadBytes(int.Parse(head.Header("Content-Length")!)));
    }

    private static string Inflate(byte[] packed)
    {
        using StreamReader reader = new(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
