namespace Nano.Net.Http
{
    /// <summary>
    /// Answers a request. It runs on the server's only thread, so it takes what it needs and returns: it neither sleeps
    /// nor waits for a device. A short answer is written at once:
    /// <code>
    /// server.Map(HttpMethods.Get, "/api/temperature", (request, response) =>
    /// {
    ///     response.ContentType = "application/json";
    ///     response.Write("{\"celsius\":");
    ///     response.WriteFixed(sensor.Hundredths, 2);
    ///     response.Write("}");
    /// });
    /// </code>
    /// A long one is asked for piece by piece as the client takes it (<see cref="HttpResponse.SendBody(HttpBody)"/>), and
    /// one without end is a stream (<see cref="HttpResponse.OpenStream"/>, <see cref="EventBroadcaster"/>).
    /// </summary>
    /// <param name="request">What was asked; good until the handler returns.</param>
    /// <param name="response">The answer; 200 and empty where nothing is said.</param>
    public delegate void HttpHandler(HttpRequest request, HttpResponse response);
}
