using System.Diagnostics;

namespace Nano.Net.Core
{
    internal sealed partial class TimerQueue
    {
        /// <summary>A heap: nobody is due before who stands above, and each knows its place.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            Invariant.Require(count <= heap.Length, "more deadlines are queued than there is room for");
            for (int i = 0; i < heap.Length; i++)
            {
                TimerEntry entry = heap[i];
                if (i >= count)
                {
                    Invariant.Require(entry == null, "an entry stands behind the end of the timer queue");
                    continue;
                }

                Invariant.Require(entry.heapIndex == i, "a queued entry does not know its place");
                Invariant.Require(i == 0 || heap[(i - 1) >> 1].due <= entry.due, "an entry is due before the one above it");
            }
        }
    }
}
