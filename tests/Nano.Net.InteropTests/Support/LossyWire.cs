using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A wire that loses, duplicates and reorders frames both ways, as a seed decides.</summary>
    internal sealed class LossyWire(ILinkDevice device, ulong seed, double loss, double duplication, double reordering) : LinkFilter(device)
    {
        private readonly Direction incoming = new(seed, 1, loss, duplication, reordering);
        private readonly Direction outgoing = new(seed, 2, loss, duplication, reordering);

        internal int Lost => incoming.Lost + outgoing.Lost;

        internal int Duplicated => incoming.Duplicated + outgoing.Duplicated;

        internal int Reordered => incoming.Reordered + outgoing.Reordered;

        public override int Receive(byte[] buffer, int offset, int capacity)
        {
            while (true)
            {
                byte[]? waiting = incoming.Next();
                if (waiting != null)
                {
                    waiting.CopyTo(buffer, offset);
                    return waiting.Length;
                }

                int length = base.Receive(buffer, offset, capacity);
                if (length == 0)
                {
                    // Nothing follows that a frame kept back could be overtaken by.
                    incoming.Flush();
                    waiting = incoming.Next();
                    waiting?.CopyTo(buffer, offset);
                    return waiting?.Length ?? 0;
                }

                incoming.Add(buffer.AsSpan(offset, length));
            }
        }

        public override bool Send(byte[] buffer, int offset, int length)
        {
            outgoing.Add(buffer.AsSpan(offset, length));
            while (outgoing.Next() is { } frame)
            {
                // A frame that the device has no room for is one more that is lost.
                _ = base.Send(frame, 0, frame.Length);
            }

            return true;
        }

        private sealed class Direction(ulong seed, ulong stream, double loss, double duplication, double reordering)
        {
            private readonly RandomSource random = new(seed, stream);
            private readonly Queue<byte[]> ready = new();
            private byte[]? late;

            internal int Lost { get; private set; }

            internal int Duplicated { get; private set; }

            internal int Reordered { get; private set; }

            internal byte[]? Next() => ready.TryDequeue(out byte[]? frame) ? frame : null;

            internal void Flush()
            {
                if (late != null)
                {
                    ready.Enqueue(late);
                    late = null;
                }
            }

            internal void Add(ReadOnlySpan<byte> frame)
            {
                if (random.Chance(loss))
                {
                    Lost++;
                    return;
                }

                byte[] copy = frame.ToArray();
                if (late == null && random.Chance(reordering))
                {
                    Reordered++;
                    late = copy;
                    return;
                }

                ready.Enqueue(copy);
                if (random.Chance(duplication))
                {
                    Duplicated++;
                    ready.Enqueue(copy);
                }

                Flush();
            }
        }
    }
}
