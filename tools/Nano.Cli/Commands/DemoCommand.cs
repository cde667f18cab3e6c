using System.CommandLine;
using System.Net.Sockets;

namespace Nano.Cli
{
    /// <summary><c>nano demo</c>: a device on an emulated wire, to be talked to and watched.</summary>
    internal static class DemoCommand
    {
        private const int Pause = 20;

        public static Command Make(Terminal terminal)
        {
            Option<int> port = Parse.Number("--port", "PORT", "Port on 127.0.0.1 that leads to the device; 0 to have one chosen.", 0, 65_535, 0);
            Option<int> dashboard = Parse.Number("--dashboard", "PORT", "The loopback port that leads to the device's dashboard; 0 for any.", 0, 65_535, 0);
            Option<int> delay = Parse.Number("--delay", "MS", "Milliseconds that a frame takes each way.", 0, 10_000, 20);
            Option<double> loss = Parse.Percentage("--loss", "Percent of the frames that are lost, each way.", 1);
            Option<int> seed = Parse.Number("--seed", "N", "What the losses are drawn from.", 0, int.MaxValue, 1);
            var check = new Option<bool>("--check") { Description = "Play a whole session with 1 MiB each way, check every byte, read the dashboard, and end." };
            Option<int> timeout = Parse.Number("--timeout", "SECONDS", "How long --check may take.", 1, 3600, 60);
            var command = new Command("demo", "A device on an emulated wire: talk to it, and watch each segment. Needs no privileges.")
            {
                port, dashboard, delay, loss, seed, check, timeout,
            };
            command.SetAction(parsed =>
            {
                var settings = new DemoSettings(parsed.GetValue(port), parsed.GetValue(dashboard), parsed.GetValue(delay), parsed.GetValue(loss), parsed.GetValue(seed));
                if (!parsed.GetValue(check) && parsed.GetResult(timeout) is { Implicit: false })
                {
                    throw new CliException("--timeout is the time that --check may take; without it, the demo ends with Ctrl-C");
                }

                if (settings.Port != 0 && settings.Port == settings.DashboardPort)
                {
                    throw new CliException($"--port and --dashboard should each have a port of its own, not both {settings.Port}");
                }

                using var stop = new StopSignal();
                using DemoNetwork network = Start(settings);
                terminal.WriteLine($"Nano demo: {network.Description}.");
                if (parsed.GetValue(check))
                {
                    new DemoCheck(network, terminal, settings.Seed, TimeSpan.FromSeconds(parsed.GetValue(timeout))).Run(stop.Token);
                }
                else
                {
                    Watch(network, terminal, stop.Token);
                }

                return NanoCommand.Done;
            });
            return command;
        }

        private static DemoNetwork Start(DemoSettings settings)
        {
            try
            {
                return new DemoNetwork(settings);
            }
            catch (SocketException e)
            {
                string ports = settings.DashboardPort == 0 ? $"port {settings.Port}" : settings.Port == 0 ? $"port {settings.DashboardPort}" : $"port {settings.Port} or {settings.DashboardPort}";
                throw new CliException($"{ports} on 127.0.0.1 cannot be had: {e.Message}; choose another one, or 0 for any");
            }
        }

        private static void Watch(DemoNetwork network, Terminal terminal, CancellationToken stop)
        {
            terminal.WriteLine("Its dashboard, for your browser, by IPv6 on the wire:");
            terminal.WriteLine();
            terminal.WriteLine(new StyledText().Add($"    http://127.0.0.1:{network.Dashboard.LocalEndPoint.Port}/", Tone.Strong).Add($"    (to turn its heater up and down, name the token {DemoNetwork.Token})"));
            terminal.WriteLine();
            terminal.WriteLine($"It sends back what it receives on port {DemoNetwork.EchoPort}, by IPv4. To talk to it, and see below what crosses the wire:");
            terminal.WriteLine();
            terminal.WriteLine(new StyledText().Add($"    nc 127.0.0.1 {network.Gateway.LocalEndPoint.Port}", Tone.Strong));
            terminal.WriteLine();
            var screen = new LadderScreen(terminal, "gateway", "device");
            screen.Explain();
            terminal.WriteLine("Ctrl-C ends the demo.");
            while (!stop.WaitHandle.WaitOne(Pause))
            {
                screen.Show(network.Watch.Take(), network.Now);
            }

            screen.Close();
            terminal.WriteLine();
        }
    }
}
