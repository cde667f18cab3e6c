using System.Diagnostics;
using System.Globalization;

namespace Nano.Net.InteropTests
{
    /// <summary>
    /// The scripts under tests/packetdrill, one behaviour each, run by packetdrill against the stack in virtual time
    /// (tools/Nano.Packetdrill). They want a program <c>packetdrill</c> on the PATH.
    /// </summary>
    public class PacketdrillTests
    {
        private const string Program = "packetdrill";
        private const string Library = "libnano-packetdrill.so";
        private const int Patience = 60_000;

        /// <summary>All scripts, by their path under tests/packetdrill.</summary>
        public static TheoryData<string> Scripts
        {
            get
            {
                var scripts = new TheoryData<string>();
                string folder = ScriptFolder();
                foreach (string path in Directory.EnumerateFiles(folder, "*.pkt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                {
                    scripts.Add(Path.GetRelativePath(folder, path));
                }

                return scripts;
            }
        }

        [SkippableTheory]
        [MemberData(nameof(Scripts))]
        public void Script_Passes(string script)
        {
            (int exitCode, string output) = Run(Path.Combine(ScriptFolder(), script));
            Assert.True(exitCode == 0, $"{Program} ended with {exitCode}:\n{output}");
        }

        [SkippableFact]
        public void AScriptThatExpectsWhatTheStackDoesNotDo_Fails()
        {
            (int exitCode, string output) = RunText(
                """
                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                +0 bind(3, ..., ...) = 0
                +0 listen(3, 1) = 0
                +0 < S 0:0(0) win 65535 <mss 1000>
                +0 > S. 0:0(0) ack 1 <mss 999>
                """);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("mss 1460", output, StringComparison.Ordinal);
        }

        [SkippableFact]
        public void AScriptThatWaitsForAPacketThatNeverComes_FailsAndSaysSo()
        {
            (int exitCode, string output) = RunText(
                """
                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                +0 bind(3, ..., ...) = 0
                +0 listen(3, 1) = 0
                +0 < S 0:0(0) win 65535 <mss 1000>
                +0 > S. 0:0(0) ack 1 <mss 1460>
                +0 < . 1:1(0) ack 1 win 65535
                +0 > . 1:1(0) ack 1
                """);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("the stack sends none", output, StringComparison.Ordinal);
        }

        [SkippableFact]
        public void AnUnknownStackOption_IsRefusedByName()
        {
            (int exitCode, string output) = RunText(
                """
                --so_flags="ReceiveBuffer=4096"
                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                """);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("StackOptions has no ReceiveBuffer", output, StringComparison.Ordinal);
        }

        private static (int ExitCode, string Output) RunText(string script)
        {
            string path = Path.Combine(Path.GetTempPath(), $"nano-{Guid.NewGuid():N}.pkt");
            File.WriteAllText(path, script + "\n");
            try
            {
                return Run(path);
            }
            finally
            {
                File.Delete(path);
            }
        }

        private static (int ExitCode, string Output) Run(string script)
        {
            string library = LibraryPath();
            string? program = Find();
            Skip.If(program == null, $"`{Program}` is not on the PATH");
            Skip.IfNot(File.Exists(library), $"{library} was not built: it wants gcc");

            using var process = Process.Start(new ProcessStartInfo(
                program!,
                [
                    $"--so_filename={library}",
                    "--ip_version=ipv4",
                    "--local_ip=192.168.0.2",
                    "--gateway_ip=192.168.0.1",
                    "--netmask_ip=255.255.0.0",
                    "--remote_ip=192.0.2.1",
                    script,
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                process.WaitForExit();
                return (-1, string.Create(CultureInfo.InvariantCulture, $"did not end within {Patience} ms\n{output.Result}{error.Result}"));
            }

            return (process.ExitCode, output.Result + error.Result);
        }

        private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Program))
            .FirstOrDefault(File.Exists);

        // Beside this assembly's project, in the configuration that this assembly was built in.
        private static string LibraryPath()
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(Root(), "tools", "Nano.Packetdrill", "bin", output.Parent!.Name, output.Name, Library);
        }

        private static string ScriptFolder() => Path.Combine(Root(), "tests", "packetdrill");

        private static string Root()
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder != null && !File.Exists(Path.Combine(folder.FullName, "Nano.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("Nano.sln is not above the test assembly");
        }
    }
}
