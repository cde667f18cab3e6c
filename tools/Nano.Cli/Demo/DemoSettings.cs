namespace Nano.Cli
{
    /// <summary>What the demo's wire is like.</summary>
    /// <param name="Port">The loopback port; 0 to have one chosen.</param>
    /// <param name="Delay">Milliseconds each way.</param>
    /// <param name="Loss">Percent of the frames, each way.</param>
    /// <param name="Seed">What the losses are drawn from.</param>
    internal sealed record DemoSettings(int Port, int Delay, double Loss, int Seed);
}
