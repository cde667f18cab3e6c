using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>
    /// One direction of a wire: a queue in front of a line of limited rate, a path with its faults behind it. It has random
    /// numbers of its own, so that what happens here does not depend on the traffic of other directions.
    /// </summary>
    public sealed class WireDirection
    {
        private readonly VirtualMedium medium;
        private readonly WirePort end;
        private readonly RandomSource random;
        private readonly Func<WireFrame, WirePort?> deliver;
        private readonly long[] lost = new long[Enum.GetValues<FrameLossReason>().Length];

        /// <summary>When each queued frame will have left, in nanoseconds: those in the past have.</summary>
        private readonly Queue<long> departures = new();
        private long lineFreeAt;
        private long lastArrival;
        private bool inBurst;
        private WireConditions conditions;

        /// <param name="medium">What it is a part of.</param>
        /// <param name="end">The port at its end towards the host.</param>
        /// <param name="random">Its random numbers.</param>
        /// <param name="conditions">What it does to frames at first.</param>
        /// <param name="deliver">Takes a frame that arrives and says whom to wake.</param>
        internal WireDirection(
            VirtualMedium medium, WirePort end, RandomSource random, WireConditions? conditions, Func<WireFrame, WirePort?> deliver)
        {
            this.medium = medium;
            this.end = end;
            this.random = random;
            this.conditions = conditions ?? WireConditions.Ideal;
            this.deliver = deliver;
        }

        /// <summary>What it does to frames from now on; what is under way arrives as it would have.</summary>
        public WireConditions Conditions
        {
            get => conditions;
            set
            {
                ArgumentNullException.ThrowIfNull(value);
                lock (medium.Gate)
                {
                    conditions = value;
                }
            }
        }

        /// <summary>Asked about each frame that is sent: to lose, hold back or copy chosen ones. Null: none is chosen. Called inside the wire: it must not send.</summary>
        public Func<WireFrame, WireVerdict>? Filter { get; set; }

        /// <summary>Frames handed to it, since it was made.</summary>
        public long FramesSent { get; private set; }

        /// <summary>Frames that it brought to the other end, duplicates included.</summary>
        public long FramesDelivered { get; internal set; }

        /// <summary>Frames that were lost, for whatever reason. One that is dropped because the buffer it was to be received into is too small has been delivered before.</summary>
        public long FramesLost => lost.Sum();

        /// <summary>Frames that it made a second one of.</summary>
        public long FramesDuplicated { get; private set; }

        /// <summary>Frames that it held back.</summary>
        public long FramesReordered { get; private set; }

        /// <summary>Frames in which it flipped a bit.</summary>
        public long FramesCorrupted { get; private set; }

        /// <summary>Frames that were lost for one reason.</summary>
        public long Lost(FrameLossReason reason) => lost[(int)reason];

        /// <summary>Sends a frame, which is the direction's from now on.</summary>
        internal void Transmit(WireFrame frame)
        {
            FramesSent++;
            frame.Direction = this;
            WireVerdict verdict = Filter?.Invoke(frame) ?? WireVerdict.Pass;
            if ((FindLoss(frame, out long departure) ?? (verdict.Loses ? FrameLossReason.Chosen : null)) is { } reason)
            {
                Lose(frame, end, reason);
                return;
            }

            if (random.Chance(conditions.Corruption))
            {
                FramesCorrupted++;
                frame.FlipBit(random.NextBelow(frame.Bytes.Length * 8L));
            }

            long arrival = FindArrival(departure);
            if (verdict.CopyAfter is { } after)
            {
                ScheduleCopy(frame, arrival + Microseconds(after));
            }

            arrival += Microseconds(verdict.Hold);
            if (random.Chance(conditions.Duplication))
            {
                FramesDuplicated++;
                medium.Scheduler.Schedule(frame.Arrival, arrival);
                ScheduleCopy(frame, arrival);
            }
            else
            {
                medium.Scheduler.Schedule(frame.Arrival, arrival);
            }
        }

        /// <summary>Hands a frame to whatever is at the far end.</summary>
        /// <returns>The port to be told of it, or null.</returns>
        internal WirePort? Deliver(WireFrame frame) => deliver(frame);

        /// <summary>Counts and reports a loss; the frame is free again.</summary>
        internal void Lose(WireFrame frame, WirePort at, FrameLossReason reason)
        {
            lost[(int)reason]++;
            medium.ReportLost(at, frame, reason);
            medium.Return(frame);
        }

        private void ScheduleCopy(WireFrame frame, long arrival)
        {
            WireFrame duplicate = medium.Rent();
            duplicate.SetTo(frame);
            duplicate.IsDuplicate = true;
            duplicate.Direction = this;
            medium.Scheduler.Schedule(duplicate.Arrival, arrival);
        }

        private FrameLossReason? FindLoss(WireFrame frame, out long departure)
        {
            long now = medium.Scheduler.Microseconds * 1000;
            departure = now;
            if (!end.IsLinkUp)
            {
                return FrameLossReason.LinkDown;
            }

            int header = medium.Medium == LinkMedium.Ethernet ? EthernetFrame.HeaderLength : 0;
            if (frame.Bytes.Length > conditions.Mtu + header)
            {
                return FrameLossReason.TooLong;
            }

            while (departures.TryPeek(out long left) && left <= now)
            {
                departures.Dequeue();
            }

            if (departures.Count >= conditions.QueueFrames)
            {
                return FrameLossReason.QueueFull;
            }

            lineFreeAt = Math.Max(lineFreeAt, now);
            if (conditions.BitsPerSecond > 0)
            {
                lineFreeAt += frame.Bytes.Length * 8_000_000_000L / conditions.BitsPerSecond;
                departures.Enqueue(lineFreeAt);
            }

            departure = lineFreeAt;
            if (conditions.Bursts is { } bursts)
            {
                inBurst = random.Chance(inBurst ? 1 - bursts.Leave : bursts.Enter);
                if (inBurst && random.Chance(bursts.Loss))
                {
                    return FrameLossReason.Burst;
                }
            }

            return random.Chance(conditions.Loss) ? FrameLossReason.Random : null;
        }

        /// <summary>When a frame arrives, in microseconds, that has left at a time in nanoseconds.</summary>
        private long FindArrival(long departure)
        {
            long arrival = (departure + 999) / 1000 + Microseconds(conditions.Delay);
            if (conditions.Jitter > TimeSpan.Zero)
            {
                arrival += random.NextBelow(Microseconds(conditions.Jitter) + 1);
            }

            // Frames keep their order, also when the delay has been shortened meanwhile; only who is held back is overtaken.
            arrival = Math.Max(arrival, lastArrival);
            if (random.Chance(conditions.Reordering))
            {
                FramesReordered++;
                return arrival + Microseconds(conditions.ReorderingDelay);
            }

            return lastArrival = arrival;
        }

        private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
