using System.Text.RegularExpressions;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Http.Digest;

namespace Nano.Net.Tests.Telemetry;

/// <summary>Who may read and who may command a telemetry device with a password.</summary>
public sealed class LoginTests
{
    private const string Password = "correct horse";

    private static readonly string[] Reading = ["/api/readings", "/api/connections", "/api/outputs/light", "/metrics", "/api/events"];

    [Theory]
    [InlineData(null)]
    [InlineData("token-for-scripts")]
    public void Commands_NeedThePassword_OrATokenWhereThereIsOne(string? token)
    {
        long set = 0;
        using HttpHosts hosts = Start(o => o.Token = token, value => set = value);
        Response challenge = Ask(hosts, "POST", "/api/outputs/light", null, "1");
        Assert.Equal(401, challenge.Status);
        Assert.Equal(token != null, challenge.Head.Contains("Bearer", StringComparison.Ordinal));
        Assert.Equal(0, set);
        Assert.InRange(Ask(hosts, "POST", "/api/outputs/light", DigestClient.Authorize("POST", "/api/outputs/light", NonceOf(challenge), 1, "auth-int", "1"), "1").Status, 200, 204);
        Assert.Equal(1, set);
        Assert.Equal(token == null ? 401 : 200, Ask(hosts, "POST", "/api/interval", "Bearer token-for-scripts", "500").Status);
        Assert.Equal(401, Ask(hosts, "GET", "/capture", null).Status);
        foreach (string path in Reading.SkipLast(1))
        {
            Assert.Equal(200, Ask(hosts, "GET", path, null).Status);
        }
    }

    [Fact]
    public void Reading_NeedsThePassword_WhereItIsClosed_ButForThePageItself()
    {
        using HttpHosts hosts = Start(o => o.ReadingNeedsLogin = true, _ => { });
        foreach (string path in Reading)
        {
            Response challenge = Ask(hosts, "GET", path, null);
            Assert.Equal(401, challenge.Status);
            if (path != "/api/events")
            {
                Assert.Equal(200, Ask(hosts, "GET", path, DigestClient.Authorize("GET", path, NonceOf(challenge), 1)).Status);
            }
        }

        Assert.Equal(200, Ask(hosts, "GET", "/", null).Status);
    }

    [Fact]
    public void WithoutAPassword_NobodyCommands_UntilOneIsSet()
    {
        DigestAuthenticator login = null!;
        using HttpHosts hosts = Start(o => (login = (DigestAuthenticator)o.Login).SetSecret(null), _ => { });
        Assert.Equal(403, Ask(hosts, "POST", "/api/outputs/light", null, "1").Status);
        login.SetSecret(DigestSecret.Make("admin", "nano", Password));
        Assert.Equal(401, Ask(hosts, "POST", "/api/outputs/light", null, "1").Status);
    }

    [Fact]
    public void ClosedReading_NeedsAWayIn_AndNoPortThatAsksNobody()
    {
        Assert.Throws<ArgumentException>(() => new TelemetryOptions { ReadingNeedsLogin = true }.Validate());
        Assert.Throws<ArgumentException>(() => new TelemetryOptions { ReadingNeedsLogin = true, Token = "token-for-scripts", PushPort = 7000 }.Validate());
        new TelemetryOptions { ReadingNeedsLogin = true, Token = "token-for-scripts" }.Validate();
    }

    private static string NonceOf(Response response) => Regex.Match(response.Head, "nonce=\"([^\"]*)\"").Groups[1].Value;

    private static HttpHosts Start(Action<TelemetryOptions> configure, Action<long> set)
    {
        ReadingRegistry registry = new(capacity: 4, outputCapacity: 1, history: 2);
        registry.AddOutput("light", "Light", 0, 1, 0, value => set(value));
        return new HttpHosts(
            server =>
            {
                TelemetryOptions options = new() { Login = new DigestAuthenticator(server.Runner, new DigestOptions { Secret = DigestSecret.Make("admin", "nano", Password) }) };
                configure(options);
                new TelemetryServer(server, registry, options).Open();
            },
            o =>
            {
                o.Connections = 6;
                o.IdleTimeout = 3_600_000;
            });
    }

    private static Response Ask(HttpHosts hosts, string method, string target, string? authorization, string body = "")
    {
        using Client client = hosts.Connect();
        string field = authorization == null ? "" : $"Authorization: {authorization}\r\n";
        string length = method == "GET" ? "" : $"Content-Length: {body.Length}\r\n";
        client.Send($"{method} {target} HTTP/1.1\r\nHost: b\r\n{field}{length}\r\n{body}");
        return client.ReadResponse();
    }
}
