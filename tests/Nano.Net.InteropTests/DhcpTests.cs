using Nano.Net.Services;

namespace Nano.Net.InteropTests
{
    /// <summary>The DHCP client against dnsmasq.</summary>
    public class DhcpTests
    {
        [SkippableFact]
        public void Dnsmasq_GrantsALease_ExtendsIt_AndTakesItBack() => ServiceLab.Run(lab =>
        {
            lab.StartDnsmasq();
            using DhcpClient client = Bind(lab);
            Assert.Matches(@"^10\.77\.0\.(5\d|60)$", lab.Address);
            Assert.Equal((24, "10.77.0.1", "10.77.0.1", 120u), (client.PrefixLength, $"{client.Server}", $"{client.Gateway}", client.LeaseTime));
            Assert.Equal(("10.77.0.1", "10.77.0.1", "lab.test"), ($"{client.GetDnsServers().Single()}", $"{client.GetNtpServers().Single()}", client.DomainName));
            Assert.Contains($"{lab.Address} nano ", lab.Leases, StringComparison.Ordinal);
            lab.Lab.Kernel.Run("ping", "-c", "1", "-W", "5", lab.Address).Succeeded();

            string address = lab.Address;
            lab.Skip(55);
            lab.Until(() => client.Counters.Renewals == 1);
            Assert.Equal((address, 0), (lab.Address, client.Counters.Expired));

            client.Stop();
            lab.Until(() => !lab.Leases.Contains(address, StringComparison.Ordinal));
            Assert.Equal("0.0.0.0", lab.Address);
        });

        [SkippableFact]
        public void ServerWithAnotherRange_RefusesTheRenewal_AndGrantsAnotherAddress() => ServiceLab.Run(lab =>
        {
            Program server = lab.StartDnsmasq();
            using DhcpClient client = Bind(lab);
            lab.Stop(server);
            File.Delete(lab.LeaseFile);
            lab.StartDnsmasq("10.77.0.150,10.77.0.160");
            lab.Skip(55);
            lab.Until(() => client.Counters.Refusals > 0 && client.State == DhcpState.Bound);
            Assert.Matches(@"^10\.77\.0\.1[56]\d$", lab.Address);
        });

        [SkippableFact]
        public void CableThatWasOut_HasTheLeaseConfirmed_AndInAnotherNetworkReplaced() => ServiceLab.Run(lab =>
        {
            Program server = lab.StartDnsmasq();
            using DhcpClient client = Bind(lab);
            string address = lab.Address;
            Cut(lab);
            lab.Until(() => client.Counters.Renewals == 1 && lab.Address == address);
            Assert.Equal(1, client.Counters.Leases);

            // A server that is in charge refuses what is not of its network (RFC 2131 section 4.3.2).
            lab.Stop(server);
            File.Delete(lab.LeaseFile);
            lab.StartDnsmasq("10.77.0.150,10.77.0.160");
            Cut(lab);
            lab.Until(() => client.Counters.Refusals > 0 && client.State == DhcpState.Bound);
            Assert.Matches(@"^10\.77\.0\.1[56]\d$", lab.Address);
        });

        [SkippableFact]
        public void ServerThatIsGone_IsWaitedForToTheEnd_AndALinkLocalAddressFollows() => ServiceLab.Run(lab =>
        {
            Program server = lab.StartDnsmasq();
            using DhcpClient client = Bind(lab);
            lab.Stop(server);
            string address = lab.Address;
            lab.Skip(55);
            lab.Until(() => client.State == DhcpState.Renewing);
            lab.Skip(35);
            lab.Until(() => client.State == DhcpState.Rebinding);
            Assert.Equal(address, lab.Address);
            lab.Skip(10);
            lab.Until(() => client.Counters.Expired == 1);
            lab.Until(() => client.IsLinkLocal);
            Assert.StartsWith("169.254.", lab.Address, StringComparison.Ordinal);

            lab.StartDnsmasq();
            lab.Skip(60);
            lab.Until(() => client.State == DhcpState.Bound);
            Assert.StartsWith("10.77.0.", lab.Address, StringComparison.Ordinal);
        });

        [SkippableFact]
        public void AddressOfAnotherHost_IsDeclined_AndAnotherOneTaken() => ServiceLab.Run(lab =>
        {
            lab.StartDnsmasq(more: $"--dhcp-host={lab.Lab.HardwareAddress},10.77.0.55");
            lab.Wire.Taken = IPAddress.Parse("10.77.0.55");
            using DhcpClient client = Start(lab);
            lab.Until(() => client.Counters.Declined == 1);
            lab.Until(() => client.State == DhcpState.Bound);
            Assert.Matches(@"^10\.77\.0\.(5[0-46-9]|60)$", lab.Address);
        });

        private static void Cut(ServiceLab lab)
        {
            lab.Wire.IsCut = true;
            lab.Until(() => !lab.Runner.Stack.IsLinkUp);
            lab.Skip(2);
            Thread.Sleep(50);
            lab.Wire.IsCut = false;
        }

        private static DhcpClient Start(ServiceLab lab)
        {
            var client = new DhcpClient(lab.Runner, new DhcpClientOptions { HostName = "nano" });
            client.Start();
            return client;
        }

        private static DhcpClient Bind(ServiceLab lab)
        {
            DhcpClient client = Start(lab);
            lab.Until(() => client.State == DhcpState.Bound);
            return client;
        }
    }
}
