namespace Nano.Emulator
{
    /// <summary>Events by due time, then by order of insertion: a binary heap that knows where each event stands.</summary>
    internal sealed class EventQueue
    {
        private ScheduledEvent[] heap = new ScheduledEvent[64];
        private int count;
        private long nextOrder;

        /// <summary>The earliest event, or null.</summary>
        public ScheduledEvent? First => count == 0 ? null : heap[0];

        /// <summary>Queues an event, behind those that are due at the same time; one that is queued already moves.</summary>
        public void Put(ScheduledEvent item, long due)
        {
            Remove(item);
            item.Due = due;
            item.Order = nextOrder++;
            if (count == heap.Length)
            {
                Array.Resize(ref heap, count * 2);
            }

            SiftUp(item, count++);
        }

        /// <summary>Takes an event out.</summary>
        /// <returns>Whether it was queued.</returns>
        public bool Remove(ScheduledEvent item)
        {
            int position = item.Position;
            if (position == ScheduledEvent.NotQueued)
            {
                return false;
            }

            if (position >= count || heap[position] != item)
            {
                throw new InvalidOperationException("the event is scheduled with another scheduler");
            }

            item.Position = ScheduledEvent.NotQueued;
            ScheduledEvent last = heap[--count];
            heap[count] = null!;
            if (last != item)
            {
                SiftUp(last, position);
                SiftDown(last, last.Position);
            }

            return true;
        }

        private static bool Precedes(ScheduledEvent a, ScheduledEvent b) =>
            a.Due != b.Due ? a.Due < b.Due : a.Order < b.Order;

        private void SiftUp(ScheduledEvent item, int position)
        {
            while (position > 0)
            {
                int parent = (position - 1) / 2;
                if (!Precedes(item, heap[parent]))
                {
                    break;
                }

                Place(heap[parent], position);
                position = parent;
            }

            Place(item, position);
        }

        private void SiftDown(ScheduledEvent item, int position)
        {
            int child;
            while ((child = 2 * position + 1) < count)
            {
                if (child + 1 < count && Precedes(heap[child + 1], heap[child]))
                {
                    child++;
                }

                if (!Precedes(heap[child], item))
                {
                    break;
                }

                Place(heap[child], position);
                position = child;
            }

            Place(item, position);
        }

        private void Place(ScheduledEvent item, int position)
        {
            heap[position] = item;
            item.Position = position;
        }
    }
}
