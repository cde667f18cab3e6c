using System.Diagnostics;
using Nano.Emulator;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>Tries inputs on targets, several at a time, and keeps those that reach something new.</summary>
    internal sealed class FuzzCampaign
    {
        /// <summary>Failures after which there is no need of more.</summary>
        internal const int MostFailures = 10;

        /// <summary>The message of an input that is not tried again to make it smaller.</summary>
        internal const string DoesNotComeBack = "the stack does not come back";

        /// <summary>Of so many inputs one is looked at to the end of all its connections.</summary>
        private const int ThoroughEvery = 16;

        private const int MostShrinking = 400;

        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private readonly FuzzSettings settings;
        private readonly int blocks;
        private readonly Stopwatch watch = new();
        private readonly Lock gate = new();
        private readonly HashSet<string> kinds = [];
        private readonly byte[] entered;
        private long inputs;
        private long shrinking;
        private volatile bool stopping;

        /// <param name="settings">What to try.</param>
        /// <param name="blocks">How many blocks say when they are entered; 0 where the stack was not instrumented.</param>
        internal FuzzCampaign(FuzzSettings settings, int blocks)
        {
            this.settings = settings;
            this.blocks = blocks;
            entered = new byte[blocks];
            foreach (string name in settings.Targets)
            {
                var executor = new Executor(TargetList.Make(name), new byte[blocks]);
                Known.Add(name, new FeatureMap(blocks, executor.CounterCount));
                Kept.Add(name, new Corpus());
            }
        }

        /// <summary>Inputs to begin with.</summary>
        internal IReadOnlyList<FuzzInput> Seeds { get; init; } = [];

        internal Dictionary<string, FeatureMap> Known { get; } = [];

        internal Dictionary<string, Corpus> Kept { get; } = [];

        internal List<Failure> Failures { get; } = [];

        /// <summary>Inputs that were tried, those for shrinking not counted.</summary>
        internal long Inputs => Interlocked.Read(ref inputs);

        internal long Shrinking => Interlocked.Read(ref shrinking);

        internal TimeSpan Elapsed => watch.Elapsed;

        /// <summary>Which blocks were entered; good when it has run.</summary>
        internal ReadOnlySpan<byte> Entered => entered;

        /// <summary>Runs to its end.</summary>
        /// <param name="progress">Called now and then.</param>
        /// <param name="stop">Ends it early.</param>
        internal void Run(Action progress, CancellationToken stop)
        {
            watch.Start();
            var jobs = new FuzzJob[settings.Jobs];
            var threads = new Thread[settings.Jobs];
            for (int i = 0; i < jobs.Length; i++)
            {
                FuzzJob job = jobs[i] = new FuzzJob(this, i);
                threads[i] = new Thread(job.Run) { IsBackground = true, Name = $"fuzz {i}" };
                threads[i].Start();
            }

            while (!Array.TrueForAll(threads, t => t.Join(TimeSpan.FromMilliseconds(200 / threads.Length))))
            {
                progress();
                if (stop.IsCancellationRequested || watch.Elapsed >= settings.Time)
                {
                    stopping = true;
                }

                if (Array.Find(jobs, j => j.IsStuck(Patience)) is { } stuck)
                {
                    Add(new Failure(stuck.Current!, Rule.Progress, DoesNotComeBack));
                    break;
                }
            }

            watch.Stop();
        }

        /// <summary>Makes a failing input smaller, for as long as it fails alike.</summary>
        internal static Failure Shrink(Failure failure, Executor executor)
        {
            Failure smallest = failure;
            var shrinker = new InputShrinker(
                candidate =>
                {
                    Violation? violation = executor.Run(candidate, thorough: true);
                    if (violation == null)
                    {
                        return false;
                    }

                    var shrunk = new Failure(candidate, violation.Rule, violation.Message);
                    if (shrunk.Kind != failure.Kind)
                    {
                        return false;
                    }

                    smallest = shrunk;
                    return true;
                },
                5000);
            shrinker.Shrink(failure.Input);
            return smallest;
        }

        private void Add(Failure failure)
        {
            lock (gate)
            {
                if (kinds.Add(failure.Kind))
                {
                    Failures.Add(failure with { Tried = Inputs });
                    stopping |= Failures.Count >= MostFailures;
                }
            }
        }

        /// <summary>What one thread does.</summary>
        private sealed class FuzzJob(FuzzCampaign campaign, int number)
        {
            private readonly RandomSource random = new(campaign.settings.Seed, (ulong)number);
            private readonly Dictionary<string, (Executor Executor, InputMutator Mutator)> targets = [];
            private long startedAt = long.MaxValue;

            internal FuzzInput? Current { get; private set; }

            internal bool IsStuck(TimeSpan patience) =>
                Volatile.Read(ref startedAt) is var at && at != long.MaxValue && Environment.TickCount64 - at > patience.TotalMilliseconds;

            internal void Run()
            {
                byte[] map = BlockMap.Watch(campaign.blocks);
                foreach (string name in campaign.settings.Targets)
                {
                    Target target = TargetList.Make(name);
                    targets.Add(name, (new Executor(target, map), new InputMutator(target, random)));
                }

                // The seeds are dealt out; with luck none is found to be new twice.
                for (int i = number; i < campaign.Seeds.Count && !campaign.stopping; i += campaign.settings.Jobs)
                {
                    if (targets.TryGetValue(campaign.Seeds[i].Target, out var known))
                    {
                        Try(campaign.Seeds[i], known.Executor);
                    }
                }

                string[] deck = [.. campaign.settings.Targets.SelectMany(t => Enumerable.Repeat(t, TargetList.ShareOf(t)))];
                for (int turn = number; !campaign.stopping && campaign.Inputs < campaign.settings.Inputs; turn++)
                {
                    string name = deck[turn % deck.Length];
                    (Executor executor, InputMutator mutator) = targets[name];
                    Corpus kept = campaign.Kept[name];
                    FuzzInput? parent = random.OneIn(20) ? null : kept.Pick(random);
                    Try(parent == null ? mutator.Draw() : mutator.Change(parent, kept.Pick(random)!), executor);
                }

                lock (campaign.gate)
                {
                    foreach ((Executor executor, _) in targets.Values)
                    {
                        for (int i = 0; i < campaign.entered.Length; i++)
                        {
                            campaign.entered[i] |= executor.Entered[i];
                        }
                    }
                }
            }

            private void Try(FuzzInput input, Executor executor)
            {
                Current = input;
                Volatile.Write(ref startedAt, Environment.TickCount64);
                FeatureMap known = campaign.Known[input.Target];
                var fresh = new HashSet<int>();
                bool thorough = Interlocked.Increment(ref campaign.inputs) % ThoroughEvery == 0;
                Violation? violation = executor.Run(input, thorough, known, fresh);
                if (violation == null && fresh.Count > 0)
                {
                    Keep(input, executor, known, fresh);
                    violation = thorough ? null : executor.Run(Current, thorough: true);
                }

                if (violation != null)
                {
                    campaign.Add(new Failure(Current, violation.Rule, violation.Message));
                }

                Volatile.Write(ref startedAt, long.MaxValue);
            }

            // Without the steps that it does not need for what is new in it.
            private void Keep(FuzzInput input, Executor executor, FeatureMap known, HashSet<int> fresh)
            {
                var shrinker = new InputShrinker(
                    candidate =>
                    {
                        var reached = new HashSet<int>();
                        return executor.Run(candidate, thorough: false, known, reached) == null && reached.IsSupersetOf(fresh);
                    },
                    MostShrinking);
                Current = shrinker.DropSteps(input);
                Interlocked.Add(ref campaign.shrinking, shrinker.Runs);
                foreach (int feature in fresh)
                {
                    known.Add(feature);
                }

                campaign.Kept[input.Target].Add(Current);
            }
        }
    }
}
