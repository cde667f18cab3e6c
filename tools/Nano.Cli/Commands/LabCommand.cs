using System.CommandLine;
using System.Diagnostics;
using Nano.Emulator;
using Nano.Workbench;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary><c>lab</c>: TCP to watch in a browser, two hosts and the wire between them, or a capture.</summary>
    internal static class LabCommand
    {
        private const int UsualPort = 8765;

        public static Command Make(Terminal terminal)
        {
            var file = new Argument<string?>("FILE") { Description = "A capture (classic pcap) to show instead of two hosts.", Arity = ArgumentArity.ZeroOrOne };
            Option<int?> port = Parse.OptionalNumber("--port", "N", $"The port on loopback; {UsualPort} by default, 0 to have one chosen.", 0, 65_535);
            var open = new Option<bool>("--open") { Description = "Open the page in the browser." };
            var command = new Command("lab", "Shows TCP in a browser: two hosts, the wire between them and everything on it, in virtual time.") { file, port, open };
            command.SetAction(parsed => Run(parsed.GetValue(file), parsed.GetValue(port) ?? UsualPort, parsed.GetValue(open), terminal));
            return command;
        }

        private static int Run(string? file, int port, bool opens, Terminal terminal)
        {
            CapturedRun? capture = file == null ? null : Read(file);
            using var stop = new StopSignal();
            LabServer server;
            try
            {
                server = LabServer.StartAsync(new LabServerOptions { Port = port, Capture = capture }).GetAwaiter().GetResult();
            }
            catch (IOException)
            {
                throw new CliException($"port {port} is in use; --port names another, --port 0 has one chosen");
            }

            try
            {
                terminal.WriteLine(new StyledText().Add("The lab is at ", Tone.Normal).Add(server.Address, Tone.Strong).Add(" (Ctrl+C ends it)", Tone.Faint));
                if (opens)
                {
                    Process.Start(new ProcessStartInfo(server.Address) { UseShellExecute = true })?.Dispose();
                }

                stop.Token.WaitHandle.WaitOne();
                return NanoCommand.Done;
            }
            finally
            {
                server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }

        private static CapturedRun Read(string path)
        {
            try
            {
                using var capture = new PcapReader(path);
                LinkMedium medium = TraceReader.MediumOf(capture);
                var run = new CaptureMessages(medium);
                while (capture.Read() is { } packet)
                {
                    run.Add(packet);
                }

                return run.Finish(Path.GetFileName(path));
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw new CliException($"'{path}' cannot be read as a capture: {e.Message.TrimEnd('.')}");
            }
        }
    }
}
