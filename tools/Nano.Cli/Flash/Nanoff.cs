using System.ComponentModel;
using System.Diagnostics;

namespace Nano.Cli
{
    /// <summary>nanoFramework's own flasher, a .NET tool: it knows the chips, fetches firmware and writes to flash.</summary>
    /// <param name="file">The executable.</param>
    /// <param name="first">Arguments that come before all others.</param>
    internal sealed class Nanoff(string file, params string[] first)
    {
        private const string Tool = "nanoff";

        /// <summary>The executable.</summary>
        public string File { get; } = file;

        /// <summary>The tool on the PATH, or where .NET puts its tools.</summary>
        /// <param name="variable">Gives a variable of the environment.</param>
        /// <returns>Null where it is in neither.</returns>
        public static Nanoff? Find(Func<string, string?> variable)
        {
            string[] names = OperatingSystem.IsWindows() ? [$"{Tool}.exe", $"{Tool}.cmd"] : [Tool];
            string? home = variable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
            return (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Concat(home is null ? [] : [Path.Combine(home, ".dotnet", "tools")])
                .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
                .Where(System.IO.File.Exists)
                .Select(found => new Nanoff(found))
                .FirstOrDefault();
        }

        /// <summary>What it is to be called with.</summary>
        /// <param name="settings">What is asked for.</param>
        /// <param name="port">The serial port.</param>
        /// <param name="image">The deployment image.</param>
        public static string[] Arguments(FlashSettings settings, string port, string image) =>
        [
            "--platform", "esp32",
            .. settings.Target is { } target ? ["--target", target] : Array.Empty<string>(),
            "--serialport", port,
            .. settings.Update ? ["--update"] : Array.Empty<string>(),
            "--deploy", "--image", image,
        ];

        /// <summary>Runs it to its end. It writes where this process writes, so that its progress is seen.</summary>
        /// <returns>Its exit status.</returns>
        public int Run(IEnumerable<string> arguments)
        {
            var start = new ProcessStartInfo(File);
            foreach (string argument in first.Concat(arguments))
            {
                start.ArgumentList.Add(argument);
            }

            try
            {
                using Process process = Process.Start(start)!;
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (Win32Exception e)
            {
                throw new CliException($"'{File}' cannot be started: {e.Message}", NanoCommand.Failed);
            }
        }
    }
}
