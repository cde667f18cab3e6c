using Nano.Net.Http;

namespace Nano.Net.Management
{
    /// <summary>Lets everybody in while nobody can log in, for a device that was never set up; and afterwards who can.</summary>
    internal sealed class FirstUse : HttpAuthenticator
    {
        private readonly HttpAuthenticator inner;

        internal FirstUse(HttpAuthenticator inner)
        {
            this.inner = inner;
        }

        internal override bool IsOpen
        {
            get { return !inner.HasSecret; }
        }

        internal override Credentials Check(HttpRequest request, bool isWhole)
        {
            return inner.Check(request, isWhole);
        }

        internal override void Challenge(HttpResponse response, string realm, Credentials named)
        {
            inner.Challenge(response, realm, named);
        }
    }
}
