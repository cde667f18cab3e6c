namespace Nano.Cli
{
    /// <summary>What <c>nano emulator-tests</c> works with.</summary>
    /// <param name="Root">The folder of the repository.</param>
    /// <param name="Runner">The interpreter; null where there is none.</param>
    /// <param name="Build">Builds the project of a folder.</param>
    /// <param name="Timeout">Seconds that the interpreter may run.</param>
    /// <param name="Bench">Whether to measure instead of testing.</param>
    internal sealed record EmulatorTestSettings(string Root, ClrRunner? Runner, Func<string, DeviceBuildResult> Build, int Timeout, bool Bench = false);
}
