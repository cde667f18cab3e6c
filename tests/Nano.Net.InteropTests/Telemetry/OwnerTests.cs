using Microsoft.Playwright;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Management;
using Nano.Net.Telemetry;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>A device as its owner gets it, without a password, with the login and the settings that there are.</summary>
    public class OwnerTests
    {
        private const string Password = "geheim ist geheim";

        [SkippableFact]
        public void Owner_ChoosesAPassword_Commands_AndSetsUp_ByPageAndByCurl() => Lab.Run(
            lab =>
            {
                Program.Require("chromium", "chromium");
                Program.Require("curl", "curl");
                using var folder = new TemporaryFolder();
                using var http = new HttpServer(lab.Runner, new HttpServerOptions { Routes = TelemetryServer.RouteCount + SettingsServer.RouteCount });
                var login = new DigestAuthenticator(lab.Runner, new DigestOptions());
                var registry = new ReadingRegistry(4, 1, 30);
                long light = 0;
                registry.AddGauge("temperature_celsius", "°C", "Temperature", 2, () => 2000 + (DateTime.UtcNow.Millisecond / 100));
                registry.AddOutput("light", "Light", 0, 1, 0, value => light = value);
                using var telemetry = new TelemetryServer(http, registry, new TelemetryOptions { Login = login, Interval = 200 }) { HasSettings = true };
                using var settings = new DeviceSettings(lab.Runner, new SettingsStore(new FileSettingsMedium(folder["settings"]), 1024), 8);
                settings.Add(new SettingsField("interval", SettingsType.Number, "200") { Minimum = 100, Maximum = 3_600_000, Apply = value => telemetry.Interval = int.Parse(value) });
                new SettingsServer(http, settings, login, login).Load();
                settings.Start();
                http.Start();
                telemetry.Start();
                UseAsync(lab, () => light, telemetry).GetAwaiter().GetResult();
                Assert.Equal(0, http.Counters.HandlerFailures);
            },
            null);

        private static async Task UseAsync(Lab lab, Func<long> light, TelemetryServer telemetry)
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(lab.Kernel, TelemetryLab.Site);
            IPage page = dashboard.Page;
            await dashboard.UntilAsync("live");
            await Assertions.Expect(page.Locator("#fields")).ToContainTextAsync("This device has no password yet.");
            await Assertions.Expect(page.GetByRole(AriaRole.Switch, new() { Name = "Light" })).ToBeDisabledAsync();
            await page.Locator("[name=password]").FillAsync(Password);
            await page.Locator("[name=again]").FillAsync(Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator("#fields [role=status]")).ToHaveTextAsync("saved");

            // Who has chosen it is in.
            await page.GetByRole(AriaRole.Switch, new() { Name = "Light" }).ClickAsync();
            await Assertions.Expect(page.Locator("[data-name=light] .said")).ToHaveTextAsync("done");
            Assert.Equal(1, light());

            // Another window is asked.
            await dashboard.VisitAsync();
            page = dashboard.Page;
            await dashboard.UntilAsync("live");
            await page.GetByRole(AriaRole.Switch, new() { Name = "Light" }).ClickAsync();
            await dashboard.LogInAsync(Password);
            await Assertions.Expect(page.Locator("[data-name=light] .said")).ToHaveTextAsync("done");
            Assert.Equal(0, light());
            await page.Locator("#settings summary").ClickAsync();
            await page.GetByLabel("interval", new() { Exact = true }).FillAsync("500");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator("#fields [role=status]")).ToHaveTextAsync("saved");
            Assert.Equal(500, telemetry.Interval);
            Assert.Equal("live", await dashboard.StateAsync());

            Assert.Equal("200", Curl(Password));
            Assert.Equal(1, light());
            Assert.Equal("401", Curl("another"));

            string Curl(string password) => lab.Kernel.Run(
                "curl", "-sS", "--max-time", "10", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "--digest", "-u", $"admin:{password}", "-d", "1", $"{TelemetryLab.Site}/api/outputs/light").Output;
        }
    }
}
