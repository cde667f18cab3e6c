using System;

namespace Nano.Net.Http
{
    /// <summary>Lets in whom one or the other of two lets in: a password for people, say, and a token for scripts.</summary>
    public sealed class EitherAuthenticator : HttpAuthenticator
    {
        private readonly HttpAuthenticator first;
        private readonly HttpAuthenticator second;

        // What the request has named for the second; what it has named for the first is what Check returns otherwise.
        private Credentials namedSecond;

        /// <summary>Makes one.</summary>
        /// <param name="first">Is asked first, and offered first.</param>
        /// <param name="second">Is asked where the first does not know what was named.</param>
        /// <exception cref="ArgumentNullException">One is missing.</exception>
        public EitherAuthenticator(HttpAuthenticator first, HttpAuthenticator second)
        {
            if (first == null)
            {
                throw new ArgumentNullException("first");
            }

            if (second == null)
            {
                throw new ArgumentNullException("second");
            }

            this.first = first;
            this.second = second;
        }

        /// <summary>Whether anybody can be let in.</summary>
        public override bool HasSecret
        {
            get { return first.HasSecret || second.HasSecret; }
        }

        internal override Credentials Check(HttpRequest request, bool isWhole)
        {
            namedSecond = Credentials.None;
            Credentials named = first.HasSecret ? first.Check(request, isWhole) : Credentials.None;
            if (named == Credentials.None && second.HasSecret)
            {
                namedSecond = second.Check(request, isWhole);
                return namedSecond;
            }

            return named;
        }

        internal override void Challenge(HttpResponse response, string realm, Credentials named)
        {
            bool isSecond = namedSecond != Credentials.None;
            if (first.HasSecret)
            {
                first.Challenge(response, realm, isSecond ? Credentials.None : named);
            }

            if (second.HasSecret)
            {
                second.Challenge(response, realm, isSecond ? named : Credentials.None);
            }

            namedSecond = Credentials.None;
        }
    }
}
