using Microsoft.Playwright;
using Nano.Net.InteropTests.Telemetry;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>The command `nano serve` with IPv6, in a process of its own, next to the kernel, and to radvd or dnsmasq as its router.</summary>
    public sealed class ServeIpv6Tests(ITestOutputHelper output) : IDisposable
    {
        private const string Given = "2001:db8:77::5";
        private const int Mebibyte = ServeLab6.Mebibyte;

        private readonly ServeLab6 lab = new(output);

        public void Dispose() => lab.Dispose();

        [SkippableTheory]
        [InlineData(null)]
        [InlineData("w5500")]
        [InlineData("enc28j60")]
        public void NextToDnsmasq_ItHasAGlobalAddressWithinThreeSeconds_AndPingCurlAndEchoReachIt(string? chip)
        {
            lab.StartDnsmasq($"--dhcp-range={ServeLab6.Prefix}:,ra-only,64");
            Program nano = lab.Start([.. Chip(chip), "--echo", "7", "--http", "80"]);

            string address = lab.AwaitGlobalAddress();
            lab.AssertPings(address);
            lab.AssertServesPage($"[{address}]");
            lab.Echo(lab.Connect(address), chip == null ? 4 * Mebibyte : Mebibyte);

            nano.Terminate();
            nano.WaitForEnd();
            Assert.Matches(@"discovery +router advertisements +\d", lab.Said);
        }

        /// <summary>A whole visit, of which tshark looks at every frame.</summary>
        [SkippableTheory]
        [InlineData(null, 64 * Mebibyte)]
        [InlineData("w5500", 4 * Mebibyte)]
        [InlineData("enc28j60", Mebibyte)]
        public void NextToRadvd_ItHasAGlobalAddressWithinThreeSeconds_AndPingCurlChromiumAndEchoReachIt_WithNoMalformedPacket(string? chip, int echoed)
        {
            Program.Require("tshark", "tshark");
            lab.Own(new Radvd(lab.Kernel.Namespace, KernelHost.Interface, $"{ServeLab6.Prefix}:"));
            Program nano = lab.Start([.. Chip(chip), "--echo", "7", "--http", "80", "--capture", lab["visit.pcap"]]);

            string address = lab.AwaitGlobalAddress();
            lab.AssertPings(address);
            if (chip != "enc28j60")
            {
                // That one has room for a single frame to send: of an answer in fragments, it takes the first.
                lab.AssertPings(address, "-s", "4000");
            }

            lab.AssertServesPage($"[{address}]");
            if (Program.IsInstalled("chromium"))
            {
                Visit($"http://[{address}]/").GetAwaiter().GetResult();
            }

            lab.Echo(lab.Connect(address), echoed);
            nano.Terminate();
            nano.WaitForEnd();

            string[] wrong = Frames("_ws.malformed || tcp.checksum.status == \"Bad\" || udp.checksum.status == \"Bad\" || icmpv6.checksum.status == \"Bad\"");
            Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(20)));
            Assert.True(Frames("icmpv6.type == 129 && icmpv6.checksum.status == \"Good\"").Length >= 5);
        }

        [SkippableFact]
        public void WithAnAddressThatIsGiven_ItAnswersWithoutARouter()
        {
            lab.Start("--address", $"{Given}/64", "--echo", "7");
            lab.Await($"(Nano at {Given}/64 on {KernelHost.Interface}\\.)");
            lab.Await($"(Address {Given}/64 as given\\.)");
            lab.AssertPings(Given);
            lab.Echo(lab.Connect(Given), Mebibyte);

            // Of all hosts on the link, it is one.
            string own = lab.Await("Address (fe80::[0-9a-f:]+)/64 for this link");
            Assert.Contains($"from {own}%", lab.Ping($"ff02::1%{KernelHost.Interface}", "-c", "2", "-i", "0.3").Output, StringComparison.Ordinal);
        }

        /// <summary>What carries the capture is not in it: each frame of it would make another one.</summary>
        [SkippableFact]
        public void CaptureThatIsFetchedByIPv6_LeavesItselfOut()
        {
            Program.Require("tshark", "tshark");
            lab.Start("--address", $"{Given}/64", "--http", "80", "--token", TelemetryLab.Token);
            lab.Await($"(Address {Given}/64 as given\\.)");
            using var curl = new Program("curl", ["-sSNg", "-m", "3", "-H", TelemetryLab.Bearer, "-o", lab["visit.pcap"], $"http://[{Given}]/capture"], lab.Kernel.Namespace);
            Thread.Sleep(500);
            lab.AssertPings(Given);
            curl.WaitForEnd();
            Assert.Equal(10, Frames("icmpv6.type == 128 || icmpv6.type == 129").Length);
            Assert.InRange(Frames("tcp.port == 80").Length, 0, 2);
            Assert.InRange(Frames("frame").Length, 10, 100);
        }

        [SkippableFact]
        public void AddressThatTheKernelHas_IsNotUsed()
        {
            lab.Start("--address", $"{ServeLab6.Prefix}:1/64", "--echo", "7");
            lab.Await("(Address fe80::[0-9a-f:]+/64 for this link)");
            Thread.Sleep(2500);
            Assert.DoesNotContain("as given", lab.Said, StringComparison.Ordinal);
        }

        private static string[] Chip(string? chip) => chip == null ? [] : ["--chip", chip];

        private async Task Visit(string site)
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(lab.Kernel, site);
            await dashboard.UntilAsync("live");
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);

            // Its connection table tells address and port of both ends.
            ILocator row = dashboard.Page.Locator("#connections tr", new() { HasText = "ESTABLISHED" }).First;
            await Assertions.Expect(row.Locator("td").Nth(0)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($@"^\[{ServeLab6.Prefix}.*\]:\d+$"));
            await Assertions.Expect(row.Locator("td").Nth(1)).ToHaveTextAsync("80");
            await Assertions.Expect(dashboard.Page.Locator("#counters")).ToContainTextAsync("ipv6 packets received");
            Assert.Empty(dashboard.Complaints);
            Assert.All(dashboard.Requests, address => Assert.StartsWith(site, address, StringComparison.Ordinal));
        }

        private string[] Frames(string filter) =>
            Program.Run(
                "tshark",
                ["-n", "-r", lab["visit.pcap"], "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-Y", filter],
                seconds: 90)
                .Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
