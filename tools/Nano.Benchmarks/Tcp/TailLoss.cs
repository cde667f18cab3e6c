using Nano.Emulator;
using Nano.Net.Link;

namespace Nano.Benchmarks
{
    /// <summary>Loses, once, the last segments of what a host sends: what no later segment gives away.</summary>
    internal sealed class TailLoss(ILinkDevice device) : LinkFilter(device)
    {
        /// <summary>Bytes of a full segment with timestamps; without them it is a little longer, which does not matter here.</summary>
        internal const int SegmentLength = 1448;

        private readonly Lock gate = new();
        private bool armed;
        private bool begun;
        private uint first;
        private int from;
        private int until;
        private int highest;

        /// <summary>Segments lost since it was armed.</summary>
        internal int Lost { get; private set; }

        /// <summary>Has it lose the end of what is sent next.</summary>
        /// <param name="length">Bytes that are sent next, on a connection that has nothing in flight.</param>
        /// <param name="segments">How many full segments, from the last one, to lose when they are first sent.</param>
        internal void Arm(int length, int segments)
        {
            lock (gate)
            {
                armed = true;
                begun = false;
                until = length;
                from = length - ((segments - 1) * SegmentLength);
                highest = 0;
                Lost = 0;
            }
        }

        public override bool Send(byte[] buffer, int offset, int length) => Loses(buffer.AsSpan(offset, length)) || base.Send(buffer, offset, length);

        private bool Loses(ReadOnlySpan<byte> frame)
        {
            lock (gate)
            {
                if (!armed || !ObservedTcp.TryRead(frame, checkSums: false, out ObservedTcp segment) || segment.DataLength == 0)
                {
                    return false;
                }

                if (!begun)
                {
                    begun = true;
                    first = segment.Sequence;
                }

                int end = (int)(segment.Sequence - first) + segment.DataLength;
                if (end < from || end <= highest)
                {
                    return false;
                }

                highest = end;
                armed = end < until;
                Lost++;
                return true;
            }
        }
    }
}
