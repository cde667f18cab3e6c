using System.Collections.Concurrent;
using System.Globalization;
using Nano.Emulator;

namespace Nano.Benchmarks
{
    /// <summary>
    /// TCP over an emulated wire that delays, loses and reorders: this stack beside the Linux kernel (CUBIC, selective
    /// acknowledgments, timestamps), with the same buffers, behind the same faults, in one run. Needs root.
    /// </summary>
    /// <remarks>
    /// Faults are drawn from a seed, frame by frame: what befalls the n-th frame of a direction befalls it whoever sends.
    /// They begin when the connection is open. Transfers that leave the processor idle run side by side.
    /// </remarks>
    public sealed class TcpBenchmark
    {
        /// <summary>What the bottleneck of two flows carries, in Mbit/s.</summary>
        public const int BottleneckMegabits = Fairness.BitsPerSecond / 1_000_000;

        /// <summary>The round-trip time over it without its queue, in milliseconds.</summary>
        public const int BottleneckRoundTrip = Fairness.RoundTrip;

        /// <summary>Frames that can wait for it.</summary>
        public const int BottleneckQueue = Fairness.Queue;

        private const int Pings = 50;
        private const int TailSamples = 15;
        private static readonly TcpKind[] Kinds = [TcpKind.Nano, TcpKind.Kernel];

        private readonly TcpBenchmarkOptions options;
        private readonly Action<string, double>? progress;
        private readonly CancellationToken stop;
        private readonly List<Job> jobs = [];
        private readonly Lock gate = new();

        /// <summary>Makes one.</summary>
        /// <param name="options">What to measure.</param>
        /// <param name="progress">Told what is being measured and how much is done, 0 to 1.</param>
        /// <param name="stop">Ends it early.</param>
        public TcpBenchmark(TcpBenchmarkOptions options, Action<string, double>? progress = null, CancellationToken stop = default)
        {
            ArgumentNullException.ThrowIfNull(options);
            this.options = options;
            this.progress = progress;
            this.stop = stop;
        }

