using Nano.Net.Http;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Telemetry;

/// <summary>A device that tells about itself on B, and raw clients on A. Samples are taken when the test says so.</summary>
internal sealed class TelemetryHosts : IDisposable
{
    public const string Token = "let-me-in-please";

    public TelemetryHosts(Action<TelemetryOptions>? configure = null, Action<ReadingRegistry>? readings = null, int history = 4, Action<HttpServerOptions>? http = null)
    {
        Registry = new ReadingRegistry(capacity: 8, outputCapacity: 2, history);
        readings?.Invoke(Registry);
        TelemetryOptions options = new() { Token = Token };
        configure?.Invoke(options);
        // The routes must be there before the server runs, and the server before the telemetry can be asked of.
        Web = new HttpHosts(server => Telemetry = new TelemetryServer(server, Registry, options), o =>
        {
            o.Connections = 6;
            http?.Invoke(o);
        });
        Telemetry.Open();
    }

    public HttpHosts Web { get; }

    public TelemetryServer Telemetry { get; private set; } = null!;

    public ReadingRegistry Registry { get; }

    public StackRunner Client => Web.Hosts.A;

    public Response Get(string path, string headers = "") => Ask($"GET {path} HTTP/1.1\r\nHost: b\r\n{headers}\r\n");

    public Response Post(string path, string body, string? token = Token) =>
        Ask($"POST {path} HTTP/1.1\r\nHost: b\r\nContent-Length: {body.Length}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n{body}");

    /// <summary>Takes samples until so many clients have been let in: they are when a sample is taken.</summary>
    public void SampleUntilPushedTo(int clients) => SocketHosts.Until(() =>
    {
        Telemetry.Sample();
        return Telemetry.PushClients == clients;
    });

    public void Dispose()
    {
        Telemetry.Dispose();
        Web.Dispose();
    }

    private Response Ask(string request)
    {
        using Client client = Web.Connect();
        client.Send(request);
        return client.ReadResponse();
    }
}
