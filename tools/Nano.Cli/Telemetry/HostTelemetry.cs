using Nano.Net;
using Nano.Net.Http;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;

namespace Nano.Cli
{
    /// <summary>The telemetry of a device, on this machine: what a board serves, with a simulated sensor.</summary>
    internal sealed class HostTelemetry : IDisposable
    {
        private const int History = 120;
        private const int Clients = 64;
        private const int Readings = 16;
        private const int MostHeat = 100;

        private readonly HttpServer http;
        private readonly TelemetryServer telemetry;
        private readonly HostManagement management;
        private readonly string?[] hostNames;

        /// <summary>Starts it.</summary>
        /// <param name="runner">Runs the stack.</param>
        /// <param name="settings">What is asked for.</param>
        /// <exception cref="SocketException">A port cannot be had.</exception>
        public HostTelemetry(StackRunner runner, TelemetrySettings settings)
        {
            // By localhost and 127.0.0.1, where it is a port of this machine that is forwarded to it.
            hostNames = [null, settings.Name, settings.Name + ".local", "localhost", "127.0.0.1", settings.HostName];
            http = new HttpServer(runner, new HttpServerOptions
            {
                Port = settings.Port,
                Connections = settings.Connections,
                RequestSize = 8192,
                BodySize = 4096,
                TargetSize = 2048,
                Headers = 64,
                ResponseSize = 8192,

                HostNames = hostNames,
                OtherHostText = "The request is for a host that is not this one. Behind a proxy: --host-name NAME takes one more name.",
                Clock = Now,
            });
            var registry = new ReadingRegistry(Readings, outputCapacity: 2, History);
            var sensor = new SimulatedSensor(runner.Clock, settings.Seed);
            registry.AddGauge("temperature_celsius", "°C", "Temperature (simulated)", 2, sensor.ReadTemperature);
            registry.AddGauge("humidity_percent", "%", "Relative humidity (simulated)", 1, sensor.ReadHumidity);
            registry.AddCounter("http_requests", "", "HTTP requests answered", () => http.Counters.Requests);
            StandardReadings.Add(registry, runner);
            registry.AddTime("time", "Time", () => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            registry.AddOutput("heater", "Heater, in percent", 0, MostHeat, sensor.Heater, value => sensor.Heater = value);
            registry.AddOutput("light", "Light (simulated)", 0, 1, 0, _ => { });
            management = new HostManagement(runner, settings);
            telemetry = new TelemetryServer(http, registry, new TelemetryOptions
            {
                DeviceName = settings.Name,
                Firmware = "nano " + typeof(HostTelemetry).Assembly.GetName().Version!.ToString(3),
                Interval = settings.Interval,
                Login = management.Login,
                Token = settings.Token,
                ReadingNeedsLogin = settings.ReadingNeedsLogin,
                EventSubscribers = Math.Max(settings.Connections / 2, 1),
                PushPort = settings.PushPort,
                PushClients = Clients,
                LineSize = 1024,
                CaptureLength = 65_535,
                Timestamp = () => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            });
            try
            {
                management.Begin(http, telemetry, settings);
                http.Start();
                telemetry.Start();
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        /// <summary>What the HTTP server has counted.</summary>
        public HttpCounters Counters => http.Counters;

        /// <summary>The name that the network has given the device, which may be another one than it wanted; null for none.</summary>
        public string? NetworkName
        {
            get => hostNames[0];
            set => hostNames[0] = value;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            telemetry.Dispose();
            http.Dispose();
            management.Dispose();
        }

        internal static bool Now(out DateTime utc)
        {
            utc = DateTime.UtcNow;
            return true;
        }
    }
}
