using System.CommandLine;
using Nano.Benchmarks;
using Nano.Emulator;

namespace Nano.Cli
{
    /// <summary><c>nano bench tcp</c>: this stack's TCP beside the kernel's, over an emulated wire with faults.</summary>
    internal static class BenchTcpCommand
    {
        private static readonly string[] Parts = [.. Enum.GetNames<TcpBenchmarkParts>().Select(name => name.ToLowerInvariant())];

        public static Command Make(Terminal terminal)
        {
            Option<int> seconds = Parse.Number("--seconds", "SECONDS", "How long each transfer at 1 ms takes; at 20 ms it takes twice as long, at 100 ms four times.", 1, 60, 2);
            Option<int> repetitions = Parse.Number("--repetitions", "NUMBER", "How often each transfer is made, each time with other faults; the median counts.", 1, 50, 5);
            Option<string?> part = Parse.Choice("--part", "PART", "Which part to measure, all of them by default", Parts);
            Option<int?> delay = Parse.OptionalNumber("--delay", "MILLISECONDS", "Only this round-trip time in the table of goodput; 1, 20 and 100 ms by default.", 1, 10_000);
            Option<double?> loss = Parse.OptionalPercentage("--loss", "Only this loss in the table of goodput; 0, 0.1, 1 and 3 % by default.");
            Option<ulong?> seed = Parse.Seed("--seed", "What the faults come from; 1 by default.");
            Option<string?> plot = Parse.Text("--plot", "FILE", "Draw the goodput into this SVG file.");
            Option<string?> captures = Parse.Text("--captures", "FOLDER", "Leave a capture of each first repetition here, as seen by the sender.");
            var json = new Option<bool>("--json") { Description = "Print the JSON line only." };
            var command = new Command("tcp", "Measures TCP over an emulated wire with delay, loss and reordering, beside the kernel's. It needs root, ethtool and ping.")
            {
                seconds, repetitions, part, delay, loss, seed, plot, captures, json,
            };
            command.SetAction(parsed =>
            {
                if (parsed.GetValue(captures) is { } folder)
                {
                    Destination.WritableFolder("--captures", folder);
                }

                if (parsed.GetValue(plot) is { } file)
                {
                    Destination.WritableFile("--plot", file);
                }

                var options = new TcpBenchmarkOptions
                {
                    Seconds = parsed.GetValue(seconds),
                    Repetitions = parsed.GetValue(repetitions),
                    Parts = parsed.GetValue(part) is { } name ? Enum.Parse<TcpBenchmarkParts>(name, ignoreCase: true) : TcpBenchmarkParts.All,
                    Seed = parsed.GetValue(seed) ?? 1,
                    CaptureFolder = parsed.GetValue(captures),
                };
                bool isGoodput = (options.Parts & TcpBenchmarkParts.Goodput) != 0;
                if (!isGoodput && ((Option[])[delay, loss, plot]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
                {
                    throw new CliException($"{other.Name} is about the goodput, which --part {options.Parts.ToString().ToLowerInvariant()} leaves out");
                }

                if (parsed.GetValue(delay) is { } only)
                {
                    options = options with { RoundTrips = [only] };
                }

                if (parsed.GetValue(loss) is { } percent)
                {
                    options = options with { Losses = [percent] };
                }

                return Run(options, parsed.GetValue(plot), parsed.GetValue(json), terminal);
            });
            return command;
        }

        private static int Run(TcpBenchmarkOptions options, string? plot, bool onlyJson, Terminal terminal)
        {
            if (TcpBenchmark.Missing() is { } missing)
            {
                throw new CliException(missing, NanoCommand.Failed);
            }

            // Ended or interrupted, it leaves no network namespace behind.
            using var stop = new StopSignal();
            try
            {
                TcpReport report = new TcpBenchmark(options, (what, done) => terminal.ShowStatus($"{BenchCommand.ProgressBar(done)} {what}"), stop.Token).Run();
                terminal.ShowStatus("");
                new TcpReportView(terminal).Show(report, onlyJson);
                if (plot != null)
                {
                    TcpPlot.Write(report.Goodput, plot);
                }

                return NanoCommand.Done;
            }
            catch (OperationCanceledException)
            {
                throw new CliException("interrupted", NanoCommand.Failed);
            }
            catch (TapException e)
            {
                throw new CliException(e.Message, NanoCommand.Failed);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CliException($"--plot '{plot}' cannot be written to: {e.Message}");
            }
        }
    }
}
