using System;
using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>
    /// The packets that wait until their neighbours are found, one a neighbour and the latest (RFC 1122 section 2.3.2.2). Each lies
    /// in a buffer of its own, of a fixed number.
    /// </summary>
    internal sealed class PendingPackets
    {
        private readonly LinkLayer link;
        private readonly int capacity;
        private PendingPacket free;

        /// <summary>Makes them.</summary>
        /// <param name="link">Sends them.</param>
        /// <param name="count">How many may wait at once.</param>
        /// <param name="size">Bytes of the largest packet that may wait, link header excluded.</param>
        internal PendingPackets(LinkLayer link, int count, int size)
        {
            this.link = link;
            capacity = link.headerLength + size;
            for (int i = count; i > 0; i--)
            {
                Recycle(new PendingPacket(link.frameOffset + capacity));
            }
        }

        /// <summary>Whether all buffers are taken.</summary>
        internal bool IsFull
        {
            get { return free == null; }
        }

        /// <summary>Keeps a frame, in place of an earlier one for the same neighbour, which is dropped.</summary>
        /// <param name="neighbor">Whom it is for.</param>
        /// <param name="frame">Holds the frame.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes, link header included.</param>
        /// <returns>False where it is too long or there is no room: it was dropped and counted.</returns>
        internal bool Keep(Neighbor neighbor, byte[] frame, int offset, int length)
        {
            PendingPacket packet = neighbor.pending;
            if (length > capacity || (packet == null && free == null))
            {
                link.counters.PendingDropped++;
                return false;
            }

            if (packet != null)
            {
                link.counters.PendingDropped++;
            }
            else
            {
                packet = free;
                free = packet.next;
                neighbor.pending = packet;
            }

            Array.Copy(frame, offset, packet.frame, link.frameOffset, length);
            packet.length = length;
            return true;
        }

        /// <summary>Sends what waits for a neighbour; where the device is busy, it is dropped and counted.</summary>
        /// <param name="neighbor">The neighbour.</param>
        /// <param name="hardware">Holds its hardware address, at its own place.</param>
        /// <returns>False where it was dropped.</returns>
        internal bool Send(Neighbor neighbor, byte[] hardware)
        {
            PendingPacket packet = neighbor.pending;
            if (packet == null)
            {
                return true;
            }

            neighbor.pending = null;
            int start = link.frameOffset;
            Array.Copy(hardware, neighbor.hardwareOffset, packet.frame, start + EthernetFrame.DestinationOffset, EthernetFrame.AddressLength);
            bool sent = link.Transmit(packet.frame, start, packet.length);
            if (!sent)
            {
                link.counters.PendingDropped++;
            }

            Recycle(packet);
            return sent;
        }

        /// <summary>Drops what waits for a neighbour.</summary>
        internal void Drop(Neighbor neighbor)
        {
            if (neighbor.pending != null)
            {
                link.counters.PendingDropped++;
                Recycle(neighbor.pending);
                neighbor.pending = null;
            }
        }

        private void Recycle(PendingPacket packet)
        {
            packet.next = free;
            free = packet;
        }
    }
}
