using System.CommandLine;
using Nano.Simulation;

namespace Nano.Cli
{
    /// <summary><c>nano sim</c>: whole networks in virtual time, each drawn from a seed with its faults, and checked.</summary>
    internal static class SimCommand
    {
        private const int UsualSeeds = 100;
        private const string Any = "any";

        public static Command Make(Terminal terminal)
        {
            Option<int?> seeds = Parse.OptionalNumber("--seeds", "N", $"How many seeds to simulate; {UsualSeeds} by default.", 1, 100_000_000);
            Option<int?> jobs = Parse.OptionalNumber("--jobs", "J", "How many at a time; one for each processor by default.", 1, 1024);
            Option<ulong?> first = Parse.SeedOrFresh("--from", $"The first seed; the others follow. 1 by default; {FreshSeed.Word}: one that was never used, which is printed.");
            Option<ulong?> seed = Parse.Seed("--seed", "Simulate this seed alone, and say what happens in it.");
            Option<string?> output = Parse.Text("--output", "FOLDER", "Where captures and ladders of failing seeds go; this folder by default.");
            Option<string?> family = Parse.Choice("--family", "IP", $"Which versions of IP each network speaks ({Any}, the default, lets each seed draw its own)", ["ipv4", "ipv6", "both", Any]);
            var command = new Command("sim", "Simulates whole networks of stacks in virtual time, with faults, each drawn from a seed, and checks every byte and every state.")
            {
                seeds, jobs, first, seed, family, output,
            };
            command.SetAction(parsed =>
            {
                ulong? only = parsed.GetValue(seed);
                bool many = parsed.GetValue(seeds) != null || parsed.GetValue(jobs) != null || parsed.GetValue(first) != null;
                if (only != null && many)
                {
                    throw new CliException("--seed simulates one seed alone; --seeds, --jobs and --from are for many");
                }

                string folder = parsed.GetValue(output) is { } given ? Destination.WritableFolder("--output", given) : ".";
                using var stop = new StopSignal();
                var run = new SimulationRun(terminal, folder, FamiliesOf(parsed.GetValue(family)), stop.Token);
                return only != null
                    ? run.RunOne(only.Value)
                    : run.RunMany(parsed.GetValue(first) ?? 1, parsed.GetValue(seeds) ?? UsualSeeds, parsed.GetValue(jobs) ?? Environment.ProcessorCount);
            });
            return command;
        }

        private static AddressFamilies FamiliesOf(string? text) => text switch
        {
            "ipv4" => AddressFamilies.Ipv4,
            "ipv6" => AddressFamilies.Ipv6,
            "both" => AddressFamilies.Both,
            _ => AddressFamilies.None,
        };
    }
}
