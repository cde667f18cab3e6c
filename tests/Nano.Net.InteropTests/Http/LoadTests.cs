using System.Globalization;

namespace Nano.Net.InteropTests.Http
{
    /// <summary>Load by wrk. NANO_HTTP_LOAD_SECONDS makes it last longer than the few seconds that are enough for every day.</summary>
    public class LoadTests
    {
        private const int Limit = 16;

        private static int Seconds => int.TryParse(Environment.GetEnvironmentVariable("NANO_HTTP_LOAD_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 3;

        [SkippableFact]
        public void AtTheConnectionLimit_NoRequestFails_AndMemoryStaysFlat() => Run(web =>
        {
            Wrk(web, Limit, 1);
            long before = GC.GetTotalMemory(true);
            long accepted = web.Server.Counters.ConnectionsAccepted;
            string report = Wrk(web, Limit, Seconds);
            long grown = GC.GetTotalMemory(true) - before;
            Assert.DoesNotContain("Non-2xx", report, StringComparison.Ordinal);
            Assert.DoesNotContain("Socket errors", report, StringComparison.Ordinal);
            Assert.Equal(0, web.Server.Counters.ConnectionsRefused);

            // wrk tries one first, to see whether there is anybody.
            Assert.InRange(web.Server.Counters.ConnectionsAccepted - accepted, Limit, Limit + 1);
            Assert.True(web.Server.Counters.ResponsesSucceeded > 100L * Seconds, report);
            Assert.True(grown < 256 * 1024, $"the heap has grown by {grown} bytes");
            Console.WriteLine($"{Limit} connections, {Seconds} s: {report.Split('\n').First(line => line.Contains("Requests/sec", StringComparison.Ordinal))}, heap {grown:+0;-0} bytes");
        });

        [SkippableFact]
        public void AboveTheConnectionLimit_PlacesChangeHands_AndNoRequestFails() => Run(web =>
        {
            string report = Wrk(web, 2 * Limit, Seconds);
            Assert.DoesNotContain("Non-2xx", report, StringComparison.Ordinal);
            Assert.True(web.Server.Counters.ConnectionsAccepted > 2 * Limit, report);
            Assert.True(web.Server.Counters.ResponsesSucceeded > 100L * Seconds, report);
            Assert.InRange(web.Server.ActiveConnections, 0, Limit);

            // And when they have gone, everything is as before.
            web.Curl("-f", "-o", "/dev/null", $"{WebLab.Site}/json").Succeeded();
        });

        [SkippableFact]
        public void TricklingConnections_DoNotStopAWellBehavedClient() => Run(web =>
        {
            // Half as many again as there are places, each a byte now and then, coming back when thrown out.
            string attack = $"for i in $(seq {Limit * 3 / 2}); do (while :; do (for c in $(seq 40); do printf G; sleep 0.1; done) | nc -w 5 {Lab.Address} 80; done) & done; wait";
            using var attackers = new Program("sh", ["-c", attack], web.Lab.Kernel.Namespace, seconds: Seconds + 10);
            web.Lab.Eventually(() => web.Server.ActiveConnections == Limit, () => "the attack has not begun");
            for (int i = 0; i < 5; i++)
            {
                web.Curl("-f", "--retry", "5", "--retry-delay", "1", "-o", "/dev/null", $"{WebLab.Site}/json").Succeeded();
            }

            Assert.True(web.Server.Counters.ConnectionsEvicted > 0);
        });

        private static string Wrk(WebLab web, int connections, int seconds) => Program.Run(
            "wrk",
            ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s", "--timeout", "10s", $"{WebLab.Site}/json"],
            web.Lab.Kernel.Namespace,
            seconds: seconds + 10).Succeeded().Output;

        private static void Run(Action<WebLab> test) => WebLab.Run(
            "wrk",
            "wrk",
            test,
            options => options.Connections = Limit,
            new LabOptions { Seconds = (3 * Seconds) + 60 });
    }
}
