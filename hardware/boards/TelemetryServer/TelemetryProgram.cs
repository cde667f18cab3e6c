using System;
using Nano.Net;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Link;
using Nano.Net.Services;
using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>
    /// What the program does on whatever link it is given: a page with the board's readings, the same for scripts and
    /// scrapers, and lines pushed over TCP, under a name and an address that the network finds by itself.
    /// </summary>
    /// <remarks>The sizes are chosen so that all of it takes less than 65 KB of heap with every connection in use.</remarks>
    public sealed class TelemetryProgram : IDisposable
    {
        /// <summary>Where lines are pushed. Nobody has assigned it.</summary>
        public const int PushPort = 7000;

        private const int HttpPort = 80;

        // Two of them may follow the events. Who comes when all are taken gets the place of one that has been idle for so many
        // milliseconds, or is told to come again (503).
        private const int HttpConnections = 3;
        private const int EventSubscribers = 2;
        private const int GraceTime = 500;
        private const int IdleTimeout = 10000;
        private const int PushClients = 2;

        // All of these, and one to spare: the HTTP server sees only those for whom the stack has a connection.
        private const int Connections = HttpConnections + PushClients + 1;

        // Half a minute of samples, one a second; the page remembers more while it is open.
        private const int History = 30;

        // Bytes. The request of a browser has about 500.
        private const int RequestSize = 768;

        // Pages and scripts that are logged in at once, before one has to ask once more.
        private const int Nonces = 4;

        // Names that are remembered: that of the time server is asked for.
        private const int Names = 2;

        // Bytes of a sample in words. With the longest texts, and the outputs, it has 180.
        private const int LineSize = 208;

        // Bytes of heap for everything but the stack and the HTTP server: readings and their history, services, push clients,
        // threads. As counted on nanoCLR, with every connection in use, and some to spare.
        private const int OtherHeap = 30000;

        // What this program adds to what every device tells of itself.
        private const int OwnReadings = 4;
        private const int Outputs = 1;

        private readonly MdnsResponder name;

        // The name that was asked for, in both forms, and the one that this board has got.
        private readonly string[] hostNames;
        private bool wasNamed;

        /// <summary>Starts all of it.</summary>
        /// <param name="linkName">What the link is, in a few words.</param>
        /// <param name="link">The link.</param>
        /// <param name="options">The board's address, none to ask for one; the sizes are set here.</param>
        /// <param name="settings">What the board's owner decides.</param>
        /// <param name="write">Takes what there is to say.</param>
        public TelemetryProgram(string linkName, ILinkDevice link, StackOptions options, TelemetrySettings settings, LineWriter write)
        {
            SetSizes(options);
            HttpServerOptions http = new HttpServerOptions { Port = HttpPort, Connections = HttpConnections, GraceTime = GraceTime, IdleTimeout = IdleTimeout, RequestSize = RequestSize, Routes = TelemetryServer.RouteCount };
            BoardHeap.Require(options.MemoryFootprint + http.MemoryFootprint + OtherHeap);
            Board = new Board("TelemetryServer", linkName, link, options, MakeNetwork(settings), write);
            try
            {
                Time = new TimeOfDay(Board);
                name = new MdnsResponder(Board.Runner, new MdnsOptions { HostName = settings.Name, Services = new MdnsService[] { new MdnsService { Port = HttpPort } } });
                hostNames = new string[] { settings.Name, settings.Name + ".local", null, settings.HostName };
                http.HostNames = hostNames;
                http.Clock = Time.TryGet;
                Http = new HttpServer(Board.Runner, http);
                Telemetry = new TelemetryServer(Http, MakeRegistry(settings), new TelemetryOptions
                {
                    DeviceName = settings.Name,
                    Login = settings.Secret == null ? null : new DigestAuthenticator(Board.Runner, new DigestOptions { Secret = settings.Secret, Nonces = Nonces }),
                    Token = settings.Token,
                    EventSubscribers = EventSubscribers,
                    PushPort = PushPort,
                    PushClients = PushClients,
                    LineSize = LineSize,
                    Timestamp = Time.ReadMilliseconds,
                });
                name.Start();
                Http.Start();
                Telemetry.Start();
                Board.Tell("http", "TCP port " + HttpPort.ToString());
                Board.Tell("push", "TCP port " + PushPort.ToString());
                Board.Looking += TellName;
            }
            catch (Exception)
            {
                // Who starts it again finds its ports and its link free.
                Dispose();
                throw;
            }
        }

        /// <summary>The board.</summary>
        public Board Board { get; }

        /// <summary>The time.</summary>
        public TimeOfDay Time { get; }

        /// <summary>Answers browsers, scripts and scrapers.</summary>
        public HttpServer Http { get; }

        /// <summary>What it answers with.</summary>
        public TelemetryServer Telemetry { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Telemetry != null)
            {
                Telemetry.Dispose();
            }

            if (Http != null)
            {
                Http.Dispose();
            }

            if (name != null)
            {
                name.Dispose();
            }

            Board.Dispose();
        }

        private static HostConfigurationOptions MakeNetwork(TelemetrySettings settings)
        {
            return new HostConfigurationOptions
            {
                Dhcp = new DhcpClientOptions { HostName = settings.Name },
                Dns = new DnsResolverOptions { CacheEntries = Names },
                TimeServer = settings.TimeServer,
            };
        }

        private static void SetSizes(StackOptions options)
        {
            options.Connections = Connections;
            options.HalfOpenConnections = 1;
            options.TimeWaitConnections = 1;
            options.Listeners = 2;
            options.MulticastGroups = 1;

            // The way to each client, to the DNS server or the router, and to the network's other hosts.
            options.Paths = Connections + 2;
            options.Neighbors = Connections;

            // The packets that every network carries, of which two fill a send buffer; a request in one or two of them.
            options.MaximumTransmissionUnit = 576;
            options.ReceiveBufferSize = RequestSize;
            options.OutOfOrderRanges = 1;

            // What waits for a neighbour's address is a SYN, a question, and at most a request to the DHCP server.
            options.PendingPacketSize = 384;

            // The services need no sockets, and nobody sends a telemetry device fragments.
            options.UdpSockets = 0;
            options.ReassemblyBuffers = 0;
        }

        private ReadingRegistry MakeRegistry(TelemetrySettings settings)
        {
            ReadingRegistry registry = new ReadingRegistry(StandardReadings.Count + OwnReadings, Outputs, History);
            StandardReadings.Add(registry, Board.Runner);
            registry.AddText("name", "Name in the network", ReadName);
            registry.AddTime("time", "Time", Time.ReadTime);
            registry.AddCounter("http_requests", "", "HTTP requests answered", () => Http.Counters.Requests);
            registry.AddGauge("http_connections", "", "HTTP connections open", 0, () => Http.ActiveConnections);
            if (settings.Light != null)
            {
                LightSwitch light = settings.Light;
                registry.AddOutput("light", "Light of the board, 1 for on", 0, 1, 0, value => light(value != 0));
            }

            return registry;
        }

        private string ReadName()
        {
            return name.State == MdnsState.Running ? name.HostName : "";
        }

        private void TellName(Board sender)
        {
            bool isNamed = name.State == MdnsState.Running;
            if (isNamed && !wasNamed)
            {
                hostNames[2] = name.HostName;
                Board.Tell("name", "http://" + name.HostName + "/");
            }

            wasNamed = isNamed;
        }
    }
}
