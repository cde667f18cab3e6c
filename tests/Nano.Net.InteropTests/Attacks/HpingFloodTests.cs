using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>Floods of segments that belong to no connection, by hping3.</summary>
    public class HpingFloodTests(ITestOutputHelper output)
    {
        /// <summary>Open requests from a host that is there, and whose kernel resets what it has not asked for: two frames each.</summary>
        [SkippableFact]
        public void Syn_LeavesAClientHalfItsGoodput() => Flood("SYN", 2, "tcp_resets_received", "-S", "-p", $"{AttackLab.EchoPort}");

        /// <summary>Each is answered with a reset.</summary>
        [SkippableFact]
        public void Ack_LeavesAClientHalfItsGoodput() => Flood("ACK", 1, "tcp_resets_sent", "-A", "-p", $"{AttackLab.EchoPort}");

        /// <summary>To a closed port: each is answered with a reset.</summary>
        [SkippableFact]
        public void Fin_LeavesAClientHalfItsGoodput() => Flood("FIN", 1, "tcp_dropped_no_listener", "-F", "-p", $"{AttackLab.ClosedPort}");

        /// <summary>FIN, PSH and URG, to a listener, which has no use for them.</summary>
        [SkippableFact]
        public void Xmas_LeavesAClientHalfItsGoodput() => Flood("Xmas", 1, "tcp_dropped_stray", "-F", "-P", "-U", "-p", $"{AttackLab.EchoPort}");

        /// <summary>SYNs from the stack's own address and port.</summary>
        [SkippableFact]
        public void Land_LeavesAClientHalfItsGoodput() =>
            Flood("LAND", 1, "internet_bad_source", "-S", "-a", $"{Lab.Address}", "-s", $"{AttackLab.EchoPort}", "-k", "-p", $"{AttackLab.EchoPort}");

        private void Flood(string kind, int frames, string counter, params string[] arguments)
        {
            Program.Require("hping3", "hping3");
            AttackLab.Run($"{kind} flood, hping3", output, lab =>
            {
                FloodMeasurement measured = lab.MeasureUnder(
                    AttackLab.FloodRate * frames,
                    () => new PacedProgram(lab.Attacker, AttackLab.SentRate * frames, "hping3", ["-q", "-n", "--flood", .. arguments, $"{Lab.Address}"]));
                long counted = lab.Counted(counter);
                Assert.True(counted > 0, $"{counter} has not moved");
                return $"{measured.Describe(kind, frames)}, {counter} {counted:N0}";
            });
        }
    }
}
