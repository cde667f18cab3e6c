using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>What the tools of thc-ipv6 flood a link with. Whatever it is, the address and the router that work are kept.</summary>
    public class Ipv6FloodTests(ITestOutputHelper output)
    {
        private const int Rate = AttackLab.FloodRate / 2;

        [SkippableFact]
        public void FloodsOfDiscovery_LeaveAClientHalfItsGoodput_AndTheRouterThatWorks()
        {
            Program.Require("atk6-flood_router26", "thc-ipv6");
            Program.Require("radvd", "radvd");
            var measured = new List<FloodMeasurement>();
            AttackLab.Run(
                "IPv6 floods",
                output,
                lab =>
                {
                    foreach ((string counter, string[] command) in ((string, string[])[])
                    [
                        ("ipv6_discovery_routers_refused", ["atk6-flood_router26", Attacker.Interface]),
                        ("ipv6_discovery_ignored", ["atk6-flood_advertise6", Attacker.Interface]),
                        ("ipv6_discovery_advertisements_sent", ["atk6-flood_solicitate6", Attacker.Interface, $"{lab.Target}", $"{lab.Target}"]),
                        ("ipv6_not_for_this_host", ["atk6-flood_mld26", Attacker.Interface]),
                        ("ipv6_discovery_malformed", ["atk6-flood_redir6", Attacker.Interface, $"{lab.Target}"]),
                        ("tcp_syn_cookies_sent", ["atk6-thcsyn6", "-r", Attacker.Interface, $"{lab.Target}", $"{AttackLab.EchoPort}"]),
                    ])
                    {
                        long before = lab.Counted(counter);
                        FloodMeasurement flood = lab.MeasureBriefly(() => new PacedProgram(lab.Attacker, Rate, command[0], command[1..]));
                        measured.Add(flood);
                        string name = string.Join(' ', command[..^1]);
                        Assert.True(lab.RouterWorks(), $"after {name}, the router is not used any more");
                        Figures.Write(output, $"IPv6 {name}", $"{flood.Describe("frames")}, {counter} {lab.Counted(counter) - before:N0}");
                        Assert.True(lab.Counted(counter) > before, $"{name}: {counter} has not moved");
                    }

                    return $"{measured.Count} floods, the router and the addresses are in use after each";
                },
                overIpv6: true);
            measured.ForEach(flood => AttackLab.Judge(Rate, flood));
        }
    }
}
