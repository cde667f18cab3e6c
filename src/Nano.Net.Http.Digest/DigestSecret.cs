using System;
using System.Text;
using Nano.Net.Cryptography;

namespace Nano.Net.Http.Digest
{
    /// <summary>
    /// What a device keeps instead of a password: H(user:realm:password) of RFC 7616 section 3.4.2, as 64 lower-case
    /// hexadecimal digits. Who reads it can log in on devices with the same user name, realm and password, but does not know
    /// the password.
    /// </summary>
    public static class DigestSecret
    {
        /// <summary>Digits of a secret.</summary>
        public const int Length = 2 * Sha256.HashSize;

        /// <summary>Makes a secret of a password.</summary>
        /// <param name="userName">The name of the user.</param>
        /// <param name="realm">The realm.</param>
        /// <param name="password">The password, in any script; it is taken as UTF-8.</param>
        /// <exception cref="ArgumentException">User name or realm have other characters than <see cref="DigestOptions"/> allows, or there is no password.</exception>
        public static string Make(string userName, string realm, string password)
        {
            CheckNames(userName, realm);
            if (password == null || password.Length == 0)
            {
                throw new ArgumentException("a password has one character at least");
            }

            return Hash(userName + ":" + realm + ":" + password);
        }

        /// <summary>Whether a text is a secret: 64 lower-case hexadecimal digits.</summary>
        public static bool IsSecret(string text)
        {
            if (text == null || text.Length != Length)
            {
                return false;
            }

            for (int i = 0; i < Length; i++)
            {
                if (HexText.Digit(text[i]) < 0)
                {
                    return false;
                }
            }

            return true;
        }

        internal static void Check(string secret)
        {
            if (!IsSecret(secret))
            {
                // Not even a wrong one is told.
                throw new ArgumentException("Secret must be 64 lower-case hexadecimal digits; DigestSecret.Make makes them of a password");
            }
        }

        // No character that a header field or the hash would have to escape.
        internal static void CheckNames(string userName, string realm)
        {
            if (!IsName(userName, "._-"))
            {
                throw new ArgumentException("UserName must be of 1 to 32 letters, digits, '.', '-' and '_'");
            }

            if (!IsName(realm, " "))
            {
                throw new ArgumentException("Realm must be of 1 to 32 letters, digits and spaces");
            }
        }

        internal static string Hash(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            byte[] hash = new byte[Sha256.HashSize];
            byte[] digits = new byte[Length];
            Sha256 sha = new Sha256();
            sha.Update(bytes, 0, bytes.Length);
            sha.Finish(hash, 0);
            HexText.Write(hash, hash.Length, digits, 0);
            return Encoding.UTF8.GetString(digits, 0, digits.Length);
        }

        private static bool IsName(string name, string others)
        {
            if (name == null || name.Length == 0 || name.Length > 32)
            {
                return false;
            }

            for (int i = 0; i < name.Length; i++)
            {
                char c = name[i];
                if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && others.IndexOf(c) < 0)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
