using Nano.Emulator;

namespace Nano.Net.Simulation
{
    /// <summary>What seeds have found, as the least that showed it.</summary>
    public class RegressionTests
    {
        [Theory]
        [InlineData(0)]
        [InlineData(200)]
        public void NeighborCacheSmallerThanItsNeighbors_StarvesNobody(int delay)
        {
            var scenario = new Scenario
            {
                Seed = 226,
                Hosts = [.. Enumerable.Range(0, 3).Select(n => Host(n, delay, neighbors: n == 0 ? 1 : 4))],
                Conversations = [Bulk(0, server: 1, startAt: 100), Bulk(1, server: 2, startAt: 300)],
                Faults = [],
            };

            Outcome outcome = NetworkSimulation.Run(scenario);

            Assert.True(outcome.Broken == null, outcome.Message);
        }

        private static ConversationPlan Bulk(int number, int server, long startAt) => new()
        {
            Number = number,
            Kind = ConversationKind.Bulk,
            Client = 0,
            Server = server,
            FromClient = 5000,
            FromServer = 5000,
            StartAt = startAt,
        };

        private static HostPlan Host(int number, int delay, int neighbors) => new()
        {
            Number = number,
            Options = new StackOptions
            {
                Address = HostPlan.AddressOf(number),
                Neighbors = neighbors,
                PendingPackets = 0,
                MaximumRetransmissionTimeout = 4000,
                TimeWaitConnections = 4,
            },
            Port = new WirePortOptions(),
            Conditions = new WireConditions { Delay = TimeSpan.FromMilliseconds(delay) },
        };
    }
}
