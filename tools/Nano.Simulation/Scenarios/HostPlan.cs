using Nano.Emulator;
using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>A host: its stack's options, its port and its cable.</summary>
    internal sealed record HostPlan
    {
        internal required int Number { get; init; }

        internal required StackOptions Options { get; init; }

        internal required WirePortOptions Port { get; init; }

        /// <summary>What its cable does to frames, without a fault.</summary>
        internal required WireConditions Conditions { get; init; }

        /// <summary>Seconds that its DHCP leases last; 0 where it has its address from nobody.</summary>
        internal int LeaseSeconds { get; init; }

        /// <summary>The least that a full segment carries of data, with what options take.</summary>
        internal int SegmentSize => Port.Mtu - 52;

        internal IPAddress Address => AddressOf(Number);

        /// <summary>The network that all hosts are in, and the one that a cable is moved to: their first 24 bits.</summary>
        internal const uint Network = 0x0A000000;
        internal const uint NetworkElsewhere = 0x0A000100;

        internal static IPAddress AddressOf(int number, uint network = Network) => new(network + (uint)number + 1);

        public override string ToString() =>
            FormattableString.Invariant($"host {Number}: {Address}, MTU {Port.Mtu}, buffers {Options.SendBufferSize}/{Options.ReceiveBufferSize}, {Options.OutOfOrderRanges} ranges, {Options.Neighbors} neighbours, {Options.Paths} paths, ")
            + $"{Options.Connections} connections, {Options.HalfOpenConnections} half open, {Options.TimeWaitConnections} in TIME-WAIT, "
            + $"ACK delay {Options.AcknowledgmentDelay} ms, RTO from {Options.MinimumRetransmissionTimeout} ms, receive queue {Port.ReceiveQueueFrames}; cable: "
            + (Options.SelectiveAcknowledgment ? "" : "no SACK, ") + (Options.Timestamps ? "" : "no timestamps, ") + (Options.RequestEcn ? "ECN, " : "") + (Options.SynCookies ? "" : "no cookies, ") + $"{Options.ScoreboardSpans} spans, {Options.CongestionControl}, "
            + FormattableString.Invariant($"{Conditions.Delay.TotalMilliseconds} ms, jitter {Conditions.Jitter.TotalMilliseconds} ms, loss {Conditions.Loss:0.####}, reordering {Conditions.Reordering:0.###} by {Conditions.ReorderingDelay.TotalMilliseconds} ms")
            + (LeaseSeconds == 0 ? "" : $", DHCP leases of {LeaseSeconds} s")
            + (Conditions.BitsPerSecond == 0 ? "" : $", {Conditions.BitsPerSecond} bit/s, queue {Conditions.QueueFrames}");
    }
}
