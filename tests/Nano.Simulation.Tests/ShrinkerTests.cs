namespace Nano.Simulation.Tests
{
    public class ShrinkerTests
    {
        /// <summary>A conversation that may not fail and must: its server's host is never there.</summary>
        [Fact]
        public void FailingScenario_IsMadeAsSmallAsItsCause()
        {
            Scenario drawn = Enumerable.Range(1, 1000).Select(s => ScenarioSource.DrawIpv4((ulong)s))
                .First(s => s.Hosts.Count is > 2 and < 6 && s.Conversations.Count > 3 && s.Faults.Count > 3 && !s.Faults.Any(f => f.MayEndConnections));
            ConversationPlan doomed = drawn.Conversations[0] with { Kind = ConversationKind.Bulk, Server = 99 };
            Outcome failure = NetworkSimulation.Run(drawn with { Conversations = [doomed, .. drawn.Conversations.Skip(1)] });
            Assert.Equal(Rule.Ending, failure.Broken);

            Outcome smallest = new Shrinker(failure).Shrink();

            Assert.Equal(Rule.Ending, smallest.Broken);
            Assert.Same(doomed, Assert.Single(smallest.Scenario.Conversations));
            Assert.Empty(smallest.Scenario.Faults);
            Assert.Single(smallest.Scenario.Hosts);
        }
    }
}
