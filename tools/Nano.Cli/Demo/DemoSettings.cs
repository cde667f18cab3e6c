namespace Nano.Cli
{
    /// <summary>What the demo's wire is like.</summary>
    /// <param name="Port">The loopback port that leads to the echo service; 0 to have one chosen.</param>
    /// <param name="DashboardPort">The one that leads to the dashboard; 0 to have one chosen.</param>
    /// <param name="Delay">Milliseconds each way.</param>
    /// <param name="Loss">Percent of the frames, each way.</param>
    /// <param name="Seed">What the losses are drawn from.</param>
    internal sealed record DemoSettings(int Port, int DashboardPort, int Delay, double Loss, int Seed);
}
