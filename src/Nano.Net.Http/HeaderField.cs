using System;

namespace Nano.Net.Http
{
    /// <summary>What a header field of a response may be.</summary>
    internal static class HeaderField
    {
        /// <summary>Checks a field that an application adds.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="value">Its value.</param>
        /// <param name="hasClock">The server writes the date.</param>
        /// <exception cref="ArgumentException">It cannot be; the message says why.</exception>
        internal static void Check(string name, string value, bool hasClock)
        {
            if (name == null || value == null)
            {
                throw new ArgumentException("a header field has a name and a value, and neither may be null");
            }

            CheckName(name);
            CheckValue(name, value);
            if (IsServers(name, hasClock))
            {
                throw new ArgumentException("the server writes the header field " + name + " itself");
            }
        }

        /// <summary>Checks a name: a token (RFC 9110 section 5.1).</summary>
        /// <param name="name">The name.</param>
        /// <exception cref="ArgumentException">It is null or no token.</exception>
        internal static void CheckName(string name)
        {
            bool isToken = name != null && name.Length > 0;
            for (int i = 0; isToken && i < name.Length; i++)
            {
                isToken = Ascii.IsTokenByte(name[i]);
            }

            if (!isToken)
            {
                throw new ArgumentException("the name of a header field has letters, digits and !#$%&'*+-.^_`|~ alone, not '" + name + "'");
            }
        }

        /// <summary>Checks a value: no control character but the tab (RFC 9110 section 5.5).</summary>
        /// <param name="name">The field's name, for the message.</param>
        /// <param name="value">The value.</param>
        /// <exception cref="ArgumentException">It has a control character.</exception>
        internal static void CheckValue(string name, string value)
        {
            for (int i = 0; i < value.Length; i++)
            {
                char c = value[i];
                if ((c < ' ' && c != '\t') || c == 0x7F)
                {
                    throw new ArgumentException("the value of the header field " + name + " has a control character");
                }
            }
        }

        private static bool IsServers(string name, bool hasClock)
        {
            switch (name.Length)
            {
                case 4: return hasClock && IsName(name, "date");
                case 10: return IsName(name, "connection");
                case 12: return IsName(name, "content-type");
                case 14: return IsName(name, "content-length");
                case 17: return IsName(name, "transfer-encoding");
                default: return false;
            }
        }

        private static bool IsName(string name, string lowerCase)
        {
            return name.ToLower() == lowerCase;
        }
    }
}
