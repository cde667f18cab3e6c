using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>What can be set on the dashboard, by whom, and over which connections.</summary>
    public class ControlTests
    {
        private const string Heater = "[data-name=heater]";

        [SkippableFact]
        public void OutputIsSet_ByWhoHasTheToken_AndByNobodyElse() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);

            await dashboard.SetHeaterAsync("75");
            await dashboard.LogInAsync(null);
            await dashboard.UntilSaidAsync("refused: not logged in");
            await dashboard.UntilHeaterAsync("40");
            await dashboard.SetHeaterAsync("75");
            await dashboard.LogInAsync("kein Schlüssel");
            await Assertions.Expect(dashboard.Page.Locator("#login-said")).ToHaveTextAsync("The token is wrong.");
            await dashboard.LogInAsync(null);
            await dashboard.UntilSaidAsync("refused: not logged in");
            Assert.Equal(40, device.ReadHeater());

            await dashboard.SetHeaterAsync("75");
            await dashboard.LogInAsync(TelemetryLab.Token);
            await dashboard.UntilSaidAsync("done");
            Assert.Equal(75, device.ReadHeater());

            // The page keeps the token until it is closed, and does not even ask for what cannot be.
            await dashboard.SetHeaterAsync("76");
            await dashboard.UntilSaidAsync("done");
            await dashboard.SetHeaterAsync("101");
            await dashboard.UntilSaidAsync("only whole numbers from 0 to 100");
            await dashboard.UntilHeaterAsync("76");
            Assert.Equal(76, device.ReadHeater());
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);

            // Chromium itself complains about each refusal, and there is nothing else.
            Assert.All(dashboard.Complaints, text => Assert.Contains("status of 401", text, StringComparison.Ordinal));
            Assert.DoesNotContain(TelemetryLab.Token, string.Concat(dashboard.Requests), StringComparison.Ordinal);
        });

        [SkippableFact]
        public void Controls_AreWhatTheOutputIs_ByPointerAndByKeyboard() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            IPage page = dashboard.Page;
            ILocator toggle = page.GetByRole(AriaRole.Switch, new() { Name = "Light (simulated)" }), slider = page.GetByRole(AriaRole.Slider, new() { Name = "Heater, in percent" });
            Assert.Equal(("0", "100", "1"), (await slider.GetAttributeAsync("min"), await slider.GetAttributeAsync("max"), await slider.GetAttributeAsync("step")));
            await toggle.ClickAsync();
            await dashboard.LogInAsync(TelemetryLab.Token);
            await Assertions.Expect(page.Locator("[data-name=light] .said")).ToHaveTextAsync("done");
            Assert.Equal(("true", "on"), (await toggle.GetAttributeAsync("aria-checked"), await toggle.InnerTextAsync()));
            await toggle.FocusAsync();
            await page.Keyboard.PressAsync("Space");
            await Assertions.Expect(toggle).ToHaveAttributeAsync("aria-checked", "false");

            await slider.FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await dashboard.UntilHeaterAsync("41");
            await dashboard.UntilSaidAsync("done");
            Assert.Equal(41, device.ReadHeater());
        });

        /// <summary>Set elsewhere, it is seen on every page at once, and the chart goes on with all that it had.</summary>
        [SkippableFact]
        public void ChangeMadeElsewhere_IsSeenOnEveryPage_AndTheChartsKeepTheirPast() => Run(async device =>
        {
            await using DashboardPage one = await DashboardPage.OpenAsync(device), other = await DashboardPage.OpenAsync(device);
            await one.UntilAsync("live");
            await other.UntilAsync("live");
            await Task.Delay(2000);
            int before = await Samples(one);
            await one.SetHeaterAsync("60");
            await one.LogInAsync(TelemetryLab.Token);
            await one.UntilSaidAsync("done");
            await other.UntilHeaterAsync("60");
            var time = Stopwatch.StartNew();
            device.Curl("-f", "-H", TelemetryLab.Bearer, "-d", "61", $"{TelemetryLab.Site}/api/outputs/heater").Succeeded();
            await one.UntilHeaterAsync("61");
            await other.UntilHeaterAsync("61");
            Assert.InRange(time.Elapsed.TotalSeconds, 0, 3);
            Assert.InRange(await Samples(one), before, int.MaxValue);

            // Not one sample was lost while the events paused.
            Assert.True(await one.Page.EvaluateAsync<bool>("seen.number.every((n, i) => !i || n === seen.number[i - 1] + 1)"));
        });

        [SkippableFact]
        public void ValueThatTheDeviceCannotSet_IsUndone_WithTheReason() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, prepare: page =>
                page.RouteAsync("**/api/outputs/heater", async route =>
                {
                    await Task.Delay(500);
                    await route.FulfillAsync(new() { Status = 500, Body = "the device could not set heater; it is still 40\n" });
                }));
            await dashboard.UntilAsync("live");
            await dashboard.SetHeaterAsync("75");

            // Optimistic, and then not.
            await Assertions.Expect(dashboard.Page.Locator($"{Heater} [type=range]")).ToHaveValueAsync("75");
            Assert.Equal("true", await dashboard.Page.Locator(Heater).GetAttributeAsync("aria-busy"));
            await dashboard.UntilSaidAsync("refused: the device could not do it");
            await dashboard.UntilHeaterAsync("40");
        });

        [SkippableFact]
        public void DeviceWithoutToken_ShowsItsOutputs_AndOffersNothingToSet() => Run(
            async device =>
            {
                await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
                await dashboard.UntilAsync("live");
                await dashboard.UntilHeaterAsync("40");
                Assert.Equal(0, await dashboard.Page.Locator("#controls :is(input,button):enabled").CountAsync());
                Assert.Equal(0, await dashboard.Page.Locator("[data-name=interval]").CountAsync());
                Assert.Empty(dashboard.Complaints);
            },
            token: null);

        /// <summary>The device has one connection for the page: it shows everything and sets everything all the same.</summary>
        [SkippableFact]
        public void OneConnection_IsEnough() => Run(
            async device =>
            {
                await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
                await dashboard.UntilAsync("live");
                IPage page = dashboard.Page;
                await Assertions.Expect(page.Locator("#connections")).ToContainTextAsync("ESTABLISHED", new() { Timeout = DashboardPage.Patience });
                ILocator received = page.Locator("#counters div", new() { HasTextRegex = new Regex("^tcp segments received") });
                string before = (await received.TextContentAsync())!;
                await dashboard.SetHeaterAsync("75");
                await dashboard.LogInAsync(TelemetryLab.Token);
                await dashboard.UntilSaidAsync("done");
                await Assertions.Expect(received).Not.ToHaveTextAsync(before, new() { Timeout = DashboardPage.Patience });
                for (int i = 0; i < 3; i++)
                {
                    await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
                    Assert.Equal("live", await dashboard.StateAsync());
                }

                Assert.All(dashboard.Complaints, text => Assert.Contains("status of 401", text, StringComparison.Ordinal));
                Assert.DoesNotContain(dashboard.Requests, address => address.EndsWith("/api/connections", StringComparison.Ordinal));
            },
            connections: 1);

        private static Task<int> Samples(DashboardPage dashboard) => dashboard.Page.EvaluateAsync<int>("seen.at.length");

        private static void Run(Func<TelemetryLab, Task> test, string? token = TelemetryLab.Token, int connections = 64, [CallerMemberName] string name = "") =>
            TelemetryLab.Run("chromium", "chromium", device => test(device).GetAwaiter().GetResult(), token, connections: connections, name: name);
    }
}
