using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>What the tools that look at IPv6 hosts find out: those of ndisc6, nmap, thc-ipv6 and ipv6toolkit.</summary>
    public partial class Ipv6ToolTests(ITestOutputHelper output)
    {
        private const string Ports = "1-200";
        private const string Open = "7,9,19,80";
        private const int Closed = 196;

        [SkippableFact]
        public void Ndisc6_FindsTheHost_AndTheWayToItsPorts()
        {
            Program.Require("ndisc6", "ndisc6");
            Run("ndisc6", lab =>
            {
                string own = Convert.ToHexString(lab.Attacker.TargetHardware);
                foreach (string[] options in (string[][])[[], ["-m"]])
                {
                    string found = lab.Attacker.Run("ndisc6", [.. options, $"{lab.Target}", Attacker.Interface]).Succeeded().Output;
                    Assert.Contains(own, found.Replace(":", "", StringComparison.Ordinal), StringComparison.Ordinal);
                }

                // Nobody has this address, and the host answers for its own alone.
                Assert.NotEqual(0, lab.Attacker.Run("ndisc6", "-r", "1", $"{Radvd.Prefix}3", Attacker.Interface).ExitCode);
                Assert.Contains("[open]", Trace("tcptraceroute6", $"{AttackLab.EchoPort}"), StringComparison.Ordinal);
                Assert.Contains("[closed]", Trace("tcptraceroute6", $"{AttackLab.ClosedPort}"), StringComparison.Ordinal);
                Assert.Contains($"1  {lab.Target}", Trace("rltraceroute6"), StringComparison.Ordinal);
                return $"{lab.Target} is one hop away";

                string Trace(string program, params string[] port) => lab.Attacker.Run(program, ["-n", $"{lab.Target}", .. port]).Succeeded().Output;
            });
        }

        [SkippableFact]
        public void Nmap_FindsThePortsThatAreOpen_AndTheOthersClosed()
        {
            Program.Require("nmap", "nmap");
            Run("nmap -6", lab =>
            {
                string text = lab.Attacker.Run("nmap", "-6", "-n", "-Pn", "-T4", "-sS", "-p", Ports, $"{lab.Target}").Succeeded().Output;
                output.WriteLine(text);
                Assert.Contains($"Not shown: {Closed} closed tcp ports (reset)", text, StringComparison.Ordinal);
                Assert.Equal(Open.Split(','), PortLine().Matches(text).Select(match => match.Groups[1].Value));
                text = lab.Attacker.Run("nmap", "-6", "-n", "-Pn", "-T4", "-sU", "-p", "1-5", $"{lab.Target}").Succeeded().Output;
                Assert.Contains("closed", text, StringComparison.Ordinal);
                Assert.DoesNotContain("/udp open", text, StringComparison.Ordinal);
                return $"{Closed} closed, {Open} open";
            });
        }

        /// <summary>
        /// The checks of thc-ipv6's implementation tester, those that end soon: what is answered, with an echo reply or an error, and
        /// what is not. They are what Linux answers too, but for what has more options or headers than a host wants to look at, of
        /// which Linux says nothing (RFC 8504 section 5.3; RFC 8883).
        /// </summary>
        [SkippableFact]
        public void ImplementationTester_SeesWhatTheRfcsSay()
        {
            Program.Require("atk6-implementation6", "thc-ipv6");
            Run("implementation6", lab =>
            {
                var expected = new Dictionary<int, string>
                {
                    [1] = "reply", [3] = "[4:1]", [4] = "[4:1]", [5] = "reply", [7] = "reply", [8] = "[4:8]", [11] = "reply", [12] = "reply",
                    [16] = "no reply", [18] = "reply", [19] = "[4:0]", [22] = "reply", [23] = "[4:0]", [25] = "reply", [26] = "[4:1]",
                    [32] = "[4:1]", [36] = "no reply", [37] = "[4:0]", [38] = "[4:0]", [40] = "no reply", [41] = "reply", [42] = "no reply",
                    [43] = "[4:9]", [44] = "[4:10]", [47] = "[4:2]", [49] = "[4:2]", [50] = "[4:2]", [54] = "no reply", [57] = "no reply",
                };
                var seen = new Dictionary<int, string>();
                foreach (int number in expected.Keys)
                {
                    string text = lab.Attacker.Run("atk6-implementation6", "-p", Attacker.Interface, $"{lab.Target}", $"{number}").Output;
                    Match match = Verdict().Match(text);
                    Assert.True(match.Success, $"{number}: {text}");
                    seen[number] = match.Groups[1].Value.Replace("we got a reply", "reply", StringComparison.Ordinal).Replace("error reply ", "", StringComparison.Ordinal);
                }

                Assert.Equal(expected.Select(pair => $"{pair.Key} {pair.Value}"), seen.Select(pair => $"{pair.Key} {pair.Value}"));
                return $"{seen.Count} checks: {seen.Values.Count(verdict => verdict == "reply")} answered, {seen.Values.Count(verdict => verdict.StartsWith('['))} refused with an error, {seen.Values.Count(verdict => verdict == "no reply")} dropped";
            });
        }

        /// <summary>
        /// Hosts that are not there ask, and answer when they are asked for: frag6 says that they are. Whoever comes later finds a place
        /// all the same.
        /// </summary>
        [SkippableFact]
        public void HostsWithoutEnd_LeaveRoomForOthers()
        {
            Program.Require("frag6", "ipv6toolkit");
            Run("ipv6toolkit", lab =>
            {
                Program.Require("atk6-flood_router26", "thc-ipv6");

                // Routers that want neighbours to count as reachable for nearly an hour.
                using (new PacedProgram(lab.Attacker, 1000, "atk6-flood_router26", Attacker.Interface))
                {
                    Thread.Sleep(300);
                }

                _ = Program.Run("frag6", ["-i", Attacker.Interface, "-d", $"{lab.Target}", "--frag-id-policy"], lab.Attacker.Namespace, seconds: 20);
                lab.Kernel.Run("ip", "neigh", "flush", "dev", KernelHost.Interface).Succeeded();
                AttackLab.Eventually(() => lab.Kernel.Ping(1) == 1 && lab.RouterWorks(), () => "there is no place for others", 12_000);
                return $"{lab.Counted("ipv6_discovery_solicitations_sent"):N0} hosts asked for, {lab.Counted("link_neighbors_evicted"):N0} have made way";
            });
        }

        private void Run(string name, Func<AttackLab, string> look)
        {
            Program.Require("radvd", "radvd");
            AttackLab.Run(name, output, look, overIpv6: true);
        }

        [GeneratedRegex(@"^(\d+)/tcp +open ", RegexOptions.Multiline)]
        private static partial Regex PortLine();

        [GeneratedRegex(@"Test +\d+: .*(?:PASSED|FAILED) - (no reply|we got a reply|error reply \[\d+:\d+\])")]
        private static partial Regex Verdict();
    }
}
