using System.CommandLine;
using Nano.Net;

namespace Nano.Cli
{
    /// <summary><c>nano serve</c>: the stack on a link of this machine, for the kernel and its programs to talk to.</summary>
    internal static class ServeCommand
    {
        private const int EchoPort = 7;

        public static Command Make(Terminal terminal)
        {
            var links = new LinkArguments();
            Option<AddressAndPrefix?> address = Parse.AddressAndPrefix("--address", "The stack's address, with the length of its network's prefix.");
            Option<IPAddress?> gateway = Parse.Address("--gateway", "The stack's router, for what is outside its network.");
            Option<int?> echo = Parse.Port("--echo", "Send back what comes in on this port; 7 if no service is asked for.");
            Option<int?> discard = Parse.Port("--discard", "Throw away what comes in on this port.");
            Option<int?> chargen = Parse.Port("--chargen", "Send characters without end on this port.");
            Option<string?> capture = Parse.Text("--capture", "FILE", "Write all frames to a capture file (pcap).");
            address.Required = true;
            var command = new Command("serve", "The stack on a real link: ping it, and talk to its services. TAP devices are a matter of Linux; making one needs root.");
            links.AddTo(command);
            foreach (Option option in (Option[])[address, gateway, echo, discard, chargen, capture])
            {
                command.Add(option);
            }

            command.SetAction(parsed =>
            {
                var settings = new ServeSettings
                {
                    Link = links.Read(parsed),
                    Address = parsed.GetRequiredValue(address)!,
                    Gateway = parsed.GetValue(gateway),
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
            terminal.WriteTable(["Layer", "Counted", " Count"], [.. server.Link.Counted(server.Counters), .. CounterTable.Rows(server.Counters)]);
        }

        private static void Greet(ServeSettings settings, Server server, Terminal terminal)
        {
            terminal.WriteLine($"Nano at {settings.Address} on {server.Link.Name}.");
            foreach (TcpService service in server.Services)
            {
                terminal.WriteLine($"  {service.Name,-8} nc {settings.Address.Address} {service.Port}");
            }

            foreach (string hint in server.Link.Hints)
            {
                terminal.WriteLine(hint);
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
