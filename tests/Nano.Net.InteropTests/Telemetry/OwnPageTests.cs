using System.Globalization;
using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>The sample that adds a card of its own to the dashboard, in a browser.</summary>
    public class OwnPageTests
    {
        [SkippableFact]
        public async Task Sample_HasACardOfItsOwn_ThatMovesAndCommands()
        {
            Program.Require("chromium", "chromium");
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            string sample = Path.Combine(Path.GetDirectoryName(Artifacts.PathOf("dashboard"))!, "..", "samples/OwnPage/bin", configuration, "net10.0/OwnPage.dll");
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", [sample]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
            try
            {
                string site = (await process.StandardOutput.ReadLineAsync())!.Split(' ')[0];
                await using DashboardPage dashboard = await DashboardPage.OpenAsync(null, site);
                await dashboard.UntilAsync("live");
                ILocator card = dashboard.Page.Locator("#cards .card"), meter = dashboard.Page.GetByRole(AriaRole.Meter, new() { Name = "Level in percent" });
                await Assertions.Expect(card.GetByRole(AriaRole.Heading, new() { Name = "Tank" })).ToBeVisibleAsync();
                while (await LevelAsync() < 3)
                {
                    await Task.Delay(200);
                }

                double before = await LevelAsync();
                await card.GetByRole(AriaRole.Button, new() { Name = "Empty it" }).ClickAsync();
                while (await LevelAsync() >= before)
                {
                    await Task.Delay(100);
                }

                await dashboard.AssertAccessibleAsync("own card");
                await dashboard.Page.ScreenshotAsync(new() { Path = Artifacts.PathOf("dashboard", "own.png"), FullPage = true });
                Assert.Empty(dashboard.Complaints);

                async Task<double> LevelAsync() => double.Parse(await meter.EvaluateAsync<string>("m => String(m.value)"), CultureInfo.InvariantCulture);
            }
            finally
            {
                await process.StandardInput.WriteLineAsync();
                await process.WaitForExitAsync();
            }
        }
    }
}
