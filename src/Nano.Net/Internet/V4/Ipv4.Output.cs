using System;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    // Packets out: TCP's by the path's header template, all others by their own header, in fragments where need be.
    internal sealed partial class Ipv4
    {
        /// <inheritdoc/>
        internal override bool Send(Path path, int length)
        {
            bool resolved = path.neighborVersion == neighbors.version || Resolve(path);
            byte[] frame = transmitFrame;
            int headersLength = this.headersLength;
            Array.Copy(path.header, 0, frame, frameOffset, headersLength);
            int at = networkOffset;
            int total = length + Ipv4Packet.HeaderLength;
            frame[at + Ipv4Packet.TotalLengthOffset] = (byte)(total >> 8);
            frame[at + Ipv4Packet.TotalLengthOffset + 1] = (byte)total;
            int ecn = internet.nextEcn;
            if (ecn != 0)
            {
                frame[at + Ipv4Packet.TypeOfServiceOffset] = (byte)ecn;
                internet.nextEcn = 0;
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

        /// <inheritdoc/>
        internal override bool SendDatagram(
            Path path, int protocol, int timeToLive, byte[] header, int headerLength, byte[] payload, int offset, int payloadLength)
        {
            int length = headerLength + payloadLength;
            int room = path.Mtu - Ipv4Packet.HeaderLength;
            long interrupted = internet.answering ? 0 : internet.interrupted;
            if (length <= room)
            {
                interrupted = 0;
            }
            else
            {
                if (!IsResolved(path))
                {
                    // There is no place to keep all of them till the neighbour is found, and some are of no use to anybody.
                    // Who sends of his own accord waits, as for a busy device; who answers a stranger does not.
                    bool asked = Postpone(path, NeighborCache.TooLongToKeep);
                    return internet.answering || !asked;
                }

                if (interrupted == 0)
                {
                    counters.DatagramsFragmented++;
                }
            }

            int id = interrupted == 0 ? paths.NextIdentification(path) : (int)(interrupted >> 16);
            int done = (int)interrupted & 0xFFFF;
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
                Array.Copy(header, 0, transmitFrame, internet.payloadOffset, copied);
                Array.Copy(payload, offset + done + copied - headerLength, transmitFrame, internet.payloadOffset + copied, count - copied);
                if (!SendFragment(path, protocol, timeToLive, id, fragment, count))
                {
                    internet.Interrupt(done, id);
                    return false;
                }

                done += count;
            }
            while (done < length);

            internet.Interrupt(0, 0);
            return true;
        }

        /// <inheritdoc/>
        internal override bool IsResolved(Path path)
        {
            return path.neighborVersion == neighbors.version || Resolve(path);
        }

        private bool SendFragment(Path path, int protocol, int timeToLive, int id, int fragment, int length)
        {
            bool resolved = path.neighborVersion == neighbors.version || Resolve(path);
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
                Postpone(path, frameLength);
            }
            else if (!link.Transmit(transmitFrame, frameOffset, frameLength))
            {
                return false;
            }

            counters.PacketsSent++;
            return true;
        }

        // Puts the hardware address of the next hop into the header of a path (RFC 1122 section 3.3.1.1). False where it is not
        // known yet, or there is no next hop.
        private bool Resolve(Path path)
        {
            uint address = ((Ipv4Path)path).nextHop;
            if (address == 0)
            {
                return false;
            }

            bool answer = internet.answering;
            if (link.headerLength != 0)
            {
                byte[] header = path.header;
                if (address == Routes.LimitedBroadcast)
                {
                    BigEndian.WriteUInt16(header, EthernetFrame.DestinationOffset, 0xFFFF);
                    BigEndian.WriteUInt32(header, EthernetFrame.DestinationOffset + 2, 0xFFFFFFFF);
                }
                else if (Routes.IsMulticast(address))
                {
                    EthernetFrame.WriteMulticastAddress(header, EthernetFrame.DestinationOffset, address);
                }
                else if (!neighbors.Resolve(address, header, EthernetFrame.DestinationOffset, answer))
                {
                    return false;
                }
            }

            // What is only answered is looked up each time, so that the neighbour cache hears of the first packet that is not.
            path.neighborVersion = answer ? 0 : neighbors.version;
            return true;
        }

        // Keeps a frame in the link's transmit frame until the next hop has been found; without one, drops it. Of some bytes, or
        // NeighborCache.TooLongToKeep. Returns whether the next hop is being asked for.
        private bool Postpone(Path path, int length)
        {
            uint nextHop = ((Ipv4Path)path).nextHop;
            if (nextHop == 0)
            {
                counters.NoRoute++;
                return false;
            }

            return neighbors.Enqueue(nextHop, transmitFrame, frameOffset, length, internet.answering);
        }
    }
}
