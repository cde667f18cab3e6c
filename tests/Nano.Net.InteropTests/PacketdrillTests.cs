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
        private const string Ipv6Address = "fd3d:fa7b:d17d::2";
        private const int Patience = 60_000;

        /// <summary>Scripts that are about IPv6.</summary>
        private const string Ipv6Folder = "ipv6";

        private const string NamesIcmp = "it names codes of ICMP that ICMPv6 has not";
        private const string TriesIpv4Sizes = "it goes by the sizes that IPv4 tries where large packets vanish";

        /// <summary>Scripts that are about IPv4, and why. What they show is shown of IPv6 in a folder of its own, where it has it.</summary>
        private static readonly Dictionary<string, string> Ipv4Only = new()
        {
            ["opening/host-unreachable-in-syn-sent.pkt"] = NamesIcmp,
            ["opening/no-mss-option.pkt"] = "who names no segment size takes 536 bytes over IPv4, and 1,220 over IPv6 (RFC 9293 section 3.7.1)",
            ["pathmtu/black-hole-below-1200.pkt"] = TriesIpv4Sizes,
            ["pathmtu/black-hole.pkt"] = TriesIpv4Sizes,
            ["pathmtu/claim-about-a-small-packet.pkt"] = NamesIcmp,
            ["pathmtu/claim-against-what-has-arrived.pkt"] = NamesIcmp,
            ["pathmtu/claim-larger-than-what-was-sent.pkt"] = NamesIcmp,
            ["pathmtu/claim-of-less-than-every-host-takes.pkt"] = NamesIcmp,
            ["pathmtu/larger-segment-is-lost.pkt"] = NamesIcmp,
            ["pathmtu/nothing-arrives-unfragmented.pkt"] = TriesIpv4Sizes,
            ["pathmtu/peer-was-away.pkt"] = TriesIpv4Sizes,
            ["pathmtu/small-segment-lost-by-chance.pkt"] = TriesIpv4Sizes,
            ["pathmtu/tried-after-ten-minutes.pkt"] = NamesIcmp,
            ["recovery/fragmentation-needed-out-of-window.pkt"] = NamesIcmp,
            ["recovery/fragmentation-needed.pkt"] = NamesIcmp,
            ["recovery/unreachable-is-soft.pkt"] = NamesIcmp,
        };

        /// <summary>All scripts, by their path under tests/packetdrill, with each version of IP that they hold for.</summary>
        public static TheoryData<string, bool> Scripts
        {
            get
            {
                var scripts = new TheoryData<string, bool>();
                foreach (string script in AllScripts())
                {
                    if (!script.StartsWith(Ipv6Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    {
                        scripts.Add(script, false);
                    }

                    if (!Ipv4Only.ContainsKey(script))
                    {
                        scripts.Add(script, true);
                    }
                }

                return scripts;
            }
        }

        [SkippableTheory]
        [MemberData(nameof(Scripts))]
        public void Script_Passes(string script, bool isIpv6)
        {
            (int exitCode, string output) = Run(Path.Combine(ScriptFolder(), script), isIpv6 ? Ipv6Address : Address, isIpv6);
            Assert.True(exitCode == 0, $"{Program} ended with {exitCode}:\n{output}");
        }

        /// <summary>What is left out of one version is left out because it cannot pass there: each of these is there, and fails.</summary>
        [SkippableFact]
        public void ScriptsOfIpv4Alone_FailOverIpv6()
        {
            Assert.Subset(AllScripts().ToHashSet(), Ipv4Only.Keys.ToHashSet());
            foreach (string script in Ipv4Only.Keys)
            {
                Assert.True(Run(Path.Combine(ScriptFolder(), script), Ipv6Address, isIpv6: true).ExitCode != 0, $"{script} passes over IPv6 too");
            }
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

        private static (int ExitCode, string Output) Run(string script, string? address = Address, bool isIpv6 = false)
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
                    .. address == null ? Array.Empty<string>() : [$"--local_ip={address}"],
                    .. isIpv6
                        ? ["--ip_version=ipv6", "--gateway_ip=fd3d:fa7b:d17d:8888::0", "--remote_ip=2001:db8::1"]
                        : new[] { "--ip_version=ipv4", "--gateway_ip=192.168.0.1", "--netmask_ip=255.255.0.0", "--remote_ip=192.0.2.1" },
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

        private static IEnumerable<string> AllScripts()
        {
            string folder = ScriptFolder();
            return Directory.EnumerateFiles(folder, "*.pkt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(folder, path));
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
