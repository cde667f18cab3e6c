using System;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// Sends the messages of ICMPv6 that stay on the link, of neighbour discovery and of multicast listener discovery, in a frame of
    /// its own: they go out while another packet stands in the link's.
    /// </summary>
    internal sealed class LinkMessages
    {
        /// <summary>Bytes of a hop-by-hop header with the router alert option (RFC 2711), behind which multicast listener messages stand.</summary>
        internal const int RouterAlertLength = 8;

        /// <summary>The frame: the caller writes source, destination and message.</summary>
        internal readonly byte[] frame;

        /// <summary>Index of the source address; the destination follows.</summary>
        internal readonly int source;

        /// <summary>Index of the destination address.</summary>
        internal readonly int destination;

        /// <summary>Index of a message without router alert.</summary>
        internal readonly int message;

        private readonly LinkLayer link;
        private readonly int ip;

        /// <summary>Makes one.</summary>
        /// <param name="link">The link.</param>
        /// <param name="longest">Bytes of the longest message, router alert included.</param>
        internal LinkMessages(LinkLayer link, int longest)
        {
            this.link = link;
            ip = link.frameOffset + link.headerLength;
            source = ip + Ipv6Packet.SourceOffset;
            destination = ip + Ipv6Packet.DestinationOffset;
            message = ip + Ipv6Packet.HeaderLength;
            frame = new byte[message + longest];
            if (link.headerLength != 0)
            {
                Array.Copy(link.hardwareAddress, 0, frame, link.frameOffset + EthernetFrame.SourceOffset, EthernetFrame.AddressLength);
                BigEndian.WriteUInt16(frame, link.frameOffset + EthernetFrame.EtherTypeOffset, EthernetFrame.EtherTypeIpv6);
            }

            frame[ip] = Ipv6Packet.Version;
        }

        /// <summary>Sends the message to a group: its destination.</summary>
        /// <param name="length">Bytes of the message.</param>
        /// <param name="routerAlert">Whether it stands behind a hop-by-hop header, <see cref="RouterAlertLength"/> bytes later, with a hop limit of 1.</param>
        internal bool SendToGroup(int length, bool routerAlert)
        {
            if (link.headerLength != 0)
            {
                Ipv6Address.WriteHardwareGroup(frame, destination, frame, link.frameOffset);
            }

            return Send(length, routerAlert);
        }

        /// <summary>Sends the message to a neighbour.</summary>
        /// <param name="length">Bytes of the message.</param>
        /// <param name="hardware">Holds the neighbour's hardware address.</param>
        /// <param name="hardwareOffset">Index of its first byte.</param>
        internal bool SendTo(int length, byte[] hardware, int hardwareOffset)
        {
            if (link.headerLength != 0)
            {
                Array.Copy(hardware, hardwareOffset, frame, link.frameOffset, EthernetFrame.AddressLength);
            }

            return Send(length, false);
        }

        // A busy device loses it, as the wire may: who sent it sends it again.
        private bool Send(int length, bool routerAlert)
        {
            int at = message;
            int payload = length;
            if (routerAlert)
            {
                // Next header, length, router alert for MLD (RFC 2711 section 2.1), padding.
                BigEndian.WriteUInt32(frame, at, ((uint)Ipv6Packet.ProtocolIcmpv6 << 24) | 0x0502);
                BigEndian.WriteUInt32(frame, at + 4, 0x00000100);
                at += RouterAlertLength;
                payload += RouterAlertLength;
            }

            BigEndian.WriteUInt16(frame, ip + Ipv6Packet.PayloadLengthOffset, payload);
            frame[ip + Ipv6Packet.NextHeaderOffset] = (byte)(routerAlert ? Ipv6Packet.HopByHopOptions : Ipv6Packet.ProtocolIcmpv6);
            frame[ip + Ipv6Packet.HopLimitOffset] = (byte)(routerAlert ? MldMessage.HopLimit : NeighborMessage.HopLimit);
            BigEndian.WriteUInt16(frame, at + Icmpv6Message.ChecksumOffset, 0);
            int sum = InternetChecksum.Sum(frame, source, 2 * Ipv6Packet.AddressLength) + InternetChecksum.Sum(frame, at, length) + length + Ipv6Packet.ProtocolIcmpv6;
            BigEndian.WriteUInt16(frame, at + Icmpv6Message.ChecksumOffset, InternetChecksum.Finish(sum));
            return link.Transmit(frame, link.frameOffset, link.headerLength + Ipv6Packet.HeaderLength + payload);
        }
    }
}
