using System.Globalization;
using Nano.Boards;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>A device with an echo service and a dashboard, and a gateway to both, by IPv4 and by IPv6, each with a stack of its own, on the ends of an emulated wire.</summary>
    internal sealed class DemoNetwork : IDisposable
    {
        /// <summary>Milliseconds that the demo's connections stay in TIME-WAIT: no more than one has the patience to watch.</summary>
        public const int TimeWait = 2 * SegmentLifetime;

        /// <summary>What has to be named to set something on the device: nobody but this machine can reach it.</summary>
        public const string Token = "nano-demo";

        /// <summary>The echo service's port on the device.</summary>
        public const int EchoPort = 7;

        private const int DashboardPort = 80;
        private const int SampleInterval = 500;
        private const int SegmentLifetime = 500;
        private const int Connections = 64;
        private const int Clients = 16;
        private const int BufferSize = 131_072;
        private const int EchoBuffer = 65_536;

        private static readonly IPAddress GatewayAddress = IPAddress.Parse("10.0.0.1");
        private static readonly IPAddress DeviceAddress = IPAddress.Parse("10.0.0.2");
        private static readonly IPAddress GatewayAddress6 = IPAddress.Parse("fd00::1");
        private static readonly IPAddress DeviceAddress6 = IPAddress.Parse("fd00::2");

        private readonly RealTimeScheduler scheduler = new();
        private readonly StackRunner gatewayStack;
        private readonly StackRunner deviceStack;
        private readonly EchoService echo;
        private readonly HostTelemetry telemetry;

        /// <summary>Puts it together and starts it.</summary>
        /// <exception cref="System.Net.Sockets.SocketException">The loopback port cannot be had.</exception>
        public DemoNetwork(DemoSettings settings)
        {
            var conditions = new WireConditions { Delay = TimeSpan.FromMilliseconds(settings.Delay), Loss = settings.Loss / 100 };
            var port = new WirePortOptions { ReceiveQueueFrames = 4096 };
            Wire = new VirtualWire(scheduler, conditions, (ulong)settings.Seed, port with { Name = "gateway" }, port with { Name = "device" });
            gatewayStack = new StackRunner(new NetworkStack(Wire.A, Options(GatewayAddress, GatewayAddress6)), scheduler);
            deviceStack = new StackRunner(new NetworkStack(Wire.B, Options(DeviceAddress, DeviceAddress6)), scheduler);
            Watch = new WireWatch(Wire, gatewayStack, deviceStack, EchoPort);
            try
            {
                gatewayStack.Start();
                deviceStack.Start();
                echo = new EchoService(deviceStack, EchoPort, Clients, Clients, EchoBuffer);
                echo.Start();
                telemetry = new HostTelemetry(deviceStack, new TelemetrySettings("nano", DashboardPort, Token, PushPort: 0, SampleInterval, (ulong)settings.Seed));
                Gateway = new Gateway(gatewayStack, new IPEndPoint(DeviceAddress, EchoPort), settings.Port, Clients);
                Dashboard = new Gateway(gatewayStack, new IPEndPoint(DeviceAddress6, DashboardPort), settings.DashboardPort, Clients);
            }
            catch
            {
                Gateway?.Dispose();
                StopStacks();
                throw;
            }

            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"gateway {GatewayAddress}, {GatewayAddress6} and device {DeviceAddress}, {DeviceAddress6}, on a wire with {settings.Delay} ms of delay and {settings.Loss}% loss each way");
        }

        /// <summary>The wire.</summary>
        public VirtualWire Wire { get; }

        /// <summary>The PC's way to the echo service, by IPv4.</summary>
        public Gateway Gateway { get; }

        /// <summary>The PC's way to the dashboard, by IPv6.</summary>
        public Gateway Dashboard { get; }

        /// <summary>Sees what crosses the wire.</summary>
        public WireWatch Watch { get; }

        /// <summary>What there is, in words.</summary>
        public string Description { get; }

        /// <summary>The time, in microseconds since it was put together.</summary>
        public long Now => scheduler.Microseconds;

        /// <summary>Resets what is open, and stops.</summary>
        public void Dispose()
        {
            Dashboard.Dispose();
            Gateway.Dispose();
            telemetry.Dispose();
            echo.Dispose();
            StopStacks();
        }

        // Nobody else is on the wire who could have the addresses.
        private static StackOptions Options(IPAddress address, IPAddress address6) => new()
        {
            Address = address,
            IPv6 = new Ipv6Options { Address = address6, DuplicateAddressProbes = 0 },
            Connections = Connections,
            HalfOpenConnections = Connections,
            TimeWaitConnections = Connections,
            ReceiveBufferSize = BufferSize,
            SendBufferSize = BufferSize,
            OutOfOrderRanges = 64,
            MinimumRetransmissionTimeout = 200,
            MaximumSegmentLifetime = SegmentLifetime,
        };

        private void StopStacks()
        {
            gatewayStack.Dispose();
            deviceStack.Dispose();
            scheduler.Dispose();
        }
    }
}
