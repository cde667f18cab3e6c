using System;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    // Packets out: TCP's by the path's header template, all others by their own header, in fragments where need be.
    internal sealed partial class Ipv6
    {
        /// <inheritdoc/>
        internal override bool Send(Path path, int length)
        {
            bool resolved = path.neighborVersion == neighbors.version || Resolve(path);
            byte[] frame = transmitFrame;
            Array.Copy(path.header, 0, frame, frameOffset, headersLength);
            int at = networkOffset;
            frame[at + Ipv6Packet.PayloadLengthOffset] = (byte)(length >> 8);
            frame[at + Ipv6Packet.PayloadLengthOffset + 1] = (byte)length;
            int ecn = internet.nextEcn;
            if (ecn != 0)
            {
                frame[at + Ipv6Packet.EcnOffset] |= (byte)(ecn << Ipv6Packet.EcnShift);
                internet.nextEcn = 0;
            }

            return HandOver(path, resolved, headersLength + length);
        }

        /// <inheritdoc/>
        internal override bool SendDatagram(
            Path path, int protocol, int timeToLive, byte[] header, int headerLength, byte[] payload, int offset, int payloadLength)
        {
            int length = headerLength + payloadLength;
            int room = path.Mtu - Ipv6Packet.HeaderLength;
            if (length <= room)
            {
                CopyPart(header, headerLength, payload, offset, internet.payloadOffset, 0, length);
                return SendPacket(path, protocol, timeToLive, length);
            }

            if (!IsResolved(path))
            {
                // There is no place to keep all of them till the neighbour is found, and some are of no use to anybody.
                // Who sends of his own accord waits, as for a busy device; who answers a stranger does not.
                bool asked = Postpone(path, NeighborCache.TooLongToKeep);
                return internet.answering || !asked;
            }

            room = (room - Ipv6Packet.FragmentHeaderLength) & Ipv6Packet.FragmentOffsetMask;
            long interrupted = internet.answering ? 0 : internet.interrupted;
            int id = (int)(interrupted >> 16);
            if (interrupted == 0)
            {
                counters.DatagramsFragmented++;
                id = paths.NextIdentification(path);
            }

            int at = internet.payloadOffset;
            for (int done = (int)interrupted & 0xFFFF; done < length; done += room)
            {
                int count = length - done;
                int position = done;
                if (count > room)
                {
                    count = room;
                    position |= Ipv6Packet.MoreFragments;
                }

                BigEndian.WriteUInt16(transmitFrame, at, protocol << 8);
                BigEndian.WriteUInt16(transmitFrame, at + Ipv6Packet.FragmentOffset, position);
                BigEndian.WriteUInt32(transmitFrame, at + Ipv6Packet.FragmentIdentificationOffset, (uint)id);
                CopyPart(header, headerLength, payload, offset, at + Ipv6Packet.FragmentHeaderLength, done, count);
                if (!SendPacket(path, Ipv6Packet.FragmentHeader, timeToLive, Ipv6Packet.FragmentHeaderLength + count))
                {
                    internet.Interrupt(done, id);
                    return false;
                }
            }

            internet.Interrupt(0, 0);
            return true;
        }

        /// <inheritdoc/>
        internal override bool IsResolved(Path path)
        {
            return path.neighborVersion == neighbors.version || Resolve(path);
        }

        // Sends a packet whose payload stands in the link's transmit frame. Hop limit 0 is that of the stack.
        private bool SendPacket(Path path, int nextHeader, int hopLimit, int length)
        {
            bool resolved = path.neighborVersion == neighbors.version || Resolve(path);
            byte[] frame = transmitFrame;
            int at = networkOffset;
            Array.Copy(path.header, 0, frame, frameOffset, headersLength);
            BigEndian.WriteUInt16(frame, at + Ipv6Packet.PayloadLengthOffset, length);
            frame[at + Ipv6Packet.NextHeaderOffset] = (byte)nextHeader;
            if (hopLimit != 0)
            {
                frame[at + Ipv6Packet.HopLimitOffset] = (byte)hopLimit;
            }

            return HandOver(path, resolved, headersLength + length);
        }

        // Copies a part of a datagram, which is a header and a payload, into the transmit frame.
        private void CopyPart(byte[] header, int headerLength, byte[] payload, int offset, int to, int done, int count)
        {
            // No header is longer than the shortest fragment: it stands in the first one.
            int copied = done == 0 ? headerLength : 0;
            Array.Copy(header, 0, transmitFrame, to, copied);
            Array.Copy(payload, offset + done + copied - headerLength, transmitFrame, to + copied, count - copied);
        }

        // Gives the frame to the link, or to who waits for the next hop's hardware address.
        private bool HandOver(Path path, bool resolved, int frameLength)
        {
            if (!resolved)
            {
                Postpone(path, frameLength);
            }
            else if (!link.Transmit(transmitFrame, frameOffset, frameLength))
            {
                return false;
            }

            counters.PacketsSent++;
            return true;
        }
    }
}
