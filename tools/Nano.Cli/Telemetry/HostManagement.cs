using Nano.Net;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Management;
using Nano.Net.Services;
using Nano.Net.Telemetry;
using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>Login, log and settings of what is served on this machine: what a board has, with the settings in files.</summary>
    internal sealed class HostManagement : IDisposable
    {
        private const int Fields = 12;
        private const int StoreSize = 4096;

        private readonly StackRunner runner;
        private readonly DeviceLog log;
        private readonly NetworkLog network;
        private SyslogClient? syslog;
        private DeviceSettings? settings;

        /// <summary>Makes the log and the login.</summary>
        /// <param name="runner">Runs the stack.</param>
        /// <param name="asked">What is asked for.</param>
        public HostManagement(StackRunner runner, TelemetrySettings asked)
        {
            this.runner = runner;
            log = new DeviceLog(runner.Clock) { TimeOfDay = HostTelemetry.Now };
            network = new NetworkLog(runner, log);
            if (asked.Password != null || asked.SettingsFile != null)
            {
                var options = new DigestOptions();
                options.Secret = asked.Password is { } password ? DigestSecret.Make(options.UserName, options.Realm, password) : null;
                Login = new DigestAuthenticator(runner, options);
            }
        }

        /// <summary>Lets in who knows the password; null where there is none and none can be set.</summary>
        public DigestAuthenticator? Login { get; }

        /// <summary>Adds what is answered, reads the settings, and begins to follow what happens.</summary>
        /// <param name="http">The server, not started yet.</param>
        /// <param name="telemetry">Has an interval.</param>
        /// <param name="asked">What is asked for.</param>
        public void Begin(HttpServer http, TelemetryServer telemetry, TelemetrySettings asked)
        {
            http.Map(HttpMethods.Get, "/api/log", log.Answer, telemetry.Options.ReadingNeedsLogin ? Everybody(telemetry) : null);
            network.Follow(http);
            if (asked.Dhcp != null)
            {
                network.Follow(asked.Dhcp);
            }

            network.Start();
            log.Write(LogSeverity.Notice, "nano", "started");
            if (asked.SettingsFile is { } file)
            {
                LoadSettings(http, telemetry, asked, file);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            settings?.Dispose();
            syslog?.Dispose();
            network.Dispose();
        }

        private HttpAuthenticator Everybody(TelemetryServer telemetry)
        {
            BearerToken? token = telemetry.Options.Token is { } text ? new BearerToken(text) : null;
            return Login == null ? token! : token == null ? Login : new EitherAuthenticator(Login, token);
        }

        private void LoadSettings(HttpServer http, TelemetryServer telemetry, TelemetrySettings asked, string file)
        {
            settings = new DeviceSettings(runner, new SettingsStore(new FileSettingsMedium(file), StoreSize), Fields);
            settings.Add(new SettingsField("interval", SettingsType.Number, $"{asked.Interval}")
            {
                Title = "Interval in ms",
                Group = "Device",
                Minimum = TelemetryOptions.LeastInterval,
                Maximum = TelemetryOptions.GreatestInterval,
                Apply = value => telemetry.Interval = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
            });
            AddressSettings? address = asked.Dhcp != null || asked.Address != null
                ? new AddressSettings(settings, runner, asked.Dhcp, asked.Address, asked.PrefixLength, asked.Gateway)
                : null;
            syslog = new SyslogClient(runner, log, new SyslogOptions { HostName = asked.Name });
            settings.Add(new SettingsField("syslog_server", SettingsType.Address, "") { Title = "Syslog server", Group = "Log", Apply = SetSyslogServer });
            try
            {
                new SettingsServer(http, settings, Login!, Everybody(telemetry)).Load();
            }
            catch (InvalidOperationException e)
            {
                throw new CliException($"--settings '{file}': {e.Message.TrimEnd('.')}");
            }

            if (settings.IsNew && (IsInUse(file + ".0") || IsInUse(file + ".1")))
            {
                throw new CliException($"--settings '{file}': neither '{file}.0' nor '{file}.1' has settings in it; name another file, or remove both");
            }

            telemetry.Interval = settings.Find("interval").Number;
            SetSyslogServer(settings.Get("syslog_server"));
            syslog.Start();
            settings.Start();
            if (!settings.IsNew)
            {
                address?.Apply();
            }

            telemetry.HasSettings = true;
        }

        private static bool IsInUse(string file) => File.Exists(file) && new FileInfo(file).Length > 0;

        private void SetSyslogServer(string value) => syslog!.Server = IPAddress.TryParse(value, out IPAddress? server) ? server : null;
    }
}
