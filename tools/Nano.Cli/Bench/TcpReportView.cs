using System.Globalization;
using System.Text.Json.Nodes;
using Nano.Benchmarks;

namespace Nano.Cli
{
    /// <summary>Shows what the TCP benchmark has measured, as tables and as one line of JSON.</summary>
    internal sealed class TcpReportView(Terminal terminal)
    {
        private static readonly string[] ComparisonHeads =
            [" RTT", " loss", " late", " Nano", " least-most", " kernel", " least-most", " ratio", " limit", " in flight", " sent again"];

        /// <summary>How much longer than it should a round trip may take on average, before the machine has no time for the wire.</summary>
        private const double BusyFactor = 1.6;

        public void Show(TcpReport report, bool onlyJson)
        {
            if (!onlyJson)
            {
                ShowTables(report);
            }

            terminal.WriteLine(ToJson(report).ToJsonString());
        }

        /// <summary>The figures, with the names by which they are compared from run to run.</summary>
        internal static JsonObject ToJson(TcpReport report)
        {
            var json = new JsonObject();
            foreach (TcpRoundTrip roundTrip in report.RoundTrips)
            {
                json[Text($"wire_{roundTrip.Nominal}ms_ping_ms")] = Math.Round(roundTrip.Kernel.Average, 2);
            }

            Add("goodput", report.Goodput);
            Add("reordering", report.Reordering);
            Add("receiving", report.Receiving);
            foreach (TailComparison tail in report.Tails)
            {
                json[Text($"tail_{tail.Lost}_nano_ms")] = Math.Round(tail.Nano.Median, 1);
                json[Text($"tail_{tail.Lost}_kernel_ms")] = Math.Round(tail.Kernel.Median, 1);
            }

            foreach (FairnessResult fairness in report.Fairness)
            {
                json[Text($"fairness_{fairness.First}_{fairness.Second}").ToLowerInvariant()] = Math.Round(fairness.Index.Median, 3);
            }

            return json;

            void Add(string part, IReadOnlyList<TcpComparison> comparisons)
            {
                foreach (TcpComparison comparison in comparisons)
                {
                    string name = Text($"{part}_{comparison.Path.RoundTrip}ms_{comparison.Path.Loss}loss{(comparison.Path.Reordering > 0 ? Text($"_{comparison.Path.Reordering}reordered") : "")}");
                    json[name + "_nano_mbps"] = Math.Round(comparison.NanoGoodput.Median, 2);
                    json[name + "_kernel_mbps"] = Math.Round(comparison.KernelGoodput.Median, 2);
                    json[name + "_ratio"] = Math.Round(comparison.Ratio, 3);
                }
            }
        }

        // A path without faults that neither of them fills.
        private static bool IsLimitedByMachine(TcpComparison comparison) =>
            comparison.Path.Loss == 0 && Math.Max(comparison.NanoGoodput.Median, comparison.KernelGoodput.Median) < 0.9 * comparison.Path.WindowLimit;

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

        private static string Range(Spread spread) => Text($"{Rate(spread.Least)}-{Rate(spread.Most)}");

