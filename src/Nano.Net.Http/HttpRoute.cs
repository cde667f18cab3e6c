using System.Text;

namespace Nano.Net.Http
{
    /// <summary>What answers which path.</summary>
    internal sealed class HttpRoute
    {
        internal readonly HttpMethods methods;
        internal readonly byte[] path;

        /// <summary>The path is the beginning of those that are meant.</summary>
        internal readonly bool isPrefix;
        internal readonly HttpHandler handler;

        /// <summary>Knows who is let in; null for everybody.</summary>
        internal readonly HttpAuthenticator authenticator;

        internal HttpRoute(HttpMethods methods, string path, HttpHandler handler, HttpAuthenticator authenticator)
        {
            this.methods = (methods & HttpMethods.Get) != 0 ? methods | HttpMethods.Head : methods;
            isPrefix = path[path.Length - 1] == '*';
            this.path = Encoding.UTF8.GetBytes(isPrefix ? path.Substring(0, path.Length - 1) : path);
            this.handler = handler;
            this.authenticator = authenticator;
        }

        /// <summary>Whether it answers a path.</summary>
        internal bool Matches(HttpText asked)
        {
            byte[] own = path;
            int length = own.Length;
            if (isPrefix ? asked.length < length : asked.length != length)
            {
                return false;
            }

            // From behind: paths differ there.
            byte[] buffer = asked.buffer;
            int offset = asked.offset;
            for (int i = length - 1; i >= 0; i--)
            {
                if (buffer[offset + i] != own[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Whether it names the path more closely than another one that matches too.</summary>
        internal bool IsCloserThan(HttpRoute other)
        {
            return other == null || (isPrefix ? other.isPrefix && path.Length > other.path.Length : other.isPrefix);
        }
    }
}
