using System.CommandLine;
using Nano.Boards;
using Nano.Net;
using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;
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
            Option<AddressAndPrefix?> address = Parse.AddressAndPrefix("--address", "The stack's address, IPv4 or IPv6, with the length of its network's prefix. Without one, it has the IPv6 addresses that it makes of the prefixes of routers.");
            Option<AddressAndPrefix?> ipv6 = Parse.Ipv6AddressAndPrefix("--ipv6", "The stack's IPv6 address beside an IPv4 one, and beside those that it makes of the prefixes of routers.");
            var noIpv6 = new Option<bool>("--no-ipv6") { Description = "Leave IPv6 off." };
            var dhcp = new Option<bool>("--dhcp") { Description = "Ask a DHCP server for the IPv4 address instead; without one, take a link-local address." };
            Option<string?> name = Parse.Text("--name", "NAME", "The stack's name: NAME.local on its network, where its services are found too, and what the DHCP server is told.");
            Option<IPAddress?> gateway = Parse.Address("--gateway", "The stack's router, for what is outside its network.");
            Option<int?> echo = Parse.Port("--echo", "Send back what comes in on this port; 7 if no service is asked for.");
            Option<int?> discard = Parse.Port("--discard", "Throw away what comes in on this port.");
            Option<int?> chargen = Parse.Port("--chargen", "Send characters without end on this port.");
            Option<int?> http = Parse.Port("--http", "Serve a dashboard on this port, with a simulated sensor; also /metrics for Prometheus, and /api/readings.");
            Option<string?> token = Parse.Text("--token", "TOKEN", "With --http: let who names this token set outputs and capture frames; nobody may without.");
            Option<string?> hostName = Parse.Text("--host-name", "NAME", "With --http: answer requests for this host, too, such as the name of a proxy that passes it on; others than the stack's own names and address get 421.");
            Option<string?> password = Parse.Text("--password", "PASSWORD", "With --http: let who logs in as admin with this password (HTTP Digest) do so too; it does not cross the wire.");
            var loginToRead = new Option<bool>("--login-to-read") { Description = "With --http: who only reads has to log in, too." };
            Option<string?> settingsFile = Parse.Text("--settings", "FILE", "With --http: keep settings in FILE.0 and FILE.1, which the page may change; a password is asked for at first use.");
            Option<int?> push = Parse.Port("--push", "With --http: send each sample on this port, as a line of JSON.");
            Option<string?> capture = Parse.Text("--capture", "FILE", "Write all frames to a capture file (pcap).");
            var command = new Command("serve", "The stack on a real link: ping it, and talk to its services. TAP devices are a matter of Linux; making one needs root.");
            links.AddTo(command);
            foreach (Option option in (Option[])[address, ipv6, noIpv6, dhcp, name, gateway, echo, discard, chargen, http, token, password, loginToRead, settingsFile, hostName, push, capture])
            {
                command.Add(option);
            }

            command.SetAction(parsed =>
            {
                var settings = new ServeSettings
                {
                    Link = links.Read(parsed),
                    Address = AddressOf(parsed.GetValue(address), parsed.GetValue(dhcp)),
                    Ipv6Address = Ipv6AddressOf(parsed.GetValue(address), parsed.GetValue(ipv6)),
                    Dhcp = parsed.GetValue(dhcp),
                    HasIpv6 = !parsed.GetValue(noIpv6),
                    Name = parsed.GetValue(name),
                    Gateway = parsed.GetValue(gateway),
                    Echo = parsed.GetValue(echo),
                    Discard = parsed.GetValue(discard),
                    Chargen = parsed.GetValue(chargen),
                    Http = parsed.GetValue(http),
                    Token = parsed.GetValue(token),
                    HostName = parsed.GetValue(hostName),
                    Password = parsed.GetValue(password),
                    ReadingNeedsLogin = parsed.GetValue(loginToRead),
                    SettingsFile = parsed.GetValue(settingsFile),
                    Push = parsed.GetValue(push),
                    Capture = parsed.GetValue(capture),
                };
                settings.Validate();
                bool isAsked = settings.Echo != null || settings.Discard != null || settings.Chargen != null || settings.Http != null;
                Run(isAsked ? settings : settings with { Echo = EchoPort }, terminal);
                return NanoCommand.Done;
            });
            return command;
        }

        private static AddressAndPrefix AddressOf(AddressAndPrefix? given, bool dhcp) =>
            dhcp && given is { IsIpv6: false }
                ? throw new CliException("--address or --dhcp, not both")
                : given is { IsIpv6: false } ? given : AddressAndPrefix.None;

        private static AddressAndPrefix? Ipv6AddressOf(AddressAndPrefix? given, AddressAndPrefix? beside) =>
            given is { IsIpv6: true } && beside != null
                ? throw new CliException("--address and --ipv6 are both IPv6 addresses; one can be given")
                : given is { IsIpv6: true } ? given : beside;

        private static void Run(ServeSettings settings, Terminal terminal)
        {
            using var stop = new StopSignal();
            string settingsTold = "";
            using var server = new Server(
                settings,
                terminal.Fail,
                client => Tell(client, settings, terminal),
                responder => Tell(responder, settings, terminal),
                added => Tell(added, settings, terminal),
                removed => terminal.WriteLine($"Address {removed} is gone."),
                client => settingsTold = Tell(client, settingsTold, terminal));
            Greet(settings, server, terminal);
            new Thread(() => Answer(server, terminal)) { IsBackground = true, Name = "Nano keyboard" }.Start();
            stop.Token.WaitHandle.WaitOne();
            terminal.WriteLine();
            terminal.WriteTable(
                ["Layer", "Counted", " Count"],
                [
                    .. server.Link.Counted(server.Counters),
                    .. CounterTable.Rows(server.Counters),
                    .. server.Ipv6 is { } ipv6 ? CounterTable.Rows("discovery", ipv6.Counters) : [],
                    .. server.Dhcp is { } dhcp ? CounterTable.Rows("DHCP", dhcp.Counters) : [],
                    .. server.Dhcpv6 is { } dhcpv6 ? CounterTable.Rows("DHCPv6", dhcpv6.Counters) : [],
                    .. server.Mdns is { } mdns ? CounterTable.Rows("mDNS", mdns.Counters) : [],
                    .. server.Telemetry is { } telemetry ? CounterTable.Rows("HTTP", telemetry.Counters) : [],
                ]);
        }

        private static void Tell(DhcpClient client, ServeSettings settings, Terminal terminal)
        {
            if (client.HasLease)
            {
                string time = client.LeaseTime == uint.MaxValue ? "ever" : $"{client.LeaseTime} s";
                terminal.WriteLine($"Address {client.Address}/{client.PrefixLength} from {client.Server}, for {time}.{Dashboard(settings, $"{client.Address}")}");
            }
            else if (client.IsLinkLocal)
            {
                terminal.WriteLine($"No DHCP server answers: address {client.Address}/{client.PrefixLength} meanwhile.{Dashboard(settings, $"{client.Address}")}");
            }
            else if (client.State != DhcpState.Stopped)
            {
                terminal.WriteLine("The address is gone.");
            }
        }

        private static void Tell(Ipv6AddressInfo address, ServeSettings settings, Terminal terminal)
        {
            string from = address.Origin switch
            {
                Ipv6AddressOrigin.LinkLocal => "for this link",
                Ipv6AddressOrigin.Manual => "as given",
                Ipv6AddressOrigin.Dhcp => "from a DHCP server",
                _ => "by a router's prefix",
            };
            string dashboard = address.Origin == Ipv6AddressOrigin.LinkLocal ? "" : Dashboard(settings, $"[{address.Address}]");
            terminal.WriteLine($"Address {address.Address}/{address.PrefixLength} {from}.{dashboard}");
        }

        // The address is told as all those of IPv6 are.
        private static string Tell(Dhcpv6Client client, string told, Terminal terminal)
        {
            IPAddress[] servers = client.GetDnsServers();
            string[] domains = client.GetSearchList();
            string said = "";
            if (servers.Length > 0 || domains.Length > 0)
            {
                said = $"DNS servers {string.Join(", ", servers.Select(server => $"{server}"))}{(domains.Length > 0 ? $"; domains {string.Join(", ", domains)}" : "")}: by DHCPv6.";
            }

            if (said != told && said.Length > 0)
            {
                terminal.WriteLine(said);
            }

            return said;
        }

        private static void Tell(MdnsResponder responder, ServeSettings settings, Terminal terminal)
        {
            // From now on it answers to the name.
            if (responder.State == MdnsState.Announcing)
            {
                terminal.WriteLine($"Known as {responder.HostName}.{Dashboard(settings, responder.HostName)}");
            }
        }

        private static void Greet(ServeSettings settings, Server server, Terminal terminal)
        {
            AddressAndPrefix[] known = [.. settings.HasIpv4 ? (AddressAndPrefix[])[settings.Address] : [], .. settings.Ipv6Address is { } given ? (AddressAndPrefix[])[given] : []];
            bool asks = settings.Dhcp || known.Length == 0;
            terminal.WriteLine(asks ? $"Nano on {server.Link.Name} asks for an address." : $"Nano at {string.Join(" and ", known)} on {server.Link.Name}.");
            string host = asks ? "ADDRESS" : $"{known[0].Address}";
            foreach (TcpService service in server.Services)
            {
                terminal.WriteLine($"  {service.Name,-8} nc {host} {service.Port}");
            }

            if (settings.Http is { } http)
            {
                terminal.WriteLine($"  {"http",-8} {Url(host.Contains(':') ? $"[{host}]" : host, http)}");
            }

            if (settings.Push is { } push)
            {
                terminal.WriteLine($"  {"push",-8} nc {host} {push}");
            }

            // What a link hints at follows from the IPv4 address, which nobody knows yet with DHCP.
            foreach (string hint in settings.HasIpv4 ? server.Link.Hints : [])
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

        // Where the dashboard is, once there is an address or a name to reach it by.
        private static string Dashboard(ServeSettings settings, string host) =>
            settings.Http is { } port ? $" Dashboard: {Url(host, port)}" : "";

        private static string Url(string host, int port) => port == 80 ? $"http://{host}/" : $"http://{host}:{port}/";

        private static void Answer(Server server, Terminal terminal)
        {
            while (Console.In.ReadLine() != null)
            {
                ConnectionTable.Write(terminal, server.GetConnections());
            }
        }
    }
}
