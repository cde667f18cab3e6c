using System.CommandLine;

namespace Nano.Cli
{
    /// <summary><c>nano flash</c>: builds a board program for a link, and has nanoff put it on a board.</summary>
    internal static class FlashCommand
    {
        public static Command Make(Terminal terminal)
        {
            var program = new Argument<string>("PROGRAM") { Description = "The board program: EchoServer, TelemetryServer or MqttTelemetry." };
            Option<string?> link = Parse.Text("--link", "LINK", "What the board is connected by: w5500, enc28j60, slip, tunnel or esp32mac.");
            Option<string?> port = Parse.Text("--port", "PORT", "The serial port that the board is at, such as /dev/ttyUSB0; not needed where there is but one.");
            Option<string?> target = Parse.Text("--target", "TARGET", "The firmware, such as ESP32_REV3; what nanoff finds fit for the chip if not given.");
            var update = new Option<bool>("--update") { Description = "Bring the firmware up to date as well; needed once for a new board." };
            link.Required = true;
            var command = new Command("flash", "Builds a board program for the device and puts it on a board with nanoff, nanoFramework's flasher.") { program, link, port, target, update };
            command.SetAction(parsed => Run(
                new FlashSettings(parsed.GetRequiredValue(program), parsed.GetRequiredValue(link)!, parsed.GetValue(port), parsed.GetValue(target), parsed.GetValue(update)),
                FlashEnvironment.OfProcess(),
                terminal));
            return command;
        }

        /// <summary>Builds and flashes.</summary>
        /// <returns>The exit status.</returns>
        /// <exception cref="CliException">Something is wrong or missing; the message says what would be right.</exception>
        public static int Run(FlashSettings settings, FlashEnvironment environment, Terminal terminal)
        {
            var programs = new BoardPrograms(environment.Root);
            string folder = programs.FolderOf(settings.Program);
            programs.CheckLink(settings.Link);
            if (settings.Update)
            {
                BoardPrograms.CheckUpdate(settings.Link);
            }

            if (settings.Target is { } target && target.StartsWith('-'))
            {
                throw new CliException($"--target '{target}': should be the name of a firmware, such as ESP32_REV3; `nanoff --listtargets --platform esp32` lists them");
            }

            Nanoff nanoff = environment.FindNanoff()
                ?? throw new CliException("nanoff, nanoFramework's flasher, is not here; `dotnet tool install -g nanoff` installs it", NanoCommand.Failed);
            string port = environment.Ports.Choose(settings.Port);

            string image = Build(settings, environment, folder, terminal);
            string[] arguments = Nanoff.Arguments(settings, port, image);
            terminal.WriteLine($"nanoff {string.Join(' ', arguments)}");
            terminal.Output.Flush();
            int status = nanoff.Run(arguments);
            if (status != 0)
            {
                throw new CliException($"nanoff has ended with status {status}; what it says above tells why", NanoCommand.Failed);
            }

            terminal.WriteLine($"{settings.Program} is on the board at {port}. hardware/README.md shows what it says there, and what to look at if it says nothing.");
            return NanoCommand.Done;
        }

        private static string Build(FlashSettings settings, FlashEnvironment environment, string folder, Terminal terminal)
        {
            terminal.WriteLine($"Building {settings.Program} with the link {settings.Link} for the device.");
            DeviceBuildResult built = environment.Build(folder, [$"-p:Link={settings.Link}"]);
            if (built.Missing != null)
            {
                throw new CliException(built.Missing, NanoCommand.Failed);
            }

            string image = Path.Combine(built.Folder!, $"{settings.Program}-{settings.Link}.bin");
            if (!File.Exists(image))
            {
                throw new CliException($"the build has left no image '{image}'", NanoCommand.Failed);
            }

            terminal.WriteLine($"The image has {new FileInfo(image).Length:N0} bytes.");
            return image;
        }
    }
}
