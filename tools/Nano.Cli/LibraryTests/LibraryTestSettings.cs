namespace Nano.Cli
{
    /// <summary>What <c>nano library-tests</c> works with.</summary>
    /// <param name="Root">The folder of the repository.</param>
    /// <param name="Runner">The interpreter; null where there is none.</param>
    /// <param name="Build">Builds the project of a folder.</param>
    /// <param name="Heap">Bytes of the managed heap; null for as many as suit the test.</param>
    /// <param name="Obstacle">Why no network can be made here; null where one can.</param>
    /// <param name="IsInstalled">Whether a program is installed.</param>
    /// <param name="Only">The library to test; null for all.</param>
    internal sealed record LibraryTestSettings(string Root, ClrRunner? Runner, Func<string, DeviceBuildResult> Build, int? Heap, string? Obstacle, Func<string, bool> IsInstalled, string? Only = null);
}
