using Microsoft.Playwright;
using Nano.Workbench;

namespace Nano.Net.InteropTests.Workbench
{
    /// <summary>The lab's server on loopback, and a Chromium to visit it with: shared by the tests of a class.</summary>
    public sealed class LabBrowser : IAsyncLifetime
    {
        private const string Chromium = "/usr/bin/chromium";
        private const float Patience = 20_000;
        private LabServer? server;
        private IPlaywright? playwright;
        private IBrowser? browser;

        /// <summary>Opens the page.</summary>
        /// <param name="language">en or zh.</param>
        /// <param name="scenario">What it runs.</param>
        /// <param name="scheme">Light or dark.</param>
        internal async Task<LabVisit> VisitAsync(string language = "en", string scenario = "", ColorScheme scheme = ColorScheme.Light)
        {
            Skip.If(browser == null, "no Chromium at " + Chromium);
            IBrowserContext context = await browser!.NewContextAsync(new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1440, Height = 860 },
                ColorScheme = scheme,
            });
            IPage page = await context.NewPageAsync();
            page.SetDefaultTimeout(Patience);
            var visit = new LabVisit(context, page);
            await page.GotoAsync($"{server!.Address}?lang={language}&hurry=8{(scenario.Length > 0 ? "#" + scenario : "")}");
            await page.WaitForFunctionAsync("() => window.lab?.model.scenario !== undefined");
            return visit;
        }

        /// <inheritdoc/>
        public async Task InitializeAsync()
        {
            if (!File.Exists(Chromium))
            {
                return;
            }

            server = await LabServer.StartAsync(new LabServerOptions());
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        }

        /// <inheritdoc/>
        public async Task DisposeAsync()
        {
            if (browser != null)
            {
                await browser.DisposeAsync();
            }

            playwright?.Dispose();
            if (server != null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
