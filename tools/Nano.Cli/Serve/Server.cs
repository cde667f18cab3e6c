using Nano.Boards;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;
using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>A stack on a link, with its services.</summary>
    internal sealed class Server : IDisposable
    {
        private const int Connections = 384;
        private const int ConnectionsPerService = 80;
        private const int ServiceBuffer = 65_536;
        private const int LinesAtOnce = 95;
        private const int SampleInterval = 1000;
        private const int SensorSeed = 1;
        private const int BufferSize = 131_072;

        // Bytes that a link must carry for IPv6 (RFC 8200 section 5).
        private const int LeastForIpv6 = 1280;

        private readonly List<IDisposable> parts = [];
        private readonly List<TcpService> services = [];
        private readonly StackRunner runner;

        /// <summary>Opens the link and starts everything.</summary>
        /// <param name="settings">What is asked for.</param>
        /// <param name="report">Told in one line what goes wrong later.</param>
        /// <param name="addressChanged">Told when DHCP has changed the address.</param>
        /// <param name="nameChanged">Told when multicast DNS has come further with the name.</param>
        /// <param name="addressAdded">Told of each IPv6 address that can be used from now on.</param>
        /// <param name="addressRemoved">Told of each that cannot any more.</param>
        /// <param name="settingsChanged">Told when DHCPv6 has changed the address that it gives, or what came with it.</param>
        /// <exception cref="CliException">Something cannot be had; the message says what would help.</exception>
        public Server(
            ServeSettings settings,
            Action<string> report,
            DhcpHandler addressChanged,
            MdnsHandler nameChanged,
            Action<Ipv6AddressInfo> addressAdded,
            Action<string> addressRemoved,
            Dhcpv6Handler settingsChanged)
        {
            try
            {
                ServeCapture? capture = settings.Capture is { } path ? Own(new ServeCapture(path, report)) : null;
                Link = Own(settings.Link.Open(settings.Address));
                Ipv6Options? ipv6 = settings.HasIpv6 ? OptionsOfIpv6(settings, Link) : null;
                var stack = new NetworkStack(Link.Device, Options(settings, ipv6));
                Ipv6 = ipv6?.Interface;
                if (capture != null)
                {
                    stack.AddFrameObserver(capture);
                }

                runner = new StackRunner(stack, new MonotonicClock());
                runner.Faulted += (exception, part) => report($"{part}: {exception.Message}");
                if (Ipv6 != null)
                {
                    Own(new Ipv6Watch(Ipv6, addressAdded, addressRemoved));
                }

                runner.Start();
                Own(runner);
                if (settings.Dhcp)
                {
                    Dhcp = Own(MakeDhcpClient(settings));
                    Dhcp.Changed += addressChanged;
                    Dhcp.Start();
                }

                if (Ipv6 != null && Link.Device.HardwareAddress != null)
                {
                    // It asks for nothing before a router says that there is somebody to ask.
                    Dhcpv6 = Own(new Dhcpv6Client(runner, new Dhcpv6ClientOptions { RapidCommit = true }));
                    Dhcpv6.Changed += settingsChanged;
                    Dhcpv6.Start();
                }

                Serve(settings.Echo, port => new EchoService(runner, port, ConnectionsPerService, ConnectionsPerService, ServiceBuffer));
                Serve(settings.Discard, port => new DiscardService(runner, port, ConnectionsPerService, ConnectionsPerService, ServiceBuffer));
                Serve(settings.Chargen, port => new ChargenService(runner, port, ConnectionsPerService, ConnectionsPerService, LinesAtOnce));
                if (settings.Http is { } port)
                {
                    Telemetry = Own(new HostTelemetry(
                        runner,
                        new TelemetrySettings(settings.Name ?? "nano", port, settings.Token, settings.Push ?? 0, SampleInterval, SensorSeed, HostName: settings.HostName)
                        {
                            Password = settings.Password,
                            ReadingNeedsLogin = settings.ReadingNeedsLogin,
                            SettingsFile = settings.SettingsFile,
                            Dhcp = Dhcp,
                            Address = settings.HasIpv4 ? settings.Address.Address : null,
                            PrefixLength = settings.HasIpv4 ? settings.Address.Length : 0,
                            Gateway = settings.Gateway?.GetAddressBytes().Length == 4 ? settings.Gateway : null,
                        }));
                }

                if (settings.Name is { } name)
                {
                    Mdns = Own(new MdnsResponder(runner, new MdnsOptions { HostName = name, Services = Announced(settings.Http) }));
                    Mdns.Changed += TakeName;
                    Mdns.Changed += nameChanged;
                    Mdns.Start();
                }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        /// <summary>What the stack is on.</summary>
        public ServeLink Link { get; }

        /// <summary>What IPv6 knows of the stack and its link; null where there is no IPv6.</summary>
        public Ipv6Interface? Ipv6 { get; }

        /// <summary>Where the IPv4 address comes from; null where it was given, or there is none.</summary>
        public DhcpClient? Dhcp { get; }

        /// <summary>What asks DHCPv6 servers, where routers say that there are any; null where there is no IPv6, or no Ethernet.</summary>
        public Dhcpv6Client? Dhcpv6 { get; }

        /// <summary>Who announces the name and what is served; null where there is no name.</summary>
        public MdnsResponder? Mdns { get; }

        /// <summary>The dashboard and what goes with it; null where it is not served.</summary>
        public HostTelemetry? Telemetry { get; }

        /// <summary>What else is served.</summary>
        public IReadOnlyList<TcpService> Services => services;

        /// <summary>What the stack has counted.</summary>
        public StackCounters Counters => runner.Stack.Counters;

        /// <summary>The connections of the moment.</summary>
        public ConnectionInfo[] GetConnections() => runner.GetConnections();

        /// <summary>Ends the services, resets the connections, and closes link and capture.</summary>
        public void Dispose()
        {
            for (int i = parts.Count - 1; i >= 0; i--)
            {
                parts[i].Dispose();
            }

            parts.Clear();
        }

        private static Ipv6Options? OptionsOfIpv6(ServeSettings settings, ServeLink link)
        {
            int mtu = link.Device.MaximumTransmissionUnit;
            if (mtu < LeastForIpv6)
            {
                return settings.HasIpv4 || settings.Dhcp
                    ? null
                    : throw new CliException($"{link.Name} carries packets of {mtu} bytes; IPv6 needs {LeastForIpv6}: give the stack an IPv4 address by --address");
            }

            bool isRouter = settings.Gateway?.GetAddressBytes().Length > 4;
            return new Ipv6Options
            {
                Address = settings.Ipv6Address?.Address,
                PrefixLength = settings.Ipv6Address?.Length ?? 64,
                Gateway = isRouter ? settings.Gateway : null,
                Addresses = 8,
                Routers = 4,
                Prefixes = 8,
                MulticastGroups = 4,
                ReassemblyBuffers = 16,
                ReassemblySize = 65_535,
            };
        }

        private static StackOptions Options(ServeSettings settings, Ipv6Options? ipv6) => new()
        {
            IPv6 = ipv6,
            Address = settings.Address.Address,
            PrefixLength = settings.Address.Length,
            Gateway = settings.Gateway is { } gateway && gateway.GetAddressBytes().Length == 4 ? gateway : IPAddress.Any,
            MulticastGroups = 1,
            Paths = 1024,
            Neighbors = 256,
            PendingPackets = 64,
            PendingPacketSize = 1500,
            ReassemblyBuffers = 16,
            ReassemblySize = 65_515,
            Connections = Connections,
            HalfOpenConnections = Connections,
            TimeWaitConnections = 4096,
            ReceiveBufferSize = BufferSize,
            SendBufferSize = BufferSize,
            OutOfOrderRanges = 64,
            Listeners = 5,
            MinimumRetransmissionTimeout = 200,
        };

        private DhcpClient MakeDhcpClient(ServeSettings settings)
        {
            try
            {
                return new DhcpClient(runner, new DhcpClientOptions { HostName = settings.Name });
            }
            catch (ArgumentException e)
            {
                throw new CliException($"--dhcp on {Link.Name}: {e.Message}");
            }
        }

        private void TakeName(MdnsResponder responder)
        {
            if (Telemetry != null && responder.State >= MdnsState.Announcing)
            {
                Telemetry.NetworkName = responder.HostName;
            }
        }

        private MdnsService[] Announced(int? http) =>
            [
                .. services.Select(service => new MdnsService { Type = $"_{service.Name}._tcp", Port = service.Port }),
                .. http is { } port ? [new MdnsService { Type = "_http._tcp", Port = port }] : Array.Empty<MdnsService>(),
            ];

        private void Serve(int? port, Func<int, TcpService> make)
        {
            if (port is { } number)
            {
                TcpService service = Own(make(number));
                service.Start();
                services.Add(service);
            }
        }

        private T Own<T>(T part)
            where T : IDisposable
        {
            parts.Add(part);
            return part;
        }
    }
}
