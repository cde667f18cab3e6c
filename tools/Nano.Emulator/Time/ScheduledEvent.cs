namespace Nano.Emulator
{
    /// <summary>
    /// Something to be done at a time. It is made once and scheduled as often as need be, so that what recurs (a frame's
    /// arrival, a host's next poll) costs no allocation.
    /// </summary>
    /// <param name="action">What to do when the time has come.</param>
    public sealed class ScheduledEvent(Action action)
    {
        internal const int NotQueued = -1;

        /// <summary>Whether it waits for its time. It no longer does while it runs.</summary>
        public bool IsScheduled => Position != NotQueued;

        /// <summary>When it is due, in microseconds of the scheduler's clock; of no meaning unless <see cref="IsScheduled"/>.</summary>
        public long Due { get; internal set; }

        internal Action Action { get; } = action ?? throw new ArgumentNullException(nameof(action));

        /// <summary>Orders what is due at the same time: first scheduled, first run.</summary>
        internal long Order { get; set; }

        /// <summary>Index in the heap of <see cref="EventQueue"/>, so that it can be moved and taken out.</summary>
        internal int Position { get; set; } = NotQueued;
    }
}
