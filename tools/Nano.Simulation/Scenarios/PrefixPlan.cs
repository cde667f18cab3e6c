using Nano.Emulator;

namespace Nano.Simulation
{
    /// <summary>A prefix of 64 bits that a router announces, and for how long.</summary>
    internal sealed record PrefixPlan
    {
        internal required int Number { get; init; }

        /// <summary>Whether hosts reach each other without the router (RFC 4861 section 4.6.2, L).</summary>
        internal bool IsOnLink { get; init; } = true;

        /// <summary>Seconds for which addresses work, and for which they are preferred.</summary>
        internal required uint ValidSeconds { get; init; }

        internal required uint PreferredSeconds { get; init; }

        /// <summary>Milliseconds from which on it is announced.</summary>
        internal long From { get; init; }

        /// <summary>Milliseconds from which on it is announced as deprecated: the network is renumbered.</summary>
        internal long DeprecatedFrom { get; init; } = long.MaxValue;

        /// <summary>The prefix, as <see cref="ObservedTcp.Source"/> has addresses.</summary>
        internal UInt128 Address => new(0x2001_0DB8_0000_0000 + (ulong)Number, 0);

        /// <summary>When the last of this happens.</summary>
        internal long End => DeprecatedFrom == long.MaxValue ? From : DeprecatedFrom;

        public override string ToString() =>
            $"2001:db8:0:{Number:x}::/64{(IsOnLink ? "" : " off link")} valid {ValidSeconds} s, preferred {PreferredSeconds} s"
            + (From == 0 ? "" : $", from {From} ms") + (DeprecatedFrom == long.MaxValue ? "" : $", deprecated from {DeprecatedFrom} ms");
    }
}
