using System;
using System.Text;
using Nano.Net.Core;
using Nano.Net.Sockets;

namespace Nano.Net.Http.Digest
{
    /// <summary>
    /// Lets in who knows a password, by HTTP Digest with SHA-256 (RFC 7616): neither the password nor anything that could be used
    /// again crosses the wire, and a request that was recorded is not taken a second time. One user, whose password is not kept
    /// here either, but its hash.
    /// <code>
    /// DigestAuthenticator login = new DigestAuthenticator(runner, new DigestOptions { Secret = secret });
    /// server.Map(HttpMethods.Post, "/api/led", SetLed, login);
    /// </code>
    /// </summary>
    /// <remarks>
    /// Both qualities of protection are offered: auth protects the method and the target, auth-int the body as well. What is
    /// answered is neither encrypted nor protected. A nonce is the time and a keyed hash, so that asking for nonces fills no
    /// table; the counts that came with a nonce (nc) are remembered for those few in use, up to 32 requests out of order.
    /// One authenticator may stand for any number of routes of one server. No check allocates anything.
    /// </remarks>
    public sealed class DigestAuthenticator : HttpAuthenticator
    {
        // "DIGE"
        private const uint Purpose = 0x44494745;

        private readonly StackRunner runner;
        private readonly DigestVerifier verifier = new DigestVerifier();
        private readonly DigestCredentials credentials = new DigestCredentials();
        private readonly NonceTable nonces;
        private readonly int lifetime;
        private readonly string realm;
        private readonly byte[] realmBytes;
        private readonly byte[] userName;

        // H(user:realm), for clients that do not tell the name (RFC 7616 section 3.4.4).
        private readonly byte[] userHash;

        // Made when it is needed first: by then the stack has gathered what goes into its secret.
        private NonceIssuer issuer;

        /// <summary>Makes one.</summary>
        /// <param name="runner">Runs the stack, whose clock and secret it uses.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentNullException">There is no runner, or there are no options.</exception>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public DigestAuthenticator(StackRunner runner, DigestOptions options)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            this.runner = runner;
            lifetime = options.NonceLifetime;
            nonces = new NonceTable(options.Nonces);
            realm = options.Realm;
            UserName = options.UserName;
            realmBytes = Encoding.UTF8.GetBytes(realm);
            userName = Encoding.UTF8.GetBytes(UserName);
            userHash = Encoding.UTF8.GetBytes(DigestSecret.Hash(UserName + ":" + realm));
            verifier.SetSecret(options.Secret);
        }

        /// <summary>The name of the user.</summary>
        public string UserName { get; }

        /// <summary>The realm.</summary>
        public string Realm
        {
            get { return realm; }
        }

        /// <summary>Whether there is a secret: without one, nobody is let in, and 403 is the answer.</summary>
        public override bool HasSecret
        {
            get { return verifier.HasSecret; }
        }

        /// <summary>Requests with the right password that were not let in because they had been made before, or because their nonce was old.</summary>
        public long StaleRequests { get; private set; }

        /// <summary>Takes another secret, at once; any thread may call this.</summary>
        /// <param name="secret">The secret, as <see cref="DigestSecret.Make"/> makes it of a password; null to let nobody in.</param>
        /// <exception cref="ArgumentException">It is no secret.</exception>
        public void SetSecret(string secret)
        {
            if (secret != null)
            {
                DigestSecret.Check(secret);
            }

            verifier.SetSecret(secret);
        }

        internal override Credentials Check(HttpRequest request, bool isWhole)
        {
            int at = request.authorization;
            int end = at + request.authorizationLength;
            if (at < 0)
            {
                return Credentials.Wrong;
            }

            if (!DigestCredentials.IsScheme(request.buffer, at, end))
            {
                return Credentials.None;
            }

            // Its count is used up once, when the body is there.
            return isWhole ? Verify(request, at, end) : Credentials.Right;
        }

