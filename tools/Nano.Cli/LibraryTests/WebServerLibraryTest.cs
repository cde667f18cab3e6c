using System.Globalization;
using System.Text.RegularExpressions;

namespace Nano.Cli
{
    /// <summary>WebServer with curl, wrk and Chromium.</summary>
    internal sealed partial class WebServerLibraryTest : LibraryTest
    {
        private const string Page = "<p id=\"a\">the page of the device</p>";
        private const int Requests = 1000;
        private const int AtOnce = 8;
        private const int Burst = 200;
        private static readonly string Site = $"http://{LibraryLab.Site}";

        /// <inheritdoc/>
        public override string Name => "WebServer";

        /// <inheritdoc/>
        public override string Project => "WebServer";

        /// <summary>
        /// More than an ESP32 has: in 131,072 bytes and less, of which half is free, nanoCLR itself ends in a fault in its String.Concat
        /// after some hundred or thousand requests.
        /// </summary>
        public override int Heap => 163_840;

        /// <inheritdoc/>
        public override int Checks => 8;

        /// <inheritdoc/>
        public override (string Program, string Package)[] Needs => [("curl", "curl"), ("wrk", "wrk"), ("chromium", "chromium")];

        /// <inheritdoc/>
        public override void Run(LibraryLab lab, Func<LabProcess> start, LibraryReport report)
        {
            LabProcess program = start();
            WaitForStack(program);
            program.WaitFor(line => line == "@serving", 30);
            Thread.Sleep(1000);
            report.Check("a page", Curl(lab, "/page").Contains(Page, StringComparison.Ordinal) ? null : "it is another one");
            report.Check("a body sent back", Curl(lab, "/echo", "--data-raw", "21.5") is "21.5" ? null : Curl(lab, "/echo", "--data-raw", "21.5"));
            string missing = Curl(lab, "/nothing", "--output", "/dev/null", "--write-out", "%{http_code}");
            report.Check("404 for what is not there", missing == "404" ? null : missing);
            report.Check("a page in Chromium", Browse(lab));

            long before = FreeHeap(lab);
            report.Figure("free heap, before", before, "bytes");
            report.Check($"{Requests:N0} requests, one after the other (curl)", Many(lab, report));
            report.Check("a connection for 10 s (wrk)", Load(lab, report));
            int answered = Ask(lab, Burst, AtOnce, 20).Count(line => line == "200");
            report.Check($"{Burst} requests, {AtOnce} at once (curl)", answered == Burst ? null : $"{answered} were answered");
            Thread.Sleep(3000);
            long after = FreeHeap(lab);
            report.Figure("free heap, after", after, "bytes");
            report.Check("leaves the heap as it was", after >= before - 2048 ? null : $"{before} bytes before, {after} after");

            AddHeap(program, report);
        }

        private static string Curl(LibraryLab lab, string path, params string[] arguments)
        {
            using LabProcess curl = lab.Start("curl", ["--silent", "--show-error", "--max-time", "20", .. arguments, Site + path]);
            curl.WaitForEnd(30);
            return string.Join('\n', curl.Lines);
        }

        private static long FreeHeap(LibraryLab lab) => HeapLine().Match(Curl(lab, "/report")) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

        private static string? Browse(LibraryLab lab)
        {
            using LabProcess browser = lab.Start("chromium", "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={Path.Combine(lab.Folder, "chromium")}", "--timeout=20000", "--dump-dom", $"{Site}/page");
            browser.WaitForEnd(60);
            return browser.Lines.Any(line => line.Contains(Page, StringComparison.Ordinal)) ? null : $"no page: {Tail(browser)}";
        }

        private static string? Many(LibraryLab lab, LibraryReport report)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            string[] answers = Ask(lab, Requests, 1, 60);
            report.Figure($"{Requests:N0} requests", watch.Elapsed.TotalMilliseconds, "ms");
            int good = answers.Count(line => line == "200");
            return good == Requests ? null : $"{good} of {Requests} were answered: {string.Join(" | ", answers.Where(line => line != "200").Distinct().Take(3))}";
        }

        private static string[] Ask(LibraryLab lab, int requests, int atOnce, int seconds)
        {
            using LabProcess curl = lab.Start(
                "curl", "--silent", "--show-error", "--no-progress-meter", "--parallel", "--parallel-immediate", "--parallel-max", atOnce.ToString(CultureInfo.InvariantCulture), "--max-time", seconds.ToString(CultureInfo.InvariantCulture), "--write-out", "%{http_code}\n", "--output", "/dev/null",
                string.Create(CultureInfo.InvariantCulture, $"{Site}/page?n=[1-{requests}]"));
            curl.WaitForEnd(atOnce == 1 ? 120 : 20);
            return curl.Lines;
        }

        private static string? Load(LibraryLab lab, LibraryReport report)
        {
            using LabProcess wrk = lab.Start("wrk", "-t", "1", "-c", "1", "-d", "10s", $"{Site}/page");
            wrk.WaitForEnd(60);
            string all = string.Join('\n', wrk.Lines);
            Match rate = RateLine().Match(all);
            if (rate.Success)
            {
                report.Figure("wrk", double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), "requests/s");
            }

            string? errors = wrk.Lines.FirstOrDefault(line => line.Contains("Non-2xx", StringComparison.Ordinal) || line.Contains("Socket errors", StringComparison.Ordinal));
            return !rate.Success ? $"wrk says nothing: {Tail(wrk)}" : errors?.Trim();
        }

        [GeneratedRegex(@"^heap (\d+)", RegexOptions.Multiline)]
        private static partial Regex HeapLine();

        [GeneratedRegex(@"Requests/sec: +([\d.]+)")]
        private static partial Regex RateLine();
    }
}
