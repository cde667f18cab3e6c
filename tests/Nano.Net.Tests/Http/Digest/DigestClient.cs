using System.Security.Cryptography;
using System.Text;

namespace Nano.Net.Tests.Http.Digest;

/// <summary>A client of HTTP Digest with SHA-256 by .NET's hash: what RFC 7616 section 3.4 makes of a challenge and a password.</summary>
internal static class DigestClient
{
    /// <summary>The value of the Authorization field for a request.</summary>
    public static string Authorize(
        string method,
        string uri,
        string nonce,
        int count,
        string qop = "auth",
        string body = "",
        string user = "admin",
        string realm = "nano",
        string password = "correct horse",
        string cnonce = "0a4f113b9c27d85e",
        string more = "")
    {
        string secret = Hash($"{user}:{realm}:{password}");
        string second = Hash(qop == "auth-int" ? $"{method}:{uri}:{Hash(body)}" : $"{method}:{uri}");
        string response = Hash($"{secret}:{nonce}:{count:x8}:{cnonce}:{qop}:{second}");
        return $"Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm=SHA-256, qop={qop}, nc={count:x8}, cnonce=\"{cnonce}\", response=\"{response}\"{more}";
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