        private static string Rate(double rate) => rate.ToString(rate < 10 ? "0.00" : rate < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

        private static string[] Row(TcpComparison comparison)
        {
            Spread nano = comparison.NanoGoodput, kernel = comparison.KernelGoodput;
            return
            [
                Text($"{comparison.Path.RoundTrip} ms"),
                Text($"{comparison.Path.Loss} %"),
                Text($"{comparison.Path.Reordering} %"),
                Rate(nano.Median),
                Range(nano),
                Rate(kernel.Median),
                Range(kernel),
                Text($"{comparison.Ratio:0.00}"),
                Rate(comparison.Path.WindowLimit),
                Text($"{Most(comparison.Nano):0.0}/{Most(comparison.Kernel):0.0} KB"),
                Text($"{Again(comparison.Nano):0.0}/{Again(comparison.Kernel):0.0} %"),
            ];

            static double Most(IReadOnlyList<TcpTransfer> transfers) => transfers.Max(transfer => transfer.MostInFlight) / 1024.0;

            static double Again(IReadOnlyList<TcpTransfer> transfers) => 100.0 * transfers.Sum(transfer => transfer.Repeated) / Math.Max(1, transfers.Sum(transfer => transfer.Segments));
        }

        private void ShowTables(TcpReport report)
        {
            terminal.WriteLine(
                "Goodput in Mbit/s, the median of the repetitions and their spread. RTT: half each way; loss: of the frames, each way; late: frames held back by a quarter of the RTT; "
                + "limit: what the window of 65,535 bytes allows; in flight: the most; sent again: of the segments. Where there are two, this stack's is the first.");
            terminal.WriteLine(Text($"No window is larger than 65,535 bytes. Each sender's buffer holds {report.SendCapacity:N0}, which is what the kernel takes where SO_SNDBUF is 65,535; this stack's receive buffer is its window, the kernel's holds more."));
            terminal.WriteLine();
            Section("Goodput, this stack or the kernel sending to the kernel:", report.Goodput);
            foreach (TcpComparison limited in report.Goodput.Where(IsLimitedByMachine))
            {
                terminal.WriteLine(Text(
                    $"At {limited.Path.RoundTrip} ms without loss neither reaches what the window allows: there the limit is this machine, which carries the frames through the wire and its TAP devices."));
                terminal.WriteLine();
            }

            Section("Goodput where frames overtake each other:", report.Reordering);
            Section("Goodput, the kernel sending to this stack or to the kernel:", report.Receiving);
            if (report.Tails.Count > 0)
            {
                terminal.WriteLine(Text($"Time to deliver ten segments whose last ones are lost once, RTT {report.Tails[0].RoundTrip} ms:"));
                terminal.WriteTable(
                    [" lost", " Nano ms", " least-most", " kernel ms", " least-most"],
                    report.Tails.Select(tail => new[] { Text($"{tail.Lost}"), Rate(tail.Nano.Median), Range(tail.Nano), Rate(tail.Kernel.Median), Range(tail.Kernel) }));
                terminal.WriteLine();
            }

            if (report.Fairness.Count > 0)
            {
                terminal.WriteLine(Text($"Two flows at a bottleneck of {TcpBenchmark.BottleneckMegabits} Mbit/s, RTT {TcpBenchmark.BottleneckRoundTrip} ms, {TcpBenchmark.BottleneckQueue} frames of queue:"));
                terminal.WriteTable(
                    ["first flow", "second flow", " Jain's index", " least-most", " first Mbit/s", " least-most", " second Mbit/s", " least-most"],
                    report.Fairness.Select(f => new[]
                    {
                        Text($"{f.First}"), Text($"{f.Second}"), Text($"{f.Index.Median:0.000}"), Text($"{f.Index.Least:0.000}-{f.Index.Most:0.000}"),
                        Rate(f.FirstGoodput.Median), Range(f.FirstGoodput), Rate(f.SecondGoodput.Median), Range(f.SecondGoodput),
                    }));
                terminal.WriteLine();
            }

            terminal.WriteLine("Memory of one connection more, without its buffers:");
            terminal.WriteTable(
                ["stack", " bytes", "buffers", "source"],
                ConnectionMemory.All().Select(memory => new[] { memory.Stack, Text($"{memory.State:N0}"), memory.Buffers, memory.Source }));
            terminal.WriteLine();
            foreach (TcpRoundTrip roundTrip in report.RoundTrips)
            {
                terminal.WriteLine(Text($"A wire of {roundTrip.Nominal} ms takes, by ping: to this stack {Ping(roundTrip.Nano)}, to the kernel {Ping(roundTrip.Kernel)}."));
                if (Math.Max(roundTrip.Nano.Average, roundTrip.Kernel.Average) > BusyFactor * roundTrip.Nominal)
                {
                    terminal.WriteLine(new StyledText().Add($"The machine is too busy for {roundTrip.Nominal} ms: what is measured there says more about it than about TCP.", Tone.Notable));
                }
            }

            static string Ping((double Least, double Average, double Most) times) => Text($"{times.Average:0.00} ms ({times.Least:0.00}-{times.Most:0.00})");
        }

        private void Section(string title, IReadOnlyList<TcpComparison> comparisons)
        {
            if (comparisons.Count > 0)
            {
                terminal.WriteLine(title);
                terminal.WriteTable(ComparisonHeads, comparisons.Select(Row));
                terminal.WriteLine();
            }
        }
    }
}
