using System;

namespace Nano.Net.Core
{
    // What always holds, for tests, simulations and the fuzzer to look at.
    internal sealed partial class TimerQueue
    {
        /// <summary>Throws where an entry does not know its place, or stands in front of one that is due before.</summary>
        internal void CheckInvariants()
        {
            for (int i = 0; i < count; i++)
            {
                if (heap[i].heapIndex != i || (i > 0 && heap[(i - 1) >> 1].due > heap[i].due))
                {
                    throw new InvalidOperationException("the timer queue is out of order at " + i);
                }
            }
        }
    }
}
