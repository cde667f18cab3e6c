using System.Diagnostics;

namespace Nano.Net.Core
{
    internal sealed partial class TimerQueue
    {
        /// <summary>Each entry knows its place, and none stands in front of one that is due before.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            for (int i = 0; i < count; i++)
            {
                Invariant.Require(heap[i].heapIndex == i, "an entry of the timer queue does not know its place");
                Invariant.Require(i == 0 || heap[(i - 1) >> 1].due <= heap[i].due, "the timer queue is out of order");
            }
        }
    }
}
