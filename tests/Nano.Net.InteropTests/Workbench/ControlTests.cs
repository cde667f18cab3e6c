using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Workbench
{
    /// <summary>Each control of the lab's page does what it says.</summary>
    public sealed class ControlTests(LabBrowser lab) : IClassFixture<LabBrowser>
    {
        private const string Connected = "do=0:listen,B,80;1000:connect,A,80";

        [SkippableFact]
        public async Task Step_GoesToTheNextSegment()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: Connected);
            await visit.RunAsync(99);
            await visit.Page.ClickAsync("#step");

            // The SYN left at 50 ms, when the address was known.
            await visit.UntilAsync("lab.model.t === 100000 && lab.model.segs.find(s => s.f === 2).arrivals.length === 1");

            // The answer leaves at the same moment.
            int sent = await visit.SegmentsAsync();
            await visit.Page.Keyboard.PressAsync(".");
            await visit.UntilAsync($"lab.model.segs.length === {sent + 1} && lab.model.t === 100000");
            Assert.Empty(visit.Complaints);
        }

        [SkippableFact]
        public async Task PlayAndPause_StartAndStopTheClock()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: Connected);
            await visit.Page.ClickAsync("#play");
            await visit.UntilAsync("lab.model.t > 20000");
            await visit.Page.Keyboard.PressAsync("Space");
            await visit.UntilAsync("document.getElementById('play').textContent === '▶'");
            long stopped = await visit.Page.EvaluateAsync<long>("() => lab.model.t");
            await visit.Page.WaitForTimeoutAsync(300);
            Assert.Equal(stopped, await visit.Page.EvaluateAsync<long>("() => lab.model.t"));
        }

        [SkippableFact]
        public async Task RestartAndLink_RepeatTheRunExactly()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: "loss=5&seed=9&" + Connected + ";400000:send,A,60000");
            await visit.RunAsync(5000);
            string first = await visit.Page.EvaluateAsync<string>("() => JSON.stringify(lab.model.segs)");
            await visit.Page.ClickAsync("#restart");
            await visit.UntilAsync("lab.model.t === 0");
            await visit.RunAsync(5000);
            Assert.Equal(first, await visit.Page.EvaluateAsync<string>("() => JSON.stringify(lab.model.segs)"));
            await visit.Page.ClickAsync("#share");
            string link = visit.Page.Url;
            Assert.Contains("send,A,60000", Uri.UnescapeDataString(link));
            await visit.Page.ReloadAsync();
            await visit.UntilAsync("window.lab?.model.scenario");
            await visit.RunAsync(5000);
            Assert.Equal(first, await visit.Page.EvaluateAsync<string>("() => JSON.stringify(lab.model.segs)"));
        }

        [SkippableFact]
        public async Task EveryButtonByHand_DoesItsActionWithoutComplaint()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: Connected);
            await visit.RunAsync(300);
            await visit.Page.ClickAsync("#tab-hand");
            int buttons = await visit.Page.Locator("#hand button").CountAsync();
            Assert.Equal(28, buttons);
            for (int i = 0; i < buttons; i++)
            {
                int before = await visit.Page.EvaluateAsync<int>("() => lab.model.done.length");
                await visit.Page.Locator("#hand button").Nth(i).ClickAsync();
                await visit.UntilAsync($"lab.model.done.length === {before + 1}");
            }

            Assert.Equal("", await visit.Page.InnerTextAsync("#status"));
            Assert.Empty(visit.Complaints);
        }

        [SkippableFact]
        public async Task EverySetting_IsInTheScenario()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: Connected);
            await visit.Page.ClickAsync("#tab-set");
            string[] names = await visit.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#set input')].map(i => i.name)");
            Assert.Equal(24, names.Length);
            foreach (string name in names)
            {
                ILocator input = visit.Page.Locator($"#set-{name}");
                if (await input.GetAttributeAsync("type") == "checkbox")
                {
                    await input.ClickAsync();
                }
                else
                {
                    await input.FillAsync(name is "mtu" or "wiremtu" or "sndbuf" or "rcvbuf" or "keepidle" or "keepevery" ? "3000" : "17");
                    await input.BlurAsync();
                }

                await visit.UntilAsync($"/[&#,]{name}[=,]/.test('&' + decodeURIComponent(location.hash))");
            }

            Assert.Equal("", await visit.Page.InnerTextAsync("#status"));
        }

        [SkippableFact]
        public async Task Segment_OpensWithItsFieldsAndItsReason()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: Connected + ";300000:send,A,100");
            await visit.RunAsync(600);
            await visit.Page.FocusAsync("#ladder");
            await visit.Page.Keyboard.PressAsync("Home");
            int place = await visit.Page.EvaluateAsync<int>("() => lab.model.segs.findIndex(s => s.f === 2)");
            for (int i = 0; i < place; i++)
            {
                await visit.Page.Keyboard.PressAsync("ArrowDown");
            }

            Assert.Empty(visit.Complaints);
            await visit.Page.WaitForSelectorAsync("#detail:not([hidden]) table");

            // What was asked for on the way down may come first.
            await visit.UntilAsync("document.getElementById('detail').innerText.startsWith(`#${lab.model.segs.find(s => s.f === 2).id} `)");
            string text = await visit.Page.InnerTextAsync("#detail");
            Assert.Contains("SYN", text);
            Assert.Contains("RFC 9293 3.4", text);
            Assert.Contains("Largest segment that the sender takes", text);
            Assert.Contains("three-way handshake", text);
            await visit.PictureAsync("detail");
            await visit.Page.ClickAsync("#closeit");
            Assert.True(await visit.Page.Locator("#detail").IsHiddenAsync());
        }

        [SkippableFact]
        public async Task Language_And_Theme_Change()
        {
            await using LabVisit visit = await lab.VisitAsync(scheme: ColorScheme.Dark);
            Assert.Equal("dark", await visit.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
            await visit.Page.ClickAsync("#theme");
            Assert.Equal("light", await visit.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
            await visit.Page.ClickAsync("#language");
            Assert.Equal("导览", await visit.Page.InnerTextAsync("#tab-tour"));
            await visit.Page.Keyboard.PressAsync("l");
            Assert.Equal("Tour", await visit.Page.InnerTextAsync("#tab-tour"));
        }

        [SkippableFact]
        public async Task Capture_IsDownloaded()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: Connected);
            await visit.RunAsync(400);
            IDownload download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.ClickAsync("#download"));
            Assert.Equal("lab.pcap", download.SuggestedFilename);
            IReadOnlyList<PcapPacket> frames = PcapReader.ReadFile(await download.PathAsync());
            Assert.Equal(await visit.SegmentsAsync(), frames.Count);
        }

        [SkippableFact]
        public async Task TenThousandSegments_AreDrawnOnlyWhereVisible()
        {
            await using LabVisit visit = await lab.VisitAsync(scenario: "delay=2&rcvbuf=262144&sndbuf=262144&" + Connected + ";100000:send,A,12000000");
            await visit.RunAsync(4000);
            await visit.UntilAsync("lab.model.segs.length > 10000");
            await visit.Page.EvaluateAsync("() => { lab.ladder.follows = false; document.getElementById('ladder').scrollTop = 90000; }");
            double milliseconds = await visit.Page.EvaluateAsync<double>(
                "() => { const start = performance.now(); for (let i = 0; i < 50; i++) { lab.ladder.drawn = ''; lab.ladder.draw(); } return (performance.now() - start) / 50; }");
            int drawn = await visit.Page.EvaluateAsync<int>("() => lab.ladder.around(90000, 90800).length");
            Assert.InRange(drawn, 10, 300);
            Assert.InRange(milliseconds, 0, 16);
            await visit.PictureAsync("many");
        }
    }
}
