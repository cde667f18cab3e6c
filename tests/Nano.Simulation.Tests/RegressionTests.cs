using Nano.Emulator;

namespace Nano.Simulation.Tests
{
    /// <summary>What was wrong once, each as a small network in which it showed.</summary>
    public class RegressionTests
    {
        public static TheoryData<string> Names => [.. Scenarios.Keys];

        private static readonly Dictionary<string, Scenario> Scenarios = new()
        {
            // A cache of one entry, and two neighbours: each pushed out the other before it could be used.
            ["NeighborCacheSmallerThanItsNeighbors"] = Network(
                [Host(0, o => (o.Neighbors, o.PendingPackets) = (1, 0)), Host(1, o => o.PendingPackets = 0), Host(2, o => o.PendingPackets = 0)],
                [Bulk(0, 0, 1, startAt: 100), Bulk(1, 0, 2, startAt: 300)]),
            ["NeighborCacheSmallerThanItsNeighbors_FarAway"] = Network(
                [Host(0, o => (o.Neighbors, o.PendingPackets) = (1, 0), delay: 200), Host(1, o => o.PendingPackets = 0, delay: 200), Host(2, o => o.PendingPackets = 0, delay: 200)],
                [Bulk(0, 0, 1, startAt: 100), Bulk(1, 0, 2, startAt: 300)]),

            // What rounding up to the window scale had promised was not taken.
            ["RoundedWindow_IsHonored"] = Network([Host(0, Buffers(200_000, 100_001)), Host(1, Buffers(200_000, 262_143))], [Slow(0, 0, 1, 150_000)]),

            // The window of a half-open connection's acknowledgment was not scaled: a flood asks it for some.
            ["HalfOpenConnection_ScalesItsWindow"] = Network(
                [Host(0, Buffers(5000, 300_000)), Host(1, Buffers(5000, 300_000))],
                [Bulk(0, 0, 1, 50_000)],
                new Fault(FaultKind.Duplication, 0, 0, 2000, 1, 3)),

            // SYNs from forged addresses displaced the request of a client that was opening, whose acknowledgment was reset.
            ["ForgedSyns_DoNotResetAClient"] = Network(
                [Host(0, delay: 50), Host(1, o => (o.Paths, o.HalfOpenConnections) = (4, 3), delay: 50)],
                [Bulk(0, 0, 1, startAt: 100) with { Kind = ConversationKind.ServerFirst }],
                new Fault(FaultKind.SynFlood, 1, 50, 400, 5, 3)),
            ["ForgedSyns_DoNotResetAClient_OfWhomOnlyTheEntryKnew"] = Network(
                [Host(0, delay: 50), Host(1, o => (o.Paths, o.HalfOpenConnections, o.SynCookies) = (4, 3, false), delay: 50)],
                [Bulk(0, 0, 1, startAt: 100) with { Kind = ConversationKind.ServerFirst }],
                new Fault(FaultKind.SynFlood, 1, 150, 400, 5, 3)),

            // In a simultaneous open the window scale of the second SYN went unheard.
            ["SimultaneousOpen_AgreesOnTheScale"] = Network(
                [Host(0, Buffers(100_000, 300_000), delay: 20), Host(1, Buffers(100_000, 300_000), delay: 20)],
                [Bulk(0, 0, 1, 150_000) with { Kind = ConversationKind.SimultaneousOpen }]),

            // A segment was larger than the link carries, or than the smallest link of all.
            ["SmallestLinks_CarryAll"] = Network([Host(0, mtu: 68), Host(1, mtu: 1500)], [Bulk(0, 0, 1, 3000), Bulk(1, 1, 0, 3000)]),

            // A SYN that found the device busy waited for the retransmission; a fast retransmit was forgotten.
            ["BusyDevice_DelaysOnly"] = Network(
                [Host(0), Host(1)],
                [Bulk(0, 0, 1, 60_000), Bulk(1, 1, 0, 60_000)],
                new Fault(FaultKind.FullBuffers, 0, 0, 60_000, 0.6, 3),
                new Fault(FaultKind.FullBuffers, 1, 0, 60_000, 0.6, 3),
                new Fault(FaultKind.Loss, 1, 0, 60_000, 0.1, 3)),

            // A FIN that had been acknowledged was sent again when the peer sent on.
            ["HalfClose_SendsItsFinOnce"] = Network([Host(0), Host(1)], [Bulk(0, 0, 1, 20_000) with { Kind = ConversationKind.HalfCloser }], new Fault(FaultKind.Loss, 0, 0, 20_000, 0.1, 3)),

            // A send buffer of one segment waited for the delayed acknowledgment of each.
            ["SmallSendBuffer_WaitsForNoDelayedAcknowledgment"] = Network(
                [Host(0, o => (o.SendBufferSize, o.AcknowledgmentDelay) = (1460, 200)), Host(1, o => (o.SendBufferSize, o.AcknowledgmentDelay) = (1460, 200))],
                [Bulk(0, 0, 1, 60_000) with { FromServer = 0 }]),

            // A SYN ended a TIME-WAIT though there was no connection to follow it.
            ["ReconnectingThroughTimeWait"] = Network(
                [Host(0, o => (o.Connections, o.TimeWaitConnections) = (2, 1)), Host(1, o => (o.Connections, o.TimeWaitConnections) = (2, 1))],
                [Bulk(0, 0, 1, 500) with { Kind = ConversationKind.Reconnector, Attempts = 10, Backlog = 1, AcceptPause = 10 }],
                new Fault(FaultKind.Loss, 0, 0, 5000, 0.1, 3)),

            // Of a peer that takes one byte of a probe now and then: the next probe never came, what the probes carried counted
            // as sent, and the answers to them fell outside the window.
            ["ClosedWindows_AreProbedOnBothSides"] = Network(
                [Host(0, Buffers(256, 256)), Host(1, Buffers(256, 256))],
                [Slow(0, 0, 1, 1500) with { ReadChunk = 1, ReadPause = 40 }],
                new Fault(FaultKind.Loss, 0, 0, 200_000, 0.2, 3)),

            // A peer whose window stays closed for longer than the user time-out was given up though it answered every probe.
            ["ClosedWindow_IsNoReasonToGiveUp"] = Network(
                [Host(0, o => (o.UserTimeout, o.SendBufferSize) = (5000, 300)), Host(1, o => (o.UserTimeout, o.ReceiveBufferSize) = (5000, 300))],
                [Slow(0, 0, 1, 1200) with { Kind = ConversationKind.HalfCloser, FromServer = 10, ReadChunk = 300, ReadPause = 60_000 }]),

            // A fast retransmit went beyond the window of its peer.
            ["Retransmission_StaysWithinTheWindow"] = Network(
                [Host(0, Buffers(20_000, 2000), delay: 20), Host(1, Buffers(20_000, 2000), delay: 20)],
                [Slow(0, 0, 1, 12_000)],
                new Fault(FaultKind.Loss, 0, 0, 100_000, 0.15, 3),
                new Fault(FaultKind.Reordering, 1, 0, 100_000, 0.3, 3)),

            // Duplicates for what the peer had thrown away, and an echo with the end of the recovery, left a congestion window of less
            // than nothing: a timer ran, and nothing ever went.
            ["EchoWithTheEndOfARecovery_LeavesAWindow"] = Network(
                [
                    Host(0, o => (o.SelectiveAcknowledgment, o.CongestionControl, o.SendBufferSize) = (false, CongestionAlgorithm.NewReno, 7544), mtu: 576),
                    Host(1, o => (o.RequestEcn, o.OutOfOrderRanges) = (true, 0)),
                ],
                [Bulk(0, 1, 0, 200_000) with { FromClient = 10 }],
                new Fault(FaultKind.Loss, 1, 0, 60_000, 0.03, 3),
                new Fault(FaultKind.Marking, 1, 0, 60_000, 0.6, 3)),

            // "Fragmentation needed" reached one of the connections of a path, and not those beside it.
            ["SmallerPath_IsToldToAllOfItsConnections"] = Network(
                [Host(0), Host(1)],
                [Bulk(0, 0, 1, 40_000), Bulk(1, 0, 1, 40_000), Bulk(2, 1, 0, 40_000)],
                new Fault(FaultKind.SmallerMtu, 1, 1, 300_000, 576, 3)),

            // An acknowledgment of something new whose segment was old brought no window, and the right edge moved without one.
            ["AcknowledgmentOfSomethingNew_BringsItsWindow"] = Network(
                [Host(0, Buffers(8000, 1500), delay: 10), Host(1, Buffers(8000, 1500), delay: 10)],
                [Slow(0, 0, 1, 12_000) with { ReadChunk = 900, ReadPause = 30 }],
                new Fault(FaultKind.Loss, 0, 0, 60_000, 0.2, 3)),

            // What stands outside the window, or at its edge, ended a connection or was answered for ever.
            ["ForgedSegments_ChangeNothing"] = Network(
                [Host(0), Host(1)],
                [Slow(0, 0, 1, 12_000), Bulk(1, 1, 0, 100_000)],
                new Fault(FaultKind.Forgery, 0, 0, 10_000, 3, 3),
                new Fault(FaultKind.Forgery, 1, 0, 10_000, 3, 3)),

            // A host without a connection to give forgot who had acknowledged its SYN after a while, and reset it then: no fault, said the check.
            ["ServerWithoutRoom_MayRefuse"] = Network(
                [Host(0, o => o.Connections = 12), Host(1, o => (o.Connections, o.HalfOpenTimeout) = (1, 2000))],
                [Slow(0, 0, 1, 4000) with { ReadPause = 500 }, Bulk(1, 0, 1, 2000)]),

            // The last acknowledgment was lost, and TIME-WAIT over before the FIN came again: no fault either.
            ["ShortTimeWait_MayReset"] = Network(
                [Host(0, o => o.MaximumSegmentLifetime = 1), Host(1, o => o.MaximumSegmentLifetime = 1)],
                [Bulk(0, 0, 1, 3000) with { Kind = ConversationKind.Reconnector, Attempts = 20 }],
                new Fault(FaultKind.Loss, 0, 0, 60_000, 0.3, 3)),
        };

