using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nano.Benchmarks;
using Nano.Emulator;

namespace Nano.Cli
{
    /// <summary><c>nano bench</c>: what the stack costs and carries, beside its peers in the same run.</summary>
    internal static class BenchCommand
    {
        public static Command Make(Terminal terminal)
        {
            Option<int> seconds = Parse.Number("--seconds", "SECONDS", "How long each measurement over the TAP device takes.", 1, 60, 3);
            Option<int> rounds = Parse.Number("--rounds", "NUMBER", "How often each is made, in turns; the median counts.", 1, 20, 5);
            Option<int> segments = Parse.Number("--segments", "NUMBER", "Segments a measurement of the cost of one.", 1000, 100_000_000, 200_000);
            var json = new Option<bool>("--json") { Description = "Print the JSON line only." };
            var command = new Command("bench", "Measures throughput over a TAP device and the cost of a segment. The TAP part needs root.") { seconds, rounds, segments, json };
            command.Add(MakeHttp(terminal));
            command.Add(BenchTcpCommand.Make(terminal));
            command.SetAction(parsed => Run(parsed.GetValue(seconds), parsed.GetValue(rounds), parsed.GetValue(segments), parsed.GetValue(json), terminal));
            return command;
        }

        private static Command MakeHttp(Terminal terminal)
        {
            Option<int> seconds = Parse.Number("--seconds", "SECONDS", "How long each measurement takes.", 1, 60, 3);
            Option<int> rounds = Parse.Number("--rounds", "NUMBER", "How often each is made, in turns; the median counts.", 1, 20, 3);
            var json = new Option<bool>("--json") { Description = "Print the JSON line only." };
            var command = new Command("http", "Measures requests a second and their latency over a TAP device, beside nginx. It needs root, wrk and nginx.") { seconds, rounds, json };
            command.SetAction(parsed => RunHttp(parsed.GetValue(seconds), parsed.GetValue(rounds), parsed.GetValue(json), terminal));
            return command;
        }

        private static int RunHttp(int seconds, int rounds, bool onlyJson, Terminal terminal)
        {
            if (HttpBenchmark.Missing() is { } missing)
            {
                throw new CliException(missing, NanoCommand.Failed);
            }

            return Measure(terminal, report =>
            {
                Show(new HttpBenchmark(TimeSpan.FromSeconds(seconds), rounds, report).Run(), onlyJson, terminal);
            });
        }

        private static int Run(int seconds, int rounds, int segments, bool onlyJson, Terminal terminal)
        {
            return Measure(terminal, report =>
            {
                var figures = new List<Figure>(new ScalingBenchmark(segments, report).Run());
                bool hasTap = TapDevice.Available(out string reason);
                if (hasTap)
                {
                    figures.AddRange(new TapBenchmark(TimeSpan.FromSeconds(seconds), rounds, report).Run());
                }

                Show(figures, onlyJson, terminal, hasTap ? "" : $"Throughput over TAP was not measured: {reason}");
            });
        }

        // Interrupted, it ends with the measurement that is under way, and leaves no network namespace behind.
        private static int Measure(Terminal terminal, Action<Action<string, double>> run)
        {
            using var stop = new StopSignal();
            try
            {
                run((what, done) =>
                {
                    stop.Token.ThrowIfCancellationRequested();
                    terminal.ShowStatus($"{ProgressBar(done)} {what}");
                });
                return NanoCommand.Done;
            }
            catch (Exception e) when (e is OperationCanceledException || (e is TapException && stop.Token.IsCancellationRequested))
            {
                throw new CliException("interrupted", NanoCommand.Failed);
            }
            catch (TapException e)
            {
                throw new CliException(e.Message, NanoCommand.Failed);
            }
        }

        private static void Show(IReadOnlyList<Figure> figures, bool onlyJson, Terminal terminal, string remark = "")
        {
            terminal.ShowStatus("");
            if (!onlyJson)
            {
                terminal.WriteTable(
                    ["measured", " value", "unit", "beside"],
                    figures.Select(f => new[] { f.Title, f.Value.ToString(f.Value < 1000 ? "0.0" : "N0", CultureInfo.InvariantCulture), f.Unit, f.Note }));
                terminal.WriteLine(remark);
            }

            var line = new JsonObject(figures.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Name, JsonValue.Create(Math.Round(f.Value, 2)))));
            terminal.WriteLine(line.ToJsonString(new JsonSerializerOptions { WriteIndented = false }));
        }

        internal static string ProgressBar(double done)
        {
            const int Width = 24;
            int full = (int)(done * Width);
            return $"[{new string('#', full)}{new string('.', Width - full)}] {done,4:P0}";
        }
    }
}
