using System.Text;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Http.Digest;

public class DigestVerifierTests
{
    // RFC 7616 section 3.9.1, the SHA-256 half.
    private const string Example = "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=SHA-256, "
        + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
        + "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    private readonly DigestVerifier verifier = new();
    private readonly DigestCredentials credentials = new();

    public DigestVerifierTests() => verifier.SetSecret(DigestSecret.Hash("Mufasa:http-auth@example.org:Circle of Life"));

    [Fact]
    public void Response_OfTheRfcsExample_IsRight() => Assert.True(IsRight(Example));

    [Theory]
    [InlineData("/dir/index.html", "/dir/index.htm")]
    [InlineData("GiTo0v", "GiTo0w")]
    [InlineData("00000001", "00000002")]
    [InlineData("xURZJ", "xURZK")]
    [InlineData("qop=auth", "qop=auty")]
    [InlineData("753927fa", "653927fa")]
    [InlineData("cb6c1", "cb6c0")]
    public void Response_ToAnythingElse_IsWrong(string part, string other) => Assert.False(IsRight(Example.Replace(part, other)));

    [Fact]
    public void Response_ForAnotherMethodOrSecret_IsWrong()
    {
        Assert.False(IsRight(Example, "POST"));
        verifier.SetSecret(DigestSecret.Hash("Mufasa:http-auth@example.org:Circle of life"));
        Assert.False(IsRight(Example));
        verifier.SetSecret(null);
        Assert.False(verifier.HasSecret);
        Assert.False(IsRight(Example));
    }

    /// <summary>With auth-int, the body belongs to what is hashed.</summary>
    [Fact]
    public void Response_WithIntegrity_IsThatOfTheBody()
    {
        string field = DigestClient.Authorize("POST", "/api/x?y=1", "nonce", 7, "auth-int", "value=1", "Mufasa", "http-auth@example.org", "Circle of Life");
        Assert.True(IsRight(field, "POST", "value=1"));
        Assert.False(IsRight(field, "POST", "value=2"));
        Assert.False(IsRight(field, "POST", ""));
        Assert.False(IsRight(field, "POST"));
    }

    [Fact]
    public void Verification_AllocatesNothing()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Example);
        Assert.Equal(0, Allocations.Of(() =>
        {
            credentials.Read(bytes, 0, bytes.Length);
            verifier.IsRight(credentials, "GET", null);
        }));
    }

    [Fact]
    public void Secret_IsTheHash_AndNotThePassword()
    {
        // Computed with Python's hashlib.
        Assert.Equal("7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232", DigestSecret.Hash("Mufasa:http-auth@example.org:Circle of Life"));
        Assert.Equal(DigestSecret.Hash("admin:nano:pässword"), DigestSecret.Make("admin", "nano", "pässword"));
        Assert.True(DigestSecret.IsSecret(DigestSecret.Make("admin", "nano", "x")));
        Assert.False(DigestSecret.IsSecret(null));
        Assert.False(DigestSecret.IsSecret(new string('0', 63)));
        Assert.False(DigestSecret.IsSecret(new string('0', 65)));
        Assert.False(DigestSecret.IsSecret(new string('A', 64)));
        Assert.True(DigestSecret.IsSecret(new string('f', 64)));
    }

    [Theory]
    [InlineData("", "nano", "x")]
    [InlineData("a:b", "nano", "x")]
    [InlineData("admin", "na\"no", "x")]
    [InlineData("admin", "", "x")]
    [InlineData("admin", "nano", "")]
    [InlineData("admin", "nano", null)]
    [InlineData(null, "nano", "x")]
    [InlineData("admin", null, "x")]
    [InlineData("a23456789012345678901234567890123", "nano", "x")]
    public void Secret_OfImpossibleNames_IsRefused(string? user, string? realm, string? password) =>
        Assert.Throws<ArgumentException>(() => DigestSecret.Make(user, realm, password));

    [Fact]
    public void Options_AreChecked()
    {
        new DigestOptions { Secret = new string('0', 64) }.Validate();
        Assert.Throws<ArgumentException>(() => new DigestOptions { Realm = "a\"b" }.Validate());
        Assert.Throws<ArgumentException>(() => new DigestOptions { UserName = "a:b" }.Validate());
        Assert.Throws<ArgumentException>(() => new DigestOptions { NonceLifetime = 9 }.Validate());
        Assert.Throws<ArgumentException>(() => new DigestOptions { Nonces = 0 }.Validate());
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => new DigestOptions { Secret = "hunter2" }.Validate());
        Assert.DoesNotContain("hunter2", wrong.Message);
    }

    private bool IsRight(string field, string method = "GET", string? body = null)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(field);
        Assert.True(credentials.Read(bytes, 0, bytes.Length));
        HttpText? text = null;
        if (body != null)
        {
            text = new HttpText();
            text.Set(Encoding.ASCII.GetBytes(body), 0, body.Length, false);
        }

        return verifier.IsRight(credentials, method, text);
    }
}