        [Theory]
        [MemberData(nameof(Names))]
        public void WhatWasWrongOnce_IsRight(string name)
        {
            // A few wires each: what is lost, and when, is drawn from the seed.
            for (ulong seed = 1; seed <= 5; seed++)
            {
                Outcome outcome = NetworkSimulation.Run(Scenarios[name] with { Seed = seed });
                Assert.True(outcome.Broken == null, $"{name}, seed {seed}: {outcome.Broken}, {outcome.Message}");
            }
        }

        /// <summary>It took two delayed acknowledgments a segment once: 40 segments, 8 s.</summary>
        [Fact]
        public void SmallSendBuffer_IsNotSlow() =>
            Assert.InRange(NetworkSimulation.Run(Scenarios["SmallSendBuffer_WaitsForNoDelayedAcknowledgment"]).EndedAt, TimeSpan.Zero, TimeSpan.FromSeconds(3));

        /// <summary>A connect to a host that is off went on for as long as its time-out, though nobody had answered ARP.</summary>
        [Fact]
        public void ConnectToNobody_EndsWithTheQuestionsForItsHardwareAddress()
        {
            Scenario scenario = Network([Host(0, o => o.ConnectTimeout = 10_000)], [Bulk(0, 0, -1) with { Kind = ConversationKind.Unanswered }]);
            Assert.InRange(NetworkSimulation.Run(scenario).EndedAt, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.1));
        }

