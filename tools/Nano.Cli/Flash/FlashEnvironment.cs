namespace Nano.Cli
{
    /// <summary>What <c>nano flash</c> works with.</summary>
    /// <param name="Root">The folder of the repository.</param>
    /// <param name="FindNanoff">Finds the .NET tool nanoff; null where it is not.</param>
    /// <param name="Ports">The serial ports that boards may be at.</param>
    /// <param name="Build">Builds the project of a folder for the device, with properties.</param>
    internal sealed record FlashEnvironment(
        string Root,
        Func<Nanoff?> FindNanoff,
        SerialPorts Ports,
        Func<string, string[], DeviceBuildResult> Build)
    {
        /// <summary>That of this process.</summary>
        public static FlashEnvironment OfProcess() =>
            new(DeviceBuild.FindRoot(), () => Nanoff.Find(Environment.GetEnvironmentVariable), SerialPorts.OfSystem(), DeviceBuild.Run);
    }
}
