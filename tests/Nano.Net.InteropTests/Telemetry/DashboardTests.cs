using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>The dashboard over the TAP device, in a real browser.</summary>
    public class DashboardTests
    {
        [SkippableFact]
        public void Page_Loads_ItsChartsMove_AndNothingIsAskedOfOthers() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
            Assert.Equal("nano", await dashboard.Page.TitleAsync());
            Assert.Matches(@"^\d\d\.\d\d\s*°C$", await dashboard.Page.Locator($"{DashboardPage.Temperature} .value").InnerTextAsync());
            await Assertions.Expect(dashboard.Page.Locator("#connections")).ToContainTextAsync("ESTABLISHED");
            await Assertions.Expect(dashboard.Page.Locator("#counters")).ToContainTextAsync("tcp segments received");
            await Assertions.Expect(dashboard.Page.Locator("#about")).ToContainTextAsync($"{Lab.Address}");
            Assert.Empty(dashboard.Complaints);
            Assert.All(dashboard.Requests, address => Assert.StartsWith(TelemetryLab.Site, address, StringComparison.Ordinal));
        });

        [SkippableFact]
        public void WireThatIsCut_ShowsAsOffline_AndHealsByItself()
        {
            CutWire? wire = null;
            Run(device => CutAndMend(device, wire!.Cut, wire!.Mend), new LabOptions { Wire = link => wire = new CutWire(link) });
        }

        [SkippableFact]
        public void InterfaceThatGoesDown_ShowsAsOffline_AndHealsByItself() => Run(
            device => CutAndMend(device, () => SetInterface(device, "down"), () => SetInterface(device, "up")));

        [SkippableFact]
        public void PageThatMayNotFollowTheEvents_AsksNowAndThen() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, prepare: page =>
                page.RouteAsync("**/api/events", route => route.FulfillAsync(new() { Status = 503, Body = "as many as may be" })));
            await dashboard.UntilAsync("polled");
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
            Assert.Equal("polled", await dashboard.StateAsync());
        });

        /// <summary>A proxy that keeps the events until it has some kilobytes of them: no answer comes, and the device is there all the same.</summary>
        [SkippableFact]
        public void EventsThatAreHeldBack_ArePolledForInstead() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, prepare: page =>
                page.RouteAsync("**/api/events", route => Task.Delay(TimeSpan.FromMinutes(1))));
            await dashboard.UntilAsync("polled");
            for (int i = 0; i < 4; i++)
            {
                await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
                Assert.Equal("polled", await dashboard.StateAsync());
            }
        });

        [SkippableFact]
        public void SensorThatHasDied_IsGrey_AndSaysForHowLong() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, prepare: async page =>
            {
                await page.RouteAsync("**/api/events", route => route.FulfillAsync(new() { Status = 503, Body = "as many as may be" }));
                await page.RouteAsync("**/api/readings", async route =>
                {
                    // Playwright itself is not on the device's network.
                    JsonNode all = JsonNode.Parse(device.Curl("-f", $"{TelemetryLab.Site}/api/readings").Succeeded().Output)!;
                    all["readings"]![0]!["value"] = null;
                    all["readings"]![0]!["unavailableFor"] = 185_000;
                    all["readings"]![0]!["samples"]![0] = null;
                    await route.FulfillAsync(new() { ContentType = "application/json", Body = all.ToJsonString() });
                });
            });
            await Assertions.Expect(dashboard.Page.Locator($"{DashboardPage.Temperature}.gone .value")).ToHaveTextAsync(new Regex("^–for 3 min \\d+ s$"));
            Assert.Equal(1, await dashboard.Page.Locator(".gone").CountAsync());
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
            Assert.All(dashboard.Complaints, text => Assert.Contains("503", text, StringComparison.Ordinal));
        });

        [SkippableFact]
        public void DeviceThatIsGone_IsSeenWithinTenSeconds_WhateverTheInterval_AndItsUptimeStands()
        {
            CutWire? wire = null;
            Run(
                async device =>
                {
                    await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
                    await dashboard.UntilAsync("live");
                    device.Curl("-f", "-H", TelemetryLab.Bearer, "-d", "3600000", $"{TelemetryLab.Site}/api/interval").Succeeded();
                    await dashboard.Page.ReloadAsync();
                    await dashboard.UntilAsync("live");
                    await Task.Delay(9000);
                    Assert.Equal("live", await dashboard.StateAsync());
                    int before = Seconds(await dashboard.Page.Locator("#facts").InnerTextAsync());
                    wire!.Cut();
                    var time = Stopwatch.StartNew();
                    await dashboard.UntilAsync("offline");
                    Assert.InRange(time.Elapsed.TotalSeconds, 3, 11);
                    Assert.InRange(Seconds(await dashboard.Page.Locator("#facts").InnerTextAsync()), before + 3, before + 12);
                    wire.Mend();
                    await dashboard.UntilAsync("live");
                },
                new LabOptions { Wire = link => wire = new CutWire(link) });
        }

        /// <summary>The uptime in a text like "up 1 min 12 s · …".</summary>
        private static int Seconds(string facts)
        {
            Match match = Regex.Match(facts, @"^up (?:(\d+) min )?(\d+) s ");
            Assert.True(match.Success, facts);
            return (match.Groups[1].Success ? 60 * int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0) + int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        }

        private static async Task CutAndMend(TelemetryLab device, Action cut, Action mend)
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            cut();
            await dashboard.UntilAsync("offline");
            await Assertions.Expect(dashboard.Page.Locator("#since")).ToContainTextAsync("trying again");
            string before = await dashboard.Page.Locator("#facts").InnerTextAsync();
            mend();
            await dashboard.UntilAsync("live");
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
            Assert.NotEqual(before, await dashboard.Page.Locator("#facts").InnerTextAsync());
            Assert.All(dashboard.Complaints, text => Assert.Contains("net::ERR_", text, StringComparison.Ordinal));
        }

        private static void SetInterface(TelemetryLab device, string state) =>
            device.Lab.Kernel.Run("ip", "link", "set", KernelHost.Interface, state).Succeeded();

        private static void Run(Func<TelemetryLab, Task> test, LabOptions? options = null, string? token = TelemetryLab.Token, [CallerMemberName] string name = "") =>
            TelemetryLab.Run("chromium", "chromium", device => test(device).GetAwaiter().GetResult(), token, options, name: name);
    }
}
