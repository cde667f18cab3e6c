using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>The Internet Protocol, version 6, of a host (RFC 8200): packets in and out. It forwards nothing.</summary>
    internal sealed partial class Ipv6 : InternetProtocol
    {
        /// <summary>How many deadlines it has: MTUs of paths, reassembly, own addresses, routers, multicast groups.</summary>
        internal const int TimerCount = 5;

        internal readonly Ipv6Paths paths;

        /// <summary>Neighbours and routers, own addresses, multicast groups.</summary>
        internal readonly NeighborDiscovery discovery;

        internal readonly Icmpv6 icmp;
        internal readonly NeighborCache neighbors;

        /// <summary>Whether the packet at hand came in a multicast frame, or was sent to a multicast address: no error answers it.</summary>
        internal bool isMulticast;

        private readonly ExtensionHeaders headers = new ExtensionHeaders();
        private readonly Ipv6Reassembler reassembler;
        private readonly byte[] transmitFrame;
        private readonly int frameOffset;
        private readonly int headersLength;
        private readonly int networkOffset;
        private readonly bool verifiesChecksums;
        private readonly OwnAddresses own;
        private readonly MulticastListeners listeners;

        // Places of groups that are IPv4's.
        private readonly int firstGroup;

        // Packets come in flows: the path of the last one is most often that of the next one. Null for none.
        private Ipv6Path lastPath;

        internal Ipv6(StackContext context, LinkLayer link, InternetLayer internet, NeighborCache neighbors, StackOptions stack, Ipv6Options options)
            : base(internet, link)
        {
            if (link.mtu < Ipv6Packet.MinimumMtu)
            {
                throw new ArgumentException("IPv6 needs a link, and a MaximumTransmissionUnit, of 1,280 bytes or more (RFC 8200 section 5)");
            }

            this.neighbors = neighbors;
            transmitFrame = link.transmitFrame;
            headersLength = link.headerLength + Ipv6Packet.HeaderLength;
            networkOffset = internet.payloadOffset - Ipv6Packet.HeaderLength;
            frameOffset = networkOffset - link.headerLength;
            verifiesChecksums = link.verifiesChecksums;
            firstGroup = stack.MulticastGroups;
            discovery = new NeighborDiscovery(context, link, neighbors, options);
            own = discovery.own;
            listeners = discovery.listeners;
            paths = new Ipv6Paths(context, this, stack.Paths);
            icmp = new Icmpv6(this);
            reassembler = new Ipv6Reassembler(context, this, stack, options);
            link.ReserveMulticastGroups(listeners.MaximumHardwareGroups);
            discovery.Redirected = OnRedirect;
            own.changed += OnChanged;
            Configure(options);
            discovery.OnLinkChanged(link.IsUp());
        }

        /// <inheritdoc/>
        internal override PathTable PathTable
        {
            get { return paths; }
        }

        /// <inheritdoc/>
        internal override int HeaderLength
        {
            get { return Ipv6Packet.HeaderLength; }
        }

        /// <summary>What the link carries, or less where a router says so (RFC 4861 section 6.3.4).</summary>
        internal override int Mtu
        {
            get { return discovery.routers.mtu; }
        }

        /// <inheritdoc/>
        internal override int SmallestMtu
        {
            get { return Ipv6Packet.MinimumMtu; }
        }

        /// <summary>RFC 8200 section 5.</summary>
        internal override int LeastOfAnyLink
        {
            get { return Ipv6Packet.MinimumMtu; }
        }

        /// <summary>A path leads to another address now, or this host's addresses have changed.</summary>
        internal void ForgetLastPath()
        {
            lastPath = null;
        }

        /// <inheritdoc/>
        internal override Path FindPath(byte[] address, int offset)
        {
            return Find(address, offset);
        }

        /// <inheritdoc/>
        internal override bool HasGlobalAddress
        {
            get { return own.HasGlobal(); }
        }

        /// <inheritdoc/>
        internal override int WriteOwnAddresses(byte[] buffer, int offset, int most)
        {
            int count = 0;
            for (int i = 0; i < own.Count && count < most; i++)
            {
                if (own.IsUsable(i))
                {
                    Array.Copy(own.addresses, i * Ipv6Packet.AddressLength, buffer, offset + (count * Ipv6Packet.AddressLength), Ipv6Packet.AddressLength);
                    count++;
                }
            }

            return count;
        }

        /// <inheritdoc/>
        internal override int WriteNameServers(byte[] buffer, int offset, int most)
        {
            return discovery.routers.WriteNameServers(buffer, offset, most);
        }

        /// <inheritdoc/>
        internal override void Watch(NetworkChangeHandler handler)
        {
            own.changed += handler;
        }

        /// <summary>The path back to where a packet for this host came from, also where no route leads there.</summary>
        /// <param name="packet">Holds the packet.</param>
        /// <param name="offset">Index of its IPv6 header.</param>
        /// <returns>Null where it is not from one other host, or this host has no address to answer from; it is counted.</returns>
        internal Ipv6Path FindSender(byte[] packet, int offset)
        {
            int source = offset + Ipv6Packet.SourceOffset;
            if (Ipv6Address.IsUnspecified(packet, source) || own.IsOwn(packet, source))
            {
                counters.BadSource++;
                return null;
            }

            // It was sent to this host's address, or to many.
            int destination = offset + Ipv6Packet.DestinationOffset;
            if (!Ipv6Address.IsMulticast(packet, destination))
            {
                return paths.Get(packet, source, packet, destination);
            }

            int place = own.Choose(packet, source, discovery.routers.RouterFor(packet, source));
            if (place == OwnAddresses.None)
            {
                counters.NoRoute++;
                return null;
            }

            return paths.Get(packet, source, own.addresses, place * Ipv6Packet.AddressLength);
        }

        internal override void OnPacket(byte[] buffer, int offset, int length, bool broadcast)
        {
            InternetCounters counters = this.counters;
            counters.PacketsReceived++;
            if (length < Ipv6Packet.HeaderLength)
            {
                counters.Malformed++;
                return;
            }

            int total = Ipv6Packet.HeaderLength
                + ((buffer[offset + Ipv6Packet.PayloadLengthOffset] << 8) | buffer[offset + Ipv6Packet.PayloadLengthOffset + 1]);
            if ((buffer[offset] & Ipv6Packet.VersionMask) != Ipv6Packet.Version || total > length)
            {
                counters.Malformed++;
                return;
            }

            // That of the last packet has the addresses of this one the other way round, and they are good.
            Ipv6Path path = lastPath;
            if (path == null || broadcast || !IsFrom(path, buffer, offset))
            {
                path = null;
                if (!IsForUs(buffer, offset, ref broadcast))
                {
                    return;
                }
            }
            else if (buffer[offset + Ipv6Packet.NextHeaderOffset] == Ipv6Packet.ProtocolTcp)
            {
                counters.PacketsDelivered++;
                internet.tcp.OnPacket(path, buffer, offset, offset + Ipv6Packet.HeaderLength, total - Ipv6Packet.HeaderLength, false);
                return;
            }

            OnChain(path, buffer, offset, offset + total, broadcast);
        }

        /// <inheritdoc/>
        internal override void SendPortUnreachable(Path path, byte[] packet, int offset, int length)
        {
            icmp.SendError(packet, offset, length, Icmpv6Message.DestinationUnreachable, Icmpv6Message.PortUnreachable, 0);
        }

        /// <inheritdoc/>
        internal override void OnDatagramTooBig(Path path, int mtu)
        {
            paths.LearnMtu(path, mtu);
        }

        /// <inheritdoc/>
        internal override int AddressSum(byte[] packet, int offset)
        {
            return InternetChecksum.Sum(packet, offset + Ipv6Packet.SourceOffset, 2 * Ipv6Packet.AddressLength);
        }

        /// <inheritdoc/>
        internal override int GroupOf(byte[] packet, int offset)
        {
            return PlaceOf(listeners.Find(packet, offset + Ipv6Packet.DestinationOffset));
        }

        /// <inheritdoc/>
        internal override int FindGroup(IPAddress group)
        {
            return PlaceOf(listeners.Find(group.ipv6, 0));
        }

        /// <inheritdoc/>
        internal override int JoinGroup(IPAddress group)
        {
            return PlaceOf(listeners.Join(group.ipv6, 0));
        }

        /// <inheritdoc/>
        internal override bool LeaveGroup(int place)
        {
            if (place < firstGroup)
            {
                return false;
            }

            listeners.Leave(place - firstGroup);
            return true;
        }

        /// <inheritdoc/>
        internal override int WriteMulticastGroups(byte[] buffer, int offset)
        {
            return listeners.WriteHardwareGroups(buffer, offset);
        }

        private int PlaceOf(int listenersPlace)
        {
            return listenersPlace == MulticastListeners.None ? NoGroup : firstGroup + listenersPlace;
        }

        // Whether a packet has the addresses of a path.
        private static bool IsFrom(Ipv6Path path, byte[] buffer, int offset)
        {
            byte[] header = path.header;
            int destination = path.destinationOffset;
            int source = path.sourceOffset;
            return BitConverter.ToUInt64(buffer, offset + Ipv6Packet.SourceOffset + 8) == BitConverter.ToUInt64(header, destination + 8)
                && BitConverter.ToUInt64(buffer, offset + Ipv6Packet.SourceOffset) == BitConverter.ToUInt64(header, destination)
                && BitConverter.ToUInt64(buffer, offset + Ipv6Packet.DestinationOffset + 8) == BitConverter.ToUInt64(header, source + 8)
                && BitConverter.ToUInt64(buffer, offset + Ipv6Packet.DestinationOffset) == BitConverter.ToUInt64(header, source);
        }

        /// <summary>Whether a packet is for this host, and may be from where it says.</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its IPv6 header.</param>
        /// <param name="broadcast">Whether it came in a multicast frame; becomes true also where it was sent to a multicast address.</param>
        private bool IsForUs(byte[] buffer, int offset, ref bool broadcast)
        {
            int destination = offset + Ipv6Packet.DestinationOffset;
            bool isMulticast = Ipv6Address.IsMulticast(buffer, destination);
            if (isMulticast ? !listeners.IsMember(buffer, destination) : !own.IsOwn(buffer, destination))
            {
                counters.NotForThisHost++;
                return false;
            }

            int source = offset + Ipv6Packet.SourceOffset;
            if (Ipv6Address.IsMulticast(buffer, source) || Ipv6Address.IsLoopback(buffer, source) || Ipv6Address.IsMapped(buffer, source))
            {
                counters.BadSource++;
                return false;
            }

            broadcast |= isMulticast;
            return true;
        }

        // A packet for this host that is none of TCP, or none of the last path.
        private void OnChain(Ipv6Path path, byte[] buffer, int offset, int end, bool broadcast)
        {
            isMulticast = broadcast;
            Reassembly whole = null;
            HeaderChain chain = headers.Walk(buffer, offset, end, false);
            if (chain == HeaderChain.Fragment)
            {
                whole = TakeFragment(buffer, offset, end);
                if (whole == null)
                {
                    isMulticast = false;
                    return;
                }

                buffer = whole.buffer;
                offset = Reassembly.PayloadOffset - Ipv6Packet.HeaderLength;
                end = Reassembly.PayloadOffset + whole.length;
                chain = headers.Walk(buffer, offset, end, true);
            }

            if (whole != null || headers.offset != offset + Ipv6Packet.HeaderLength)
            {
                // Devices look no further than the IPv6 header.
                internet.checksumsVerified = false;
            }

            switch (chain)
            {
                case HeaderChain.UpperLayer:
                    Deliver(path, buffer, offset, end, broadcast);
                    break;
                case HeaderChain.Nothing:
                    counters.UnknownProtocol++;
                    break;
                case HeaderChain.Fragment:
                    // Within what was put together from fragments: nobody sends such a thing in good faith.
                    counters.FragmentsDropped++;
                    break;
                case HeaderChain.Dropped:
                    counters.Malformed++;
                    break;
                default:
                    Refuse(buffer, offset, end);
                    break;
            }

            isMulticast = false;
            internet.checksumsVerified = verifiesChecksums;
            if (whole != null)
            {
                reassembler.Release(whole);
            }
        }

        // A fragment. The first must hold the whole chain of headers (RFC 7112 section 5, RFC 8200 section 4.5).
        private Reassembly TakeFragment(byte[] buffer, int offset, int end)
        {
            int fragment = headers.offset;
            if ((BigEndian.ReadUInt16(buffer, fragment + Ipv6Packet.FragmentOffset) & Ipv6Packet.FragmentOffsetMask) == 0)
            {
                HeaderChain chain = headers.WalkFragment(buffer, end);
                if (chain == HeaderChain.Incomplete || (chain == HeaderChain.UpperLayer && !headers.HasUpperLayerHeader(end)))
                {
                    counters.FragmentsReceived++;
                    counters.FragmentsDropped++;
                    icmp.SendError(
                        buffer, offset, end - offset, Icmpv6Message.ParameterProblem, Icmpv6Message.IncompleteHeaderChain, 0);
                    return null;
                }
            }

            return reassembler.Add(buffer, offset, fragment, end);
        }

        // Headers that cannot be, or are not known.
        private void Refuse(byte[] buffer, int offset, int end)
        {
            if (headers.protocol == Ipv6Packet.RoutingHeader)
            {
                counters.SourceRouted++;
            }
            else
            {
                counters.Malformed++;
            }

            icmp.SendError(buffer, offset, end - offset, Icmpv6Message.ParameterProblem, headers.code, headers.pointer);
        }

        private void Deliver(Ipv6Path path, byte[] buffer, int offset, int end, bool broadcast)
        {
            int at = headers.offset;
            int protocol = headers.protocol;
            if (protocol == Ipv6Packet.ProtocolIcmpv6)
            {
                counters.PacketsDelivered++;
                icmp.OnPacket(buffer, offset, at, end - at, broadcast, headers);
                return;
            }

            TransportProtocol transport = internet.TransportOf(protocol);
            if (transport == null)
            {
                counters.UnknownProtocol++;
                icmp.SendError(
                    buffer, offset, end - offset, Icmpv6Message.ParameterProblem, Icmpv6Message.UnrecognizedNextHeader, headers.protocolOffset - offset);
                return;
            }

            // RFC 8200 section 8.1: of IPv6, no datagram is without a checksum.
            if (protocol == Ipv6Packet.ProtocolUdp && end - at >= UdpDatagram.HeaderLength
                && BigEndian.ReadUInt16(buffer, at + UdpDatagram.ChecksumOffset) == 0)
            {
                counters.Malformed++;
                return;
            }

            if (path == null)
            {
                path = FindSender(buffer, offset);
                if (path == null)
                {
                    return;
                }

                if (!broadcast)
                {
                    lastPath = path;
                }
            }

            if (protocol != Ipv6Packet.ProtocolTcp)
            {
                CheckSender(path);
            }

            counters.PacketsDelivered++;
            transport.OnPacket(path, buffer, offset, at, end - at, broadcast);
        }
    }
}
