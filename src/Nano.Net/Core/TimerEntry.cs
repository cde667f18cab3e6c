namespace Nano.Net.Core
{
    /// <summary>Something with a deadline, kept in a <see cref="TimerQueue"/>.</summary>
    internal abstract class TimerEntry
    {
        /// <summary>Index in the queue's heap; -1 where it is not queued.</summary>
        internal int heapIndex = -1;

        /// <summary>When it is due, in stack milliseconds; of meaning while it is queued.</summary>
        internal long due;

        /// <summary>Called once the deadline has passed; the entry is no longer queued by then.</summary>
        /// <param name="now">The stack's time in milliseconds.</param>
        internal abstract void OnDue(long now);
    }
}
