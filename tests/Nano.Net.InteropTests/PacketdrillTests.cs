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
        private const string Address = "192.168.0.2";
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

        [SkippableTheory]
        [InlineData("192.168.7.9")]
        [InlineData("10.1.2.3")]
        public void TheHostsAddress_IsThatOfPacketdrill(string address)
        {
            const string script =
                """
                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                +0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
                +0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
                +0 > S 0:0(0) <...>
                """;
            (int exitCode, string output) = RunText(script, address);
            Assert.True(exitCode == 0, output);

            // The command line comes first.
            (exitCode, output) = RunText($"// An address of its own.\n--local_ip=192.168.0.77\n{script}", address);
            Assert.True(exitCode == 0, output);

            // At the head of the script, where the command line names none.
            (exitCode, output) = RunText($"// An address of its own.\n--local_ip={address}\n{script}", null);
            Assert.True(exitCode == 0, output);
        }

        [SkippableFact]
        public void APacketThatNoLinkOfTheSizeCarries_IsRefusedAloud()
        {
            const string opening =
                """
                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                +0 bind(3, ..., ...) = 0
                +0 listen(3, 1) = 0
                +0 < S 0:0(0) win 65535 <mss 1000>
                +0 > S. 0:0(0) ack 1 <...>
                +0 < . 1:1(0) ack 1 win 65535
                +0 accept(3, ..., ...) = 4
                """;
            (int exitCode, string output) = RunText(opening + "\n+0 < P. 1:1462(1461) ack 1 win 65535");
            Assert.NotEqual(0, exitCode);
            Assert.Contains("a packet of 1501 bytes is longer than the link carries (1500)", output, StringComparison.Ordinal);

            (exitCode, output) = RunText(opening + "\n+0 < P. 1:1461(1460) ack 1 win 65535\n* > . 1:1(0) ack 1461");
            Assert.True(exitCode == 0, output);

            (exitCode, output) = RunText("--mtu=9000\n--so_flags=\"MaximumTransmissionUnit=9000\"\n" + opening + "\n+0 < P. 1:8001(8000) ack 1 win 65535\n* > . 1:1(0) ack 8001");
            Assert.True(exitCode == 0, output);
        }

        [SkippableFact]
        public void ACodeBlock_IsToldOfTheStacksConnection()
        {
            (int exitCode, string output) = RunText(
                """
                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                +0 bind(3, ..., ...) = 0
                +0 listen(3, 1) = 0
                +0 < S 0:0(0) win 65535 <mss 1000>
                +0 > S. 0:0(0) ack 1 <mss 1460>
                +0 < . 1:1(0) ack 1 win 65535
                +0 accept(3, ..., ...) = 4
                +0 %{ assert tcpi_snd_mss == 999, tcpi_snd_mss }%
                """);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("AssertionError: 1000", output, StringComparison.Ordinal);
        }

        private static (int ExitCode, string Output) RunText(string script, string? address = Address)
        {
            string path = Path.Combine(Path.GetTempPath(), $"nano-{Guid.NewGuid():N}.pkt");
            File.WriteAllText(path, script + "\n");
            try
            {
                return Run(path, address);
            }
            finally
            {
                File.Delete(path);
            }
        }

        private static (int ExitCode, string Output) Run(string script, string? address = Address)
        {
            string library = LibraryPath();
            string? program = Find();
            Skip.If(program == null, $"`{Program}` is not on the PATH");
            Skip.IfNot(File.Exists(library), $"{library} was not built: it wants gcc");

            // Preloaded, it answers for the kernel what code blocks are told of a socket.
            var start = new ProcessStartInfo(
                program!,
                [
                    $"--so_filename={library}",
                    "--ip_version=ipv4",
                    .. address == null ? Array.Empty<string>() : [$"--local_ip={address}"],
                    "--gateway_ip=192.168.0.1",
                    "--netmask_ip=255.255.0.0",
                    "--remote_ip=192.0.2.1",
                    script,
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LD_PRELOAD"] = library },
            };
            using Process process = Process.Start(start)!;
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
