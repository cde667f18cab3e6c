using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>What thc-ipv6 has against single hosts: packets that are dear to look at, addresses that are never free, routers that lie.</summary>
    public class Ipv6DenialTests(ITestOutputHelper output)
    {
        [SkippableFact]
        public void PacketsThatAreDearToLookAt_LeaveAClientHalfItsGoodput()
        {
            Program.Require("atk6-denial6", "thc-ipv6");
            Program.Require("radvd", "radvd");
            var measured = new List<FloodMeasurement>();
            AttackLab.Run(
                "IPv6 denial6",
                output,
                lab =>
                {
                    // Of hundreds of options; of hundreds of headers; the first fragments of what never comes to an end.
                    foreach ((string kind, string counter) in ((string, string)[])[("1", "ipv6_malformed"), ("3", "ipv6_malformed"), ("6", "ipv6_fragments_received")])
                    {
                        long before = lab.Counted(counter);
                        FloodMeasurement flood = lab.MeasureOnce(() => new PacedProgram(lab.Attacker, AttackLab.FloodRate / 4, "atk6-denial6", Attacker.Interface, $"{lab.Target}", kind));
                        measured.Add(flood);
                        Assert.True(lab.Counted(counter) > before, $"{kind}: {counter} has not moved");
                        Figures.Write(output, $"IPv6 denial6 {kind}", $"{flood.Describe("frames")}, {counter} {lab.Counted(counter) - before:N0}");
                    }

                    return $"{measured.Count} kinds";
                },
                overIpv6: true);
            measured.ForEach(flood => FloodRatio.Judge(flood.Ratio, flood.Describe("frames")));
        }

        /// <summary>
        /// An attacker that claims every address that is probed for (RFC 4862 section 5.4.5, RFC 7217 section 6): the host takes none, and
        /// goes on with IPv4. Once the attacker is gone, the cable is what brings the addresses back.
        /// </summary>
        [SkippableFact]
        public void AddressesThatAnAttackerClaims_AreNotUsed_AndIPv4Goes()
        {
            Program.Require("atk6-dos-new-ip6", "thc-ipv6");
            using var lab = new ServeLab6(output);
            lab.Own(new Radvd(lab.Kernel.Namespace, KernelHost.Interface, Radvd.Prefix));
            lab.Kernel.Run("ip", "address", "add", "10.77.0.1/24", "dev", KernelHost.Interface).Succeeded();
            using var attacker = new RouterHost(lab.Kernel);
            using var claims = new Program("atk6-dos-new-ip6", [RouterHost.Interface], attacker.Namespace);
            Thread.Sleep(500);
            Program nano = lab.Start("--address", $"{Lab.Address}/24", "--echo", "7", "--http", "80");
            lab.Await($"(Nano at {Lab.Address}/24)");
            Thread.Sleep(6000);
            Assert.DoesNotContain("Address ", lab.Said, StringComparison.Ordinal);
            Assert.Equal(2, lab.Kernel.Ping(2));
            nano.Terminate();
            nano.WaitForEnd();
            Assert.Matches(@"discovery +address conflicts +\d", lab.Said);
            Figures.Write(output, "IPv6 dos-new-ip6", $"no address taken, IPv4 in use; {System.Text.RegularExpressions.Regex.Match(lab.Said, @"address conflicts +(\d+)").Groups[1].Value} conflicts");
        }
    }
}
