using System.Globalization;
using System.Text.RegularExpressions;
using Nano.Cli;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>Login by HTTP Digest, settings and syslog, with curl and socat of this machine.</summary>
    public class LoginTests
    {
        private const string Password = "correct horse";

        [SkippableFact]
        public void Curl_LogsInByDigest_AndNobodyPlaysItsRequestAgain() => Run((lab, telemetry) =>
        {
            string heater = $"{TelemetryLab.Site}/api/outputs/heater";
            Assert.Equal("401", Curl(lab, "-o", "/dev/null", "-w", "%{http_code}", "-d", "75", heater));
            string trace = lab.Kernel.Run("curl", ["-sS", "--max-time", "10", "--noproxy", "*", "-v", "-f", "--digest", "-u", $"admin:{Password}", "-d", "75", heater]).Succeeded().Error;
            Assert.Contains("\"value\":75", Curl(lab, "-f", heater));

            // What crossed the wire: the hash of the request, and neither the password nor what stands for it.
            string authorization = Regex.Matches(trace, "> Authorization: (Digest [^\r\n]*)")[^1].Groups[1].Value;
            Assert.Contains("algorithm=SHA-256", authorization);
            Assert.DoesNotContain(Password, trace);
            Assert.Equal("401", Curl(lab, "-o", "/dev/null", "-w", "%{http_code}", "-H", $"Authorization: {authorization}", "-d", "75", heater));
            Assert.Contains("stale=true", Curl(lab, "-i", "-H", $"Authorization: {authorization}", "-d", "75", heater));
        });

        [SkippableFact]
        public void Curl_WithAWrongPassword_HasTenTriesAMinuteAtMost() => Run((lab, _) =>
        {
            int tries = 0;
            for (int i = 0; i < 12; i++)
            {
                tries += Curl(lab, "-o", "/dev/null", "-w", "%{http_code}", "--digest", "-u", "admin:guess", "-d", "75", $"{TelemetryLab.Site}/api/outputs/heater") == "401" ? 1 : 0;
            }

            Assert.InRange(tries, 5, 10);
        });

        [SkippableFact]
        public void Settings_AreChangedByCurl_AndTheLogGoesToASyslogServer() => Run((lab, _) =>
        {
            string settings = $"{TelemetryLab.Site}/api/settings";
            string[] login = ["--digest", "-u", $"admin:{Password}"];
            Assert.Contains("\"password\":true", Curl(lab, ["-f", .. login, settings]));
            Assert.Equal("422", Curl(lab, ["-o", "/dev/null", "-w", "%{http_code}", .. login, "-X", "PUT", "-d", "interval=1", settings]));

            // It ends when the first datagram has come.
            Task<string> received = Task.Run(() => lab.Kernel.Run("timeout", "20", "socat", "-u", "UDP4-RECVFROM:514", "STDOUT").Output);
            Thread.Sleep(500);
            Assert.Contains("\"value\":700", Curl(lab, ["-f", .. login, "-X", "PUT", "-d", $"interval=700&syslog_server={lab.Kernel.Address}", settings]));
            string line = received.Result;
            Match match = Regex.Match(line, "^<29>1 ([0-9T:.-]+Z) nano nano - - - link: up");
            Assert.True(match.Success, line);
            Assert.InRange((DateTime.UtcNow - DateTime.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)).TotalMinutes, -1, 2);
            Assert.Contains("notice link: up", Curl(lab, "-f", $"{TelemetryLab.Site}/api/log"));
        });

        private static string Curl(Lab lab, params string[] arguments) => lab.Kernel.Run("curl", ["-sS", "--max-time", "10", "--noproxy", "*", .. arguments]).Output;

        private static void Run(Action<Lab, HostTelemetry> test, [System.Runtime.CompilerServices.CallerMemberName] string name = "") => Lab.Run(
            lab =>
            {
                Program.Require("curl", "curl");
                Program.Require("socat", "socat");
                string folder = Directory.CreateTempSubdirectory("nano-login-").FullName;
                try
                {
                    using var telemetry = new HostTelemetry(lab.Runner, new TelemetrySettings("nano", 80, null, 0, 1000, 1)
                    {
                        Password = Password,
                        SettingsFile = Path.Combine(folder, "settings"),
                        Address = Lab.Address,
                        PrefixLength = 24,
                    });
                    test(lab, telemetry);
                    Assert.Equal(0, telemetry.Counters.HandlerFailures);
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                }
            },
            null,
            name);
    }
}
