using System.Globalization;
using System.Text.RegularExpressions;

namespace Nano.Cli
{
    /// <summary>Shows what nanoFramework's launcher reports of each test, and judges the whole.</summary>
    internal static partial class TestReport
    {
        // DateTime ticks.
        private const double TicksPerMillisecond = 10_000;

        /// <summary>Reads a run to its end.</summary>
        /// <param name="run">The run.</param>
        /// <param name="tests">How many results there should be.</param>
        /// <param name="terminal">Where to show them.</param>
        /// <returns>The exit status.</returns>
        public static int Run(ClrRun run, int tests, Terminal terminal)
        {
            int passed = 0;
            int failed = 0;
            int skipped = 0;
            foreach (string line in run.Lines())
            {
                Match result = Result().Match(line);
                if (!result.Success)
                {
                    terminal.WriteLine(new StyledText().Add($"        {line}", Tone.Faint));
                    continue;
                }

                string name = result.Groups["name"].Value;
                string rest = result.Groups["rest"].Value;
                switch (result.Groups["kind"].Value)
                {
                    case "passed":
                        passed++;
                        string time = long.TryParse(rest, CultureInfo.InvariantCulture, out long ticks) ? string.Create(CultureInfo.InvariantCulture, $" ({ticks / TicksPerMillisecond:N0} ms)") : "";
                        terminal.WriteLine(new StyledText().Add("passed  ").Add(name).Add(time, Tone.Faint));
                        break;
                    case "failed":
                        failed++;
                        terminal.WriteLine(new StyledText().Add("FAILED  ", Tone.Bad).Add($"{name}: {rest}"));
                        break;
                    default:
                        skipped++;
                        terminal.WriteLine(new StyledText().Add("skipped ", Tone.Notable).Add($"{name}: {rest}"));
                        break;
                }
            }

            // The launcher prints no closing line: it has come to its end where every test has reported.
            int reported = passed + failed + skipped;
            int missing = Math.Max(0, tests - reported);
            string? wrong =
                run.TimedOut ? $"nanoCLR was ended because its time was up, when {reported} of {tests} tests had reported; see --timeout"
                : missing > 0 ? $"nanoCLR has ended with status {run.Status} when only {reported} of {tests} tests had reported"
                : run.Status != 0 && failed == 0 ? $"all tests have reported, but nanoCLR has ended with status {run.Status}"
                : null;
            if (wrong != null)
            {
                terminal.Fail(wrong);
            }

            terminal.WriteLine($"{passed} passed, {failed + missing} failed, {skipped} skipped");
            return wrong == null && failed == 0 ? NanoCommand.Done : NanoCommand.Failed;
        }

        [GeneratedRegex(@"^Test (?<kind>passed|failed|skipped),(Nano\.Net\.EmulatorTests\.)?(?<name>[^,]*),(?<rest>.*)$")]
        private static partial Regex Result();
    }
}
