using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>Login by Digest, settings and log on the page, against a device of which this test plays that part to the letter of RFC 7616.</summary>
    public class LoginTests
    {
        [SkippableFact]
        public void Digest_TakesTheRightPassword_AndNothingReusableCrossesTheWire() => Run(async (device, part) =>
        {
            await using DashboardPage dashboard = await OpenAsync(device, part);
            await dashboard.SetHeaterAsync("75");
            await dashboard.LogInAsync("wrong one", "admin");
            await Assertions.Expect(dashboard.Page.Locator("#login-said")).ToHaveTextAsync("The user or the password is wrong.");
            await dashboard.AssertAccessibleAsync("login");
            await dashboard.Page.ScreenshotAsync(new() { Path = Artifacts.PathOf("dashboard", "login.png") });
            await dashboard.LogInAsync(DigestPart.Password);
            await dashboard.UntilSaidAsync("done");
            await dashboard.SetHeaterAsync("76");
            await dashboard.UntilSaidAsync("done");

            // An old nonce is none of the person's business.
            part.RenewNonce();
            await dashboard.SetHeaterAsync("77");
            await dashboard.UntilSaidAsync("done");
            await Assertions.Expect(dashboard.Page.Locator("#login")).ToBeHiddenAsync();
            Assert.Equal(["75", "76", "77"], part.Bodies);
            Assert.Equal(part.Counts.Distinct(), part.Counts);
            Assert.All(part.Qualities, qop => Assert.Equal("auth-int", qop));
            Assert.DoesNotContain(DigestPart.Password, part.Seen, StringComparison.Ordinal);
            Assert.DoesNotContain(DigestPart.Secret, part.Seen, StringComparison.Ordinal);
            Assert.Equal("null", await dashboard.Page.EvaluateAsync<string>("String(sessionStorage.getItem('secret') || localStorage.getItem('secret'))"));
        });

        [SkippableFact]
        public void Secret_IsRemembered_OnlyWhereThePersonSaysSo() => Run(async (device, part) =>
        {
            await using DashboardPage dashboard = await OpenAsync(device, part);
            await dashboard.SetHeaterAsync("75");
            await Assertions.Expect(dashboard.Page.Locator("#login")).ToBeVisibleAsync();
            await dashboard.Page.Locator("#remember").CheckAsync();
            await dashboard.LogInAsync(DigestPart.Password);
            await dashboard.UntilSaidAsync("done");
            await dashboard.Page.ReloadAsync();
            await dashboard.UntilAsync("live");
            await dashboard.SetHeaterAsync("76");
            await dashboard.UntilSaidAsync("done");
            Assert.Contains(DigestPart.Secret, await dashboard.Page.EvaluateAsync<string>("sessionStorage.getItem('secret')"), StringComparison.Ordinal);
            Assert.DoesNotContain(DigestPart.Password, await dashboard.Page.EvaluateAsync<string>("sessionStorage.getItem('secret')"), StringComparison.Ordinal);
        });

        /// <summary>Where reading takes the login, too, the events do: they are followed with what EventSource could not send.</summary>
        [SkippableFact]
        public void DeviceThatIsClosedForReading_IsLive_AfterTheLogin() => Run(async (device, part) =>
        {
            part.ClosesReading = true;
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device, prepare: part.PlayAsync);
            await Assertions.Expect(dashboard.Page.Locator("#device")).ToHaveTextAsync("Nano");
            await dashboard.LogInAsync(DigestPart.Password);
            await Assertions.Expect(dashboard.Page.Locator("#device")).ToHaveTextAsync("nano");
            await Assertions.Expect(dashboard.Page.Locator(DashboardPage.Temperature)).ToBeVisibleAsync();
            await dashboard.UntilAsync("live");
        });

        [SkippableFact]
        public void Settings_AreShown_Refused_Saved_AndConfirmed() => Run(async (device, part) =>
        {
            await using DashboardPage dashboard = await OpenAsync(device, part, 360);
            IPage page = dashboard.Page;
            await page.Locator("#settings summary").ClickAsync();
            await dashboard.LogInAsync(DigestPart.Password);
            await Assertions.Expect(page.GetByLabel("host name")).ToHaveValueAsync("nano");
            Assert.Equal("static", await page.GetByLabel("address by").InputValueAsync());
            await page.GetByLabel("interval").FillAsync("50");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator("#fields label", new() { HasText = "interval" }).Locator(".said")).ToHaveTextAsync("interval takes 100 to 3600000");
            Assert.Equal("true", await page.GetByLabel("interval").GetAttributeAsync("aria-invalid"));
            await dashboard.AssertAccessibleAsync("settings");
            Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            await page.ScreenshotAsync(new() { Path = Artifacts.PathOf("dashboard", "settings.png"), FullPage = true });
            await page.GetByLabel("interval").FillAsync("500");
            await page.GetByLabel("host name").FillAsync("küche & bad");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator("#fields [role=status]")).ToHaveTextAsync("saved");

            // Only what was changed is sent.
            Assert.Equal("host_name=k%C3%BCche+%26+bad&interval=500", part.Bodies[^1]);
            await Assertions.Expect(page.Locator("#keep")).ToHaveTextAsync(new Regex(@"^Keep this address \(1\d\d s left\)$"));
            await page.Locator("#keep").ClickAsync();
            await Assertions.Expect(page.Locator("#confirm")).ToBeHiddenAsync();
            Assert.Equal(1, part.Confirmed);

            await page.Locator("#log summary").ClickAsync();
            await Assertions.Expect(page.Locator("#lines")).ToHaveTextAsync("12 link up\n13 <b>address</b> 10.0.0.2\n");
        });

        [SkippableFact]
        public void DeviceWithoutAPassword_AsksForOne_AndGetsItsHash() => Run(async (device, part) =>
        {
            part.HasPassword = false;
            await using DashboardPage dashboard = await OpenAsync(device, part);
            IPage page = dashboard.Page;
            await Assertions.Expect(page.Locator("#fields")).ToContainTextAsync("This device has no password yet.");
            await page.Locator("[name=password]").FillAsync("short");
            await page.Locator("[name=again]").FillAsync("short");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator("#fields .bad")).ToHaveTextAsync("at least 8 characters");
            await page.Locator("[name=password]").FillAsync(DigestPart.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator("#fields .bad").Last).ToHaveTextAsync("The two are not the same.");
            await page.Locator("[name=again]").FillAsync(DigestPart.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator("#fields [role=status]")).ToHaveTextAsync("saved");
            Assert.Equal($"password={DigestPart.Secret}", part.Bodies[^1]);

            // Who has chosen it is logged in.
            await dashboard.SetHeaterAsync("75");
            await dashboard.UntilSaidAsync("done");
            Assert.DoesNotContain(DigestPart.Password, part.Seen, StringComparison.Ordinal);
        });

        [SkippableFact]
        public void DeviceWithoutSettings_ShowsNone() => Run(async (device, part) =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device);
            await dashboard.UntilAsync("live");
            Assert.False(await dashboard.Page.Locator("#settings").IsVisibleAsync());
            Assert.False(await dashboard.Page.Locator("#log").IsVisibleAsync());
            Assert.Empty(dashboard.Complaints);
        });

        private static async Task<DashboardPage> OpenAsync(TelemetryLab device, DigestPart part, int width = 1280)
        {
            DashboardPage dashboard = await DashboardPage.OpenAsync(device, new() { ViewportSize = new() { Width = width, Height = 800 } }, part.PlayAsync);
            await dashboard.UntilAsync("live");
            return dashboard;
        }

        private static void Run(Func<TelemetryLab, DigestPart, Task> test, [CallerMemberName] string name = "") =>
            TelemetryLab.Run("chromium", "chromium", device => test(device, new DigestPart(device)).GetAwaiter().GetResult(), name: name);

        /// <summary>The routes of a device that takes a login.</summary>
        private sealed class DigestPart(TelemetryLab device)
        {
            internal const string Password = "geheim ist geheim";
            internal static readonly string Secret = Hash($"admin:nano:{Password}");

            private readonly List<string> seen = [];
            private string nonce = "one";
            private bool saved;

            internal bool HasPassword { get; set; } = true;

            internal bool ClosesReading { get; set; }

            internal int Confirmed { get; private set; }

            internal List<string> Bodies { get; } = [];

            internal List<string> Counts { get; } = [];

            internal List<string> Qualities { get; } = [];

            internal string Seen => string.Join('\n', seen);

            internal void RenewNonce() => nonce += "+";

            internal async Task PlayAsync(IPage page)
            {
                await page.RouteAsync("**/api/outputs/*", route => GuardAsync(route, () => route.FulfillAsync(new() { Body = "{}" })));
                await page.RouteAsync("**/api/settings", route => GuardAsync(route, () => SettingsAsync(route)));
                await page.RouteAsync("**/api/settings/confirm", route => GuardAsync(route, () =>
                {
                    Confirmed++;
                    return route.FulfillAsync();
                }));
                await page.RouteAsync("**/api/log", route => GuardAsync(route, () => route.FulfillAsync(new() { Body = "12 link up\n13 <b>address</b> 10.0.0.2\n" })));
                await page.RouteAsync("**/api/readings", route => ClosesReading ? GuardAsync(route, () => ReadingsAsync(route)) : ReadingsAsync(route));
                if (ClosesReading)
                {
                    await page.RouteAsync("**/api/events", route => GuardAsync(route, () => route.ContinueAsync()));
                }
            }

            private async Task ReadingsAsync(IRoute route)
            {
                JsonNode all = JsonNode.Parse(device.Curl("-f", $"{TelemetryLab.Site}/api/readings").Succeeded().Output)!;
                all["settings"] = true;
                if (!HasPassword)
                {
                    all["password"] = false;
                }

                await route.FulfillAsync(new() { ContentType = "application/json", Body = all.ToJsonString() });
            }

            private Task SettingsAsync(IRoute route)
            {
                if (route.Request.Method == "PUT")
                {
                    string body = route.Request.PostData!;
                    if (body.Contains("interval=50&", StringComparison.Ordinal) || body.EndsWith("interval=50", StringComparison.Ordinal))
                    {
                        return route.FulfillAsync(new() { Status = 422, Body = """{"errors":{"interval":"interval takes 100 to 3600000"}}""" });
                    }

                    saved = !body.StartsWith("password", StringComparison.Ordinal);
                    HasPassword = true;
                }

                string confirm = saved ? "117" : "null";
                return route.FulfillAsync(new()
                {
                    ContentType = "application/json",
                    Body = $$$"""
                        {"fields":[{"name":"host_name","type":"text","value":"nano","max":63,"group":"Network"},
                        {"name":"address_by","type":"choice","value":"static","choices":["dhcp","static"],"group":"Network"},
                        {"name":"address","type":"address","value":"10.0.0.2","group":"Network"},
                        {"name":"interval","type":"number","value":1000,"min":10,"max":3600000,"group":"Sampling","restart":true},
                        {"name":"password","type":"secret","value":""}],
                        "confirm":{{{confirm}}},"password":{{{(HasPassword ? "true" : "false")}}},"user":"admin","realm":"nano"}
                        """,
                });
            }

            // RFC 7616 section 3.4.1, with SHA-256.
            private async Task GuardAsync(IRoute route, Func<Task> answer)
            {
                IRequest request = route.Request;
                string body = request.PostData ?? "";
                IDictionary<string, string> headers = await request.AllHeadersAsync();
                lock (seen)
                {
                    seen.Add($"{request.Url} {string.Join(' ', headers.Select(h => h.Value))} {body}");
                }

                bool known = false, stale = false;
                if (headers.TryGetValue("authorization", out string? given) && given.StartsWith("Digest ", StringComparison.Ordinal))
                {
                    Dictionary<string, string> f = Regex.Matches(given, "(\\w+)=(?:\"([^\"]*)\"|([^\\s,]+))").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value + m.Groups[3].Value);
                    Assert.Equal(("nano", "SHA-256", "op/aque", new Uri(request.Url).PathAndQuery), (f["realm"], f["algorithm"], f["opaque"], f["uri"]));
                    string what = Hash($"{request.Method}:{f["uri"]}" + (f["qop"] == "auth-int" ? ":" + Hash(body) : ""));
                    known = f["username"] == "admin" && f["response"] == Hash($"{Secret}:{f["nonce"]}:{f["nc"]}:{f["cnonce"]}:{f["qop"]}:{what}");
                    stale = known && f["nonce"] != nonce;
                    if (known && !stale)
                    {
                        Counts.Add(f["nonce"] + f["nc"]);
                        if (request.Method == "POST")
                        {
                            Qualities.Add(f["qop"]);
                        }
                    }
                }

                if (HasPassword && (!known || stale))
                {
                    await route.FulfillAsync(new()
                    {
                        Status = 401,
                        Headers = new Dictionary<string, string>
                        {
                            ["WWW-Authenticate"] = $"Digest realm=\"nano\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=\"{nonce}\", opaque=\"op/aque\", userhash=true" + (stale ? ", stale=true" : ""),
                        },
                        Body = "Unauthorized\n",
                    });
                    return;
                }

                if (request.Method != "GET")
                {
                    Bodies.Add(body);
                }

                await answer();
            }

            private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }
}
