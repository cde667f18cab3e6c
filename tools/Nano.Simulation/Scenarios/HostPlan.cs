using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;

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

        /// <summary>The same over IPv6, whose routers may say that the link carries no more than every link does (RFC 8200 section 5).</summary>
        internal const int Ipv6SegmentSize = 1280 - 72;

        /// <summary>The versions of IP that it speaks.</summary>
        internal AddressFamilies Families { get; init; } = AddressFamilies.Ipv4;

        /// <summary>Its IPv4 address.</summary>
        internal IPAddress Address => AddressOf(Number);

        internal bool HasIpv4 => (Families & AddressFamilies.Ipv4) != 0;

        internal bool HasIpv6 => (Families & AddressFamilies.Ipv6) != 0;

        /// <summary>The network that all hosts are in, and the one that a cable is moved to: their first 24 bits.</summary>
        internal const uint Network = 0x0A000000;
        internal const uint NetworkElsewhere = 0x0A000100;

        /// <summary>fe80::, and the network of the addresses that are given to hosts, as <see cref="ObservedTcp.Source"/> has them.</summary>
        internal static readonly UInt128 LinkLocalPrefix = new(0xFE80_0000_0000_0000, 0);
        internal static readonly UInt128 ManualPrefix = new(0x2001_0DB8_00FF_0000, 0);

        internal static IPAddress AddressOf(int number, uint network = Network) => new(network + (uint)number + 1);

        public override string ToString() =>
            FormattableString.Invariant($"host {Number}: {(HasIpv4 ? Address.ToString() : "no IPv4")}, MTU {Port.Mtu}, buffers {Options.SendBufferSize}/{Options.ReceiveBufferSize}, {Options.OutOfOrderRanges} ranges, {Options.Neighbors} neighbours, {Options.Paths} paths, ")
            + $"{Options.Connections} connections, {Options.HalfOpenConnections} half open, {Options.TimeWaitConnections} in TIME-WAIT, "
            + $"ACK delay {Options.AcknowledgmentDelay} ms, RTO from {Options.MinimumRetransmissionTimeout} ms, receive queue {Port.ReceiveQueueFrames}; cable: "
            + (Options.SelectiveAcknowledgment ? "" : "no SACK, ") + (Options.Timestamps ? "" : "no timestamps, ") + (Options.RequestEcn ? "ECN, " : "") + (Options.SynCookies ? "" : "no cookies, ") + $"{Options.ScoreboardSpans} spans, {Options.CongestionControl}, "
            + FormattableString.Invariant($"{Conditions.Delay.TotalMilliseconds} ms, jitter {Conditions.Jitter.TotalMilliseconds} ms, loss {Conditions.Loss:0.####}, reordering {Conditions.Reordering:0.###} by {Conditions.ReorderingDelay.TotalMilliseconds} ms")
            + (LeaseSeconds == 0 ? "" : $", DHCP leases of {LeaseSeconds} s")
            + (Options.IPv6 is not Ipv6Options ipv6 ? ""
                : $", IPv6{(ipv6.Address is null ? "" : $" with {ipv6.Address}")}, {ipv6.Addresses} addresses, {ipv6.DuplicateAddressProbes} probes{(ipv6.TemporaryAddresses ? ", temporary addresses" : "")}")
            + (Conditions.BitsPerSecond == 0 ? "" : $", {Conditions.BitsPerSecond} bit/s, queue {Conditions.QueueFrames}");
    }
}
