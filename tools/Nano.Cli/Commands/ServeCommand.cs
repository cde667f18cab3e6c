using System.CommandLine;
using Nano.Net;
using Nano.Net.Services;

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
            var dhcp = new Option<bool>("--dhcp") { Description = "Ask a DHCP server for the address instead; without one, take a link-local address." };
            Option<string?> name = Parse.Text("--name", "NAME", "The stack's name: NAME.local on its network, where its services are found too, and what the DHCP server is told.");
            Option<IPAddress?> gateway = Parse.Address("--gateway", "The stack's router, for what is outside its network.");
            Option<int?> echo = Parse.Port("--echo", "Send back what comes in on this port; 7 if no service is asked for.");
            Option<int?> discard = Parse.Port("--discard", "Throw away what comes in on this port.");
            Option<int?> chargen = Parse.Port("--chargen", "Send characters without end on this port.");
            Option<string?> capture = Parse.Text("--capture", "FILE", "Write all frames to a capture file (pcap).");
            var command = new Command("serve", "The stack on a real link: ping it, and talk to its services. TAP devices are a matter of Linux; making one needs root.");
            links.AddTo(command);
            foreach (Option option in (Option[])[address, dhcp, name, gateway, echo, discard, chargen, capture])
            {
                command.Add(option);
            }

            command.SetAction(parsed =>
            {
                var settings = new ServeSettings
                {
                    Link = links.Read(parsed),
                    Address = AddressOf(parsed.GetValue(address), parsed.GetValue(dhcp)),
                    Name = parsed.GetValue(name),
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

        private static AddressAndPrefix AddressOf(AddressAndPrefix? given, bool dhcp) =>
            dhcp == (given != null)
                ? throw new CliException(dhcp ? "--address or --dhcp, not both" : "which address? --address ADDRESS/LENGTH, or --dhcp to ask for one")
                : given ?? AddressAndPrefix.None;

        private static void Run(ServeSettings settings, Terminal terminal)
        {
            using var stop = new StopSignal();
            using var server = new Server(settings, terminal.Fail, client => Tell(client, terminal), responder => Tell(responder, terminal));
            Greet(settings, server, terminal);
            new Thread(() => Answer(server, terminal)) { IsBackground = true, Name = "Nano keyboard" }.Start();
            stop.Token.WaitHandle.WaitOne();
            terminal.WriteLine();
            terminal.WriteTable(
                ["Layer", "Counted", " Count"],
                [
                    .. server.Link.Counted(server.Counters),
                    .. CounterTable.Rows(server.Counters),
                    .. server.Dhcp is { } dhcp ? CounterTable.Rows("DHCP", dhcp.Counters) : [],
                    .. server.Mdns is { } mdns ? CounterTable.Rows("mDNS", mdns.Counters) : [],
                ]);
        }

        private static void Tell(DhcpClient client, Terminal terminal)
        {
            if (client.HasLease)
            {
                string time = client.LeaseTime == uint.MaxValue ? "ever" : $"{client.LeaseTime} s";
                terminal.WriteLine($"Address {client.Address}/{client.PrefixLength} from {client.Server}, for {time}.");
            }
            else if (client.IsLinkLocal)
            {
                terminal.WriteLine($"No DHCP server answers: address {client.Address}/{client.PrefixLength} meanwhile.");
            }
            else if (client.State != DhcpState.Stopped)
            {
                terminal.WriteLine("The address is gone.");
            }
        }

        private static void Tell(MdnsResponder responder, Terminal terminal)
        {
            if (responder.State == MdnsState.Running)
            {
                terminal.WriteLine($"Known as {responder.HostName}.");
            }
        }

        private static void Greet(ServeSettings settings, Server server, Terminal terminal)
        {
            terminal.WriteLine(settings.Dhcp ? $"Nano on {server.Link.Name} asks for an address." : $"Nano at {settings.Address} on {server.Link.Name}.");
            foreach (TcpService service in server.Services)
            {
                terminal.WriteLine($"  {service.Name,-8} nc {(settings.Dhcp ? "ADDRESS" : settings.Address.Address)} {service.Port}");
            }

            // What a link hints at follows from the address, which nobody knows yet with DHCP.
            foreach (string hint in settings.Dhcp ? [] : server.Link.Hints)
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
