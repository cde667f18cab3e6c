namespace Nano.Emulator
{
    /// <summary>
    /// What one direction of a wire does to frames. As it comes, it is ideal: unlimited, without delay, without a fault.
    /// An impossible value is an <see cref="ArgumentOutOfRangeException"/> that names it and its range.
    /// </summary>
    public sealed record WireConditions
    {
        /// <summary>The longest delay that can be asked for.</summary>
        public static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

        /// <summary>A wire without limit, delay or fault.</summary>
        public static readonly WireConditions Ideal = new();

        /// <summary>
        /// Bits a second, 0 to 1,000,000,000,000; 0: no limit. The bytes of the frame count, what Ethernet adds to them
        /// (preamble, check sequence, gap) does not.
        /// </summary>
        public long BitsPerSecond { get; init => field = Require.Range(value, 0, 1_000_000_000_000); }

        /// <summary>Time from the end of sending to arrival; 0 to 1 hour.</summary>
        public TimeSpan Delay { get; init => field = Require.Range(value, LongestDelay); }

        /// <summary>Additional delay, random from 0 to this, of each frame; 0 to 1 hour. It does not change their order, as on a path of queues.</summary>
        public TimeSpan Jitter { get; init => field = Require.Range(value, LongestDelay); }

        /// <summary>Probability that a frame is lost; 0 to 1. A lost frame has taken its time on the wire.</summary>
        public double Loss { get; init => field = Require.Probability(value); }

        /// <summary>Loss in bursts, in addition to <see cref="Loss"/>; null: none.</summary>
        public BurstLoss? Bursts { get; init; }

        /// <summary>Probability that a frame is held back by <see cref="ReorderingDelay"/> so that later ones overtake it; 0 to 1.</summary>
        public double Reordering { get; init => field = Require.Probability(value); }

        /// <summary>How long a reordered frame is held back; 0 to 1 hour, 10 ms by default.</summary>
        public TimeSpan ReorderingDelay { get; init => field = Require.Range(value, LongestDelay); } = TimeSpan.FromMilliseconds(10);

        /// <summary>Probability that a frame arrives twice; 0 to 1.</summary>
        public double Duplication { get; init => field = Require.Probability(value); }

        /// <summary>Probability that one random bit of a frame is flipped; 0 to 1. It stands for what no check sequence caught, for the frame arrives.</summary>
        public double Corruption { get; init => field = Require.Probability(value); }

        /// <summary>The largest IP packet that passes, in bytes, 68 to 65,535 (the default). A larger one is lost without a word, as in a black hole of path MTU discovery.</summary>
        public int Mtu { get; init => field = Require.Range(value, 68, 65_535); } = 65_535;

        /// <summary>
        /// Frames that wait for a limited wire, the one under way included; 1 to 100,000, 100 by default. What comes on
        /// top is lost (drop-tail).
        /// </summary>
        public int QueueFrames { get; init => field = Require.Range(value, 1, 100_000); } = 100;
    }
}
