using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>What nmap finds out.</summary>
    public partial class ScanTests(ITestOutputHelper output)
    {
        private const string Ports = "1-200";
        private const string Open = "7,9,19,80";
        private const int Closed = 196;

        [SkippableFact]
        public void SynScan_FindsThePortsThatAreOpen_AndTheOthersClosed() =>
            Scan("-sS", text => AssertPorts(text, "open", $"{Closed} closed tcp ports (reset)"));

        /// <summary>RFC 9293 section 3.10.7: without RST, ACK or SYN, a closed port resets, and a listener drops it.</summary>
        [SkippableTheory]
        [InlineData("-sF")]
        [InlineData("-sX")]
        [InlineData("-sN")]
        public void ScanWithoutSynOrAck_IsAnsweredByClosedPortsOnly(string scan) =>
            Scan(scan, text => AssertPorts(text, "open|filtered", $"{Closed} closed tcp ports (reset)"));

        [SkippableFact]
        public void AckScan_IsResetByEveryPort() =>
            Scan("-sA", text => Assert.Contains("200 unfiltered tcp ports (reset)", text, StringComparison.Ordinal));

        /// <summary>Sequence numbers cannot be foretold: nmap has a difficulty for them, from 0 to 264, and words.</summary>
        [SkippableFact]
        public void SequenceNumbers_AreHardToForetell() => Run("scan -O", lab =>
        {
            string text = lab.Attacker.Run("nmap", "-n", "-Pn", "-v", "-O", "--osscan-guess", "-p", $"{AttackLab.EchoPort},{AttackLab.ClosedPort}", $"{Lab.Address}").Succeeded().Output;
            output.WriteLine(text);
            Match rated = Rating().Match(text);
            Assert.True(rated.Success, text);
            Assert.True(int.Parse(rated.Groups[1].Value, CultureInfo.InvariantCulture) >= 200, text);
            return $"sequence prediction difficulty {rated.Groups[1].Value} ({rated.Groups[2].Value}), {Identifiers().Match(text).Value.TrimEnd()}";
        });

        [GeneratedRegex(@"TCP Sequence Prediction: Difficulty=(\d+) \((.*)\)")]
        private static partial Regex Rating();

        [GeneratedRegex("IP ID Sequence Generation: .*")]
        private static partial Regex Identifiers();

        private void Scan(string scan, Action<string> check) => Run($"scan {scan}", lab =>
        {
            string text = lab.Attacker.Run("nmap", "-n", "-Pn", "-T4", scan, "-p", Ports, $"{Lab.Address}").Succeeded().Output;
            output.WriteLine(text);
            check(text);
            Assert.True(lab.Counted("tcp_resets_sent") >= Closed);
            return text.Split('\n').First(line => line.StartsWith("Not shown: ", StringComparison.Ordinal))["Not shown: ".Length..] + ListPorts(text);
        });

        private void Run(string name, Func<AttackLab, string> scan)
        {
            Program.Require("nmap", "nmap");
            AttackLab.Run(name, output, scan);
        }

        private static string ListPorts(string text) => string.Concat(PortLines(text).Select(words => $", {words[0]} {words[1]}"));

        // 7/tcp  open  echo
        private static string[][] PortLines(string text) =>
            [.. text.Split('\n').Where(line => line.Contains("/tcp ", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

        private static void AssertPorts(string text, string state, string others)
        {
            Assert.Contains($"Not shown: {others}", text, StringComparison.Ordinal);
            Assert.Equal(Open.Split(',').Select(port => $"{port}/tcp {state}"), PortLines(text).Select(words => $"{words[0]} {words[1]}"));
        }
    }
}
