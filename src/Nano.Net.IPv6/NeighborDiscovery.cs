using System;
using Nano.Net.Core;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// Neighbour discovery (RFC 4861): answers who asks for this host's addresses, asks for those of neighbours, and passes on what
    /// others say: to the neighbour cache, which is IPv4's too, to the own addresses, which are probed for by the same messages
    /// (RFC 4862 section 5.4), and to router discovery.
    /// </summary>
    internal sealed class NeighborDiscovery
    {
        internal readonly OwnAddresses own;
        internal readonly RouterDiscovery routers;
        internal readonly MulticastListeners listeners;
        internal readonly Ipv6DiscoveryCounters counters = new Ipv6DiscoveryCounters();

        private readonly LinkLayer link;
        private readonly NeighborCache neighbors;
        private readonly LinkMessages messages;

        /// <summary>Makes everything that neighbour discovery needs.</summary>
        /// <param name="context">The stack's time, deadlines and secret.</param>
        /// <param name="link">The link.</param>
        /// <param name="neighbors">The neighbour cache.</param>
        /// <param name="options">Sizes and settings.</param>
        internal NeighborDiscovery(StackContext context, LinkLayer link, NeighborCache neighbors, Ipv6Options options)
        {
            this.link = link;
            this.neighbors = neighbors;
            neighbors.ReserveIpv6();

            // A solicited-node group for each address.
            int groups = options.Addresses + options.MulticastGroups;
            int longest = MulticastListeners.LongestMessage(groups);
            int solicitation = NeighborMessage.NeighborOptions + (2 * NeighborOption.ShortLength);
            messages = new LinkMessages(link, longest > solicitation ? longest : solicitation);
            own = new OwnAddresses(context, link, counters, options);
            listeners = new MulticastListeners(context, link, own, messages, counters, groups);
            own.Discovery = this;
            own.Listeners = listeners;
            routers = new RouterDiscovery(context, link, this, options);
        }

        /// <summary>Milliseconds between two solicitations.</summary>
        internal int RetransmissionTimer
        {
            get { return routers.retransmissionTimer; }
        }

        /// <summary>The link has gone down or come up: there may be other hosts and routers behind it.</summary>
        internal void OnLinkChanged(bool isUp)
        {
            own.OnLinkChanged(isUp);
            if (isUp)
            {
                listeners.AnnounceAll();
            }

            routers.OnLinkChanged(isUp);
        }

        /// <summary>Gives this host an address whose prefix is on the link.</summary>
        /// <returns>False where there is no place for it, or this host has it already.</returns>
        internal bool AddAddress(byte[] address, int prefixLength)
        {
            if (own.Find(address, 0) != OwnAddresses.None
                || own.Add(address, 0, prefixLength, Ipv6AddressOrigin.Manual, TimerQueue.Never, TimerQueue.Never) == OwnAddresses.None)
            {
                return false;
            }

            if (!Ipv6Address.IsLinkLocal(address, 0))
            {
                routers.AddPrefix(address, prefixLength);
            }

            return true;
        }

        /// <summary>A message of neighbour discovery has come in, with a right checksum.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="packet">Index of its IPv6 header.</param>
        /// <param name="message">Index of the message.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <param name="fragmented">Whether the packet had a fragment header (RFC 6980).</param>
        internal void OnMessage(byte[] buffer, int packet, int message, int length, bool fragmented)
        {
            if (buffer[packet + Ipv6Packet.HopLimitOffset] != NeighborMessage.HopLimit)
            {
                counters.NotFromLink++;
                return;
            }

            if (!NeighborMessage.IsValid(buffer, packet, message, length, fragmented))
            {
                counters.Malformed++;
                return;
            }

            switch (buffer[message + Icmpv6Message.TypeOffset])
            {
                case Icmpv6Message.RouterAdvertisement:
                    routers.OnAdvertisement(buffer, packet, message, length);
                    break;
                case Icmpv6Message.NeighborSolicitation:
                    OnSolicitation(buffer, packet, message, length);
                    break;
                case Icmpv6Message.NeighborAdvertisement:
                    OnAdvertisement(buffer, message, length);
                    break;
                case Icmpv6Message.Redirect:
                    OnRedirect(buffer, packet, message, length);
                    break;
                default:
                    // Solicitations of routers are none of a host's business (RFC 4861 section 6.2.6).
                    counters.Ignored++;
                    break;
            }
        }

        /// <summary>Asks whether another host has an address that is to be this host's (RFC 4862 section 5.4.2).</summary>
        /// <param name="place">The place of the address.</param>
        internal void SendProbe(int place)
        {
            int at = place * Ipv6Packet.AddressLength;
            Array.Clear(messages.frame, messages.source, Ipv6Packet.AddressLength);
            Ipv6Address.WriteSolicitedNode(own.addresses, at, messages.frame, messages.destination);
            int length = NeighborMessage.Write(messages.frame, messages.message, Icmpv6Message.NeighborSolicitation, 0, own.addresses, at);
            length += NeighborOption.Write(messages.frame, messages.message + length, NeighborOption.Nonce, own.nonces, place * OwnAddresses.NonceLength);
            counters.SolicitationsSent++;
            messages.SendToGroup(length, false);
        }

        /// <summary>Asks a neighbour for its hardware address, or whether it still has it.</summary>
        /// <param name="address">Holds the neighbour's address.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="hardware">Holds the hardware address that is asked; null to ask all that may have the address.</param>
        /// <param name="hardwareOffset">Index of its first byte.</param>
        internal void Solicit(byte[] address, int offset, byte[] hardware, int hardwareOffset)
        {
            int source = own.Choose(address, offset, OwnAddresses.None);
            if (source == OwnAddresses.None)
            {
                return;
            }

            Array.Copy(own.addresses, source * Ipv6Packet.AddressLength, messages.frame, messages.source, Ipv6Packet.AddressLength);
            int length = NeighborMessage.Write(messages.frame, messages.message, Icmpv6Message.NeighborSolicitation, 0, address, offset);
            length += NeighborOption.Write(messages.frame, messages.message + length, NeighborOption.SourceLinkLayerAddress, link.hardwareAddress, 0);
            counters.SolicitationsSent++;
            if (hardware == null)
            {
                Ipv6Address.WriteSolicitedNode(address, offset, messages.frame, messages.destination);
                messages.SendToGroup(length, false);
            }
            else
            {
                Array.Copy(address, offset, messages.frame, messages.destination, Ipv6Packet.AddressLength);
                messages.SendTo(length, hardware, hardwareOffset);
            }
        }

        /// <summary>Asks for a neighbour of the neighbour cache.</summary>
        /// <param name="neighbor">The neighbour.</param>
        /// <param name="hardware">Holds the hardware address that is asked, at <see cref="Neighbor.hardwareOffset"/>; null to ask all.</param>
        internal void Ask(Neighbor neighbor, byte[] hardware)
        {
            NeighborTable table = neighbors.table;
            Solicit(table.hardwareAddresses, table.AddressOffsetOf(neighbor), hardware, neighbor.hardwareOffset);
        }

        /// <summary>Asks routers to say what there is (RFC 4861 section 6.3.7).</summary>
        internal void SolicitRouters()
        {
            bool hasAddress = own.WriteLinkLocal(messages.frame, messages.source);
            Ipv6Address.WriteGroup(messages.frame, messages.destination, Ipv6Address.AllRouters);
            int length = NeighborMessage.WriteRouterSolicitation(messages.frame, messages.message);
            if (hasAddress && link.headerLength != 0)
            {
                length += NeighborOption.Write(messages.frame, messages.message + length, NeighborOption.SourceLinkLayerAddress, link.hardwareAddress, 0);
            }

            counters.RouterSolicitationsSent++;
            messages.SendToGroup(length, false);
        }

        /// <summary>A neighbour has said, unasked, what its hardware address is.</summary>
        /// <param name="buffer">Holds both addresses.</param>
        /// <param name="address">Index of its own.</param>
        /// <param name="hardware">Index of the hardware address.</param>
        /// <param name="create">Whether it is worth an entry where it has none.</param>
        internal void Learn(byte[] buffer, int address, int hardware, bool create)
        {
            if (link.headerLength != 0 && (buffer[hardware] & 1) == 0)
            {
                neighbors.Hear(buffer, address, buffer, hardware, create);
            }
        }

        /// <summary>Asks whether a neighbour is there; what it answers is told of like any answer.</summary>
        internal void Verify(byte[] address, int offset)
        {
            if (neighbors.table.Find(address, offset) == null)
            {
                neighbors.Enqueue(address, offset, null, 0, NeighborCache.TooLongToKeep, false);
            }
            else
            {
                neighbors.Suspect(address, offset);
            }
        }

        // RFC 4861 section 7.2.3, RFC 4862 section 5.4.3.
        private void OnSolicitation(byte[] buffer, int packet, int message, int length)
        {
            int source = packet + Ipv6Packet.SourceOffset;
            int options = message + NeighborMessage.NeighborOptions;
            int place = own.Find(buffer, message + NeighborMessage.TargetOffset);
            if (place == OwnAddresses.None)
            {
                counters.Ignored++;
                return;
            }

            if (Ipv6Address.IsUnspecified(buffer, source))
            {
                int nonce = NeighborOption.Find(buffer, options, message + length, NeighborOption.Nonce);
                if (nonce >= 0)
                {
                    nonce = buffer[nonce + NeighborOption.LengthOffset] == 1 ? nonce + NeighborOption.ValueOffset : -1;
                }

                if (!own.OnProbe(place, buffer, nonce) && own.IsUsable(place))
                {
                    Advertise(place, null, 0, null, 0);
                }

                return;
            }

            if (!own.IsUsable(place) || own.IsOwn(buffer, source))
            {
                counters.Ignored++;
                return;
            }

            // The answer goes where the question came from, whatever the neighbour cache makes of it.
            int hardware = packet - EthernetFrame.HeaderLength + EthernetFrame.SourceOffset;
            int option = NeighborOption.Find(buffer, options, message + length, NeighborOption.SourceLinkLayerAddress);
            if (option >= 0)
            {
                hardware = option + NeighborOption.ValueOffset;

                // Who is not on this link is worth no entry: from elsewhere, one could fill the cache.
                Learn(buffer, source, hardware, routers.prefixes.Contains(buffer, source));
            }

            Advertise(place, buffer, source, buffer, hardware);
        }

        // RFC 4861 section 7.2.5, RFC 4862 section 5.4.4.
        private void OnAdvertisement(byte[] buffer, int message, int length)
        {
            int target = message + NeighborMessage.TargetOffset;
            int option = NeighborOption.Find(
                buffer, message + NeighborMessage.NeighborOptions, message + length, NeighborOption.TargetLinkLayerAddress);
            int place = own.Find(buffer, target);

            // An address that this host has given up is that of a neighbour (RFC 4862 section 5.4.5).
            if (place != OwnAddresses.None && own.StateOf(place) != Ipv6AddressState.Duplicate)
            {
                if (option >= 0 && IsOwnHardware(buffer, option + NeighborOption.ValueOffset))
                {
                    // The link has sent back what this host said.
                    counters.Ignored++;
                }
                else
                {
                    own.OnConflict(place);
                }

                return;
            }

            if (link.headerLength == 0)
            {
                counters.Ignored++;
                return;
            }

            int flags = buffer[message + NeighborMessage.NeighborFlagsOffset];
            bool hasHardware = option >= 0 && (buffer[option + NeighborOption.ValueOffset] & 1) == 0;
            if (!neighbors.OnAdvertisement(
                buffer,
                target,
                hasHardware ? buffer : null,
                option + NeighborOption.ValueOffset,
                (flags & NeighborMessage.SolicitedFlag) != 0,
                (flags & NeighborMessage.OverrideFlag) != 0))
            {
                counters.Ignored++;
            }
            else
            {
                routers.OnNeighbor(buffer, target, (flags & NeighborMessage.RouterFlag) != 0, (flags & NeighborMessage.SolicitedFlag) != 0);
            }
        }

        // RFC 4861 section 8.3.
        private void OnRedirect(byte[] buffer, int packet, int message, int length)
        {
            int target = message + NeighborMessage.TargetOffset;
            int option = NeighborOption.Find(
                buffer, message + NeighborMessage.RedirectOptions, message + length, NeighborOption.TargetLinkLayerAddress);
            if (Redirected == null
                || !Redirected(buffer, message + NeighborMessage.RedirectDestinationOffset, packet + Ipv6Packet.SourceOffset, target))
            {
                counters.Ignored++;
                return;
            }

            counters.Redirects++;
            if (option >= 0)
            {
                Learn(buffer, target, option + NeighborOption.ValueOffset, true);
            }
        }

        /// <summary>Follows a redirect where it comes from the router in use for the destination.</summary>
        internal RedirectHandler Redirected { get; set; }

        // Says where an address is; to a neighbour that has asked, or to all (RFC 4861 section 7.2.4).
        private void Advertise(int place, byte[] destination, int offset, byte[] hardware, int hardwareOffset)
        {
            int at = place * Ipv6Packet.AddressLength;
            Array.Copy(own.addresses, at, messages.frame, messages.source, Ipv6Packet.AddressLength);
            int flags = NeighborMessage.OverrideFlag | (destination == null ? 0 : NeighborMessage.SolicitedFlag);
            int length = NeighborMessage.Write(messages.frame, messages.message, Icmpv6Message.NeighborAdvertisement, flags, own.addresses, at);
            if (link.headerLength != 0)
            {
                length += NeighborOption.Write(messages.frame, messages.message + length, NeighborOption.TargetLinkLayerAddress, link.hardwareAddress, 0);
            }

            counters.AdvertisementsSent++;
            if (destination == null)
            {
                Ipv6Address.WriteGroup(messages.frame, messages.destination, Ipv6Address.AllNodes);
                messages.SendToGroup(length, false);
            }
            else
            {
                Array.Copy(destination, offset, messages.frame, messages.destination, Ipv6Packet.AddressLength);
                messages.SendTo(length, hardware, hardwareOffset);
            }
        }

        private bool IsOwnHardware(byte[] buffer, int offset)
        {
            for (int i = 0; i < EthernetFrame.AddressLength; i++)
            {
                if (link.hardwareAddress == null || buffer[offset + i] != link.hardwareAddress[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
