using Nano.Net.IPv6;

namespace Nano.Simulation.Tests
{
    public class SeedTests
    {
        /// <summary>A few of the seeds that `nano sim` runs thousands of.</summary>
        [Fact]
        public void SeedsOneToOneHundred_BreakNoRule()
        {
            var campaign = new Campaign();
            campaign.Run(first: 1, count: 100, jobs: 2, mostFailures: 1);

            Assert.Equal(100, campaign.Seeds);
            Outcome? failure = campaign.Failures.FirstOrDefault();
            Assert.True(failure == null, $"nano sim --seed {failure?.Scenario.Seed}: {failure?.Message}");
        }

        [Theory]
        [InlineData(7UL)]
        [InlineData(1409UL)]
        [InlineData(ulong.MaxValue)]
        public void TheSameSeed_DoesTheSameAgain(ulong seed)
        {
            Outcome first = NetworkSimulation.Run(ScenarioSource.Draw(seed));
            Outcome second = NetworkSimulation.Run(ScenarioSource.Draw(seed));

            Assert.Equal(first.Fingerprint, second.Fingerprint);
            Assert.Equal(first.Time, second.Time);
            Assert.Equal(ScenarioSource.Draw(seed).Describe(), ScenarioSource.Draw(seed).Describe());
        }

        [Fact]
        public void OtherSeeds_DoSomethingElse() =>
            Assert.Equal(50, Enumerable.Range(1, 50).Select(s => NetworkSimulation.Run(ScenarioSource.Draw((ulong)s)).Fingerprint).Distinct().Count());

        /// <summary>A seed that has failed once keeps what it was, whatever is drawn on top.</summary>
        [Fact]
        public void WhatIsDrawnOnTop_LeavesTheRestAsItIs()
        {
            for (ulong seed = 1; seed <= 100; seed++)
            {
                Scenario plain = ScenarioSource.DrawPlain(seed);
                Scenario drawn = ScenarioSource.Draw(seed);

                // IPv6 says by which address they talk, and that a link of it is not narrower than any may be.
                Assert.Equal(plain.Conversations, drawn.Conversations.Select(c => c with { Over = AddressKind.Ipv4 }));
                Assert.Equal(plain.Faults, ScenarioSource.DrawIpv4(seed).Faults.Take(plain.Faults.Count));
                Assert.Equal(
                    plain.Faults.Select(f => f with { Amount = 0 }), drawn.Faults.Take(plain.Faults.Count).Select(f => f with { Amount = 0 }));
                Assert.DoesNotContain(plain.Hosts, h => h.LeaseSeconds > 0);
                Assert.DoesNotContain(plain.Faults, f => f.Kind > FaultKind.Marking);
            }
        }

        /// <summary>A network of IPv4 alone is drawn, and goes on, as before there was IPv6.</summary>
        [Fact]
        public void NetworkOfIpv4_IsWhatItWas()
        {
            ulong[] seeds = [.. Enumerable.Range(1, 30).Select(s => (ulong)s).Where(s => ScenarioSource.Draw(s).Hosts.All(h => !h.HasIpv6))];
            Assert.InRange(seeds.Length, 5, 25);
            foreach (ulong seed in seeds)
            {
                Assert.Equal(ScenarioSource.DrawIpv4(seed).Describe(), ScenarioSource.Draw(seed).Describe());
                Assert.Equal(ScenarioSource.DrawIpv4(seed).Describe(), ScenarioSource.Draw(seed, AddressFamilies.Ipv4).Describe());
            }
        }

        [Fact]
        public void SeedsDraw_AllThatIpv6Has()
        {
            Scenario[] scenarios = [.. Enumerable.Range(1, 500).Select(s => ScenarioSource.Draw((ulong)s))];
            HostPlan[] hosts = [.. scenarios.SelectMany(s => s.Hosts)];
            RouterPlan[] routers = [.. scenarios.SelectMany(s => s.Routers)];
            PrefixPlan[] prefixes = [.. routers.SelectMany(r => r.Prefixes)];

            Assert.Equal([AddressFamilies.Ipv4, AddressFamilies.Ipv6, AddressFamilies.Both], hosts.Select(h => h.Families).Distinct().Order());
            Assert.Equal(Enum.GetValues<AddressKind>(), scenarios.SelectMany(s => s.Conversations).Select(c => c.Over).Distinct().Order());
            Assert.Equal([0, 1, 2], scenarios.Where(s => s.Hosts.Any(h => h.HasIpv6)).Select(s => s.Routers.Count).Distinct().Order());
            Assert.Equal(Enum.GetValues<RedirectManner>(), routers.Select(r => r.Redirects).Distinct().Order());
            Assert.Equal([-1, 0, 1], routers.Select(r => r.Preference).Distinct().Order());
            Assert.Contains(routers, r => r.PreferenceChangesAt != long.MaxValue);
            Assert.Contains(routers, r => r.GoneFrom != long.MaxValue && r.SaysGoodbye);
            Assert.Contains(routers, r => r.GoneFrom != long.MaxValue && !r.SaysGoodbye);
            Assert.Contains(routers, r => r.PathMtu == 1280);
            Assert.Contains(routers, r => r.LinkMtu == 1280);
            Assert.Contains(routers, r => r.LifetimeSeconds == 0);
            Assert.Contains(prefixes, p => p.DeprecatedFrom != long.MaxValue);
            Assert.Contains(prefixes, p => !p.IsOnLink);
            Assert.Contains(hosts, h => h.Options.IPv6 is Ipv6Options { Address: not null });
            Assert.Contains(hosts, h => h.Options.IPv6 is Ipv6Options { TemporaryAddresses: true });
            Assert.All(hosts, h => Assert.True(!h.HasIpv6 || h.Port.Mtu >= 1280));
        }

        [Fact]
        public void SeedsDraw_EveryFaultAndEveryConversation()
        {
            Scenario[] scenarios = [.. Enumerable.Range(1, 500).Select(s => ScenarioSource.Draw((ulong)s))];

            Assert.Equal(ScenarioSource.DrawnKinds.Order(), scenarios.SelectMany(s => s.Faults).Select(f => f.Kind).Distinct().Order());
            Assert.Equal(Enum.GetValues<ConversationKind>(), scenarios.SelectMany(s => s.Conversations).Select(c => c.Kind).Distinct().Order());
            Assert.Contains(scenarios.SelectMany(s => s.Hosts), h => h.LeaseSeconds > 0);
            Assert.Equal(1, scenarios.Min(s => s.Hosts.Count));
            Assert.Equal(32, scenarios.Max(s => s.Hosts.Count));
        }
    }
}
