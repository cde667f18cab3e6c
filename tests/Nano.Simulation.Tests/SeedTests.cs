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

                Assert.Equal(plain.Conversations, drawn.Conversations);
                Assert.Equal(plain.Faults, drawn.Faults.Take(plain.Faults.Count));
                Assert.DoesNotContain(plain.Hosts, h => h.LeaseSeconds > 0);
                Assert.DoesNotContain(plain.Faults, f => f.Kind > FaultKind.Marking);
            }
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
