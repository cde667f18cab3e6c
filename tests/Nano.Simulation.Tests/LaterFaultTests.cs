using Nano.Emulator;

namespace Nano.Simulation.Tests
{
    /// <summary>Faults of which a stack that runs for years must come back by itself: each happens, and is survived.</summary>
    public class LaterFaultTests
    {
        /// <summary>Nobody notices that a cable was out while nobody talked; those who talked go on.</summary>
        [Theory]
        [InlineData(nameof(FaultKind.LinkFlap), 700, false)]
        [InlineData(nameof(FaultKind.LinkFlap), 3000, true)]
        [InlineData(nameof(FaultKind.MovedCable), 0, false)]
        [InlineData(nameof(FaultKind.DeadNeighbor), 0, false)]
        [InlineData(nameof(FaultKind.NewHardwareAddress), 0, false)]
        [InlineData(nameof(FaultKind.FullPools), 0, false)]
        [InlineData(nameof(FaultKind.FullPools), 0, true)]
        public void Fault_IsSurvived_AndConnectionsWithIt(string name, int amount, bool dhcp)
        {
            for (ulong seed = 1; seed <= 5; seed++)
            {
                Outcome outcome = NetworkSimulation.Run(TwoHosts(dhcp ? 3600 : 0, new Fault(Enum.Parse<FaultKind>(name), 1, 20_000, 40_000, amount, 3)) with { Seed = seed });

                Assert.True(outcome.Broken == null, $"seed {seed}: {outcome.Broken}, {outcome.Message}");
                Assert.Empty(outcome.Excuses);
                Assert.Equal(1, outcome.Recoveries);
            }
        }

        [Theory]
        [InlineData(nameof(FaultKind.LinkFlap), 3000)]
        [InlineData(nameof(FaultKind.MovedCable), 0)]
        [InlineData(nameof(FaultKind.DeadNeighbor), 0)]
        [InlineData(nameof(FaultKind.NewHardwareAddress), 0)]
        public void Fault_HoldsUpWhoTalks(string name, int amount)
        {
            Outcome without = NetworkSimulation.Run(TwoHosts(0));
            Outcome with = NetworkSimulation.Run(TwoHosts(0, new Fault(Enum.Parse<FaultKind>(name), 1, 20_000, 40_000, amount, 3)));

            Assert.True(
                without.EndedAt < with.EndedAt || without.FramesLost < with.FramesLost,
                $"ended at {without.EndedAt} without, {with.EndedAt} with; lost {without.FramesLost} frames without, {with.FramesLost} with");
        }

        /// <summary>Who finds no connection left tries again, and has one when they are given back.</summary>
        [Fact]
        public void FullPools_KeepAClientWaiting_UntilTheyAreGivenBack()
        {
            Scenario scenario = TwoHosts(0, new Fault(FaultKind.FullPools, 0, 5_000, 60_000, 0, 3));

            Outcome outcome = NetworkSimulation.Run(scenario);

            Assert.True(outcome.Broken == null, outcome.Message);
            Assert.InRange(outcome.EndedAt, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(92));
        }

        [Fact]
        public void DhcpHosts_GetTheirAddresses_AndTalk()
        {
            Outcome outcome = NetworkSimulation.Run(TwoHosts(120));

            Assert.True(outcome.Broken == null, outcome.Message);
            Assert.Empty(outcome.Excuses);
            Assert.Equal(1, outcome.Connections - outcome.Recoveries);
        }

        [Fact]
        public void WhatIsExcused_IsCounted()
        {
            Outcome outcome = NetworkSimulation.Run(TwoHosts(0, new Fault(FaultKind.Restart, 1, 12_000, 13_000, 1000, 3)));

            Assert.Null(outcome.Broken);
            Assert.Equal([new Excuse(Rule.Ending, Excuse.Fault)], outcome.Excuses);
        }

        [Fact]
        public void ServerThatDoesNotComeBack_IsNoRecovery()
        {
            var network = new VirtualNetwork();
            var wire = new VirtualSwitch(network.Scheduler);
            SimulatedHost[] hosts = [.. Enumerable.Range(0, 2).Select(n =>
                new SimulatedHost(network, wire.AddPort(), new StackOptions { Address = HostPlan.AddressOf(n), Secret = new byte[8] }))];
            var ledger = new Ledger();
            ConversationPlan plan = TwoHosts(0).Conversations[0];
            var client = new RecoveryApplication(plan, hosts[0], () => HostPlan.AddressOf(1), AddressKind.Ipv4, ledger);
            network.Scheduler.RunFor(TimeSpan.FromMinutes(10));
            Assert.False(client.Done);
            Assert.Matches("^host 0 to host 1 port 1000, after [1-9][0-9]+ attempts: client Refused", client.ToString());

            _ = new ServerApplication(plan, ledger, hosts[1]);
            network.Scheduler.RunFor(TimeSpan.FromSeconds(10));

            Assert.True(client.Done);
        }

        // A client talks to a server for half a minute and more, from the tenth second on.
        private static Scenario TwoHosts(int leaseSeconds, params Fault[] faults) => new()
        {
            Seed = 1,
            Hosts = [Host(0, leaseSeconds), Host(1, leaseSeconds)],
            Conversations =
            [
                new ConversationPlan
                {
                    Number = 0,
                    Kind = ConversationKind.SlowReader,
                    Client = 0,
                    Server = 1,
                    FromClient = 30_000,
                    FromServer = 30_000,
                    ReadChunk = 500,
                    ReadPause = 500,
                    StartAt = 10_000,
                },
            ],
            Faults = faults,
        };

        private static HostPlan Host(int number, int leaseSeconds) => new()
        {
            Number = number,
            LeaseSeconds = leaseSeconds,
            Options = new StackOptions
            {
                Address = HostPlan.AddressOf(number),
                Connections = 3,
                Listeners = 2,
                ReceiveBufferSize = 3000,
                SendBufferSize = 3000,
                MaximumRetransmissionTimeout = 4000,
                UserTimeout = 600_000,
                OrphanTimeout = 600_000,
            },
            Port = new WirePortOptions(),
            Conditions = new WireConditions { Delay = TimeSpan.FromMilliseconds(5) },
        };
    }
}
