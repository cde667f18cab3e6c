using Nano.Cli;

namespace Nano.Net.Tests.Cli
{
    /// <summary>A repository with two board programs and three links, a serial port, and in nanoff's place a script that writes down what it is told to do.</summary>
    internal sealed class StandInNanoff : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nano-flash-");
        private readonly List<string> builds = [];

        internal StandInNanoff()
        {
            foreach (string program in new[] { "EchoServer", "TelemetryServer" })
            {
                Make("hardware", "boards", program, "Program.Device.cs");
            }

            Make("hardware", "boards", "Nano.Boards", "Board.cs");
            Make("hardware", "boards", "Links", "esp32mac", "BoardLink.Device.cs");
            Make("hardware", "boards", "Links", "slip", "BoardLink.Device.cs");
            Make("hardware", "boards", "Links", "w5500", "BoardLink.Device.cs");
            Port = Make("dev", "ttyUSB0");
        }

        /// <summary>The port that the board is at.</summary>
        internal string Port { get; }

        /// <summary>What was built: folder and properties.</summary>
        internal IReadOnlyList<string> Builds => builds;

        /// <summary>Where the image of the build is.</summary>
        internal string Image => Path.Combine(folder.FullName, "EchoServer-w5500.bin");

        /// <summary>The arguments of nanoff, or null where it was not started.</summary>
        internal string[]? Arguments => File.Exists(ArgumentsFile) ? File.ReadAllLines(ArgumentsFile) : null;

        private string ArgumentsFile => Path.Combine(folder.FullName, "arguments");

        public void Dispose() => folder.Delete(recursive: true);

        /// <summary>Plugs in another board.</summary>
        internal string PlugIn(string name) => Make("dev", name);

        internal void Unplug() => File.Delete(Port);

        /// <summary>Runs the command.</summary>
        /// <param name="settings">What is asked for.</param>
        /// <param name="status">The exit status of nanoff.</param>
        /// <param name="isInstalled">Whether there is a nanoff.</param>
        /// <param name="missing">What the build says it lacks.</param>
        /// <param name="leavesImage">Whether the build leaves an image.</param>
        internal CommandResult Run(FlashSettings settings, int status = 0, bool isInstalled = true, string? missing = null, bool leavesImage = true)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            using var terminal = new Terminal(output, error);
            var environment = new FlashEnvironment(folder.FullName, () => isInstalled ? Script(status) : null, new SerialPorts(Path.Combine(folder.FullName, "dev")), Build);
            int result;
            try
            {
                result = FlashCommand.Run(settings, environment, terminal);
            }
            catch (CliException e)
            {
                terminal.Fail(e.Message);
                result = e.Status;
            }

            return new CommandResult(result, output.ToString(), error.ToString());

            DeviceBuildResult Build(string project, string[] properties)
            {
                builds.Add($"{Path.GetRelativePath(folder.FullName, project).Replace('\\', '/')} {string.Join(' ', properties)}");
                if (missing == null && leavesImage)
                {
                    File.WriteAllBytes(Image, new byte[1236]);
                }

                return missing == null ? new DeviceBuildResult(folder.FullName) : new DeviceBuildResult(null, missing);
            }
        }

        private Nanoff Script(int status)
        {
            if (OperatingSystem.IsWindows())
            {
                string batch = Path.Combine(folder.FullName, "nanoff.cmd");
                File.WriteAllText(batch, $"@echo off\r\n(for %%a in (%*) do @echo %%~a) > \"{ArgumentsFile}\"\r\nexit /b {status}\r\n");
                return new Nanoff(batch);
            }

            string script = Path.Combine(folder.FullName, "nanoff");
            File.WriteAllText(script, $"printf '%s\\n' \"$@\" > '{ArgumentsFile}'\nexit {status}\n");
            return new Nanoff("/bin/sh", script);
        }

        private string Make(params string[] path)
        {
            string file = Path.Combine([folder.FullName, .. path]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
            return file;
        }
    }
}
