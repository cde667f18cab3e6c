namespace Nano.Emulator
{
    /// <summary>
    /// Virtual time: it stands still while something is done and then jumps to the next thing to do, so that a simulated
    /// hour takes as long as its events do, and a run repeats exactly.
    /// </summary>
    /// <remarks>For one thread. Time begins at 0.</remarks>
    public sealed class VirtualScheduler : Scheduler
    {
        private readonly EventQueue queue = new();
        private long now;

        /// <inheritdoc/>
        public override long Microseconds => now;

        /// <inheritdoc/>
        public override void Schedule(ScheduledEvent item, long atMicroseconds)
        {
            ArgumentNullException.ThrowIfNull(item);
            queue.Put(item, Math.Max(now, atMicroseconds));
        }

        /// <inheritdoc/>
        public override bool Cancel(ScheduledEvent item)
        {
            ArgumentNullException.ThrowIfNull(item);
            return queue.Remove(item);
        }

        /// <summary>Goes to the next event and runs it.</summary>
        /// <returns>False where there is none.</returns>
        public bool Step() => StepNotAfter(long.MaxValue);

        /// <summary>Runs what falls due within a time, and lets that time pass.</summary>
        /// <param name="duration">How long, 0 or more; what is due at its very end is still run.</param>
        public void RunFor(TimeSpan duration) => RunUntil(static () => false, duration);

        /// <summary>Runs until something has come about.</summary>
        /// <param name="done">Asked before the first event and after each.</param>
        /// <param name="limit">How much time may pass until then, 0 or more; what is due at its very end is still run.</param>
        /// <returns>Whether it came about; if not, all of the time has passed.</returns>
        public bool RunUntil(Func<bool> done, TimeSpan limit)
        {
            ArgumentNullException.ThrowIfNull(done);
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero);
            long end = now + limit.Ticks / TimeSpan.TicksPerMicrosecond;
            while (!done())
            {
                if (!StepNotAfter(end))
                {
                    now = end;
                    return done();
                }
            }

            return true;
        }

        private bool StepNotAfter(long end)
        {
            if (queue.First is not { } next || next.Due > end)
            {
                return false;
            }

            queue.Remove(next);
            now = next.Due;
            next.Action();
            return true;
        }
    }
}