        /// <summary>What is missing on this machine; null where nothing is.</summary>
        public static string? Missing()
        {
            if (!TapDevice.Available(out string reason))
            {
                return reason;
            }

            if (!Environment.IsPrivilegedProcess)
            {
                return "making a network namespace takes root: run this with sudo";
            }

            if (!File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control").Contains("cubic", StringComparison.Ordinal))
            {
                return "the kernel has no CUBIC: run `modprobe tcp_cubic`";
            }

            (string Program, string Package)[] needed = [("ip", "iproute2"), ("ethtool", "ethtool"), ("ping", "iputils-ping")];
            return needed.FirstOrDefault(n => !Installed(n.Program)) is { Program: not null } missing
                ? $"'{missing.Program}' is missing; install the package {missing.Package}"
                : null;
        }

        /// <summary>Measures.</summary>
        /// <exception cref="OperationCanceledException">It was ended early.</exception>
        public TcpReport Run()
        {
            using var scheduler = new RealTimeScheduler();
            var hosts = new TcpHosts(scheduler);
            var roundTrips = new ConcurrentBag<TcpRoundTrip>();
            var report = new TcpReport { SendCapacity = hosts.SendCapacity };
            List<Func<TcpReport, TcpReport>> parts = [];
            PlanRoundTrips(hosts, roundTrips);
            PlanTransfers(
                TcpBenchmarkParts.Goodput,
                from kind in Kinds select (kind, TcpKind.Kernel),
                from roundTrip in options.RoundTrips from loss in options.Losses select new TcpPath(roundTrip, loss),
                (to, comparisons) => to with { Goodput = comparisons });
            PlanTransfers(
                TcpBenchmarkParts.Reordering,
                from kind in Kinds select (kind, TcpKind.Kernel),
                [new TcpPath(20, 0, 1), new TcpPath(20, 0, 5)],
                (to, comparisons) => to with { Reordering = comparisons });
            PlanTransfers(
                TcpBenchmarkParts.Receiving,
                from kind in Kinds select (TcpKind.Kernel, kind),
                [new TcpPath(1), new TcpPath(20), new TcpPath(20, 1), new TcpPath(20, 0, 5)],
                (to, comparisons) => to with { Receiving = comparisons });
            PlanTails(hosts, parts);
            PlanFairness(hosts, parts);
            Work(hosts);
            report = parts.Aggregate(report, (current, part) => part(current));
            return report with { RoundTrips = [.. roundTrips.OrderBy(r => r.Nominal)] };

            void PlanTransfers(
                TcpBenchmarkParts part, IEnumerable<(TcpKind From, TcpKind To)> pairs, IEnumerable<TcpPath> paths,
                Func<TcpReport, IReadOnlyList<TcpComparison>, TcpReport> put)
            {
                if ((options.Parts & part) != 0)
                {
                    var comparisons = paths.Select(path => new Comparison(part, path)).ToList();
                    var both = pairs.ToArray();
                    for (int repetition = 0; repetition < options.Repetitions; repetition++)
                    {
                        comparisons.ForEach(comparison => PlanTransfer(hosts, comparison, repetition, both));
                    }

                    parts.Add(to => put(to, [.. comparisons.Select(comparison => comparison.ToResult())]));
                }
            }
        }

        private static bool Installed(string program) =>
            new[] { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Any(folder => File.Exists(Path.Combine(folder, program)));

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

        /// <summary>How many transfers the machine bears side by side: a short path keeps a processor busy with one.</summary>
        private static int LanesOf(TcpPath path) => path.RoundTrip switch
        {
            < 10 => 1,
            < 50 => 4,
            _ => 10,
        };

        private TimeSpan DurationOf(TcpPath path) => TimeSpan.FromSeconds(options.Seconds * path.RoundTrip switch
        {
            < 10 => 1,
            < 50 => 2,
            _ => 4,
        });

        private void PlanRoundTrips(TcpHosts hosts, ConcurrentBag<TcpRoundTrip> results)
        {
            foreach (int roundTrip in options.RoundTrips)
            {
                jobs.Add(new Job(Text($"round trips of {roundTrip} ms"), 1, 2, () =>
                    results.Add(new TcpRoundTrip(roundTrip, Ping(TcpKind.Nano), Ping(TcpKind.Kernel)))));

                (double Least, double Average, double Most) Ping(TcpKind kind)
                {
                    using var bench = new TcpBench(hosts, new TcpPath(roundTrip), kind, TcpKind.Kernel, 0);
                    _ = bench.Ping(Pings / 5);
                    return bench.Ping(Pings);
                }
            }
        }

        private void PlanTransfer(TcpHosts hosts, Comparison comparison, int repetition, (TcpKind From, TcpKind To)[] pairs)
        {
            TcpPath path = comparison.Path;
            TimeSpan duration = DurationOf(path);
            for (int i = 0; i < pairs.Length; i++)
            {
                (TcpKind from, TcpKind to) = pairs[i];
                List<TcpTransfer> results = i == 0 ? comparison.Nano : comparison.Kernel;
                string what = Text($"{(comparison.Part == TcpBenchmarkParts.Receiving ? to : from)} {(comparison.Part == TcpBenchmarkParts.Receiving ? "receives" : "sends")}, {path.RoundTrip} ms, loss {path.Loss} %, reordering {path.Reordering} %");
                string? capture = CaptureFile(repetition, Text($"{comparison.Part}-{path.RoundTrip}ms-{path.Loss}-{path.Reordering}-{(TcpKind)i}"));
                jobs.Add(new Job(what, LanesOf(path), duration.TotalSeconds, () =>
                {
                    TcpTransfer transfer = Transfer(hosts, path, from, to, options.Seed + (ulong)repetition, duration, capture);
                    lock (gate)
                    {
                        results.Add(transfer);
                    }
                }));
            }
        }

        private void PlanTails(TcpHosts hosts, List<Func<TcpReport, TcpReport>> parts)
        {
            if ((options.Parts & TcpBenchmarkParts.Tail) == 0)
            {
                return;
            }

            foreach (int lost in new[] { 0, 1, 2, 3 })
            {
                var times = Kinds.ToDictionary(kind => kind, _ => new List<double>());
                foreach (TcpKind kind in Kinds)
                {
                    jobs.Add(new Job(Text($"{kind} repairs {lost} lost at the end"), 4, TailSamples * 0.3, () =>
                        times[kind].AddRange(TailRepair.Measure(hosts, kind, lost, TailSamples, CaptureFile(0, Text($"Tail-{lost}-{kind}")), stop))));
                }

                parts.Add(to => to with
                {
                    Tails = [.. to.Tails, new TailComparison(lost, TailRepair.RoundTrip, Spread.Of(times[TcpKind.Nano]), Spread.Of(times[TcpKind.Kernel]))],
                });
            }
        }

        private void PlanFairness(TcpHosts hosts, List<Func<TcpReport, TcpReport>> parts)
        {
            if ((options.Parts & TcpBenchmarkParts.Fairness) == 0)
            {
                return;
            }

            TimeSpan duration = TimeSpan.FromSeconds(options.Seconds * 3);
            (TcpKind First, TcpKind Second)[] pairs =
                [(TcpKind.Nano, TcpKind.Nano), (TcpKind.Nano, TcpKind.Kernel), (TcpKind.Kernel, TcpKind.Nano), (TcpKind.Kernel, TcpKind.Kernel)];
            foreach ((TcpKind first, TcpKind second) in pairs)
            {
                var shares = new List<(double First, double Second)>();
                for (int repetition = 0; repetition < options.Repetitions; repetition++)
                {
                    ulong seed = options.Seed + (ulong)repetition;
                    string? capture = CaptureFile(repetition, Text($"Fairness-{first}-{second}"));
                    jobs.Add(new Job(Text($"{first} and {second} share a bottleneck"), 4, duration.TotalSeconds + 3, () =>
                    {
                        (double, double) share = Fairness.Measure(hosts, first, second, seed, duration, capture, stop);
                        lock (gate)
                        {
                            shares.Add(share);
                        }
                    }));
                }

                parts.Add(to => to with
                {
                    Fairness = [.. to.Fairness, new FairnessResult(
                        first, second, Spread.Of([.. shares.Select(share => FairnessResult.IndexOf(share.First, share.Second))]),
                        Spread.Of([.. shares.Select(share => share.First)]), Spread.Of([.. shares.Select(share => share.Second)]))],
                });
            }
        }

        private TcpTransfer Transfer(TcpHosts hosts, TcpPath path, TcpKind from, TcpKind to, ulong seed, TimeSpan duration, string? capture)
        {
            using var bench = new TcpBench(hosts, path, from, to, seed, capture);
            (Stream Incoming, Stream Outgoing) connection = bench.Connect();
            bench.BeginFaults();
            using var flow = new Flow(connection);
            double goodput = flow.Measure(duration, stop);
            FlightMeter flight = bench.Flight;
            var transfer = new TcpTransfer(goodput, flight.Most, flight.Segments, flight.Repeated);
            bench.EndFaults();
            return transfer;
        }

        private string? CaptureFile(int repetition, string name) =>
            options.CaptureFolder == null || repetition > 0 ? null : Path.Combine(options.CaptureFolder, name + ".pcap");

        // In groups of those that run equally many side by side, each group with its lanes.
        private void Work(TcpHosts hosts)
        {
            if (jobs.Any(job => job.Lanes == 1))
            {
                // The first transfer finds nothing compiled.
                Transfer(hosts, new TcpPath(1), TcpKind.Nano, TcpKind.Kernel, 0, TimeSpan.FromSeconds(1), null);
            }

            double all = jobs.Sum(job => job.Seconds / job.Lanes), done = 0;
            foreach (IGrouping<int, Job> group in jobs.GroupBy(job => job.Lanes).OrderBy(group => group.Key))
            {
                var waiting = new ConcurrentQueue<Job>(group);
                Exception? failure = null;
                var lanes = Enumerable.Range(0, Math.Min(group.Key, waiting.Count)).Select(_ => new Thread(Lane) { IsBackground = true }).ToList();
                lanes.ForEach(lane => lane.Start());
                lanes.ForEach(lane => lane.Join());
                stop.ThrowIfCancellationRequested();
                if (failure != null)
                {
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                }

                void Lane()
                {
                    try
                    {
                        while (Volatile.Read(ref failure) == null && !stop.IsCancellationRequested && waiting.TryDequeue(out Job? job))
                        {
                            progress?.Invoke(job.What, Volatile.Read(ref done) / all);
                            job.Run();
                            lock (gate)
                            {
                                done += job.Seconds / job.Lanes;
                            }
                        }
                    }
                    catch (Exception e)
                    {
                        Interlocked.CompareExchange(ref failure, e, null);
                    }
                }
            }
        }

        /// <summary>One measurement.</summary>
        /// <param name="What">What it is, for the progress.</param>
        /// <param name="Lanes">How many of its kind run side by side.</param>
        /// <param name="Seconds">How long it takes, about.</param>
        /// <param name="Run">Does it.</param>
        private sealed record Job(string What, int Lanes, double Seconds, Action Run);

        private sealed record Comparison(TcpBenchmarkParts Part, TcpPath Path)
        {
            internal List<TcpTransfer> Nano { get; } = [];

            internal List<TcpTransfer> Kernel { get; } = [];

            internal TcpComparison ToResult() => new(Path, Nano, Kernel);
        }
    }
}
