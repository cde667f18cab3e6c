using System.Globalization;
using Nano.Emulator;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>Runs a campaign for a user: says how far it is, what it has found, and how to repeat it.</summary>
    internal sealed class FuzzRun(Action<string> write, Action<string> status, string folder)
    {
        /// <summary>Repeats inputs.</summary>
        /// <returns>Whether all of them pass.</returns>
        internal bool Repeat(IReadOnlyList<FuzzInput> inputs)
        {
            int failed = 0;
            var executors = new Dictionary<string, Executor>();
            foreach (FuzzInput input in inputs)
            {
                if (!executors.TryGetValue(input.Target, out Executor? executor))
                {
                    executor = new Executor(TargetList.Make(input.Target), []);
                    executors.Add(input.Target, executor);
                }

                Violation? violation = executor.Run(input, thorough: true);
                if (violation != null)
                {
                    failed++;
                    Explain(new Failure(input, violation.Rule, violation.Message));
                }
            }

            write($"{inputs.Count - failed} passed, {failed} failed, 0 skipped");
            return failed == 0;
        }

        /// <summary>Runs a campaign.</summary>
        /// <param name="settings">What to try.</param>
        /// <param name="seeds">Inputs to begin with.</param>
        /// <param name="lines">Of each block that says when it is entered, its source lines; empty where none do.</param>
        /// <param name="stop">Ends it early.</param>
        /// <returns>Whether nothing was found.</returns>
        internal bool Run(FuzzSettings settings, IReadOnlyList<FuzzInput> seeds, IReadOnlyList<string> lines, CancellationToken stop)
        {
            var campaign = new FuzzCampaign(settings, lines.Count) { Seeds = seeds };
            campaign.Run(() => status(Describe(campaign)), stop);
            status("");
            foreach (Failure failure in campaign.Failures)
            {
                Explain(failure);
            }

            write(Describe(campaign));
            foreach (string name in settings.Targets)
            {
                write($"  {name}: {campaign.Kept[name].Count:N0} inputs kept for {campaign.Known[name].Count:N0} features");
            }

            var coverage = new LineCoverage(lines, campaign.Entered);
            if (lines.Count > 0)
            {
                write($"Entered: {coverage.BlocksEntered:N0} of {coverage.Blocks:N0} blocks, {coverage.LinesEntered:N0} of {coverage.Lines:N0} lines of the stack, its services and its HTTP server.");
            }

            if (stop.IsCancellationRequested)
            {
                write("Interrupted.");
            }

            int failed = campaign.Failures.Select(f => f.Input.Target).Distinct().Count();
            write($"{settings.Targets.Count - failed} passed, {failed} failed, 0 skipped");
            Result = campaign;
            Coverage = coverage;
            return failed == 0;
        }

        /// <summary>What has run; null before.</summary>
        internal FuzzCampaign? Result { get; private set; }

        internal LineCoverage? Coverage { get; private set; }

        private static string Describe(FuzzCampaign campaign)
        {
            double seconds = Math.Max(campaign.Elapsed.TotalSeconds, 0.001);
            double processor = Math.Max(Environment.CpuUsage.TotalTime.TotalSeconds, 0.001);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{campaign.Inputs:N0} inputs in {seconds:N1} s, {campaign.Inputs / seconds:N0} a second and {campaign.Inputs / processor:N0} a second of processor time; {campaign.Kept.Values.Sum(k => k.Count):N0} kept; {campaign.Failures.Count} failures");
        }

        private void Explain(Failure failure)
        {
            string after = failure.Tried == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" after {failure.Tried:N0} inputs");
            write($"{failure.Input.Target} has failed{after} ({failure.Rule}): {failure.Message}");
            status("making it smaller");
            var executor = new Executor(TargetList.Make(failure.Input.Target), []);
            bool comesBack = failure.Message != FuzzCampaign.DoesNotComeBack;
            Failure smallest = comesBack ? FuzzCampaign.Shrink(failure, executor) : failure;
            status("");
            write($"  The least that still fails ({smallest.Message}):");
            foreach (string line in smallest.Input.ToString().TrimEnd().Split('\n'))
            {
                write($"    {line}");
            }

            uint name = 2166136261;
            foreach (char c in smallest.Input.ToString())
            {
                name = (name ^ c) * 16777619;
            }

            string path = Path.Combine(folder, $"fuzz-{failure.Input.Target}-{name:x8}");
            File.WriteAllText(path + ".txt", $"# {smallest.Rule}: {smallest.Message}\n{smallest.Input}");
            string repeat = $"  To repeat it: nano fuzz --repeat {path}.txt";
            if (executor.Target.Arena is not { } arena || !comesBack)
            {
                write(repeat);
                return;
            }

            using (var capture = new PcapWriter(path + ".pcap"))
            {
                arena.Capture = capture;
                executor.Run(smallest.Input, thorough: false);
                arena.Capture = null;
            }

            write($"{repeat}; its capture is {path}.pcap.");
        }
    }
}
