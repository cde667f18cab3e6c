using Nano.Net.Core;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// What routers tell holds for some time: of a table, until when each of its places does, in stack milliseconds; 0 for a free place.
    /// </summary>
    internal static class Lifetimes
    {
        /// <summary>Frees the places whose time is over.</summary>
        /// <returns>Whether there were any.</returns>
        internal static bool Expire(long[] until, long now)
        {
            bool any = false;
            for (int i = 0; i < until.Length; i++)
            {
                if (until[i] != 0 && until[i] <= now)
                {
                    until[i] = 0;
                    any = true;
                }
            }

            return any;
        }

        /// <summary>When the time of the next place is over; <see cref="TimerQueue.Never"/> where all are free.</summary>
        internal static long NextEnd(long[] until)
        {
            long next = TimerQueue.Never;
            for (int i = 0; i < until.Length; i++)
            {
                if (until[i] != 0 && until[i] < next)
                {
                    next = until[i];
                }
            }

            return next;
        }
    }
}
