using System.Text.RegularExpressions;
using Nano.Net.Http;
using Nano.Net.Http.Digest;

namespace Nano.Net.Tests.Http.Digest;

/// <summary>Login by Digest at the server, as a client sees it.</summary>
public sealed class DigestServerTests : IDisposable
{
    private const string Password = "correct horse";
    private const string Token = "token-for-scripts";

    private readonly HttpHosts hosts;
    private DigestAuthenticator login = null!;

    public DigestServerTests()
    {
        hosts = new HttpHosts(
            server =>
            {
                login = new DigestAuthenticator(server.Runner, new DigestOptions { Secret = DigestSecret.Make("admin", "nano", Password), Nonces = 2 });
                server.Map(HttpMethods.Get | HttpMethods.Post, "/api/*", (request, response) => response.Write("did " + request.Body), login);
                server.Map(HttpMethods.Get, "/both", (_, response) => response.Write("both"), new EitherAuthenticator(login, new BearerToken(Token)));
            },
            o => o.IdleTimeout = 3_600_000);
    }

    public void Dispose() => hosts.Dispose();

    [Fact]
    public void RequestWithoutCredentials_GetsAChallenge()
    {
        Response response = Ask("GET", "/api/x", null);
        Assert.Equal(401, response.Status);
        Assert.Matches(
            "^Digest realm=\"nano\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=\"[A-Za-z0-9_-]{22}\", opaque=\"[A-Za-z0-9_-]{5}\", userhash=true$",
            response.Header("WWW-Authenticate"));
        Assert.Equal(HttpFailure.None, hosts.Failure);
    }

    [Theory]
    [InlineData("auth")]
    [InlineData("auth-int")]
    public void RequestWithThePassword_IsDone_AndASecondWithTheSameNonce(string qop)
    {
        string nonce = Nonce();
        for (int count = 1; count <= 40; count++)
        {
            string body = "value=" + count;
            Assert.Equal("did " + body, Ask("POST", "/api/a%20b?c=%41", DigestClient.Authorize("POST", "/api/a%20b?c=%41", nonce, count, qop, body), body).Body);
        }

        Assert.Equal(0, login.StaleRequests);
    }

    [Fact]
    public void RecordedRequest_IsNotTakenAgain()
    {
        string nonce = Nonce();
        string recorded = DigestClient.Authorize("POST", "/api/x", nonce, 1);
        Assert.Equal(200, Ask("POST", "/api/x", recorded, "on").Status);
        Response again = Ask("POST", "/api/x", recorded, "on");
        Assert.Equal(401, again.Status);
        Assert.EndsWith(", stale=true", again.Header("WWW-Authenticate"));
        Assert.Equal(1, login.StaleRequests);

        // It was no guess, and the owner goes on.
        Assert.Equal(HttpFailure.None, hosts.Failure);
        Assert.Equal(200, Ask("POST", "/api/x", DigestClient.Authorize("POST", "/api/x", nonce, 2), "on").Status);
    }

    [Fact]
    public void RecordedBody_IsNotToBeChanged_WithIntegrity()
    {
        string nonce = Nonce();
        Assert.Equal(401, Ask("POST", "/api/x", DigestClient.Authorize("POST", "/api/x", nonce, 1, "auth-int", "on"), "of").Status);
        Assert.Equal(200, Ask("POST", "/api/x", DigestClient.Authorize("POST", "/api/x", nonce, 1, "auth-int", "on"), "on").Status);
    }

