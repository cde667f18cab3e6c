using System.Text;
using Nano.Net.Http.Digest;

namespace Nano.Net.Tests.Http.Digest;

/// <summary>The Authorization field of RFC 7616 section 3.4, taken apart.</summary>
public class DigestCredentialsTests
{
    private readonly DigestCredentials credentials = new();

    [Fact]
    public void AllParameters_AreFound_QuotedOrNot_InAnyOrderAndCase()
    {
        Assert.True(Read("dIgEsT nc=00000001, USERNAME=\"admin\",realm = \"nano\" ,\turi=\"/a,b?c=d\", Response=abc, cnonce=\"x=y\", qop=auth,nonce=n, algorithm=SHA-256, opaque=\"\", userhash=false"));
        Assert.Equal("admin", Value(DigestCredentials.UserName));
        Assert.Equal("nano", Value(DigestCredentials.Realm));
        Assert.Equal("n", Value(DigestCredentials.Nonce));
        Assert.Equal("/a,b?c=d", Value(DigestCredentials.Uri));
        Assert.Equal("abc", Value(DigestCredentials.Response));
        Assert.Equal("SHA-256", Value(DigestCredentials.Algorithm));
        Assert.Equal("x=y", Value(DigestCredentials.ClientNonce));
        Assert.Equal("00000001", Value(DigestCredentials.NonceCount));
        Assert.Equal("auth", Value(DigestCredentials.Qop));
        Assert.Equal("", Value(DigestCredentials.Opaque));
        Assert.Equal("false", Value(DigestCredentials.UserHash));
        Assert.False(credentials.IsAmbiguous);
    }

    [Theory]
    [InlineData("Digest username=\"a\",")]
    [InlineData("Digest , ,username=\"a\" , ")]
    [InlineData("Digest  other=1, username=a, another=\"\\\"\"")]
    public void EmptyElements_AndUnknownParameters_AreSkipped(string field)
    {
        Assert.True(Read(field));
        Assert.Equal("a", Value(DigestCredentials.UserName));
        Assert.Equal(-1, credentials.LengthOf(DigestCredentials.Realm));
        Assert.False(credentials.IsAmbiguous);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Digest")]
    [InlineData("Digestusername=\"a\"")]
    [InlineData("Digest-MD5 username=a")]
    [InlineData("Digest username")]
    [InlineData("Digest username=")]
    [InlineData("Digest username=,")]
    [InlineData("Digest =a")]
    [InlineData("Digest username=\"a")]
    [InlineData("Digest username=\"a\\")]
    [InlineData("Digest username=\"a\\\"")]
    [InlineData("Digest username=\"a\" realm=\"b\"")]
    [InlineData("Digest username=a@b")]
    [InlineData("Digest username=\"a\";realm=b")]
    [InlineData("Digest username=a, username=a")]
    [InlineData("Digest nc=1, qop=auth, nc=1")]
    public void WhatIsMalformed_IsRefused(string field) => Assert.False(Read(field));

    /// <summary>Nothing behind the field is looked at, wherever it ends.</summary>
    [Fact]
    public void EveryBeginning_OfAField_StaysWithinIt()
    {
        byte[] whole = Encoding.ASCII.GetBytes("Digest username=\"a\\\"b\", realm=x, nonce=\"abc\" , uri=\"/\", response=0");
        for (int length = 0; length <= whole.Length; length++)
        {
            byte[] exact = whole[..length];
            credentials.Read(exact, 0, length);
        }
    }

    [Fact]
    public void Escapes_AreResolved_InUserNameAndRealm()
    {
        Assert.True(Read("Digest username=\"a\\\"\\\\\\b\", realm=\"\\nano\""));
        Assert.True(credentials.Is(DigestCredentials.UserName, Encoding.ASCII.GetBytes("a\"\\b")));
        Assert.True(credentials.Is(DigestCredentials.Realm, Encoding.ASCII.GetBytes("nano")));
        Assert.False(credentials.IsAmbiguous);
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("uri")]
    [InlineData("cnonce")]
    [InlineData("qop")]
    [InlineData("response")]
    public void Escapes_InWhatIsHashed_AreAmbiguous(string name)
    {
        Assert.True(Read($"Digest {name}=\"a\\b\""));
        Assert.True(credentials.IsAmbiguous);
    }

    [Fact]
    public void Is_ComparesAllOfAValue()
    {
        Assert.True(Read("Digest username=\"admin\", realm=\"\""));
        Assert.True(credentials.Is(DigestCredentials.UserName, Encoding.ASCII.GetBytes("admin")));
        Assert.False(credentials.Is(DigestCredentials.UserName, Encoding.ASCII.GetBytes("admi")));
        Assert.False(credentials.Is(DigestCredentials.UserName, Encoding.ASCII.GetBytes("admins")));
        Assert.False(credentials.Is(DigestCredentials.UserName, Encoding.ASCII.GetBytes("Admin")));
        Assert.True(credentials.Is(DigestCredentials.Realm, []));
        Assert.False(credentials.Is(DigestCredentials.Nonce, []));
    }

    [Fact]
    public void HexadecimalNumbers_AreOfEightLowerCaseDigits()
    {
        Assert.True(Read("Digest nc=0123abcf, nonce=fffffff0, cnonce=0000000A"));
        Assert.True(credentials.TryReadHex(credentials.StartOf(DigestCredentials.NonceCount), out uint value));
        Assert.Equal(0x0123ABCFu, value);
        Assert.True(credentials.TryReadHex(credentials.StartOf(DigestCredentials.Nonce), out value));
        Assert.Equal(0xFFFFFFF0u, value);
        Assert.False(credentials.TryReadHex(credentials.StartOf(DigestCredentials.ClientNonce), out _));
    }

    private bool Read(string field)
    {
        byte[] bytes = Encoding.ASCII.GetBytes("xx" + field + "\", nc=2");
        return credentials.Read(bytes, 2, 2 + field.Length);
    }

    private string Value(int parameter) => Encoding.ASCII.GetString(credentials.buffer, credentials.StartOf(parameter), credentials.LengthOf(parameter));
}
