using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Workbench
{
    /// <summary>Each lesson of the lab's tour, in both languages: its question is open until what is asked for happens on the wire.</summary>
    public sealed class LessonTests(LabBrowser lab) : IClassFixture<LabBrowser>
    {
        private static readonly string[] Lessons =
        [
            "socket", "handshake", "why-three", "numbers", "order", "window", "loss", "congestion", "close", "half", "time-wait", "fin-ack", "simultaneous", "scan", "keep-alive", "push",
        ];

        public static TheoryData<string, string> All()
        {
            var all = new TheoryData<string, string>();
            foreach (string lesson in Lessons)
            {
                all.Add(lesson, "en");
                all.Add(lesson, "zh");
            }

            return all;
        }

        [SkippableTheory]
        [MemberData(nameof(All))]
        public async Task Lesson_IsPassedByWhatHappensOnTheWire(string id, string language)
        {
            await using LabVisit visit = await lab.VisitAsync(language);
            await visit.Page.ClickAsync($"[data-lesson={id}]");
            await visit.SettledAsync();
            while (await visit.Page.Locator("#lesson-next").CountAsync() > 0)
            {
                await visit.Page.ClickAsync("#lesson-next");
                await visit.SettledAsync();
            }

            // Nothing was done yet, so the question is open.
            await visit.Page.WaitForTimeoutAsync(200);
            Assert.Equal(0, await visit.Page.Locator("#lesson-passed").CountAsync());
            await visit.PictureAsync($"{id}-{language}-asked");
            await visit.Page.ClickAsync("#lesson-show");
            await visit.Page.WaitForSelectorAsync("#lesson-passed");
            string text = await visit.Page.InnerTextAsync(".lesson");
            Assert.Equal(language == "zh", text.Any(c => c is >= '\u4E00' and <= '\u9FFF'));
            Assert.Empty(visit.Complaints);
            await visit.PictureAsync($"{id}-{language}");
        }

        [SkippableFact]
        public async Task Tour_HasExactlyTheLessonsThatAreTested()
        {
            await using LabVisit visit = await lab.VisitAsync();
            string[] found = await visit.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-lesson]')].map(b => b.dataset.lesson)");
            Assert.Equal(Lessons, found);
        }
    }
}