        /// <summary>The user time-out was looked at with the next retransmission only.</summary>
        [Fact]
        public void DeadPeer_IsGivenUpOnTime()
        {
            Scenario scenario = Network(
                [Host(0, o => o.UserTimeout = 10_000), Host(1, o => o.UserTimeout = 10_000)],
                [Bulk(0, 0, 1, 500_000) with { Kind = ConversationKind.Aborter }],
                new Fault(FaultKind.Partition, 1, 200, 60_000, 0, 3));
            Assert.InRange(NetworkSimulation.Run(scenario).EndedAt, TimeSpan.FromSeconds(10.1), TimeSpan.FromSeconds(10.5));
        }

        /// <summary>With cookies, a flood holds nobody up who answers.</summary>
        [Fact]
        public void FloodOfSyns_DoesNotKeepOutWhoAnswers()
        {
            Scenario scenario = Network(
                [Host(0), Host(1, o => o.HalfOpenConnections = 1)],
                [Bulk(0, 0, 1, startAt: 2000)],
                new Fault(FaultKind.SynFlood, 1, 0, 60_000, 2, 3));
            Outcome outcome = NetworkSimulation.Run(scenario);
            Assert.True(outcome.Broken == null, outcome.Message);
            Assert.InRange(outcome.EndedAt, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        }

        /// <summary>A path that swallows large packets and says nothing is found out, and none of its connections waits for it to go.</summary>
        [Fact]
        public void BlackHole_IsFoundOut()
        {
            Scenario scenario = Network([Host(0), Host(1)], [Bulk(0, 0, 1, 50_000), Bulk(1, 1, 0, 50_000)], new Fault(FaultKind.BlackHole, 1, 1, 500_000, 576, 3));
            Outcome outcome = NetworkSimulation.Run(scenario);
            Assert.True(outcome.Broken == null, outcome.Message);
            Assert.InRange(outcome.EndedAt, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        }

        private static Scenario Network(HostPlan[] hosts, ConversationPlan[] conversations, params Fault[] faults) =>
            new() { Seed = 1, Hosts = hosts, Conversations = conversations, Faults = faults };

        private static ConversationPlan Bulk(int number, int client, int server, long bytes = 5000, long startAt = 0) => new()
        {
            Number = number,
            Kind = ConversationKind.Bulk,
            Client = client,
            Server = server,
            FromClient = bytes,
            FromServer = bytes,
            StartAt = startAt,
        };

        private static ConversationPlan Slow(int number, int client, int server, long bytes) =>
            Bulk(number, client, server, bytes) with { Kind = ConversationKind.SlowReader, ReadChunk = 700, ReadPause = 15 };

        private static Action<StackOptions> Buffers(int send, int receive) => o => (o.SendBufferSize, o.ReceiveBufferSize) = (send, receive);

        private static HostPlan Host(int number, Action<StackOptions>? configure = null, int delay = 5, int mtu = 1500)
        {
            var options = new StackOptions
            {
                Address = HostPlan.AddressOf(number),
                Connections = 4,
                Listeners = 4,
                ReceiveBufferSize = 6000,
                SendBufferSize = 6000,
                MaximumRetransmissionTimeout = 4000,
                MaximumSegmentLifetime = 30_000,
                FinWait2Timeout = 600_000,
                UserTimeout = 600_000,
                OrphanTimeout = 600_000,
            };
            configure?.Invoke(options);
            return new HostPlan
            {
                Number = number,
                Options = options,
                Port = new WirePortOptions { Mtu = mtu },
                Conditions = new WireConditions { Delay = TimeSpan.FromMilliseconds(delay) },
            };
        }
    }
}
