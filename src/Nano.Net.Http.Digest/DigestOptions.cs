using System;

namespace Nano.Net.Http.Digest
{
    /// <summary>Settings of a <see cref="DigestAuthenticator"/>.</summary>
    /// <remarks>Fields, because properties would cost the device flash for nothing.</remarks>
    public sealed class DigestOptions
    {
        /// <summary>
        /// The realm (RFC 9110 section 11.5), 1 to 32 letters, digits and spaces; "nano" by default. It goes into the secret:
        /// with another realm the password has to be set anew.
        /// </summary>
        public string Realm = "nano";

        /// <summary>The name of the one user, 1 to 32 letters, digits, '.', '-' and '_'; "admin" by default. It goes into the secret, too.</summary>
        public string UserName = "admin";

        /// <summary>The secret, as <see cref="DigestSecret.Make"/> makes it of the password; null (the default) to let nobody in before one is set.</summary>
        public string Secret;

        /// <summary>Seconds for which a nonce is good, 10 to 86,400; 300 by default. Then the client is told to take another one, which no user sees.</summary>
        public int NonceLifetime = 300;

        /// <summary>Nonces in use at once whose requests are remembered, 1 to 1,024; 8 by default. A client that displaces another one costs that one another request.</summary>
        public int Nonces = 8;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            DigestSecret.CheckNames(UserName, Realm);
            Range.Check(NonceLifetime, "NonceLifetime", 10, 86400);
            Range.Check(Nonces, "Nonces", 1, 1024);
            if (Secret != null)
            {
                DigestSecret.Check(Secret);
            }
        }
    }
}
