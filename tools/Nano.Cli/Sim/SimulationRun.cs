using System.Globalization;
using Nano.Simulation;

namespace Nano.Cli
{
    /// <summary>Simulates seeds, shows how far it is, and makes of each failure what one needs to understand it.</summary>
    internal sealed class SimulationRun(Terminal terminal, string folder, AddressFamilies families, CancellationToken stop)
    {
        /// <summary>Failures after which there is no need of more.</summary>
        private const int MostFailures = 10;

        private static readonly TimeSpan StatusEvery = TimeSpan.FromMilliseconds(200);

        /// <summary>Simulates many seeds.</summary>
        /// <returns>The exit status.</returns>
        public int RunMany(ulong first, int count, int jobs)
        {
            // First, so that it stands there whatever happens.
            terminal.WriteLine($"{count} seeds from {first}; to repeat them: nano sim --seeds {count} --from {first}{Family}");
            Campaign? campaign = null;
            TimeSpan shown = TimeSpan.Zero;
            campaign = new Campaign
            {
                Families = families,
                Finished = _ =>
                {
                    TimeSpan now = campaign!.Elapsed;
                    if (now - shown >= StatusEvery)
                    {
                        shown = now;
                        terminal.ShowStatus($"{campaign.Seeds:N0} of {count:N0} seeds, {campaign.Failures.Count} failed; {Rough(campaign.HoursPerSecond)} simulated hours a second");
                    }
                },
            };
            campaign.Run(first, count, jobs, MostFailures, stop);
            terminal.ShowStatus("");
            foreach (Outcome failure in campaign.Failures.OrderBy(f => f.Scenario.Seed))
            {
                Explain(failure);
            }

            terminal.WriteLine(
                $"{Rough(campaign.SimulatedHours)} simulated hours in {campaign.Elapsed.TotalSeconds:N1} s, {Rough(campaign.HoursPerSecond)} a second: "
                + $"{campaign.NetworksOfIpv6:N0} networks with IPv6, {campaign.Connections:N0} connections, {campaign.Frames:N0} frames sent, {campaign.FramesLost:N0} lost, "
                + $"{campaign.FramesDamaged:N0} damaged, {campaign.DamageUncaught:N0} of them so that no checksum could tell.");
            terminal.WriteLine($"New exchanges after the faults: {campaign.Recoveries:N0} pairs of hosts, the slowest in {campaign.SlowestRecovery.TotalSeconds:N1} s (seed {campaign.SlowestSeed}).");
            foreach ((Excuse excuse, long times) in campaign.Excuses)
            {
                terminal.WriteLine($"Excused {times:N0} times: {excuse}.");
            }

            if (stop.IsCancellationRequested)
            {
                terminal.WriteLine($"Interrupted after {campaign.Seeds:N0} of {count:N0} seeds.");
            }
            else if (campaign.Seeds < count)
            {
                terminal.WriteLine($"Given up after {campaign.Seeds:N0} of {count:N0} seeds: that is enough failures.");
            }

            terminal.WriteLine($"{campaign.Seeds - campaign.Failures.Count} passed, {campaign.Failures.Count} failed, {count - campaign.Seeds} skipped");
            return campaign.Failures.Count == 0 && campaign.Seeds == count ? NanoCommand.Done : NanoCommand.Failed;
        }

        /// <summary>Simulates one seed.</summary>
        /// <returns>The exit status.</returns>
        public int RunOne(ulong seed)
        {
            Scenario scenario = ScenarioSource.Draw(seed, families);
            terminal.WriteLine($"Seed {seed}:");
            Describe(scenario);
            Outcome outcome = NetworkSimulation.Run(scenario);
            if (outcome.Broken != null)
            {
                Explain(outcome);
                return NanoCommand.Failed;
            }

            foreach (Excuse excuse in outcome.Excuses)
            {
                terminal.WriteLine($"Excused: {excuse}.");
            }

            terminal.WriteLine(
                $"Passed: {outcome.Time.TotalMinutes:N1} simulated minutes, {outcome.Connections:N0} connections, {outcome.Frames:N0} frames sent, "
                + $"{outcome.FramesLost:N0} lost, {outcome.FramesDamaged:N0} damaged.");
            return NanoCommand.Done;
        }

        /// <summary>Says how to repeat a failure, makes it smaller, and writes its capture and its ladder.</summary>
        public void Explain(Outcome failure)
        {
            ulong seed = failure.Scenario.Seed;
            terminal.WriteLine(new StyledText().Add($"Seed {seed} has failed", Tone.Bad).Add($" ({failure.Broken}): {failure.Message}"));
            terminal.WriteLine($"  To repeat it: nano sim --seed {seed}{Family}");
            terminal.ShowStatus($"making seed {seed} smaller");
            var shrinker = new Shrinker(failure);
            Outcome smallest = shrinker.Shrink();
            terminal.ShowStatus("");
            terminal.WriteLine($"  The least that still fails, after {shrinker.Runs} tries ({smallest.Message}):");
            Describe(smallest.Scenario);
            string capture = Path.Combine(folder, $"sim-{seed}.pcap");
            string ladder = Path.Combine(folder, $"sim-{seed}.txt");
            try
            {
                NetworkSimulation.Run(smallest.Scenario, capture);
                using var writer = new StreamWriter(ladder);
                using var file = new Terminal(writer, writer);
                TraceCommand.Run(capture, showsAll: true, file);
                terminal.WriteLine($"  Its capture is {capture}, its ladder {ladder}.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The other failures are still to be told.
                terminal.WriteLine($"  Its capture and its ladder could not be written: {e.Message.TrimEnd('.')}; choose another folder with --output.");
            }

            terminal.WriteLine();
        }

        // What was said of the versions of IP, for who repeats it.
        private string Family => families switch
        {
            AddressFamilies.Ipv4 => " --family ipv4",
            AddressFamilies.Ipv6 => " --family ipv6",
            AddressFamilies.Both => " --family both",
            _ => "",
        };

        // Of a few, the tenths count.
        private static string Rough(double number) => number.ToString(number < 9.95 ? "0.0" : "N0", CultureInfo.InvariantCulture);

        private void Describe(Scenario scenario)
        {
            foreach (string line in scenario.Describe())
            {
                terminal.WriteLine($"    {line}");
            }
        }
    }
}
