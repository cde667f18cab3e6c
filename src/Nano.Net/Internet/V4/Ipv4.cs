using System;
using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>The Internet Protocol, version 4, of a host (RFC 791, RFC 1122 section 3): packets in and out. It forwards nothing.</summary>
    internal sealed partial class Ipv4 : InternetProtocol
    {
        /// <summary>How many deadlines everything below the transports has: neighbours, address, reassembly, multicast groups, MTUs of paths.</summary>
        internal const int TimerCount = 5;

        internal readonly Routes routes = new Routes();
        internal readonly Ipv4Paths paths;

        /// <summary>How this host's address is claimed, announced and defended on the link.</summary>
        internal readonly AddressClaim claim;

        internal readonly Icmp icmp;

        /// <summary>The multicast groups that can be joined; null where the stack was given no room for any.</summary>
        internal readonly MulticastGroups groups;

        internal readonly NeighborCache neighbors;
        private readonly Ipv4Reassembler reassembler;
        private readonly byte[] transmitFrame;
        private readonly int frameOffset;
        private readonly int headersLength;
        private readonly int networkOffset;
        private readonly bool fillsChecksums;
        private readonly bool verifiesChecksums;
        private readonly bool probeAddress;

        // What was configured, and is in use once the claim to the address stands.
        private uint configuredGateway;

        // This host's address as BitConverter loads it from a packet; 0 for none.
        private uint ownAddress;

        // Packets come in flows: the path of the last one is most often that of the next one. Its source as BitConverter loads
        // it; 0, from which no path leads back, for none.
        private Path lastPath;
        private uint lastSource;

        internal Ipv4(StackContext context, LinkLayer link, InternetLayer internet, NeighborCache neighbors, StackOptions options)
            : base(internet, link)
        {
            this.neighbors = neighbors;
            transmitFrame = link.transmitFrame;
            headersLength = link.headerLength + Ipv4Packet.HeaderLength;
            networkOffset = internet.payloadOffset - Ipv4Packet.HeaderLength;
            frameOffset = networkOffset - link.headerLength;
            fillsChecksums = link.fillsChecksums;
            verifiesChecksums = link.verifiesChecksums;
            probeAddress = options.ProbeAddress;
            paths = new Ipv4Paths(context, this, options);
            icmp = new Icmp(this);
            reassembler = new Ipv4Reassembler(context, this, options);
            if (options.MulticastGroups > 0)
            {
                groups = new MulticastGroups(context, link, routes, options);
            }

            claim = neighbors.claim;
            claim.stateChanged += OnAddressState;
            internet.ipv4 = this;
            link.ipv4 = this;
        }

        /// <inheritdoc/>
        internal override PathTable PathTable
        {
            get { return paths; }
        }

        /// <inheritdoc/>
        internal override int HeaderLength
        {
            get { return Ipv4Packet.HeaderLength; }
        }

        /// <inheritdoc/>
        internal override int Mtu
        {
            get { return link.mtu; }
        }

        /// <inheritdoc/>
        internal override int SmallestMtu
        {
            get { return Ipv4Paths.SmallestMtu; }
        }

        /// <summary>Bytes that every link carries (RFC 791 section 3.2, RFC 1191 section 3).</summary>
        internal override int LeastOfAnyLink
        {
            get { return 68; }
        }

        /// <summary>A path leads to another address now, or all may be others.</summary>
        internal void ForgetLastPath()
        {
            lastSource = 0;
        }

        /// <summary>Gives this host an address, another one, or none. It is used at once, or after it was probed for, as the options say.</summary>
        internal void Configure(uint address, int prefixLength, uint gateway)
        {
            Configure(address, prefixLength, gateway, probeAddress);
        }

        /// <summary>Gives this host an address, another one, or none.</summary>
        /// <param name="address">The address; 0 for none.</param>
        /// <param name="prefixLength">Bits of the network part, 0 to 32.</param>
        /// <param name="gateway">The router; 0 for none.</param>
        /// <param name="probe">Whether the address is probed for before it is used.</param>
        internal void Configure(uint address, int prefixLength, uint gateway, bool probe)
        {
            uint mask = Routes.MaskOf(prefixLength);
            configuredGateway = gateway;
            if (address != 0 && address == claim.address)
            {
                // The claim stands. If the way out is the same, too (a lease was renewed, say), all stays as it is.
                if (claim.mask == mask && routes.gateway == gateway)
                {
                    return;
                }

                claim.mask = mask;
                neighbors.Clear();
                Apply();
                return;
            }

            if (ownAddress != 0 && internet.tcp != null)
            {
                // A UDP socket is bound to a port of whatever address this host has, and its path is worked out anew.
                paths.ReportAddressLost(internet.tcp);
            }

            neighbors.Clear();
            claim.Claim(address, mask, probe);
            Apply();
        }

        /// <inheritdoc/>
        internal override Path FindPath(byte[] address, int offset)
        {
            return Find(BigEndian.ReadUInt32(address, offset));
        }

        /// <summary>Not of 169.254.0.0/16 (RFC 3927 section 2.6.2).</summary>
        internal override bool HasGlobalAddress
        {
            get { return HasAddress && routes.address >> 16 != 0xA9FE; }
        }

        /// <summary>The transport of a protocol number; null for none.</summary>
        internal TransportProtocol TransportOf(int protocol)
        {
            switch (protocol)
            {
                case Ipv4Packet.ProtocolIcmp:
                    return icmp;
                case Ipv4Packet.ProtocolIgmp:
                    return groups == null ? null : groups.igmp;
                default:
                    return internet.TransportOf(protocol);
            }
        }

        internal override void OnPacket(byte[] buffer, int offset, int length, bool broadcast)
        {
            InternetCounters counters = this.counters;
            counters.PacketsReceived++;
            if (length < Ipv4Packet.HeaderLength)
            {
                counters.Malformed++;
                return;
            }

            // The header in three loads, each of which costs as much as five bytes: version to fragment offset, time
            // to live to source, destination. Ones' complement sums are sums modulo 65,535, and words of any length
            // and either byte order are as good as those of 16 bits (RFC 1071 section 2).
            ulong first = BitConverter.ToUInt64(buffer, offset);
            ulong second = BitConverter.ToUInt64(buffer, offset + Ipv4Packet.TimeToLiveOffset);
            uint destination = BitConverter.ToUInt32(buffer, offset + Ipv4Packet.DestinationOffset);
            int headerLength = Ipv4Packet.HeaderLength;
            if ((byte)first != Ipv4Packet.VersionAndHeaderLength)
            {
                headerLength = CheckOptions(buffer, offset, length);
                if (headerLength == 0)
                {
                    return;
                }
            }
            else if (!verifiesChecksums && (first % 0xFFFF + second % 0xFFFF + destination) % 0xFFFF != 0)
            {
                counters.BadChecksum++;
                return;
            }

            int total = (buffer[offset + Ipv4Packet.TotalLengthOffset] << 8) | buffer[offset + Ipv4Packet.TotalLengthOffset + 1];
            if (total < headerLength || total > length)
            {
                counters.Malformed++;
                return;
            }

            int protocol = buffer[offset + Ipv4Packet.ProtocolOffset];
            if (broadcast || destination != ownAddress || destination == 0)
            {
                if (!IsForUs(BigEndian.Reverse(destination), protocol, ref broadcast))
                {
                    counters.NotForThisHost++;
                    return;
                }
            }

            uint source = (uint)(second >> 32);
            Path path = lastPath;
            if (source != lastSource || source == 0)
            {
                path = FindSource(source, broadcast);
                if (path == null)
                {
                    return;
                }
            }

            // "More fragments" and fragment offset, in bytes 6 and 7.
            Reassembly whole = null;
            if (((first >> 48) & 0xFF3F) != 0)
            {
                whole = reassembler.Add(buffer, offset, headerLength, total);
                if (whole == null)
                {
                    return;
                }

                buffer = whole.buffer;
                headerLength = whole.headerLength;
                offset = Reassembly.PayloadOffset - headerLength;
                total = headerLength + whole.length;
                internet.checksumsVerified = false;
            }

            TransportProtocol transport = internet.tcp;
            if (protocol != Ipv4Packet.ProtocolTcp)
            {
                transport = TransportOf(protocol);
                CheckSender((Ipv4Path)path);
            }

            if (transport != null)
            {
                counters.PacketsDelivered++;
                transport.OnPacket(path, buffer, offset, offset + headerLength, total - headerLength, broadcast);
            }
            else
            {
                counters.UnknownProtocol++;
                icmp.SendError((Ipv4Path)path, IcmpMessage.DestinationUnreachable, IcmpMessage.ProtocolUnreachable, buffer, offset, total);
            }

            if (whole != null)
            {
                internet.checksumsVerified = verifiesChecksums;
                reassembler.Release(whole);
            }
        }

        /// <summary>
        /// The link has gone down or come up. Behind one that has come up there may be other switches and other hosts: the
        /// address is announced or probed for, memberships are reported, and what was lost meanwhile is sent.
        /// </summary>
        internal override void OnLinkChanged(bool isUp)
        {
            if (!isUp)
            {
                return;
            }

            claim.OnLinkUp();
            if (groups != null)
            {
                groups.OnLinkUp();
            }

            // An address that is probed for first is used when that is over.
            if (ownAddress != 0 && internet.tcp != null)
            {
                paths.ReportReachable(null, internet.tcp);
            }
        }

        /// <inheritdoc/>
        internal override void Suspect(Path path)
        {
            neighbors.Suspect(((Ipv4Path)path).nextHop);
        }

        /// <summary>The same of what was sent to an address.</summary>
        internal void Suspect(uint destination)
        {
            Ipv4Path path = paths.Find(destination);
            if (path != null)
            {
                neighbors.Suspect(path.nextHop);
            }
        }

        internal override int WriteMulticastGroups(byte[] buffer, int offset)
        {
            return groups == null ? 0 : groups.WriteHardwareAddresses(buffer, offset);
        }

        /// <inheritdoc/>
        internal override void Ask(Neighbor neighbor, byte[] hardware)
        {
            claim.Ask(neighbor.address, hardware, neighbor.hardwareOffset);
        }

        /// <inheritdoc/>
        internal override void SendPortUnreachable(Path path, byte[] packet, int offset, int length)
        {
            icmp.SendError((Ipv4Path)path, IcmpMessage.DestinationUnreachable, IcmpMessage.PortUnreachable, packet, offset, length);
        }

        /// <inheritdoc/>
        internal override int AddressSum(byte[] packet, int offset)
        {
            return InternetChecksum.Sum(packet, offset + Ipv4Packet.SourceOffset, 8);
        }

        /// <inheritdoc/>
        internal override int GroupOf(byte[] packet, int offset)
        {
            uint destination = BigEndian.ReadUInt32(packet, offset + Ipv4Packet.DestinationOffset);
            return Routes.IsMulticast(destination) && destination != Routes.AllHosts && groups != null ? groups.Find(destination) : NoGroup;
        }

        /// <inheritdoc/>
        internal override int FindGroup(IPAddress group)
        {
            return groups == null ? NoGroup : groups.Find(group.value);
        }

        /// <inheritdoc/>
        internal override int JoinGroup(IPAddress group)
        {
            return groups == null ? NoGroup : groups.Join(group.value);
        }

        /// <inheritdoc/>
        internal override bool LeaveGroup(int place)
        {
            if (groups == null || !groups.Has(place))
            {
                return false;
            }

            groups.Leave(place);
            return true;
        }

        /// <summary>Whether a packet that is not plainly for this host alone is for it too.</summary>
        /// <param name="destination">Where it was sent.</param>
        /// <param name="protocol">Its protocol.</param>
        /// <param name="broadcast">Whether it came in a link broadcast; becomes whether it was sent to a broadcast or multicast address.</param>
        private bool IsForUs(uint destination, int protocol, ref bool broadcast)
        {
            bool linkBroadcast = broadcast;
            broadcast = Routes.IsMulticast(destination) ? Hears(destination) : routes.IsBroadcast(destination);
            if (ownAddress == 0)
            {
                // Without an address, what a DHCP server sends must still get through, wherever it is sent to
                // (RFC 2131 section 4.1).
                return protocol == Ipv4Packet.ProtocolUdp && (broadcast || !Routes.IsMulticast(destination));
            }

            // A packet to this host in a broadcast frame is not legitimate (RFC 1122 section 3.3.6).
            return broadcast || (!linkBroadcast && destination == routes.address);
        }

        /// <summary>
        /// The packet at hand is none of TCP, which has time-outs to notice by that its neighbour is elsewhere; what answers
        /// others has none. So the frame says it: it comes from another hardware address than answers go to.
        /// </summary>
        private void CheckSender(Ipv4Path path)
        {
            if (path.nextHop != 0 && link.headerLength != 0)
            {
                neighbors.OnPacketFrom(path.nextHop, link.receiveFrame, link.frameOffset + EthernetFrame.SourceOffset);
            }
        }

        /// <summary>Whether the packet at hand has come from the hardware address of a neighbour that it says it is from.</summary>
        internal bool IsFromNeighbor(Ipv4Path path)
        {
            return link.headerLength == 0
                || neighbors.IsAt(path.identity, link.receiveFrame, link.frameOffset + EthernetFrame.SourceOffset);
        }

        /// <summary>Whether packets to a multicast group are for this host.</summary>
        private bool Hears(uint group)
        {
            return group == Routes.AllHosts || (groups != null && groups.Find(group) != NoGroup);
        }

        /// <summary>Looks at the source of a packet (RFC 1122 section 3.2.1.3) and finds the path back to it.</summary>
        /// <returns>Null where the packet is to be dropped; it has been counted.</returns>
        private Path FindSource(uint sourceAsLoaded, bool broadcast)
        {
            uint source = BigEndian.Reverse(sourceAsLoaded);

            // A host without an address may ask everybody.
            if (!routes.IsOtherHost(source) && (source != 0 || !broadcast))
            {
                counters.BadSource++;
                return null;
            }

            lastPath = paths.Get(source);
            lastSource = sourceAsLoaded;
            return lastPath;
        }

        /// <summary>Looks at a header with options, none of which means anything to a host but that it is longer.</summary>
        /// <returns>Its length; 0 where the packet is to be dropped; it has been counted.</returns>
        private int CheckOptions(byte[] buffer, int offset, int length)
        {
            int headerLength = (buffer[offset] & 0x0F) << 2;
            if (buffer[offset] >> 4 != 4 || headerLength < Ipv4Packet.HeaderLength || headerLength > length)
            {
                counters.Malformed++;
                return 0;
            }

            if (!verifiesChecksums && InternetChecksum.Sum(buffer, offset, headerLength) != 0xFFFF)
            {
                counters.BadChecksum++;
                return 0;
            }

            int options = Ipv4Options.Check(buffer, offset + Ipv4Packet.HeaderLength, offset + headerLength);
            if (options == Ipv4Options.Malformed)
            {
                counters.Malformed++;
                return 0;
            }

            if (options == Ipv4Options.SourceRouted)
            {
                counters.SourceRouted++;
                return 0;
            }

            return headerLength;
        }

        private void OnAddressState(AddressState state)
        {
            if (claim.usable != (ownAddress != 0))
            {
                Apply();
            }
        }

        /// <summary>Makes what was configured what is used, as far as the claim to the address goes.</summary>
        private void Apply()
        {
            bool regained = ownAddress == 0 && claim.usable;
            routes.address = claim.usable ? claim.address : 0;
            routes.mask = claim.mask;
            routes.gateway = configuredGateway;
            ownAddress = BigEndian.Reverse(routes.address);
            ForgetLastPath();
            paths.Rebuild();
            if (groups != null)
            {
                groups.OnAddress();
            }

            // Connections live on while their address is probed for again.
            if (regained && internet.tcp != null)
            {
                paths.ReportReachable(null, internet.tcp);
            }
        }
    }
}
