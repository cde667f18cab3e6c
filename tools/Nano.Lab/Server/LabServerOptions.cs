namespace Nano.Workbench
{
    /// <summary>How the lab is served.</summary>
    internal sealed class LabServerOptions
    {
        /// <summary>The port on loopback; 0 to have one chosen.</summary>
        public int Port { get; init; }

        /// <summary>A capture to be shown; null: two hosts are run.</summary>
        public CapturedRun? Capture { get; init; }
    }
}
