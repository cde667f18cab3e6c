using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Management;
using Nano.Net.Telemetry;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>docs/owning-a-device.md: every command that stands there, in its order, on a device that has just come.</summary>
    public partial class OwningADeviceTests(ITestOutputHelper output)
    {
        private const string Password = "correct horse battery";

        [SkippableFact]
        public void EveryCommand_DoesWhatThePageSays() => Lab.Run(
            lab =>
            {
                Program.Require("curl", "curl");
                using var folder = new TemporaryFolder();
                using var http = new HttpServer(lab.Runner, new HttpServerOptions { Routes = TelemetryServer.RouteCount + SettingsServer.RouteCount + 1 });
                var login = new DigestAuthenticator(lab.Runner, new DigestOptions());
                var registry = new ReadingRegistry(4, 1, 30);
                var lit = new List<long>();
                registry.AddGauge("temperature_celsius", "°C", "Temperature", 2, () => 2014);
                registry.AddOutput("light", "Light", 0, 1, 0, lit.Add);
                using var telemetry = new TelemetryServer(http, registry, new TelemetryOptions { Login = login, Interval = 200 }) { HasSettings = true };
                using var settings = new DeviceSettings(lab.Runner, new SettingsStore(new FileSettingsMedium(folder["settings"]), 1024), 8);
                settings.Add(new SettingsField("interval", SettingsType.Number, "200") { Minimum = 100, Maximum = 3_600_000, Apply = value => telemetry.Interval = int.Parse(value) });
                new SettingsServer(http, settings, login, login).Load();
                var log = new DeviceLog(lab.Runner.Clock);
                log.Write(LogSeverity.Informational, "test", "the device has started");
                http.Map(HttpMethods.Get, "/api/log", log.Answer, login);
                settings.Start();
                http.Start();
                telemetry.Start();
                var said = new List<string>();
                foreach (string commands in Commands())
                {
                    string script = $"set -e\nPASSWORD='{Password}'\n{commands.Replace("nano.local", $"{Lab.Address}", StringComparison.Ordinal)}";
                    output.WriteLine(commands);
                    said.Add(lab.Kernel.Run("sh", "-c", script).Succeeded().Output);
                    output.WriteLine(said[^1]);
                }

                Assert.Equal(2000, telemetry.Interval);
                Assert.Equal([1L, 0L], lit);
                Assert.Contains("the device has started", said[^1], StringComparison.Ordinal);

                // What the templates for Home Assistant look for.
                JsonNode readings = JsonNode.Parse(lab.Kernel.Run("curl", "-sf", $"http://{Lab.Address}/api/readings").Succeeded().Output)!;
                JsonNode temperature = readings["readings"]!.AsArray().First(reading => (string?)reading!["name"] == "temperature_celsius")!;
                Assert.Equal(20.14, (double)temperature["value"]!, 3);
                Assert.InRange((long)readings["age"]!, 0, 10_000);
                JsonNode light = JsonNode.Parse(lab.Kernel.Run("curl", "-sf", $"http://{Lab.Address}/api/outputs/light").Succeeded().Output)!;
                Assert.Equal(0, (int)light["value"]!);
                Assert.Equal(0, http.Counters.HandlerFailures);
            },
            new LabOptions { Seconds = 90 });

        [SkippableFact]
        public void PrometheusConfiguration_IsOne()
        {
            Program.Require("promtool", "prometheus");
            using var folder = new TemporaryFolder();
            File.WriteAllText(folder["prometheus.yml"], Yaml().First(text => text.StartsWith("scrape_configs:", StringComparison.Ordinal)));
            Program.Run("promtool", ["check", "config", folder["prometheus.yml"]]).Succeeded();
        }

        private static string Page
        {
            get
            {
                for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
                {
                    string file = System.IO.Path.Combine(folder.FullName, "docs", "owning-a-device.md");
                    if (File.Exists(file))
                    {
                        return File.ReadAllText(file);
                    }
                }

                throw new FileNotFoundException("docs/owning-a-device.md");
            }
        }

        private static string[] Commands()
        {
            string[] commands = [.. ShellBlock().Matches(Page).Select(match => match.Groups[1].Value)];
            Assert.InRange(commands.Length, 5, 20);
            return commands;
        }

        private static IEnumerable<string> Yaml() => YamlBlock().Matches(Page).Select(match => match.Groups[1].Value);

        [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
        private static partial Regex ShellBlock();

        [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
        private static partial Regex YamlBlock();
    }
}
