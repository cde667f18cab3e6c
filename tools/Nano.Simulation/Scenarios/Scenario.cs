using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>All that a simulation does, known beforehand: hosts, conversations and faults. It can be made smaller.</summary>
    internal sealed record Scenario
    {
        /// <summary>More FINs than these are not lost in a row.</summary>
        private const int FinsLost = 12;

        /// <summary>What else is random in it comes from here too.</summary>
        internal required ulong Seed { get; init; }

        internal required IReadOnlyList<HostPlan> Hosts { get; init; }

        internal required IReadOnlyList<ConversationPlan> Conversations { get; init; }

        internal required IReadOnlyList<Fault> Faults { get; init; }

        /// <summary>The IPv6 routers of the network.</summary>
        internal IReadOnlyList<RouterPlan> Routers { get; init; } = [];

        /// <summary>Whether a conversation need not come to a good end.</summary>
        internal bool MayFail(ConversationPlan plan) =>
            plan.IsToFail
            || Faults.Any(f => f.MayEndConnections && (f.Host == plan.Client || f.Host == plan.Server));

        /// <summary>Whether a host may forget a connection in TIME-WAIT before its peer's FIN comes for the last time: too little room for them, or a time in which a few lost ones go by.</summary>
        internal bool ForgetsEarly(int host)
        {
            StackOptions options = Hosts.First(h => h.Number == host).Options;
            return Faults.Any(f => f.Host == host && f.OutlastsMemory)
                || options.TimeWaitConnections < Conversations.Where(c => c.Client == host || c.Server == host).Sum(c => c.Attempts)
                || 2 * options.MaximumSegmentLifetime < FinsLost * Hosts.Max(h => h.Options.MaximumRetransmissionTimeout);
        }

        /// <summary>It in words, a thing a line.</summary>
        internal IEnumerable<string> Describe() =>
            Hosts.Select(h => h.ToString()).Concat(Routers.Select(r => r.ToString())).Concat(Conversations.Select(c => c.ToString())).Concat(Faults.Select(f => f.ToString()));
    }
}
