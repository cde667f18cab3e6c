namespace Nano.Emulator
{
    /// <summary>
    /// Does things at their time: what wires and hosts are driven by. The same wire runs under the virtual clock
    /// (<see cref="VirtualScheduler"/>) and under the real one (<see cref="RealTimeScheduler"/>).
    /// </summary>
    public abstract class Scheduler : IMicrosecondClock
    {
        /// <inheritdoc/>
        public abstract long Microseconds { get; }

        /// <inheritdoc/>
        public long Milliseconds => Microseconds / 1000;

        /// <summary>Schedules an event. One that waits already is moved to the new time.</summary>
        /// <param name="item">What to do. Events run one at a time, those of the same time in the order they were scheduled in.</param>
        /// <param name="atMicroseconds">When, by this clock. What lies in the past is done as soon as possible.</param>
        public abstract void Schedule(ScheduledEvent item, long atMicroseconds);

        /// <summary>Takes an event back.</summary>
        /// <returns>Whether it was waiting; if not, it has run, is running or never was scheduled.</returns>
        public abstract bool Cancel(ScheduledEvent item);

        /// <summary>Does something after a while.</summary>
        /// <param name="delay">How long from now; 0 or negative: as soon as possible.</param>
        /// <param name="action">What to do.</param>
        /// <returns>The event, to be moved or cancelled.</returns>
        public ScheduledEvent After(TimeSpan delay, Action action)
        {
            var item = new ScheduledEvent(action);
            Schedule(item, Microseconds + delay.Ticks / TimeSpan.TicksPerMicrosecond);
            return item;
        }
    }
}
