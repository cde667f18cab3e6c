using System;
using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>
    /// The messages of the Internet Group Management Protocol, version 2, as a host speaks it (RFC 2236), next to
    /// routers of version 1 (section 4) and of version 3, whose queries are those of version 2 with more behind
    /// (RFC 3376 section 7.2.1).
    /// </summary>
    internal sealed class Igmp : TransportProtocol
    {
        // RFC 2236 section 8, in milliseconds.
        private const int QueryResponseInterval = 10000;
        private const int Version1RouterPresentTimeout = 400000;

        /// <summary>224.0.0.2.</summary>
        private const uint AllRouters = 0xE0000002;

        // Option "router alert" (RFC 2113): routers look at what is not sent to them.
        private const uint RouterAlert = 0x94040000;
        private const int IpHeaderLength = Ipv4Packet.HeaderLength + 4;

        internal readonly IgmpCounters counters = new IgmpCounters();

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly Routes routes;
        private readonly MulticastGroups groups;

        // A frame of its own, of which little changes: IP options are sent nowhere else.
        private readonly byte[] frame;

        // Until then, a router of version 1 is there.
        private long version1Until;

        internal Igmp(StackContext context, LinkLayer link, Routes routes, MulticastGroups groups)
        {
            this.context = context;
            this.link = link;
            this.routes = routes;
            this.groups = groups;
            int ip = link.frameOffset + link.headerLength;
            frame = new byte[ip + IpHeaderLength + IgmpMessage.Length];
            if (link.headerLength != 0)
            {
                Array.Copy(link.hardwareAddress, 0, frame, link.frameOffset + EthernetFrame.SourceOffset, EthernetFrame.AddressLength);
                BigEndian.WriteUInt16(frame, link.frameOffset + EthernetFrame.EtherTypeOffset, EthernetFrame.EtherTypeIpv4);
            }

            frame[ip] = Ipv4Packet.VersionAndHeaderLength + 1;
            frame[ip + Ipv4Packet.TotalLengthOffset + 1] = IpHeaderLength + IgmpMessage.Length;
            BigEndian.WriteUInt16(frame, ip + Ipv4Packet.FragmentOffset, Ipv4Packet.DontFragment);
            frame[ip + Ipv4Packet.TimeToLiveOffset] = 1;
            frame[ip + Ipv4Packet.ProtocolOffset] = Ipv4Packet.ProtocolIgmp;
            BigEndian.WriteUInt32(frame, ip + Ipv4Packet.HeaderLength, RouterAlert);
        }

        /// <summary>Says that a group has a member; 224.0.0.1, which every host hears, is never reported (RFC 2236 section 6).</summary>
        /// <returns>Whether it was said. Without an address, it cannot be.</returns>
        internal bool Report(uint group)
        {
            if (routes.address == 0 || group == Routes.AllHosts)
            {
                return false;
            }

            counters.ReportsSent++;
            Send(IsVersion1 ? IgmpMessage.Version1MembershipReport : IgmpMessage.MembershipReport, group, group);
            return true;
        }

        /// <summary>Says that this host has left a group. Routers of version 1 do not know the message.</summary>
        internal void Leave(uint group)
        {
            if (routes.address != 0 && !IsVersion1)
            {
                counters.LeavesSent++;
                Send(IgmpMessage.LeaveGroup, group, AllRouters);
            }
        }

        internal override void OnPacket(Path path, byte[] buffer, int ipOffset, int offset, int length, bool broadcast)
        {
            if (length < IgmpMessage.Length || !broadcast)
            {
                counters.Malformed++;
                return;
            }

            if (InternetChecksum.Sum(buffer, offset, length) != 0xFFFF)
            {
                counters.BadChecksum++;
                return;
            }

            uint group = BigEndian.ReadUInt32(buffer, offset + IgmpMessage.GroupOffset);
            switch (buffer[offset + IgmpMessage.TypeOffset])
            {
                case IgmpMessage.MembershipQuery:
                    OnQuery(group, buffer[offset + IgmpMessage.MaximumResponseTimeOffset] * 100);
                    break;

                case IgmpMessage.MembershipReport:
                case IgmpMessage.Version1MembershipReport:
                    counters.ReportsReceived++;
                    groups.OnReport(group);
                    break;

                default:
                    counters.Ignored++;
                    break;
            }
        }

        private bool IsVersion1
        {
            get { return context.now < version1Until; }
        }

        private void OnQuery(uint group, int maximumDelay)
        {
            counters.QueriesReceived++;
            if (maximumDelay == 0)
            {
                // Version 1 has general queries only, and leaves their group to chance.
                version1Until = context.now + Version1RouterPresentTimeout;
                maximumDelay = QueryResponseInterval;
                group = 0;
            }

            groups.OnQuery(group, maximumDelay);
        }

        private void Send(int type, uint group, uint destination)
        {
            byte[] frame = this.frame;
            int ip = link.frameOffset + link.headerLength;
            int igmp = ip + IpHeaderLength;
            if (link.headerLength != 0)
            {
                EthernetFrame.WriteMulticastAddress(frame, link.frameOffset, destination);
            }

            BigEndian.WriteUInt16(frame, ip + Ipv4Packet.ChecksumOffset, 0);
            BigEndian.WriteUInt32(frame, ip + Ipv4Packet.SourceOffset, routes.address);
            BigEndian.WriteUInt32(frame, ip + Ipv4Packet.DestinationOffset, destination);
            if (!link.fillsChecksums)
            {
                BigEndian.WriteUInt16(
                    frame, ip + Ipv4Packet.ChecksumOffset, InternetChecksum.Finish(InternetChecksum.Sum(frame, ip, IpHeaderLength)));
            }

            BigEndian.WriteUInt32(frame, igmp, (uint)type << 24);
            BigEndian.WriteUInt32(frame, igmp + IgmpMessage.GroupOffset, group);
            BigEndian.WriteUInt16(
                frame, igmp + IgmpMessage.ChecksumOffset, InternetChecksum.Finish(InternetChecksum.Sum(frame, igmp, IgmpMessage.Length)));

            // A busy device loses it: reports are repeated, and routers ask again before they forget a group.
            link.Transmit(frame, link.frameOffset, link.headerLength + IpHeaderLength + IgmpMessage.Length);
        }
    }
}
