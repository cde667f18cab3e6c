using System;
using System.Text;

namespace Nano.Net.Http
{
    /// <summary>A secret that a client must name to be let in (RFC 6750). It is never written anywhere.</summary>
    public sealed class BearerToken : HttpAuthenticator
    {
        private const string Scheme = "bearer ";

        private readonly byte[] secret;

        /// <summary>Makes one.</summary>
        /// <param name="token">The token: 8 characters or more of letters, digits and -._~+/ with = at the end (RFC 6750 section 2.1).</param>
        /// <exception cref="ArgumentException">It is too short, or has other characters.</exception>
        public BearerToken(string token)
        {
            secret = Encoding.UTF8.GetBytes(token ?? "");
            bool right = secret.Length >= 8;
            bool padding = false;
            for (int i = 0; i < secret.Length && right; i++)
            {
                int c = secret[i];
                int lower = c | 0x20;
                bool plain = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
                right = c == '=' || (plain && !padding);
                padding |= c == '=';
            }

            if (!right)
            {
                throw new ArgumentException("a token has 8 characters or more, of letters, digits and -._~+/ with = at the end");
            }
        }

        // RFC 6750 section 2.1.
        internal override Credentials Check(HttpRequest request, bool isWhole)
        {
            byte[] buffer = request.buffer;
            int at = request.authorization;
            if (at < 0)
            {
                return Credentials.Wrong;
            }

            int end = at + request.authorizationLength;
            if (end - at < Scheme.Length || !Ascii.EqualIgnoringCase(buffer, at, Scheme))
            {
                return Credentials.None;
            }

            at += Scheme.Length;
            while (at < end && buffer[at] == Ascii.Space)
            {
                at++;
            }

            return Matches(buffer, at, end - at) ? Credentials.Right : Credentials.Wrong;
        }

        // RFC 6750 section 3.
        internal override void Challenge(HttpResponse response, string realm, Credentials named)
        {
            response.AddHeader("WWW-Authenticate", "Bearer realm=\"" + realm + (named == Credentials.Wrong ? "\", error=\"invalid_token\"" : "\""));
        }

        /// <summary>Whether a token is this one. How long that takes depends on what was presented, not on the secret.</summary>
        internal bool Matches(byte[] buffer, int offset, int length)
        {
            byte[] own = secret;
            int difference = length ^ own.Length;
            int at = 0;
            for (int i = 0; i < length; i++)
            {
                difference |= buffer[offset + i] ^ own[at];
                at++;
                if (at == own.Length)
                {
                    at = 0;
                }
            }

            return difference == 0;
        }
    }
}
