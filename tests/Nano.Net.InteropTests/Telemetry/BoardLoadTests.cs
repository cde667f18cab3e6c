using System.Globalization;
using System.Text;
using Nano.Boards;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>
    /// The board program TelemetryServer, with the board's few connections, used as owners use it: two browsers, two clients of
    /// the push port and a scraper stay, and somebody else comes again and again. NANO_LOAD_SECONDS makes it last longer than half a minute.
    /// </summary>
    public class BoardLoadTests(ITestOutputHelper output)
    {
        // What a newcomer waits at most.
        private const double Limit = 2;

        private static int Seconds => int.TryParse(Environment.GetEnvironmentVariable("NANO_LOAD_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 30;

        [SkippableFact]
        public void TwoBrowsersTwoPushClientsAndAScraper_LockNobodyOut()
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            Program.Require("curl", "curl");
            Program.Require("nc", "netcat-openbsd");
            Program.Require("chromium", "chromium");
            var test = new Worker(() => Run().GetAwaiter().GetResult());
            Assert.True(test.Join(TimeSpan.FromSeconds(Seconds + 90)), "it has not ended in time");
        }

        private async Task Run()
        {
            using var folder = new TemporaryFolder();
            using var kernel = new KernelHost(IPAddress.Parse("10.77.0.1"));
            using Nano.Emulator.TapDevice tap = kernel.OpenTap();
            var said = new List<string>();
            var options = new StackOptions { Address = Lab.Address, PrefixLength = 24 };
            using var program = new TelemetryProgram("a TAP device", tap, options, new TelemetrySettings { Light = _ => { } }, said.Add);
            string site = $"http://{Lab.Address}";
            await using DashboardPage first = await DashboardPage.OpenAsync(kernel, site);
            await using DashboardPage second = await DashboardPage.OpenAsync(kernel, site);
            using var scraper = Loop(kernel, $"curl -s -m 10 -o {folder["metrics"]} -w '%{{http_code}} %{{time_total}}\\n' {site}/metrics >> {folder["scrapes"]}; sleep 1");
            using var pushed = Loop(kernel, $"nc {Lab.Address} {TelemetryProgram.PushPort} >> {folder["first"]}; sleep 1");
            using var pushedToo = Loop(kernel, $"nc {Lab.Address} {TelemetryProgram.PushPort} >> {folder["second"]}; sleep 1");
            await first.UntilAsync("live");
            await second.UntilAsync("live");
            using (Loop(kernel, $"curl -s -m 10 -o {folder["body"]} -w '%{{http_code}} %{{time_total}}\\n' {site}/api/readings >> {folder["answers"]}; sleep 0.1"))
            {
                await Task.Delay(TimeSpan.FromSeconds(Seconds));
            }

            (int Code, double Time)[] answers = Read(folder["answers"]);
            (int Code, double Time)[] scrapes = Read(folder["scrapes"]);
            Nano.Net.Tcp.TcpCounters tcp = program.Board.Runner.Stack.Counters.Tcp;
            output.WriteLine($"{Seconds} s: curl {Summary(answers)}; scrapes {Summary(scrapes)}; {tcp.DroppedNoConnection} SYNs or ACKs without a connection, {tcp.DroppedBacklogFull} with a full backlog, {program.Http.Counters.ConnectionsEvicted} evicted, {program.Http.Counters.ConnectionsRefused} refused");
            Assert.All(answers.Concat(scrapes), answer => Assert.True(answer.Code is 200 or 503 && answer.Time < Limit, $"{answer.Code} after {answer.Time} s"));
            Assert.True(answers.Length >= Seconds && answers.Count(answer => answer.Code == 200) > Seconds / 2, $"{answers.Length} answers");
            Assert.True(scrapes.Length >= Seconds / 4, $"{scrapes.Length} scrapes");
            Assert.True(scrapes.Count(scrape => scrape.Code == 200) > scrapes.Length / 2, Summary(scrapes));

            // Those who stay are served, too.
            foreach (string file in (string[])["first", "second"])
            {
                Assert.InRange(File.ReadLines(folder[file]).Count(), Seconds / 2, Seconds + 60);
            }

            await first.UntilAsync("live");
            await second.UntilAsync("live");
            Assert.Equal((0, 0), (program.Board.Runner.Stack.Counters.Faults, program.Http.Counters.HandlerFailures));
        }

        // A shell that does something again and again.
        private static Program Loop(KernelHost kernel, string what) => new("sh", ["-c", $"while :; do {what}; done"], kernel.Namespace, seconds: Seconds + 120);

        private static (int Code, double Time)[] Read(string file) =>
            [.. File.ReadLines(file).Select(line => line.Split(' ')).Where(words => words.Length == 2).Select(words => (int.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture)))];

        private static string Summary((int Code, double Time)[] answers)
        {
            var text = new StringBuilder();
            foreach (var code in answers.GroupBy(answer => answer.Code).OrderBy(group => group.Key))
            {
                text.Append(CultureInfo.InvariantCulture, $"{code.Count()} times {code.Key}, ");
            }

            return text.Append(CultureInfo.InvariantCulture, $"the slowest after {answers.Max(answer => answer.Time):0.000} s").ToString();
        }
    }
}
