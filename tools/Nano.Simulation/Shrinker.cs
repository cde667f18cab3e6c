namespace Nano.Simulation
{
    /// <summary>Makes a failing scenario smaller, for as long as it breaks the same rule: fewer faults, conversations and hosts, shorter faults.</summary>
    internal sealed class Shrinker(Outcome failure, int mostRuns = 300)
    {
        private readonly Rule rule = failure.Broken ?? throw new ArgumentException("It has not failed.", nameof(failure));
        private Outcome smallest = failure;

        /// <summary>How many scenarios it has tried.</summary>
        internal int Runs { get; private set; }

        /// <summary>The smallest failing scenario that it finds.</summary>
        internal Outcome Shrink()
        {
            bool smaller = true;
            while (smaller)
            {
                smaller = Drop(s => s.Faults.Select(f => f.Kind).Distinct().Select(k => s with { Faults = [.. s.Faults.Where(f => f.Kind != k)] }))
                    | Drop(s => s.Faults.Select(f => s with { Faults = Without(s.Faults, f) }))
                    | Drop(s => s.Conversations.Select(c => s with { Conversations = Without(s.Conversations, c) }))
                    | Drop(WithoutIdleHosts)
                    | Drop(s => s.Faults.Where(f => f.End - f.Begin > 1).SelectMany(f => Halves(s, f)))
                    | Drop(s => s.Conversations.Where(c => c.Attempts > 1).Select(c => Replace(s, c, c with { Attempts = c.Attempts / 2 })));
            }

            return smallest;
        }

        // Tries what a scenario can be made into until nothing of it fails any more.
        private bool Drop(Func<Scenario, IEnumerable<Scenario>> candidates)
        {
            bool dropped = false;
            bool again = true;
            while (again)
            {
                again = false;
                foreach (Scenario candidate in candidates(smallest.Scenario))
                {
                    if (Runs >= mostRuns)
                    {
                        return false;
                    }

                    Runs++;
                    Outcome outcome = NetworkSimulation.Run(candidate);
                    if (outcome.Broken == rule)
                    {
                        smallest = outcome;
                        dropped = again = true;
                        break;
                    }
                }
            }

            return dropped;
        }

        private static IEnumerable<Scenario> WithoutIdleHosts(Scenario scenario)
        {
            HostPlan[] busy = [.. scenario.Hosts.Where(h =>
                scenario.Conversations.Any(c => c.Client == h.Number || c.Server == h.Number) || scenario.Faults.Any(f => f.Host == h.Number))];
            return busy.Length < scenario.Hosts.Count ? [scenario with { Hosts = busy }] : [];
        }

        private static IEnumerable<Scenario> Halves(Scenario scenario, Fault fault)
        {
            long middle = (fault.Begin + fault.End) / 2;
            yield return Replace(scenario, fault, fault with { End = middle });
            if (fault.Kind is not (FaultKind.Restart or FaultKind.ClockJump))
            {
                yield return Replace(scenario, fault, fault with { Begin = middle });
            }
        }

        private static Scenario Replace(Scenario scenario, Fault old, Fault replacement) =>
            scenario with { Faults = [.. scenario.Faults.Select(f => ReferenceEquals(f, old) ? replacement : f)] };

        private static Scenario Replace(Scenario scenario, ConversationPlan old, ConversationPlan replacement) =>
            scenario with { Conversations = [.. scenario.Conversations.Select(c => ReferenceEquals(c, old) ? replacement : c)] };

        private static T[] Without<T>(IEnumerable<T> all, T one)
            where T : class =>
            [.. all.Where(x => !ReferenceEquals(x, one))];
    }
}
