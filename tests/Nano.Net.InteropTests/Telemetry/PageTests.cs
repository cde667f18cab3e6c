using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>How the dashboard looks and reads: on every screen, in every light, in two languages, by pointer and by keyboard.</summary>
    public class PageTests
    {
        public static TheoryData<int, ColorScheme, string> Views => new()
        {
            { 1280, ColorScheme.Light, "en-US" }, { 1280, ColorScheme.Dark, "en-US" }, { 800, ColorScheme.Light, "de-DE" }, { 800, ColorScheme.Dark, "en-GB" },
            { 360, ColorScheme.Light, "en-US" }, { 360, ColorScheme.Dark, "zh-CN" }, { 280, ColorScheme.Light, "en-US" }, { 280, ColorScheme.Dark, "zh-TW" },
        };

        [SkippableTheory]
        [MemberData(nameof(Views))]
        public void View_ShowsEverything_CutsNothingOff_AndSatisfiesAxe(int width, ColorScheme scheme, string locale) => Run(
            async device =>
            {
                // As many samples as a board keeps.
                await Task.Delay(30 * TelemetryLab.Interval);
                await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, new() { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = 800 } });
                await dashboard.UntilAsync("live");
                IPage page = dashboard.Page;
                await Assertions.Expect(page.Locator("#connections")).ToContainTextAsync("ESTABLISHED", new() { Timeout = DashboardPage.Patience });
                foreach (string open in (string[])["", "open"])
                {
                    if (open.Length > 0)
                    {
                        await page.Locator("#stack summary").ClickAsync();
                        await Assertions.Expect(page.Locator("#counters dt").First).ToBeVisibleAsync();
                    }

                    Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
                    Assert.Equal("", await page.EvaluateAsync<string>("[...document.querySelectorAll('.card')].filter(card => card.scrollWidth > card.clientWidth).map(card => card.textContent).join()"));
                    Assert.Equal("", await page.EvaluateAsync<string>("[...document.querySelectorAll('button,input,select,summary,footer a')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML).join()"));
                    await dashboard.AssertAccessibleAsync($"{width} {scheme} {open}");
                    await page.ScreenshotAsync(new() { Path = Artifacts.PathOf("dashboard", $"{width}-{scheme}{open}.png"), FullPage = true });
                }

                // Controls first where a phone is, and charts as wide as their card.
                Assert.True(await page.EvaluateAsync<bool>("document.getElementById('set').getBoundingClientRect().bottom <= document.getElementById('numbers').getBoundingClientRect().top"));
                Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.chart')].every(c => Math.abs(c.getBoundingClientRect().width - (c.parentNode.clientWidth - 2 * parseFloat(getComputedStyle(c.parentNode).paddingLeft))) < 2)"));
                bool chinese = locale.StartsWith("zh", StringComparison.Ordinal);
                Assert.Equal(chinese ? "zh-CN" : "en", await page.Locator("html").GetAttributeAsync("lang"));
                Assert.Equal(chinese ? "读数" : "Readings", await page.Locator("#readings-title").InnerTextAsync());
                Assert.Matches(locale == "de-DE" ? @"^\d\d,\d\d\s*°C$" : @"^\d\d\.\d\d\s*°C$", await page.Locator($"{DashboardPage.Temperature} .value").InnerTextAsync());
                Assert.Equal(scheme == ColorScheme.Dark ? "rgb(14, 17, 22)" : "rgb(246, 247, 249)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
                Assert.Empty(dashboard.Complaints);
            },
            $"View{width}{scheme}");

        [SkippableFact]
        public void Language_IsSwitched_AndRemembered_WithoutLosingWhatWasSeen() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            await Task.Delay(2000);
            int before = await dashboard.Page.EvaluateAsync<int>("seen.at.length");
            await dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "中文" }).ClickAsync();
            await Assertions.Expect(dashboard.Page.Locator("#set-title")).ToHaveTextAsync("控制");
            await Assertions.Expect(dashboard.Page.Locator("#word")).ToHaveTextAsync("实时");
            Assert.InRange(await dashboard.Page.EvaluateAsync<int>("seen.at.length"), before, int.MaxValue);
            await dashboard.Page.ReloadAsync();
            await Assertions.Expect(dashboard.Page.Locator("#set-title")).ToHaveTextAsync("控制");
            await dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
            await Assertions.Expect(dashboard.Page.Locator("#set-title")).ToHaveTextAsync("Controls");
            Assert.Empty(dashboard.Complaints);
        });

        [SkippableFact]
        public void Chart_IsReadByPointerTouchAndKeyboard() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, new() { HasTouch = true });
            await dashboard.UntilAsync("live");
            await Task.Delay(3000);
            IPage page = dashboard.Page;
            ILocator chart = page.Locator($"{DashboardPage.Temperature} .chart"), read = page.Locator($"{DashboardPage.Temperature} .read");
            var words = new Regex(@"^\d+:\d\d:\d\d.*: \d\d\.\d\d °C$");
            await chart.HoverAsync(new() { Position = new() { X = 20, Y = 40 } });
            await Assertions.Expect(read).ToHaveTextAsync(words);
            Assert.Equal(1, await chart.Locator(".mark").CountAsync());
            int first = await PlaceAsync();
            await page.Mouse.MoveAsync(0, 0);
            await Assertions.Expect(read).ToHaveTextAsync("");
            await chart.TapAsync(new() { Position = new() { X = (await chart.BoundingBoxAsync())!.Width - 5, Y = 40 } });
            await Assertions.Expect(read).ToHaveTextAsync(words);
            Assert.True(await PlaceAsync() > first + 2, $"{first}, then {await PlaceAsync()}");

            await chart.FocusAsync();
            await page.Keyboard.PressAsync("Home");
            await Assertions.Expect(read).ToHaveTextAsync(words);
            Assert.Matches(words, await chart.GetAttributeAsync("aria-valuetext"));
            Assert.Equal(0, await PlaceAsync());
            await page.Keyboard.PressAsync("ArrowRight");
            Assert.Equal(1, await PlaceAsync());
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(read).ToHaveTextAsync("");
            Assert.Equal("Chart of Temperature (simulated)", await chart.GetAttributeAsync("aria-label"));

            async Task<int> PlaceAsync() => int.Parse((await chart.GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture);
        });

        [SkippableFact]
        public void Chart_HasATimeAxis_ASpanToChoose_AndNoiseThatStaysNoise() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            await Task.Delay(3000);
            IPage page = dashboard.Page;
            ILocator chart = page.Locator($"{DashboardPage.Temperature} .chart");
            Assert.InRange(await chart.Locator("text", new() { HasTextRegex = new Regex(@"^\d+:\d\d:\d\d") }).CountAsync(), 1, 6);
            Assert.InRange(await chart.Locator("text", new() { HasTextRegex = new Regex("°C$") }).CountAsync(), 2, 6);

            // The sensor's noise is a quarter of a degree; it does not fill the card.
            Assert.InRange(await page.EvaluateAsync<double>($"(b => b.height / {120.0.ToString(CultureInfo.InvariantCulture)})(document.querySelector('{DashboardPage.Temperature} .line').getBBox())"), 0, 0.5);
            await page.Locator("#span").SelectOptionAsync("60");
            double share = await page.EvaluateAsync<double>($"(c => c.querySelector('.line').getBBox().width / c.clientWidth)(document.querySelector('{DashboardPage.Temperature} .chart'))");
            Assert.InRange(share, 0.02, 0.7);
            await page.ReloadAsync();
            await dashboard.UntilAsync("live");
            Assert.Equal("60", await page.Locator("#span").InputValueAsync());

            // A counter is shown as its rate.
            await Assertions.Expect(page.Locator("[data-name=http_requests] .read")).ToHaveTextAsync(new Regex(@"^\d+\.?\d* per second$"));
        });

        [SkippableFact]
        public void WhatWasMissed_IsAGap()
        {
            CutWire? wire = null;
            Run(
                async device =>
                {
                    await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
                    await dashboard.UntilAsync("live");
                    await Task.Delay(2000);
                    wire!.Cut();

                    // Longer than the device keeps samples: 120, five a second.
                    await Task.Delay(27_000);
                    wire.Mend();
                    await dashboard.UntilAsync("live");
                    await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
                    await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);
                    string line = (await dashboard.Page.Locator($"{DashboardPage.Temperature} .line").GetAttributeAsync("d"))!;
                    Assert.Equal(2, line.Count(c => c == 'M'));
                },
                options: new LabOptions { Wire = link => wire = new CutWire(link) });
        }

        [SkippableFact]
        public void Samples_AreDownloadedAsCsv() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            await Task.Delay(1000);
            IDownload download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());
            Assert.Equal("nano.csv", download.SuggestedFilename);
            string[] lines = (await File.ReadAllTextAsync(await download.PathAsync())).Split("\r\n");
            Assert.Equal("time,temperature_celsius,humidity_percent,http_requests,uptime_seconds,used_memory_bytes", lines[0]);
            Assert.InRange(lines.Length, 5, 500);
            Assert.All(lines[1..^1], line => Assert.Matches(@"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,\d\d\.\d\d,\d\d\.\d,\d+,\d+\.\d{3},\d+$", line));
            Assert.Empty(dashboard.Complaints);
        });

        [SkippableFact]
        public void Counters_AreFoldedAway_InGroups_WithWhatHasChangedMarked() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            IPage page = dashboard.Page;
            await Assertions.Expect(page.Locator("#counters")).ToBeHiddenAsync();
            await page.Locator("#stack summary").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator("#counters h3:visible")).ToHaveTextAsync(["Link", "TCP", "IP version 4"], new() { UseInnerText = true });
            await Assertions.Expect(page.Locator("#counters .changed").First).ToBeVisibleAsync(new() { Timeout = DashboardPage.Patience });
            Assert.Equal(0, await page.Locator("#counters dd:visible", new() { HasTextRegex = new Regex("^0$") }).CountAsync());
            await Assertions.Expect(page.Locator("#counters .said")).ToHaveTextAsync(new Regex(@"^\d+ more are zero$"));
        });

        [SkippableFact]
        public void Device_TellsWhatItIs() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, new() { TimezoneId = "Asia/Shanghai" });
            await dashboard.UntilAsync("live");
            string about = await dashboard.Page.Locator("#about").InnerTextAsync();
            foreach (string fact in (string[])["Firmware", "nano ", "Uptime", "Address", $"{Lab.Address}", "Memory", "Link", "up", "Your time zone", "Asia/Shanghai"])
            {
                Assert.Contains(fact, about, StringComparison.Ordinal);
            }
        });

        /// <summary>The second visit takes a few hundred bytes.</summary>
        [SkippableFact]
        public void PageThatIsKnown_IsNotSentAgain() => Run(async device =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            IResponse? again = await dashboard.Page.ReloadAsync();
            await dashboard.UntilAsync("live");

            // Chromium tells the page 200 and shows what it has kept; the device has answered 304.
            Assert.InRange((await again!.Request.SizesAsync()).ResponseBodySize, 0, 0);
            Assert.Empty(dashboard.Complaints);
        });

        private static void Run(Func<TelemetryLab, Task> test, [CallerMemberName] string name = "", LabOptions? options = null) =>
            TelemetryLab.Run("chromium", "chromium", device => test(device).GetAwaiter().GetResult(), options: options, name: name);
    }
}
