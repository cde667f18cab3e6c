using System.CommandLine;
using Nano.Net;

namespace Nano.Cli
{
    /// <summary><c>nano serve</c>: the stack on a TAP device, for the kernel and its programs to talk to.</summary>
    internal static class ServeCommand
    {
        private const int EchoPort = 7;

        public static Command Make(Terminal terminal)
        {
            Option<string?> tap = Parse.Text("--tap", "NAME", "The TAP interface; it is made if there is none.");
            Option<AddressAndPrefix?> address = Parse.AddressAndPrefix("--address", "The stack's address, with the length of its network's prefix.");
            Option<IPAddress?> gateway = Parse.Address("--gateway", "The stack's router, for what is outside its network.");
            Option<AddressAndPrefix?> hostAddress = Parse.AddressAndPrefix("--host-address", "The kernel's own address on the interface; left alone if not given.");
            Option<int?> echo = Parse.Port("--echo", "Send back what comes in on this port; 7 if no service is asked for.");
            Option<int?> discard = Parse.Port("--discard", "Throw away what comes in on this port.");
            Option<int?> chargen = Parse.Port("--chargen", "Send characters without end on this port.");
            Option<string?> capture = Parse.Text("--capture", "FILE", "Write all frames to a capture file (pcap).");
            tap.Required = true;
            address.Required = true;
            var command = new Command("serve", "The stack on a TAP device: ping it, and talk to its services. Linux; making the device needs root.")
            {
                tap, address, gateway, hostAddress, echo, discard, chargen, capture,
            };
            command.SetAction(parsed =>
            {
                var settings = new ServeSettings
                {
                    Tap = parsed.GetRequiredValue(tap)!,
                    Address = parsed.GetRequiredValue(address)!,
                    Gateway = parsed.GetValue(gateway),
                    HostAddress = parsed.GetValue(hostAddress),
                    Echo = parsed.GetValue(echo),
                    Discard = parsed.GetValue(discard),
                    Chargen = parsed.GetValue(chargen),
                    Capture = parsed.GetValue(capture),
                };
                settings.Validate();
                bool isAsked = settings.Echo != null || settings.Discard != null || settings.Chargen != null;
                Run(isAsked ? settings : settings with { Echo = EchoPort }, terminal);
                return NanoCommand.Done;
            });
            return command;
        }

        private static void Run(ServeSettings settings, Terminal terminal)
        {
            using var stop = new StopSignal();
            using var server = new Server(settings, terminal.Fail);
            Greet(settings, server, terminal);
            new Thread(() => Answer(server, terminal)) { IsBackground = true, Name = "Nano keyboard" }.Start();
            stop.Token.WaitHandle.WaitOne();
            terminal.WriteLine();
            terminal.WriteTable(["Layer", "Counted", " Count"], CounterTable.Rows(server.Counters));
        }

        private static void Greet(ServeSettings settings, Server server, Terminal terminal)
        {
            terminal.WriteLine($"Nano at {settings.Address} on {server.Device.Name}.");
            foreach (TcpService service in server.Services)
            {
                terminal.WriteLine($"  {service.Name,-8} nc {settings.Address.Address} {service.Port}");
            }

            if (settings.HostAddress == null)
            {
                terminal.WriteLine("This host's side of the interface was left as it is; --host-address gives it an address.");
            }

            if (settings.Capture != null)
            {
                terminal.WriteLine($"Frames are written to {settings.Capture}.");
            }

            terminal.WriteLine("Enter shows the connections; Ctrl-C or SIGTERM ends.");
            terminal.WriteLine();
        }

        private static void Answer(Server server, Terminal terminal)
        {
            while (Console.In.ReadLine() != null)
            {
                ConnectionTable.Write(terminal, server.GetConnections());
            }
        }
    }
}
