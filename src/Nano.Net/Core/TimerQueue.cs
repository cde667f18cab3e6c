using System;

namespace Nano.Net.Core
{
    /// <summary>
    /// The deadlines of a stack: a binary heap in an array of fixed size, so that setting, moving and cancelling one
    /// costs the logarithm of how many there are, and asking for the next one costs nothing.
    /// </summary>
    internal sealed partial class TimerQueue
    {
        /// <summary>The answer of <see cref="NextDue"/> when nothing is queued.</summary>
        internal const long Never = long.MaxValue;

        /// <summary>The entries; the earliest is the first. Others read these two, where a call would cost the device more than the answer. Only the queue writes them.</summary>
        internal TimerEntry[] heap;

        /// <summary>How many entries are queued.</summary>
        internal int count;

        /// <param name="capacity">How many entries can be queued at once: one for every object that may have a deadline.</param>
        internal TimerQueue(int capacity)
        {
            heap = new TimerEntry[capacity];
        }

        /// <summary>Makes room for one more object with a deadline. Allocates: for set-up only.</summary>
        internal void Reserve()
        {
            TimerEntry[] larger = new TimerEntry[heap.Length + 1];
            Array.Copy(heap, 0, larger, 0, count);
            heap = larger;
        }

        /// <summary>How many entries are queued.</summary>
        internal int Count
        {
            get { return count; }
        }

        /// <summary>The earliest deadline, or <see cref="Never"/>.</summary>
        internal long NextDue()
        {
            return count == 0 ? Never : heap[0].due;
        }

        /// <summary>Queues an entry, or moves it to a new deadline.</summary>
        internal void Schedule(TimerEntry entry, long due)
        {
            int index = entry.heapIndex;
            if (index < 0)
            {
                if (count == heap.Length)
                {
                    throw new InvalidOperationException("timer queue full");
                }

                entry.due = due;
                SiftUp(entry, count++);
                return;
            }

            long before = entry.due;
            if (due == before)
            {
                return;
            }

            entry.due = due;
            if (due < before)
            {
                SiftUp(entry, index);
            }
            else
            {
                SiftDown(entry, index);
            }
        }

        /// <summary>Takes an entry out; nothing happens where it is not queued.</summary>
        internal void Cancel(TimerEntry entry)
        {
            int index = entry.heapIndex;
            if (index < 0)
            {
                return;
            }

            entry.heapIndex = -1;
            TimerEntry last = heap[--count];
            heap[count] = null;
            if (last == entry)
            {
                return;
            }

            // The last entry takes the free place and moves to where it belongs, up or down.
            SiftUp(last, index);
            if (last.heapIndex == index)
            {
                SiftDown(last, index);
            }
        }

        /// <summary>Runs everything whose deadline has passed. An entry that sets itself anew for now or earlier runs again at the next call.</summary>
        internal void RunDue(long now)
        {
            // No more rounds than there were entries: a deadline set in the past cannot keep the caller here.
            for (int rounds = count; rounds > 0 && count > 0 && heap[0].due <= now; rounds--)
            {
                TimerEntry entry = heap[0];
                Cancel(entry);
                entry.OnDue(now);
            }
        }

        /// <summary>Moves all deadlines by the same time.</summary>
        internal void Shift(long milliseconds)
        {
            for (int i = 0; i < count; i++)
            {
                heap[i].due += milliseconds;
            }
        }

        private void SiftUp(TimerEntry entry, int index)
        {
            while (index > 0)
            {
                int parent = (index - 1) >> 1;
                TimerEntry above = heap[parent];
                if (above.due <= entry.due)
                {
                    break;
                }

                heap[index] = above;
                above.heapIndex = index;
                index = parent;
            }

            heap[index] = entry;
            entry.heapIndex = index;
        }

        private void SiftDown(TimerEntry entry, int index)
        {
            while (true)
            {
                int child = 2 * index + 1;
                if (child >= count)
                {
                    break;
                }

                if (child + 1 < count && heap[child + 1].due < heap[child].due)
                {
                    child++;
                }

                TimerEntry below = heap[child];
                if (below.due >= entry.due)
                {
                    break;
                }

                heap[index] = below;
                below.heapIndex = index;
                index = child;
            }

            heap[index] = entry;
            entry.heapIndex = index;
        }
    }
}
