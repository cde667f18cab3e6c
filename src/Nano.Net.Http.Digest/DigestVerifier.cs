using System;
using System.Text;
using Nano.Net.Cryptography;

namespace Nano.Net.Http.Digest
{
    /// <summary>
    /// Computes what a client that knows the password answers (RFC 7616 section 3.4.1). The hash of the secret's digits, which
    /// are exactly one block, is made once.
    /// </summary>
    internal sealed class DigestVerifier
    {
        /// <summary>Bytes that a client's nonce may have.</summary>
        internal const int ClientNonceLimit = 128;

        /// <summary>Bytes that a nonce may have.</summary>
        internal const int NonceLimit = 64;

        private const int MethodLimit = 16;

        private readonly Sha256 sha = new Sha256();
        private readonly byte[] hash = new byte[Sha256.HashSize];
        private readonly byte[] hex = new byte[DigestSecret.Length];

        // What is hashed besides the secret: the nonces, the count, the quality of protection, another hash, five colons.
        private readonly byte[] text = new byte[NonceLimit + 8 + ClientNonceLimit + 8 + DigestSecret.Length + 5];

        // Where the hash of the secret's digits has come to; null where there is no secret. Replaced as a whole.
        private Sha256 begun;

        /// <summary>Whether there is a secret.</summary>
        internal bool HasSecret
        {
            get { return begun != null; }
        }

        /// <summary>Takes another secret; null for none.</summary>
        internal void SetSecret(string secret)
        {
            if (secret == null)
            {
                begun = null;
                return;
            }

            byte[] digits = Encoding.UTF8.GetBytes(secret);
            Sha256 next = new Sha256();
            next.Update(digits, 0, digits.Length);
            begun = next;
        }

        /// <summary>Whether the response is that of the secret. The lengths of the parameters have been checked.</summary>
        /// <param name="credentials">What the client says.</param>
        /// <param name="method">The method of its request.</param>
        /// <param name="body">The body of its request; null where it is not protected.</param>
        internal bool IsRight(DigestCredentials credentials, string method, HttpText body)
        {
            Sha256 secret = begun;
            if (secret == null)
            {
                return false;
            }

            // The body is hashed first: there is one scratch array for its hash and for the text.
            if (body != null)
            {
                sha.Update(body.Buffer, body.Offset, body.Length);
                sha.Finish(hash, 0);
                HexText.Write(hash, hash.Length, hex, 0);
            }

            // H(A2): method ":" uri, and for auth-int ":" H(body).
            int length = 0;
            while (length < method.Length && length < MethodLimit)
            {
                text[length] = (byte)method[length];
                length++;
            }

            text[length++] = (byte)':';
            sha.Update(text, 0, length);
            sha.Update(credentials.buffer, credentials.StartOf(DigestCredentials.Uri), credentials.LengthOf(DigestCredentials.Uri));
            if (body != null)
            {
                sha.Update(text, length - 1, 1);
                sha.Update(hex, 0, hex.Length);
            }

            sha.Finish(hash, 0);

            // ":" nonce ":" nc ":" cnonce ":" qop ":" H(A2), behind H(A1).
            length = Append(credentials, DigestCredentials.Nonce, 0);
            length = Append(credentials, DigestCredentials.NonceCount, length);
            length = Append(credentials, DigestCredentials.ClientNonce, length);
            length = Append(credentials, DigestCredentials.Qop, length);
            text[length++] = (byte)':';
            length = HexText.Write(hash, hash.Length, text, length);
            sha.ContinueFrom(secret);
            sha.Update(text, 0, length);
            sha.Finish(hash, 0);
            HexText.Write(hash, hash.Length, hex, 0);
            return ConstantTime.AreEqual(hex, 0, credentials.buffer, credentials.StartOf(DigestCredentials.Response), hex.Length);
        }

        private int Append(DigestCredentials credentials, int parameter, int to)
        {
            text[to++] = (byte)':';
            int length = credentials.LengthOf(parameter);
            Array.Copy(credentials.buffer, credentials.StartOf(parameter), text, to, length);
            return to + length;
        }
    }
}
