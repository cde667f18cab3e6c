using System.CommandLine;
using Nano.Fuzzing;

namespace Nano.Cli
{
    /// <summary><c>nano fuzz</c>: hostile frames and messages for a stack in every state and for every parser, guided by what they reach.</summary>
    internal static class FuzzCommand
    {
        private const int UsualMinutes = 1;
        private const string All = "all";
        private const string UsualCorpus = "tests/fuzz";

        public static Command Make(Terminal terminal)
        {
            Option<int?> inputs = Parse.OptionalNumber("--inputs", "N", "How many inputs to try, unless the time is up before.", 1, int.MaxValue);
            Option<int?> minutes = Parse.OptionalNumber("--minutes", "M", $"For how long, unless all inputs were tried before; {UsualMinutes} by default where --inputs is not given.", 1, 10_000);
            Option<ulong?> seed = Parse.SeedOrFresh("--seed", $"What inputs are drawn from. 1 by default; {FreshSeed.Word}: a seed that was never used, which is printed.");
            Option<int?> jobs = Parse.OptionalNumber("--jobs", "J", "How many at a time; one for each processor by default.", 1, 1024);
            Option<string?> target = Parse.Choice("--target", "NAME", "What to try them on, all by default", [.. FuzzEntry.Targets, All]);
            Option<string?> corpus = Parse.Text("--corpus", "FOLDER", $"Inputs to begin with; {UsualCorpus} by default, where there is such a folder.");
            var save = new Option<bool>("--save") { Description = "Save to --corpus as few of the inputs that were found as reach all that was reached." };
            Option<string?> output = Parse.Text("--output", "FOLDER", "Where inputs that fail and their captures go; this folder by default.");
            Option<string?> missed = Parse.Text("--missed", "FILE", "Write the source lines that no input has reached to this file.");
            Option<string?> repeat = Parse.Text("--repeat", "FILE", "Repeat the inputs of this file alone.");
            var command = new Command("fuzz", "Tries hostile frames and messages on a stack with connections in every state and on every parser, guided by the code that they reach.")
            {
                inputs, minutes, seed, jobs, target, corpus, save, output, missed, repeat,
            };
            command.SetAction(parsed =>
            {
                string folder = parsed.GetValue(output) is { } chosen ? Destination.WritableFolder("--output", chosen) : ".";
                try
                {
                    if (parsed.GetValue(repeat) is { } file)
                    {
                        if (((Option[])[inputs, minutes, seed, jobs, target, corpus, save, missed]).FirstOrDefault(option => IsGiven(parsed, option)) is { } other)
                        {
                            throw new CliException($"--repeat repeats the inputs of one file alone; {other.Name} is for a search");
                        }

                        return FuzzEntry.Repeat([Existing(file)], folder, terminal.WriteLine, terminal.ShowStatus) ? NanoCommand.Done : NanoCommand.Failed;
                    }

                    string? from = parsed.GetValue(corpus) ?? (Directory.Exists(UsualCorpus) ? UsualCorpus : null);
                    if (from == null && parsed.GetValue(save))
                    {
                        throw new CliException($"--save wants --corpus, the folder to save to: there is no {UsualCorpus} here");
                    }

                    if (from != null)
                    {
                        from = parsed.GetValue(save) ? Destination.WritableFolder("--corpus", from) : Destination.ExistingFolder("--corpus", from);
                    }

                    if (parsed.GetValue(missed) is { } lines)
                    {
                        Destination.WritableFile("--missed", lines);
                    }

                    int? most = parsed.GetValue(inputs);
                    TimeSpan time = parsed.GetValue(minutes) is { } given ? TimeSpan.FromMinutes(given) : most == null ? TimeSpan.FromMinutes(UsualMinutes) : TimeSpan.MaxValue;
                    string name = parsed.GetValue(target) ?? All;
                    ulong drawnFrom = parsed.GetValue(seed) ?? 1;
                    terminal.WriteLine($"Inputs are drawn from seed {drawnFrom}: nano fuzz --seed {drawnFrom}");
                    using var stop = new StopSignal();
                    bool passed = FuzzEntry.Run(
                        name == All ? [.. FuzzEntry.Targets] : [name],
                        most ?? long.MaxValue,
                        time,
                        drawnFrom,
                        parsed.GetValue(jobs) ?? Environment.ProcessorCount,
                        from,
                        parsed.GetValue(save),
                        parsed.GetValue(missed),
                        folder,
                        terminal.WriteLine,
                        terminal.ShowStatus,
                        stop.Token);
                    return passed ? NanoCommand.Done : NanoCommand.Failed;
                }
                catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
                {
                    throw new CliException(e.Message);
                }
            });
            return command;
        }

        private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

        private static string Existing(string file) => File.Exists(file)
            ? file
            : throw new CliException($"--repeat '{file}': {(Directory.Exists(file) ? "is a folder; name a file in it" : "there is no such file")}");
    }
}
