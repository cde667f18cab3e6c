using System.Diagnostics;

namespace Nano.Net.Tests.Device
{
    /// <summary>A run of the dotnet command to its end.</summary>
    internal sealed record Build(bool Succeeded, string Output)
    {
        /// <summary>Runs it in a folder. What the environment says of the build is left behind.</summary>
        internal static Build Run(string folder, params string[] arguments)
        {
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                RedirectStandardOutput = true,
                WorkingDirectory = folder,
            };
            start.Environment.Remove("Device");
            start.Environment.Remove("Link");
            Array.ForEach(arguments, start.ArgumentList.Add);
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Build(process.ExitCode == 0, output);
        }
    }
}