        // RFC 7616 section 3.3.
        internal override void Challenge(HttpResponse response, string serverRealm, Credentials named)
        {
            NonceIssuer nonce = Issuer;
            response.BeginHeader("WWW-Authenticate");
            response.Write("Digest realm=\"");
            response.Write(realm);
            response.Write("\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=\"");
            response.Write(nonce.Issue(Second), 0, NonceIssuer.Length);
            response.Write("\", opaque=\"");
            response.Write(nonce.Opaque, 0, nonce.Opaque.Length);
            response.Write(named == Credentials.Stale ? "\", userhash=true, stale=true" : "\", userhash=true");
            response.EndHeader();
        }

        private NonceIssuer Issuer
        {
            get
            {
                if (issuer == null)
                {
                    lock (runner.sync)
                    {
                        StackContext context = runner.stack.context;
                        context.SettleSecret();
                        KeyedHash hash = context.hash;
                        issuer = new NonceIssuer(new KeyedHash(hash.Compute(Purpose, 0, 0, 0, 0), hash.Compute(Purpose, 1, 0, 0, 0)));
                    }
                }

                return issuer;
            }
        }

        private uint Second
        {
            get { return (uint)(runner.Clock.Milliseconds / 1000); }
        }

        private Credentials Verify(HttpRequest request, int at, int end)
        {
            DigestCredentials c = credentials;
            uint count;
            if (!c.Read(request.buffer, at, end) || !IsComplete(c) || !c.TryReadHex(c.StartOf(DigestCredentials.NonceCount), out count))
            {
                return Credentials.Wrong;
            }

            if (!c.IsToken(DigestCredentials.Algorithm, "SHA-256") || !c.Is(DigestCredentials.Realm, realmBytes))
            {
                // An answer to somebody else's question.
                return Credentials.None;
            }

            bool isInt = c.IsToken(DigestCredentials.Qop, "auth-int");
            byte[] name = c.IsToken(DigestCredentials.UserHash, "true") ? userHash : userName;
            if ((!isInt && !c.IsToken(DigestCredentials.Qop, "auth"))
                || !c.Is(DigestCredentials.UserName, name)
                || !RequestTarget.IsSame(c.buffer, c.StartOf(DigestCredentials.Uri), c.LengthOf(DigestCredentials.Uri), request)
                || !verifier.IsRight(c, HttpMethodName.Of(request.Method), isInt ? request.Body : null))
            {
                return Credentials.Wrong;
            }

            // Who is here knows the password, or has recorded somebody who does.
            uint second;
            uint serial;
            if (Issuer.IsOwn(c.buffer, c.StartOf(DigestCredentials.Nonce), c.LengthOf(DigestCredentials.Nonce), out second, out serial)
                && Second - second <= (uint)lifetime
                && (c.LengthOf(DigestCredentials.Opaque) < 0 || c.Is(DigestCredentials.Opaque, Issuer.Opaque))
                && nonces.Add(serial, count))
            {
                return Credentials.Right;
            }

            StaleRequests++;
            return Credentials.Stale;
        }

        // All that RFC 7616 section 3.4 asks of a client, in sizes that can be.
        private static bool IsComplete(DigestCredentials c)
        {
            int nonce = c.LengthOf(DigestCredentials.Nonce);
            int clientNonce = c.LengthOf(DigestCredentials.ClientNonce);
            return nonce > 0 && nonce <= DigestVerifier.NonceLimit
                && clientNonce > 0 && clientNonce <= DigestVerifier.ClientNonceLimit
                && c.LengthOf(DigestCredentials.NonceCount) == 8
                && c.LengthOf(DigestCredentials.Response) == DigestSecret.Length
                && c.LengthOf(DigestCredentials.UserName) >= 0
                && c.LengthOf(DigestCredentials.Realm) >= 0
                && c.LengthOf(DigestCredentials.Uri) > 0
                && c.LengthOf(DigestCredentials.Qop) > 0
                && c.LengthOf(DigestCredentials.Algorithm) > 0
                && !c.IsAmbiguous;
        }
    }
}
