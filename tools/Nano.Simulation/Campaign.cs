using System.Diagnostics;

namespace Nano.Simulation
{
    /// <summary>Simulates many seeds, several at a time, and sums up.</summary>
    internal sealed class Campaign
    {
        private readonly Lock gate = new();
        private readonly Stopwatch watch = new();

        /// <summary>The versions of IP that networks speak; drawn for each where nothing is said.</summary>
        internal AddressFamilies Families { get; init; }

        /// <summary>Called for each outcome, one at a time, in no order.</summary>
        internal Action<Outcome>? Finished { get; init; }

        internal long Seeds { get; private set; }

        internal List<Outcome> Failures { get; } = [];

        internal long Frames { get; private set; }

        internal long FramesLost { get; private set; }

        internal long FramesDamaged { get; private set; }

        internal long DamageUncaught { get; private set; }

        internal long Connections { get; private set; }

        /// <summary>Networks that speak IPv6, alone or beside IPv4.</summary>
        internal long NetworksOfIpv6 { get; private set; }

        internal double SimulatedHours { get; private set; }

        /// <summary>What was excused, and how often.</summary>
        internal SortedDictionary<Excuse, long> Excuses { get; } = [];

        /// <summary>Pairs of hosts that have completed a new exchange after the faults.</summary>
        internal long Recoveries { get; private set; }

        /// <summary>What the slowest of them took, and in which seed.</summary>
        internal TimeSpan SlowestRecovery { get; private set; }

        internal ulong SlowestSeed { get; private set; }

        /// <summary>Real time that has passed.</summary>
        internal TimeSpan Elapsed => watch.Elapsed;

        internal double HoursPerSecond => SimulatedHours / Math.Max(Elapsed.TotalSeconds, 0.001);

        /// <summary>Simulates seeds.</summary>
        /// <param name="first">The first one; the others follow, and after the largest number comes 0.</param>
        /// <param name="count">How many.</param>
        /// <param name="jobs">How many at a time.</param>
        /// <param name="mostFailures">After so many failures no more is begun.</param>
        /// <param name="stop">Ends it early.</param>
        internal void Run(ulong first, long count, int jobs, int mostFailures, CancellationToken stop = default)
        {
            watch.Start();
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, (i, loop) =>
            {
                if (stop.IsCancellationRequested)
                {
                    loop.Stop();
                    return;
                }

                Outcome outcome = NetworkSimulation.Run(ScenarioSource.Draw(unchecked(first + (ulong)i), Families));
                lock (gate)
                {
                    Add(outcome);
                    if (Failures.Count >= mostFailures)
                    {
                        loop.Stop();
                    }
                }
            });
            watch.Stop();
        }

        private void Add(Outcome outcome)
        {
            Seeds++;
            Frames += outcome.Frames;
            FramesLost += outcome.FramesLost;
            FramesDamaged += outcome.FramesDamaged;
            DamageUncaught += outcome.DamageUncaught;
            Connections += outcome.Connections;
            NetworksOfIpv6 += outcome.Scenario.Hosts.Any(h => h.HasIpv6) ? 1 : 0;
            SimulatedHours += outcome.Time.TotalHours;
            Recoveries += outcome.Recoveries;
            if (outcome.SlowestRecovery > SlowestRecovery)
            {
                SlowestRecovery = outcome.SlowestRecovery;
                SlowestSeed = outcome.Scenario.Seed;
            }

            foreach (Excuse excuse in outcome.Excuses)
            {
                Excuses[excuse] = Excuses.GetValueOrDefault(excuse) + 1;
            }

            if (outcome.Broken != null)
            {
                Failures.Add(outcome);
            }

            Finished?.Invoke(outcome);
        }
    }
}
