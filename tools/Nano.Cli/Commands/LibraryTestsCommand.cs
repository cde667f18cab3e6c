using System.CommandLine;

namespace Nano.Cli
{
    /// <summary><c>nano library-tests</c>: nanoFramework's own libraries over Nano, on nanoCLR, with the servers and clients that everybody has.</summary>
    internal static class LibraryTestsCommand
    {
        /// <summary>The libraries.</summary>
        internal static readonly LibraryTest[] All = [new MqttLibraryTest(), new HttpClientLibraryTest(), new WebServerLibraryTest(), new TelemetryServerLibraryTest()];

        public static Command Make(Terminal terminal)
        {
            Option<int?> heap = Parse.OptionalNumber("--heap", "BYTES", $"Bytes of the managed heap, for a nanoCLR that reads NANOCLR_HEAP; where it is not given, {string.Join(", ", All.Select(test => $"{test.Heap:N0} for {test.Project}"))}.", 32_768, 64 << 20);
            var only = new Option<string>("--only") { Description = $"One library: {string.Join(", ", All.Select(test => test.Project))}.", HelpName = "LIBRARY" };
            var command = new Command("library-tests", "Builds programs that use nanoFramework's M2Mqtt, HttpClient and WebServer over Nano, and runs them on nanoCLR over a TAP device, with mosquitto, nginx, curl, wrk and Chromium; and the board program TelemetryServer under an owner's load. What is missing for that is said, and the tests are skipped.") { only, heap };
            command.SetAction(parsed => Run(
                new LibraryTestSettings(DeviceBuild.FindRoot(), ClrRunner.Find(Environment.GetEnvironmentVariable), DeviceBuild.Run, parsed.GetValue(heap), FindObstacle(), IsInstalled, parsed.GetValue(only)),
                terminal));
            return command;
        }

        /// <summary>Runs the tests.</summary>
        /// <returns>The exit status.</returns>
        public static int Run(LibraryTestSettings settings, Terminal terminal)
        {
            LibraryTest[] tests = [.. All.Where(test => settings.Only == null || test.Project.Equals(settings.Only, StringComparison.OrdinalIgnoreCase))];
            if (tests.Length == 0)
            {
                throw new CliException($"there is no library '{settings.Only}'; --only should be one of: {string.Join(", ", All.Select(test => test.Project))}");
            }

            int passed = 0;
            int failed = 0;
            int skipped = 0;
            foreach (LibraryTest test in tests)
            {
                if (WhyNot(settings, test) is { } why)
                {
                    Skip(test, why);
                    continue;
                }

                terminal.ShowStatus($"building {test.Project} for the device");
                DeviceBuildResult built = settings.Build(Path.Combine(settings.Root, "tests", "Nano.Net.LibraryTests", test.Project));
                terminal.ShowStatus("");
                if (built.Missing != null)
                {
                    Skip(test, built.Missing);
                    continue;
                }

                try
                {
                    LibraryReport report = Run(test, settings, DeviceImages.InOrder(built.Folder!), terminal);
                    passed += report.Passed;
                    failed += report.Failed + Math.Max(0, test.Checks - report.Passed - report.Failed);
                }
                catch (UnsupportedClrException e)
                {
                    Skip(test, e.Message);
                }
            }

            terminal.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
            return failed == 0 ? NanoCommand.Done : NanoCommand.Failed;

            void Skip(LibraryTest test, string why)
            {
                terminal.WriteLine($"{test.Name} was not tested: {why}");
                skipped += test.Checks;
            }
        }

        private static LibraryReport Run(LibraryTest test, LibraryTestSettings settings, IReadOnlyList<string> images, Terminal terminal)
        {
            var report = new LibraryReport(test.Name, terminal);
            terminal.ShowStatus($"testing {test.Name}");
            int heap = settings.Heap ?? test.Heap;
            report.Figure("heap", heap, "bytes");
            foreach (string image in images.Where(image => !Path.GetFileName(image).StartsWith("mscorlib", StringComparison.Ordinal)))
            {
                report.Figure(Path.GetFileName(image), new FileInfo(image).Length, "bytes");
            }

            using LibraryLab lab = new() { Runner = settings.Runner, Images = images };
            LabProcess? program = null;
            try
            {
                test.Run(lab, () => program = lab.Start(settings.Runner!, images, heap), report);
            }
            catch (CliException e)
            {
                terminal.Fail(e.Message);
            }

            terminal.ShowStatus("");
            if (report.Failed > 0 || report.Passed < test.Checks)
            {
                foreach (string line in program?.Lines ?? [])
                {
                    terminal.WriteLine(new StyledText().Add($"        {line}", Tone.Faint));
                }
            }

            report.ShowFigures();
            return report;
        }

        private static string? WhyNot(LibraryTestSettings settings, LibraryTest test)
        {
            if (settings.Runner == null)
            {
                return "nanoCLR is not here. It must be one with the native half of the ESP32 MAC driver in it (hardware/firmware/README.md, \"On a PC\"); let the environment variable NANOCLR name it.";
            }

            if (settings.Obstacle != null)
            {
                return settings.Obstacle;
            }

            (string Program, string Package)[] missing = [.. new[] { ("dnsmasq", "dnsmasq-base") }.Concat(test.Needs).Where(need => !settings.IsInstalled(need.Item1))];
            return missing.Length == 0 ? null : $"`{string.Join("`, `", missing.Select(need => need.Program))}` is not installed; Debian has it in {string.Join(", ", missing.Select(need => need.Package).Distinct())}.";
        }

        private static string? FindObstacle() =>
            !OperatingSystem.IsLinux() ? "It takes Linux: network namespaces and a TAP device."
            : !Environment.IsPrivilegedProcess ? "It takes root, for a network namespace and a TAP device: run it with sudo."
            : !File.Exists("/dev/net/tun") ? "There is no /dev/net/tun: `modprobe tun` brings it."
            : !IsInstalled("ip") ? "`ip` is not installed; Debian has it in iproute2."
            : null;

        private static bool IsInstalled(string program) =>
            new[] { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Any(folder => File.Exists(Path.Combine(folder, program)));
    }
}
