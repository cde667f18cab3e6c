using System.Diagnostics;
using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>The DHCPv6 client against dnsmasq, in `nano serve` and alone.</summary>
    public class Dhcpv6Tests(ITestOutputHelper output)
    {
        private const string DnsServer = "2001:db8:77::53";

        /// <summary>A router that gives no prefix to make addresses of, and says that a server gives addresses (the M flag).</summary>
        [SkippableTheory]
        [InlineData(null)]
        [InlineData("w5500")]
        [InlineData("enc28j60")]
        public void ByDhcpAlone_NanoServeHasAnAddress_ThatPingCurlAndEchoReach_AndGivesItBack(string? chip)
        {
            using var lab = new ServeLab6(output);
            lab.StartDnsmasq(
                $"--dhcp-range={ServeLab6.Prefix}:100,{ServeLab6.Prefix}:1ff,64,120", "--dhcp-authoritative", $"--dhcp-leasefile={lab["leases"]}",
                $"--dhcp-option=option6:dns-server,[{DnsServer}]", "--dhcp-option=option6:domain-search,lab.test");
            Program nano = lab.Start([.. chip == null ? (string[])[] : ["--chip", chip], "--echo", "7", "--http", "80"]);
            lab.Await("(asks for an address)");
            long start = Stopwatch.GetTimestamp();
            string address = lab.Await($@"Address ({ServeLab6.Prefix}:1[0-9a-f][0-9a-f])/128 from a DHCP server\. Dashboard: http://\[");
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            output.WriteLine($"{address} after {took.TotalSeconds:F2} s");
            Assert.InRange(took.TotalSeconds, 0, 8);
            lab.Await($@"(DNS servers {DnsServer}; domains lab\.test: by DHCPv6\.)");
            Assert.DoesNotContain("by a router's prefix", lab.Said, StringComparison.Ordinal);

            lab.AssertPings(address);
            lab.AssertServesPage($"[{address}]");
            lab.Echo(lab.Connect(address), ServeLab6.Mebibyte);
            Assert.Contains($" {address} ", File.ReadAllText(lab["leases"]), StringComparison.Ordinal);

            nano.Terminate();
            nano.WaitForEnd();
            Assert.True(
                SpinWait.SpinUntil(() => !File.ReadAllText(lab["leases"]).Contains(address, StringComparison.Ordinal), TimeSpan.FromSeconds(5)),
                $"it was not given back: {File.ReadAllText(lab["leases"])}\n{lab.Said}");
        }

        /// <summary>A router whose prefix addresses are made of, and who says that a server knows the rest (the O flag).</summary>
        [SkippableFact]
        public void BesideARoutersPrefix_NanoServeAsksForTheDnsServersAlone()
        {
            using var lab = new ServeLab6(output);
            lab.StartDnsmasq($"--dhcp-range={ServeLab6.Prefix}:,ra-stateless,64", $"--dhcp-option=option6:dns-server,[{DnsServer}]");
            Program nano = lab.Start("--echo", "7", "--http", "80");
            lab.AwaitGlobalAddress();
            lab.Await($@"(DNS servers {DnsServer}.*: by DHCPv6\.)");
            nano.Terminate();
            nano.WaitForEnd();
            Assert.Matches(@"DHCPv6 +informed +1\b", lab.Said);
            Assert.DoesNotContain("from a DHCP server", lab.Said, StringComparison.Ordinal);
        }

        [SkippableFact]
        public void Dnsmasq_GrantsALease_ExtendsIt_AndTakesItBack() => ServiceLab.Run(
            lab =>
            {
                lab.StartDnsmasq("10.77.0.50,10.77.0.60", "--enable-ra", "--dhcp-range=fd77::100,fd77::1ff,64,120");
                using var client = new Dhcpv6Client(lab.Runner, new Dhcpv6ClientOptions());
                client.Start();
                lab.Until(() => client.State == Dhcpv6State.Bound);
                string address = $"{client.Address}";
                Assert.Matches("^fd77::1[0-9a-f][0-9a-f]$", address);
                Assert.Contains($" {address} ", lab.Leases, StringComparison.Ordinal);
                Assert.Equal(Ipv6AddressState.Preferred, Assert.Single(lab.Lab.Interface6.GetAddresses(), known => known.Origin == Ipv6AddressOrigin.Dhcp).State);
                lab.Lab.Kernel.Run("ping", "-6", "-c", "1", "-W", "5", address).Succeeded();

                // Half of two minutes, which is the least that dnsmasq knows.
                lab.Skip(55);
                lab.Until(() => client.Counters.Renewals == 1);
                Assert.Equal((address, 1, 0), ($"{client.Address}", client.Counters.Leases, client.Counters.Expired));

                client.Release();
                lab.Until(() => !lab.Leases.Contains(address, StringComparison.Ordinal));
                Assert.DoesNotContain(lab.Lab.Interface6.GetAddresses(), known => known.Origin == Ipv6AddressOrigin.Dhcp);
            },
            hasIPv6: true);
    }
}