    /// <summary>The count is used up once, although the server looks at the head before the body is there.</summary>
    [Theory]
    [InlineData("auth")]
    [InlineData("auth-int")]
    public void BodyThatComesLater_IsCheckedWhenItIsThere(string qop)
    {
        string field = DigestClient.Authorize("POST", "/api/x", Nonce(), 1, qop, "on");
        using Client client = hosts.Connect();
        client.Send($"POST /api/x HTTP/1.1\r\nHost: b\r\nAuthorization: {field}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        Assert.Equal(100, client.ReadResponse().Status);
        client.Send("on");
        Assert.Equal("did on", client.ReadResponse().Body);
    }

    [Fact]
    public void HeadAlone_WithWrongCredentials_ForgivesNoFailure()
    {
        string wrong = DigestClient.Authorize("POST", "/api/x", "n", 1, password: "wrong");
        for (int i = 0; i < 5; i++)
        {
            using Client client = hosts.Connect();
            client.Send($"POST /api/x HTTP/1.1\r\nHost: b\r\nAuthorization: {wrong}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            Assert.Equal(100, client.ReadResponse().Status);
            client.Send("on");
            Assert.Equal(401, client.ReadResponse().Status);
        }

        Assert.Equal(429, Ask("GET", "/api/x", wrong).Status);
    }

    [Fact]
    public void Nonce_IsGoodForItsLifetime_AndStaleThen()
    {
        string nonce = Nonce();
        hosts.Skip(290_000);
        Assert.Equal(200, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 1)).Status);
        hosts.Skip(11_000);
        Response late = Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 2));
        Assert.Equal(401, late.Status);
        Assert.EndsWith(", stale=true", late.Header("WWW-Authenticate"));
        Assert.Equal(200, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", NonceOf(late), 1)).Status);
    }

    [Fact]
    public void NonceOfSomebodyElse_IsStale_OnlyForWhoKnowsThePassword()
    {
        Assert.EndsWith(", stale=true", Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", "dcd98b7102dd2f0e8b11d0", 1)).Header("WWW-Authenticate"));
        Response wrong = Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", "dcd98b7102dd2f0e8b11d0", 1, password: "guess"));
        Assert.EndsWith("userhash=true", wrong.Header("WWW-Authenticate"));
        Assert.Equal(HttpFailure.CredentialsWrong, hosts.Failure);
    }

    [Fact]
    public void NoncesBeyondTheTable_AreStale_AndNeverPlayedAgain()
    {
        string[] recorded = [.. Enumerable.Range(0, 3).Select(_ => DigestClient.Authorize("GET", "/api/x", Nonce(), 1))];
        foreach (string field in recorded)
        {
            Assert.Equal(200, Ask("GET", "/api/x", field).Status);
        }

        foreach (string field in recorded)
        {
            Assert.EndsWith(", stale=true", Ask("GET", "/api/x", field).Header("WWW-Authenticate"));
        }
    }

    /// <summary>Challenges cost the server no memory: a thousand of them displace nobody.</summary>
    [Fact]
    public void Challenges_FillNoTable()
    {
        string nonce = Nonce();
        Assert.Equal(200, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 1)).Status);
        using Client client = hosts.Connect();
        for (int i = 0; i < 1000; i++)
        {
            client.Send("GET /api/x HTTP/1.1\r\nHost: b\r\n\r\n");
            Assert.Equal(401, client.ReadResponse().Status);
        }

        Assert.Equal(200, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 2)).Status);
    }

    [Theory]
    [InlineData("uri=\"/api/x\"", "uri=\"/api/y\"")]
    [InlineData("uri=\"/api/x\"", "uri=\"/api/x?y\"")]
    [InlineData("qop=auth", "qop=other")]
    [InlineData("nc=00000001", "nc=1")]
    [InlineData("nc=00000001", "nc=0000000A")]
    [InlineData(", nc=00000001", "")]
    [InlineData("cnonce=\"0a4f113b9c27d85e\"", "cnonce=\"\"")]
    [InlineData("username=\"admin\"", "username=\"root\"")]
    [InlineData("username=\"admin\", ", "")]
    [InlineData("response=\"", "response=\"0")]
    [InlineData("algorithm=SHA-256, ", "")]
    [InlineData("Digest ", "Digest realm=\"nano\", ")]
    public void CredentialsThatAreNotInOrder_AreWrong(string part, string other)
    {
        string field = DigestClient.Authorize("GET", "/api/x", Nonce(), 1);
        Assert.Contains(part, field);
        Assert.Equal(401, Ask("GET", "/api/x", field.Replace(part, other)).Status);
        Assert.Equal(HttpFailure.CredentialsWrong, hosts.Failure);
    }

    [Theory]
    [InlineData("algorithm=SHA-256", "algorithm=MD5")]
    [InlineData("realm=\"nano\"", "realm=\"other\"")]
    [InlineData("Digest ", "Negotiate ")]
    public void CredentialsForSomethingElse_AreNoGuess(string part, string other)
    {
        string field = DigestClient.Authorize("GET", "/api/x", Nonce(), 1);
        Assert.Equal(401, Ask("GET", "/api/x", field.Replace(part, other)).Status);
        Assert.Equal(HttpFailure.None, hosts.Failure);
    }

    [Fact]
    public void TargetThatWasHashed_IsThatOfTheRequest()
    {
        string nonce = Nonce();
        int count = 0;
        int Status(string target, string hashed) => Ask("GET", target, DigestClient.Authorize("GET", hashed, nonce, ++count)).Status;
        Assert.Equal(200, Status("/api/a%2Fb", "/api/a%2fb"));
        Assert.Equal(200, Status("/api/ab", "/api/%61b"));
        Assert.Equal(200, Status("http://b/api/ab?q", "/api/ab?q"));
        Assert.Equal(401, Status("/api/ab", "/api/a"));
        Assert.Equal(401, Status("/api/a", "/api/ab"));
        Assert.Equal(401, Status("/api/a?b=1", "/api/a?b=2"));
        Assert.Equal(401, Status("/api/a?b=1", "/api/a"));
        Assert.Equal(401, Status("/api/a", "/api/%6"));
    }

    [Fact]
    public void UserHash_StandsForTheName()
    {
        string field = DigestClient.Authorize("GET", "/api/x", Nonce(), 1, more: ", userhash=true");
        string hashed = field.Replace("username=\"admin\"", $"username=\"{DigestClient.Hash("admin:nano")}\"");
        Assert.Equal(401, Ask("GET", "/api/x", field).Status);
        Assert.Equal(200, Ask("GET", "/api/x", hashed).Status);
    }

    [Fact]
    public void Opaque_ComesBackAsItWas_OrNotAtAll()
    {
        Response challenge = Ask("GET", "/api/x", null);
        string opaque = Regex.Match(challenge.Header("WWW-Authenticate")!, "opaque=\"([^\"]*)\"").Groups[1].Value;
        string nonce = NonceOf(challenge);
        Assert.Equal(200, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 1, more: $", opaque=\"{opaque}\"")).Status);
        Assert.Equal(401, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 2, more: ", opaque=\"other\"")).Status);
    }

    [Fact]
    public void AnotherPassword_CountsAtOnce_AndWithoutOneNobodyIsLetIn()
    {
        string nonce = Nonce();
        login.SetSecret(DigestSecret.Make("admin", "nano", "battery staple"));
        Assert.Equal(401, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 1)).Status);
        Assert.Equal(200, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 1, password: "battery staple")).Status);
        login.SetSecret(null);
        Assert.False(login.HasSecret);
        Assert.Equal(403, Ask("GET", "/api/x", DigestClient.Authorize("GET", "/api/x", nonce, 2, password: "battery staple")).Status);
        Assert.Equal(403, Ask("GET", "/api/x", null).Status);
        Assert.Throws<ArgumentException>(() => login.SetSecret("battery staple"));
    }

    [Fact]
    public void EitherOfTwo_LetsIn_AndBothAreOffered()
    {
        Response challenge = Ask("GET", "/both", null);
        Assert.Contains("\r\nWWW-Authenticate: Digest realm=\"nano\", ", challenge.Head);
        Assert.Contains("\r\nWWW-Authenticate: Bearer realm=\"nano\"\r\n", challenge.Head);
        Assert.Equal(200, Ask("GET", "/both", "Bearer " + Token).Status);
        Assert.Equal(200, Ask("GET", "/both", DigestClient.Authorize("GET", "/both", NonceOf(challenge), 1)).Status);
        Response wrong = Ask("GET", "/both", "Bearer wrong-token");
        Assert.Contains("Bearer realm=\"nano\", error=\"invalid_token\"", wrong.Head);
        Assert.DoesNotContain("stale", wrong.Head);
        Response stale = Ask("GET", "/both", DigestClient.Authorize("GET", "/both", NonceOf(challenge), 1));
        Assert.Contains("stale=true", stale.Head);
        Assert.Contains("Bearer realm=\"nano\"\r\n", stale.Head);
        login.SetSecret(null);
        Assert.DoesNotContain("Digest", Ask("GET", "/both", null).Head);
        Assert.Equal(200, Ask("GET", "/both", "Bearer " + Token).Status);
    }

    private static string NonceOf(Response response) => Regex.Match(response.Head, "nonce=\"([^\"]*)\"").Groups[1].Value;

    private string Nonce() => NonceOf(Ask("GET", "/api/x", null));

    private Response Ask(string method, string target, string? authorization, string body = "")
    {
        using Client client = hosts.Connect();
        string field = authorization == null ? "" : $"Authorization: {authorization}\r\n";
        string length = method == "GET" ? "" : $"Content-Length: {body.Length}\r\n";
        client.Send($"{method} {target} HTTP/1.1\r\nHost: b\r\n{field}{length}\r\n{body}");
        return client.ReadResponse();
    }
}
