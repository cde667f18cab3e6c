using System;
using System.Threading;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Services;
using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>What the program does on whatever link and with whatever client it is given.</summary>
    public sealed class MqttTelemetryProgram : IDisposable
    {
        // Milliseconds between two looks at what may have changed meanwhile: a command, the connection.
        private const int Beat = 250;

        // The broker is connected to by name: the name is remembered.
        private const int Names = 2;
        private const int OwnReadings = 3;
        private const int Outputs = 1;

        private readonly Thread thread;
        private bool stopping;
        private bool wasConnected;
        private string toldFailure;

        /// <summary>Starts all of it.</summary>
        /// <param name="linkName">What the link is, in a few words.</param>
        /// <param name="link">The link.</param>
        /// <param name="options">The board's address, none to ask for one; the sizes are set here.</param>
        /// <param name="settings">What the board's owner decides.</param>
        /// <param name="light">Switches the board's light; null where it has none.</param>
        /// <param name="makeConnection">Makes the MQTT client, when the stack runs.</param>
        /// <param name="write">Takes what there is to say.</param>
        public MqttTelemetryProgram(string linkName, ILinkDevice link, StackOptions options, MqttTelemetrySettings settings, LightSwitch light, MqttConnectionMaker makeConnection, LineWriter write)
        {
            settings.Validate();
            SetSizes(options);
            HostConfigurationOptions network = new HostConfigurationOptions
            {
                Dhcp = new DhcpClientOptions { HostName = settings.Node },
                Dns = new DnsResolverOptions { CacheEntries = Names },
                Sntp = null,
            };
            Board = new Board("MqttTelemetry", linkName, link, options, network, write);
            try
            {
                Connection = makeConnection(Board.Runner);
                Reporter = new MqttReporter(settings, MakeRegistry(light), Board.Runner, Connection);
                Board.Tell("broker", settings.Broker + ":" + settings.Port.ToString());
                Board.Tell("topics", Reporter.Documents.Base + "/...");
                Board.Looking += TellConnection;
                thread = new Thread(Work);
                thread.Start();
            }
            catch (Exception)
            {
                // Who starts it again finds its link free.
                Dispose();
                throw;
            }
        }

        /// <summary>The board.</summary>
        public Board Board { get; }

        /// <summary>Publishes.</summary>
        public MqttReporter Reporter { get; }

        /// <summary>The client.</summary>
        public IMqttConnection Connection { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            stopping = true;
            if (Connection != null)
            {
                Connection.Dispose();
            }

            if (thread != null && thread != Thread.CurrentThread)
            {
                thread.Join();
            }

            Board.Dispose();
        }

        private static void SetSizes(StackOptions options)
        {
            // One to the broker, and one for the time in which another takes its place.
            options.Connections = 2;
            options.HalfOpenConnections = 1;
            options.TimeWaitConnections = 1;
            options.Listeners = 1;

            // The way to the broker, to the DNS server or the router, and one more.
            options.Paths = 3;
            options.Neighbors = 3;
            options.MaximumTransmissionUnit = 576;
            options.OutOfOrderRanges = 1;
            options.PendingPacketSize = 384;
            options.UdpSockets = 0;
            options.ReassemblyBuffers = 0;
        }

        private ReadingRegistry MakeRegistry(LightSwitch light)
        {
            // Samples are sent, not kept.
            ReadingRegistry registry = new ReadingRegistry(StandardReadings.Count + OwnReadings, Outputs, 1);
            StandardReadings.Add(registry, Board.Runner);
            registry.AddCounter("mqtt_connections", "", "MQTT connections made", ReadConnections);
            registry.AddCounter("mqtt_commands", "", "Commands carried out", ReadCommands);
            registry.AddCounter("tcp_retransmissions", "", "TCP segments sent again", ReadRetransmissions);
            if (light != null)
            {
                registry.AddOutput("light", "Light of the board", 0, 1, 0, value => light(value != 0));
            }

            return registry;
        }

        private long ReadConnections()
        {
            return Reporter == null ? 0 : Reporter.Connections;
        }

        private long ReadCommands()
        {
            return Reporter == null ? 0 : Reporter.Commands;
        }

        private long ReadRetransmissions()
        {
            return Board.Runner.Stack.Counters.Tcp.SegmentsRetransmitted;
        }

        private void Work()
        {
            while (!stopping)
            {
                int next = Reporter.Step();
                Thread.Sleep(next < Beat ? (next < 1 ? 1 : next) : Beat);
            }
        }

        private void TellConnection(Board sender)
        {
            bool isConnected = Reporter.IsConnected;
            string failure = Reporter.LastFailure;
            if (isConnected && !wasConnected)
            {
                Board.Tell("MQTT", "connected (" + Reporter.Connections.ToString() + ")");
                toldFailure = failure;
            }
            else if (!isConnected && failure != toldFailure)
            {
                toldFailure = failure;
                Board.Tell("MQTT", failure + "; tries again");
            }

            wasConnected = isConnected;
        }
    }
}
