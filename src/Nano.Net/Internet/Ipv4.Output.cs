using System;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet
{
    // Packets out: TCP's by the path's header template, all others by their own header, in fragments where need be.
    internal sealed partial class Ipv4
    {
        /// <summary>Sends a TCP segment that stands at <see cref="payloadOffset"/> in the link's transmit frame.</summary>
        /// <param name="path">Where to.</param>
        /// <param name="length">Bytes of transport header and payload; with 20 more, at most the MTU.</param>
        /// <returns>False where the device is busy, and the segment is to be built again later; true where it was sent, kept until the neighbour is found, or dropped and counted.</returns>
        internal bool Send(Path path, int length)
        {
            bool resolved = path.neighborVersion == neighbors.version || nextHop.Resolve(path, answering);
            byte[] frame = transmitFrame;
            int headersLength = this.headersLength;
            Array.Copy(path.header, 0, frame, frameOffset, headersLength);
            int at = networkOffset;
            int total = length + Ipv4Packet.HeaderLength;
            frame[at + Ipv4Packet.TotalLengthOffset] = (byte)(total >> 8);
            frame[at + Ipv4Packet.TotalLengthOffset + 1] = (byte)total;
            int ecn = nextEcn;
            if (ecn != 0)
            {
                frame[at + Ipv4Packet.TypeOfServiceOffset] = (byte)ecn;
                nextEcn = 0;
            }

            // TCP segments go out with "don't fragment", and so need no identification (RFC 6864 section 4.1), unless routers
            // must fragment them.
            int id = 0;
            if (path.mtuState < 0)
            {
                id = paths.NextIdentification(path);
                frame[at + Ipv4Packet.IdentificationOffset] = (byte)(id >> 8);
                frame[at + Ipv4Packet.IdentificationOffset + 1] = (byte)id;
            }

            if (!fillsChecksums)
            {
                int sum = path.headerSum + total + ecn + id;
                sum = (sum & 0xFFFF) + (sum >> 16);
                sum = ~((sum & 0xFFFF) + (sum >> 16));
                frame[at + Ipv4Packet.ChecksumOffset] = (byte)(sum >> 8);
                frame[at + Ipv4Packet.ChecksumOffset + 1] = (byte)sum;
            }

            return HandOver(path, resolved, headersLength + length);
        }

        /// <summary>Sends a datagram of any protocol, in fragments where it is longer than the path's MTU.</summary>
        /// <param name="path">Where to.</param>
        /// <param name="protocol">Protocol number.</param>
        /// <param name="timeToLive">Time to live, 1 to 255; 0 for the stack's own.</param>
        /// <param name="header">The transport header.</param>
        /// <param name="headerLength">Its length in bytes.</param>
        /// <param name="payload">Holds what follows it.</param>
        /// <param name="offset">Index of the first byte of that.</param>
        /// <param name="payloadLength">Bytes of that; with both headers, at most 65,535.</param>
        /// <returns>False where the device is busy, or several fragments cannot wait until the neighbour is found: all of it is to be sent again later; true as above.</returns>
        internal bool SendDatagram(
            Path path, int protocol, int timeToLive, byte[] header, int headerLength, byte[] payload, int offset, int payloadLength)
        {
            int length = headerLength + payloadLength;
            int room = path.Mtu - Ipv4Packet.HeaderLength;
            if (length > room)
            {
                if (!IsResolved(path))
                {
                    // There is no place to keep all of them till the neighbour is found, and some are of no use to anybody.
                    // Who sends of his own accord waits, as for a busy device; who answers a stranger does not.
                    bool asked = nextHop.Postpone(path, NeighborCache.TooLongToKeep, answering);
                    return answering || !asked;
                }

                counters.DatagramsFragmented++;
            }

            int id = paths.NextIdentification(path);
            int done = 0;
            do
            {
                int count = length - done;
                int fragment = done >> 3;
                if (count > room)
                {
                    count = room & ~7;
                    fragment |= Ipv4Packet.MoreFragments;
                }

                // The shortest MTU, 68 bytes, has room for any transport header: it never spans fragments.
                int copied = done == 0 ? headerLength : 0;
                Array.Copy(header, 0, transmitFrame, payloadOffset, copied);
                Array.Copy(payload, offset + done + copied - headerLength, transmitFrame, payloadOffset + copied, count - copied);
                if (!SendFragment(path, protocol, timeToLive, id, fragment, count))
                {
                    return false;
                }

                done += count;
            }
            while (done < length);

            return true;
        }

        /// <summary>Whether the device fills in the transport checksum of a datagram: it cannot where that is sent in fragments.</summary>
        /// <param name="path">Where it goes.</param>
        /// <param name="length">Bytes of transport header and payload.</param>
        internal bool FillsChecksum(Path path, int length)
        {
            return fillsChecksums && length + Ipv4Packet.HeaderLength <= path.Mtu;
        }

        private bool SendFragment(Path path, int protocol, int timeToLive, int id, int fragment, int length)
        {
            bool resolved = path.neighborVersion == neighbors.version || nextHop.Resolve(path, answering);
            byte[] frame = transmitFrame;
            int at = networkOffset;
            int total = length + Ipv4Packet.HeaderLength;
            Array.Copy(path.header, 0, frame, frameOffset, headersLength);
            BigEndian.WriteUInt16(frame, at + Ipv4Packet.TotalLengthOffset, total);
            BigEndian.WriteUInt16(frame, at + Ipv4Packet.IdentificationOffset, id);
            BigEndian.WriteUInt16(frame, at + Ipv4Packet.FragmentOffset, fragment);
            frame[at + Ipv4Packet.ProtocolOffset] = (byte)protocol;
            if (timeToLive != 0)
            {
                frame[at + Ipv4Packet.TimeToLiveOffset] = (byte)timeToLive;
            }

            if (!fillsChecksums)
            {
                BigEndian.WriteUInt16(
                    frame, at + Ipv4Packet.ChecksumOffset, InternetChecksum.Finish(InternetChecksum.Sum(frame, at, Ipv4Packet.HeaderLength)));
            }

            return HandOver(path, resolved, headersLength + length);
        }

        // Gives the frame to the link, or to who waits for the next hop's hardware address.
        private bool HandOver(Path path, bool resolved, int frameLength)
        {
            if (!resolved)
            {
                nextHop.Postpone(path, frameLength, answering);
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
