namespace Nano.Simulation
{
    /// <summary>An IPv6 router: what it announces, and when it is there.</summary>
    internal sealed record RouterPlan
    {
        internal required int Number { get; init; }

        internal required IReadOnlyList<PrefixPlan> Prefixes { get; init; }

        /// <summary>Milliseconds between two advertisements.</summary>
        internal required int Interval { get; init; }

        /// <summary>Seconds for which it offers itself as default router; 0 where it only announces prefixes.</summary>
        internal required int LifetimeSeconds { get; init; }

        /// <summary>Its preference, -1 to 1 (RFC 4191), and another one from some time on.</summary>
        internal int Preference { get; init; }

        internal int LaterPreference { get; init; }

        internal long PreferenceChangesAt { get; init; } = long.MaxValue;

        /// <summary>Milliseconds between which it is gone.</summary>
        internal long GoneFrom { get; init; } = long.MaxValue;

        internal long GoneUntil { get; init; } = long.MaxValue;

        /// <summary>Whether it says so before it goes (RFC 4861 section 6.2.5).</summary>
        internal bool SaysGoodbye { get; init; }

        /// <summary>The MTU that it announces; 0 for none.</summary>
        internal int LinkMtu { get; init; }

        /// <summary>The largest packet that it sends on, in bytes.</summary>
        internal int PathMtu { get; init; } = 1500;

        internal RedirectManner Redirects { get; init; }

        /// <summary>When the last of its events is over, in milliseconds.</summary>
        internal long End => Math.Max(
            Prefixes.Select(p => p.End).DefaultIfEmpty().Max(),
            Math.Max(GoneUntil == long.MaxValue ? 0 : GoneUntil, PreferenceChangesAt == long.MaxValue ? 0 : PreferenceChangesAt));

        /// <summary>Whether who wants to reach others by it may find that it is not there.</summary>
        internal bool MayBeMissed => GoneFrom != long.MaxValue || Prefixes.Any(p => p.End > 0 || !p.IsOnLink);

        public override string ToString() =>
            $"router {Number}: every {Interval} ms for {LifetimeSeconds} s, preference {Preference}"
            + (PreferenceChangesAt == long.MaxValue ? "" : $", {LaterPreference} from {PreferenceChangesAt} ms")
            + (GoneFrom == long.MaxValue ? "" : $", gone from {GoneFrom} to {GoneUntil} ms{(SaysGoodbye ? " with a goodbye" : "")}")
            + (LinkMtu == 0 ? "" : $", link MTU {LinkMtu}") + (PathMtu == 1500 ? "" : $", path MTU {PathMtu}")
            + (Redirects == RedirectManner.None ? "" : $", redirects {Redirects}")
            + string.Concat(Prefixes.Select(p => $"; {p}"));
    }
}
