namespace Nano.Cli
{
    /// <summary>What a device tells, and where.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Port">The port of the dashboard.</param>
    /// <param name="Token">What has to be named to set something or to capture; null to let nobody do so.</param>
    /// <param name="PushPort">The port on which samples are pushed; 0 for none.</param>
    /// <param name="Interval">Milliseconds from one sample to the next.</param>
    /// <param name="Seed">What the simulated sensor's noise is drawn from.</param>
    /// <param name="Connections">HTTP connections at once.</param>
    /// <param name="HostName">One more host name that requests may name: that of a proxy; null for none.</param>
    internal sealed record TelemetrySettings(string Name, int Port, string? Token, int PushPort, int Interval, ulong Seed, int Connections = 64, string? HostName = null);
}
