using System;

namespace Nano.Net.Http
{
    /// <summary>Is told why a request was refused, or a response or connection ended early (<see cref="HttpServer.Failed"/>).</summary>
    /// <param name="failure">The cause. It says nothing of what the client has sent, so it may be logged.</param>
    /// <param name="peer">The client; null where it is not known.</param>
    /// <param name="exception">What was thrown; null where nothing was.</param>
    public delegate void HttpFailed(HttpFailure failure, IPEndPoint peer, Exception exception);
}
