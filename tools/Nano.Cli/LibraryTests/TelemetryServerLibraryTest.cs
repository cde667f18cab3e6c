using System.Globalization;
using System.Text.RegularExpressions;

namespace Nano.Cli
{
    /// <summary>
    /// The board program TelemetryServer under an owner's load: two browsers, two clients of the push port and a scraper stay, and curl
    /// comes again and again. NANO_LOAD_SECONDS makes it last longer than half a minute.
    /// </summary>
    internal sealed partial class TelemetryServerLibraryTest : LibraryTest
    {
        private const int PushPort = 7000;

        // Seconds that a newcomer waits at most, and bytes by which the free heap may differ between the beginning and the end.
        private const double Limit = 2;
        private const long HeapTolerance = 3072;

        // In so many bytes the program cannot run, and says so.
        private const int TooLittle = 81_920;
        private static readonly string Site = $"http://{LibraryLab.Site}";

        private static int Seconds => int.TryParse(Environment.GetEnvironmentVariable("NANO_LOAD_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 30;

        /// <inheritdoc/>
        public override string Name => "TelemetryServer";

        /// <inheritdoc/>
        public override string Project => "TelemetryServer";

        /// <summary>What an ESP32 leaves a program, about.</summary>
        public override int Heap => 114_688;

        /// <inheritdoc/>
        public override int Checks => 6;

        /// <inheritdoc/>
        public override (string Program, string Package)[] Needs => [("curl", "curl"), ("nc", "netcat-openbsd"), ("chromium", "chromium")];

        /// <inheritdoc/>
        public override void Run(LibraryLab lab, Func<LabProcess> start, LibraryReport report)
        {
            using (LabProcess small = lab.StartWithHeap(TooLittle))
            {
                string? said = small.WaitFor(line => line.Contains("cannot start", StringComparison.Ordinal), 30);
                report.Check("too little heap is said in one line", said?.Contains("too little heap: ", StringComparison.Ordinal) == true ? null : said ?? "nothing is said");
            }

            LabProcess program = start();
            if (program.WaitFor(line => line.Contains("  http ", StringComparison.Ordinal), 60) == null || program.WaitFor(line => line.Contains("  address  " + LibraryLab.Site, StringComparison.Ordinal), 30) == null)
            {
                throw new CliException($"the program on nanoCLR has not come up: {Tail(program)}", NanoCommand.Failed);
            }

            using LabProcess first = Browse(lab, 1);
            using LabProcess second = Browse(lab, 2);
            using LabProcess push = Loop(lab, $"nc {LibraryLab.Site} {PushPort}", 1);
            using LabProcess pushToo = Loop(lab, $"nc {LibraryLab.Site} {PushPort}", 1);
            using LabProcess scraper = Loop(lab, Ask("/metrics"), 1);
            Thread.Sleep(5000);
            long before = FreeHeap(lab);
            int from;
            (int Code, double Time)[] answers;
            long after;
            using (LabProcess curl = Loop(lab, Ask("/api/readings"), 0.1))
            {
                from = scraper.Lines.Length;
                for (int passed = 0; passed < Seconds; passed += 60)
                {
                    Thread.Sleep(Math.Min(60, Seconds - passed) * 1000);
                    if (passed is 0 or 240)
                    {
                        report.Figure($"free heap, after {Math.Min(Seconds, passed + 60)} s", FreeHeap(lab), "bytes");
                    }
                }

                after = FreeHeap(lab);
                answers = Read(curl.Lines);
            }

            (int Code, double Time)[] scrapes = Read(scraper.Lines[from..]);
            report.Figure("free heap, before", before, "bytes");
            report.Figure($"free heap, after {Seconds} s", after, "bytes");
            Add(report, "curl", answers);
            Add(report, "scrapes", scrapes);
            report.Check("curl is answered within 2 s, every time", Judge(answers, Seconds));
            report.Check("the scraper, too", Judge(scrapes, Seconds / 4));
            report.Check("the push clients go on", Math.Min(Count(push), Count(pushToo)) >= Seconds / 2 ? null : $"{Count(push)} and {Count(pushToo)} lines");
            // Two browsers, two push clients and this request.
            string connections = Curl(lab, "/api/connections");
            report.Check("both browsers are connected", Established().Count(connections) >= 5 ? null : connections);
            report.Check("leaves the heap as it was", Math.Abs(after - before) <= HeapTolerance ? null : $"{before} bytes before, {after} after");
        }

        private static string Ask(string path) => $"curl --silent --max-time 10 --output /dev/null --write-out '%{{http_code}} %{{time_total}}\\n' {Site}{path}";

        private static LabProcess Loop(LibraryLab lab, string what, double pause) => lab.Start("sh", "-c", string.Create(CultureInfo.InvariantCulture, $"while :; do {what}; sleep {pause}; done"));

        // A window that stays open: with a port for debuggers it does not end when the page is there.
        private static LabProcess Browse(LibraryLab lab, int number) => lab.Start(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={Path.Combine(lab.Folder, $"chromium{number}")}",
            $"--remote-debugging-port={9220 + number}", $"{Site}/");

        private static string Curl(LibraryLab lab, string path)
        {
            using LabProcess curl = lab.Start("curl", "--silent", "--show-error", "--max-time", "10", "--retry", "5", "--retry-delay", "1", Site + path);
            curl.WaitForEnd(30);
            return string.Join('\n', curl.Lines);
        }

        private static long FreeHeap(LibraryLab lab) =>
            FreeMemory().Match(Curl(lab, "/api/readings")) is { Success: true } match
                ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new CliException("/api/readings names no free memory", NanoCommand.Failed);

        private static int Count(LabProcess push) => push.Lines.Count(line => line.StartsWith('{'));

        private static (int Code, double Time)[] Read(string[] lines) =>
            [.. lines.Select(line => line.Split(' ')).Where(words => words.Length == 2).Select(words => (int.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture)))];

        private static string? Judge((int Code, double Time)[] answers, int least)
        {
            (int Code, double Time)[] bad = [.. answers.Where(answer => answer.Code is not 200 and not 503 || answer.Time >= Limit)];
            return answers.Length < least ? $"only {answers.Length} answers"
                : bad.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{bad.Length} of {answers.Length} were not, {bad[0].Code} after {bad[0].Time} s for one")
                : answers.Count(answer => answer.Code == 200) < answers.Length / 2 ? "most were refused" : null;
        }

        private static void Add(LibraryReport report, string who, (int Code, double Time)[] answers)
        {
            report.Figure($"{who}: 200", answers.Count(answer => answer.Code == 200), "");
            report.Figure($"{who}: 503", answers.Count(answer => answer.Code == 503), "");
            report.Figure($"{who}: slowest", 1000 * answers.Select(answer => answer.Time).DefaultIfEmpty().Max(), "ms");
        }

        [GeneratedRegex("\"free_memory_bytes\"[^\\]]*?\"value\":(\\d+)")]
        private static partial Regex FreeMemory();

        [GeneratedRegex("ESTABLISHED", RegexOptions.IgnoreCase)]
        private static partial Regex Established();
    }
}
