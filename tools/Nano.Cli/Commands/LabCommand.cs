using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Nano.Emulator;
using Nano.Workbench;

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
            CapturedRun? capture = file == null ? null : Read(file, terminal);
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
            catch (SocketException)
            {
                throw new CliException($"port {port} may not be used by this user; --port takes one from 1024 on");
            }

            try
            {
                terminal.WriteLine(new StyledText().Add("The lab is at ", Tone.Normal).Add(server.Address, Tone.Strong).Add(" (Ctrl+C ends it)", Tone.Faint));
                if (opens)
                {
                    Open(server.Address, terminal);
                }

                stop.Token.WaitHandle.WaitOne();
                return NanoCommand.Done;
            }
            finally
            {
                server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }

        // What stands before a fault is shown, as trace does.
        private static CapturedRun Read(string path, Terminal terminal)
        {
            CaptureMessages? run = null;
            string? fault = TraceCommand.Read(path, (packet, medium) => (run ??= new CaptureMessages(medium)).Add(packet));
            if (run is not { IsEmpty: false })
            {
                throw new CliException(fault ?? $"'{path}' has no TCP in it");
            }

            if (fault != null)
            {
                terminal.Fail($"{fault}; what comes before it is shown");
            }

            if (run.LeftOut > 0)
            {
                terminal.Fail($"{Quantity.Count(run.LeftOut, "segment")} left out: the lab shows the first {LabSession.MostSegments}");
            }

            return run.Finish(Path.GetFileName(path));
        }

        private static void Open(string address, Terminal terminal)
        {
            try
            {
                Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })?.Dispose();
            }
            catch (Win32Exception)
            {
                terminal.Fail("no browser could be started: open the address yourself");
            }
        }
    }
}
