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
        /// Neighbours that lie. What one believes of a router's or a neighbour's own words can be a lie on any link without guards (RFC 3756);
        /// once nobody lies any more, what is true is found out within seconds.
        /// </summary>
        [SkippableFact]
        public void LiesOnTheLink_ArePastSoonAfterTheyEnd()
        {
            Program.Require("atk6-fake_router26", "thc-ipv6");
            Program.Require("ra6", "ipv6toolkit");
            Program.Require("radvd", "radvd");
            AttackLab.Run(
                "IPv6 lies",
                output,
                lab =>
                {
                    string target = $"{lab.Target}";
                    string[][] lies =
                    [
                        ["atk6-fake_router26", "-A", "2001:db8:bad::/64", "-p", "high", Attacker.Interface],
                        ["atk6-kill_router6", Attacker.Interface, lab.Router],
                        ["atk6-fake_advertise6", "-r", "-w", "0", Attacker.Interface, lab.Router, target],
                        ["atk6-smurf6", Attacker.Interface, target],
                        ["atk6-rsmurf6", Attacker.Interface, target],
                        ["atk6-fragmentation6", "-fp", "-n", "1", Attacker.Interface, target, "20"],
                        ["atk6-toobig6", "-u", Attacker.Interface, target, $"{Radvd.Prefix}1", "1280"],
                        ["ra6", "-i", Attacker.Interface, "-s", "fe80::bad", "-d", "ff02::1", "-t", "9000", "-F", "100", "-l", "-z", "1"],
                        ["ns6", "-i", Attacker.Interface, "-d", target, "-t", target, "-s", $"{Radvd.Prefix}/64", "-F", "200", "-l", "-z", "1"],
                        ["na6", "-i", Attacker.Interface, "-d", target, "-t", $"{Radvd.Prefix}1", "-o", "-c", "-E", "02:00:00:00:00:bd", "-l", "-z", "1"],
                        ["rd6", "-i", Attacker.Interface, "-s", lab.Router, "-d", target, "-r", "2001:db8:f::1", "-t", "fe80::bad", "-l", "-z", "1"],
                    ];
                    var figures = new List<string>();
                    foreach (string[] lie in lies)
                    {
                        string name = lie[0].Replace("atk6-", "", StringComparison.Ordinal);
                        long before = lab.Attacker.FramesSent;
                        bool works;
                        using (var program = new Program(lie[0], lie[1..], lab.Attacker.Namespace))
                        {
                            Thread.Sleep(1000);
                            works = lab.RouterWorks();
                            Assert.True(lab.Attacker.FramesSent > before, $"{name} sends nothing: {program.Describe()}");
                        }

                        var watch = System.Diagnostics.Stopwatch.StartNew();
                        AttackLab.Eventually(lab.RouterWorks, () => $"after {name}, the router is not used any more", 15_000);
                        lab.Echo();
                        figures.Add(works ? name : $"{name} (in the way meanwhile, for {watch.Elapsed.TotalSeconds:F0} s after)");
                    }

                    return string.Join(", ", figures);
                },
                overIpv6: true);
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
