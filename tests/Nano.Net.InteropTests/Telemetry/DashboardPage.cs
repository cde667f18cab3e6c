using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>The dashboard in a Chromium on the kernel's host, and what it has to complain about.</summary>
    internal sealed class DashboardPage : IAsyncDisposable
    {
        internal const string Temperature = "section[data-name=temperature_celsius]";
        internal const float Patience = 20_000;

        private readonly TemporaryFolder folder = new();
        private readonly List<string> complaints = [];
        private readonly List<string> requests = [];
        private IPlaywright playwright = null!;
        private IBrowser browser = null!;

        private readonly string site;

        private DashboardPage(string site) => this.site = site;

        internal IPage Page { get; private set; } = null!;

        /// <summary>Errors that the page has had or Chromium has seen, in words.</summary>
        internal string[] Complaints
        {
            get
            {
                lock (complaints)
                {
                    return [.. complaints];
                }
            }
        }

        /// <summary>The addresses that were asked for.</summary>
        internal string[] Requests
        {
            get
            {
                lock (complaints)
                {
                    return [.. requests];
                }
            }
        }

        /// <summary>What the page says about the connection: live, offline, polled, or nothing yet.</summary>
        internal async Task<string> StateAsync() => (await Page.Locator("#state").GetAttributeAsync("class"))!["state".Length..].Trim();

        /// <summary>Opens it and waits until it is live.</summary>
        /// <param name="device">Whose dashboard.</param>
        /// <param name="options">How the window is to be.</param>
        /// <param name="prepare">Done before the page is asked for.</param>
        internal static Task<DashboardPage> OpenAsync(TelemetryLab device, BrowserNewPageOptions? options = null, Func<IPage, Task>? prepare = null) =>
            OpenAsync(device.Lab.Kernel, TelemetryLab.Site, options, prepare);

        /// <summary>The same of any site.</summary>
        /// <param name="host">Where Chromium runs; null for this machine.</param>
        /// <param name="site">The dashboard's URL.</param>
        /// <param name="options">How the window is to be.</param>
        /// <param name="prepare">Done before the page is asked for.</param>
        internal static async Task<DashboardPage> OpenAsync(KernelHost? host, string site, BrowserNewPageOptions? options = null, Func<IPage, Task>? prepare = null)
        {
            var dashboard = new DashboardPage(site);
            try
            {
                await dashboard.LaunchAsync(host);
                await dashboard.VisitAsync(options, prepare);
                return dashboard;
            }
            catch
            {
                await dashboard.DisposeAsync();
                throw;
            }
        }

        /// <summary>Opens it anew, in another window instead.</summary>
        internal async Task VisitAsync(BrowserNewPageOptions? options = null, Func<IPage, Task>? prepare = null)
        {
            if (Page != null)
            {
                await Page.CloseAsync();
            }

            Page = await browser.NewPageAsync(options);
            Page.SetDefaultTimeout(Patience);
            Page.Console += (_, message) => Note(complaints, message.Type == "error", message.Text);
            Page.PageError += (_, error) => Note(complaints, true, error);
            Page.Request += (_, request) => Note(requests, true, request.Url);
            if (prepare != null)
            {
                await prepare(Page);
            }

            await Page.GotoAsync(site);
        }

        /// <summary>Logs in, as a person does; null for a click on Cancel.</summary>
        internal async Task LogInAsync(string? secret, string? user = null)
        {
            ILocator dialog = Page.Locator("#login");
            await Assertions.Expect(dialog).ToBeVisibleAsync();
            if (secret == null)
            {
                await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
            }
            else
            {
                if (user != null)
                {
                    await Page.Locator("#user").FillAsync(user);
                }

                await Page.Locator("#secret").FillAsync(secret);
                await Page.Keyboard.PressAsync("Enter");
            }
        }

        /// <summary>Waits until the number of the heater is this.</summary>
        internal Task UntilHeaterAsync(string value) => Assertions.Expect(Page.Locator("[data-name=heater] [type=number]")).ToHaveValueAsync(value, new() { Timeout = Patience });

        /// <summary>What axe has to say against the page as it stands.</summary>
        internal async Task AssertAccessibleAsync(string where)
        {
            AxeResult result = await Page.RunAxe();
            Assert.True(result.Violations.Length == 0, where + ": " + string.Join("; ", result.Violations.Select(v => $"{v.Id} at {string.Join(", ", v.Nodes.Select(n => n.Html))}")));
        }

        /// <summary>Waits for a state.</summary>
        internal Task UntilAsync(string state) => Assertions.Expect(Page.Locator("#state")).ToHaveClassAsync($"state {state}", new() { Timeout = Patience });

        /// <summary>Waits until the line of a chart is another one than now.</summary>
        internal async Task UntilChartMovesAsync(string card)
        {
            ILocator line = Page.Locator($"{card} path.line");
            string now = (await line.GetAttributeAsync("d"))!;
            await Assertions.Expect(line).Not.ToHaveAttributeAsync("d", now, new() { Timeout = Patience });
        }

        /// <summary>Waits for what the heater's control says about the attempt to set it.</summary>
        internal Task UntilSaidAsync(string words) => Assertions.Expect(Page.Locator("[data-name=heater] .said")).ToHaveTextAsync(words, new() { Timeout = Patience });

        /// <summary>Sets the heater, as a person does.</summary>
        internal async Task SetHeaterAsync(string value)
        {
            await Page.Locator("[data-name=heater] [type=number]").FillAsync(value);
            await Page.Keyboard.PressAsync("Enter");
        }

        public async ValueTask DisposeAsync()
        {
            if (browser != null)
            {
                await browser.DisposeAsync();
            }

            playwright?.Dispose();
            folder.Dispose();
        }

        private async Task LaunchAsync(KernelHost? host)
        {
            // Playwright starts a program, and that is to be one in the host's namespace.
            string launcher = folder["chromium"];
            await File.WriteAllTextAsync(launcher, $"#!/bin/sh\nexec {(host == null ? "" : $"ip netns exec {host.Namespace.Name}")} chromium \"$@\"\n");
            Program.Run("chmod", ["+x", launcher]).Succeeded();
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = launcher,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                ],
            });
        }

        private void Note(List<string> list, bool applies, string text)
        {
            if (applies)
            {
                lock (complaints)
                {
                    list.Add(text);
                }
            }
        }
    }
}
