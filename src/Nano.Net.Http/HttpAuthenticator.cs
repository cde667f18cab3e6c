namespace Nano.Net.Http
{
    /// <summary>Who may use a route: knows the credentials of a request from others (RFC 9110 section 11).</summary>
    public abstract class HttpAuthenticator
    {
        internal HttpAuthenticator()
        {
        }

        /// <summary>Whether anybody can be let in: without a secret, 403 is the answer to all.</summary>
        public virtual bool HasSecret
        {
            get { return true; }
        }

        /// <summary>Whether everybody is let in at the moment.</summary>
        internal virtual bool IsOpen
        {
            get { return false; }
        }

        /// <summary>Checks the credentials of a request. That wrong ones are slowed down is the server's task.</summary>
        /// <param name="request">The request; it has one Authorization field at least.</param>
        /// <param name="isWhole">Whether the body is there. While it is not, a request is only checked to be refused early; it is checked again when it is whole.</param>
        internal abstract Credentials Check(HttpRequest request, bool isWhole);

        /// <summary>Adds the header fields that say how to be let in: WWW-Authenticate (RFC 9110 section 11.6.1).</summary>
        /// <param name="response">The answer, whose status is 401.</param>
        /// <param name="realm">The realm.</param>
        /// <param name="named">What the request has named: none or wrong.</param>
        internal abstract void Challenge(HttpResponse response, string realm, Credentials named);
    }
}
