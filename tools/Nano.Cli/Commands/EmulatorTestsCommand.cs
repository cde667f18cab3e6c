using System.CommandLine;

namespace Nano.Cli
{
    /// <summary><c>nano emulator-tests</c>: the tests that run on nanoFramework's interpreter, and what the stack costs there.</summary>
    internal static class EmulatorTestsCommand
    {
        public static Command Make(Terminal terminal)
        {
            Option<int> timeout = Parse.Number("--timeout", "SECONDS", "How long all of it may run on the interpreter.", 1, 86_400, 600);
            var bench = new Option<bool>("--bench") { Description = "Measure what a segment costs on the interpreter, instead." };
            var command = new Command("emulator-tests", "Builds the stack and its tests for the device, and runs them on nanoCLR. What is missing for that is said, and the tests are skipped.") { bench, timeout };
            command.SetAction(parsed => Run(Settings(parsed.GetValue(timeout), parsed.GetValue(bench)), terminal));
            return command;
        }

        /// <summary>Runs the tests, or the benchmark.</summary>
        /// <returns>The exit status.</returns>
        public static int Run(EmulatorTestSettings settings, Terminal terminal)
        {
            string project = Path.Combine([settings.Root, .. settings.Bench ? ["tools", "Nano.Benchmarks.Device"] : new[] { "tests", "Nano.Net.EmulatorTests" }]);
            int tests = settings.Bench ? 0 : TestCensus.Count(project);
            if (settings.Runner == null)
            {
                return Skip("nanoCLR is not here. `dotnet tool install -g nanoclr` installs it; or let the environment variable NANOCLR name an executable that takes `--assemblies A.pe B.pe ...`.");
            }

            terminal.ShowStatus("building for the device");
            DeviceBuildResult built = settings.Build(project);
            terminal.ShowStatus("");
            if (built.Missing != null)
            {
                return Skip(built.Missing);
            }

            ClrRun run = settings.Runner.Start(DeviceImages.InOrder(built.Folder!), TimeSpan.FromSeconds(settings.Timeout));
            return settings.Bench ? CostReport.Run(run, built.Folder!, terminal) : TestReport.Run(run, tests, terminal);

            int Skip(string why)
            {
                terminal.WriteLine(why);
                terminal.WriteLine(settings.Bench ? "Nothing was measured." : $"0 passed, 0 failed, {tests} skipped");
                return NanoCommand.Done;
            }
        }

        private static EmulatorTestSettings Settings(int timeout, bool bench) =>
            new(DeviceBuild.FindRoot(), ClrRunner.Find(Environment.GetEnvironmentVariable), DeviceBuild.Run, timeout, bench);
    }
}
