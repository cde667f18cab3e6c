using System.Buffers.Binary;
using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A wire with a router that is short of room now and then: every so many packets that may be marked, one is (RFC 3168 section 5).</summary>
    internal sealed class MarkingWire(ILinkDevice device, int every) : LinkFilter(device)
    {
        private const int Ip = 14;
        private int incoming;
        private int outgoing;

        /// <summary>Packets of the stack that could be marked.</summary>
        internal int Capable => outgoing;

        public override int Receive(byte[] buffer, int offset, int capacity)
        {
            int length = base.Receive(buffer, offset, capacity);
            if (IsCapable(buffer, offset, length) && ++incoming % every == 0)
            {
                Mark(buffer, offset);
            }

            return length;
        }

        public override bool Send(byte[] buffer, int offset, int length)
        {
            if (!IsCapable(buffer, offset, length) || ++outgoing % every != 0)
            {
                return base.Send(buffer, offset, length);
            }

            byte[] copy = (byte[])buffer.Clone();
            Mark(copy, offset);
            return base.Send(copy, offset, length);
        }

        private static bool IsCapable(byte[] buffer, int offset, int length) =>
            length > Ip + 20 && buffer[offset + 12] == 8 && buffer[offset + 13] == 0 && (buffer[offset + Ip + 1] & 3) is 1 or 2;

        private static void Mark(byte[] buffer, int offset)
        {
            Span<byte> header = buffer.AsSpan(offset + Ip, 20);
            header[1] |= 3;
            header[10] = 0;
            header[11] = 0;
            int sum = 0;
            for (int i = 0; i < 20; i += 2)
            {
                sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
            }

            sum = (sum & 0xFFFF) + (sum >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~((sum & 0xFFFF) + (sum >> 16)));
        }
    }
}
