using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>ICMPv6 (RFC 4443): echo replies, errors in both directions, and the way to neighbour and multicast listener discovery.</summary>
    internal sealed class Icmpv6
    {
        /// <summary>Bytes of a packet that an error quotes: with its own headers it fits the least MTU (RFC 4443 section 2.4 c).</summary>
        internal const int MaximumQuote = Ipv6Packet.MinimumMtu - Ipv6Packet.HeaderLength - Icmpv6Message.HeaderLength;

        /// <summary>Bytes of a quoted transport header that every error carries.</summary>
        private const int QuotedTransportLength = 8;

        private readonly Ipv6 ipv6;
        private readonly InternetCounters counters;
        private readonly byte[] header = new byte[Icmpv6Message.HeaderLength];

        internal Icmpv6(Ipv6 ipv6)
        {
            this.ipv6 = ipv6;
            counters = ipv6.counters;
        }

        /// <summary>A message has come in.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="packet">Index of its IPv6 header.</param>
        /// <param name="offset">Index of the message.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="broadcast">Whether it was sent to a multicast address, of the link or of IP.</param>
        /// <param name="headers">What its extension headers said.</param>
        internal void OnPacket(byte[] buffer, int packet, int offset, int length, bool broadcast, ExtensionHeaders headers)
        {
            counters.IcmpReceived++;
            if (length < Icmpv6Message.ShortestLength)
            {
                counters.IcmpMalformed++;
                return;
            }

            // Whether the device looks at the checksums of ICMPv6 too it does not say.
            int sum = ipv6.AddressSum(buffer, packet) + Ipv6Packet.ProtocolIcmpv6 + (length & 0xFFFF) + InternetChecksum.Sum(buffer, offset, length);
            if (InternetChecksum.Fold(sum) != 0xFFFF)
            {
                counters.IcmpBadChecksum++;
                return;
            }

            int type = buffer[offset + Icmpv6Message.TypeOffset];
            if (Icmpv6Message.IsNeighborDiscovery(type))
            {
                ipv6.discovery.OnMessage(buffer, packet, offset, length, headers.hasFragmentHeader);
            }
            else if (type >= Icmpv6Message.ListenerQuery && type <= Icmpv6Message.ListenerDone)
            {
                ipv6.discovery.listeners.OnMessage(buffer, packet, offset, length, headers.hasRouterAlert);
            }
            else if (Icmpv6Message.IsError(type))
            {
                PassOn(buffer, offset, length);
            }
            else if (type == Icmpv6Message.EchoRequest && buffer[offset + Icmpv6Message.CodeOffset] == 0)
            {
                Reply(buffer, packet, offset, length, broadcast);
            }
            else
            {
                counters.IcmpIgnored++;
            }
        }

        /// <summary>Tells the sender of a packet that it was not delivered, unless RFC 4443 section 2.4 forbids it or the rate is exceeded.</summary>
        /// <param name="packet">Holds the packet.</param>
        /// <param name="offset">Index of its IPv6 header.</param>
        /// <param name="length">Bytes of it that there are, IPv6 header included.</param>
        /// <param name="type">ICMPv6 type.</param>
        /// <param name="code">ICMPv6 code.</param>
        /// <param name="value">What the type has in its 32 bits: a pointer.</param>
        internal void SendError(byte[] packet, int offset, int length, int type, int code, int value)
        {
            // Of what was sent to many, only an option that asks for it (RFC 4443 section 2.4 e.3 and e.4); and never of an error,
            // which only stands where the chain of headers has an end.
            bool mayBeMulticast = type == Icmpv6Message.ParameterProblem && code == Icmpv6Message.UnrecognizedOption;
            if ((!mayBeMulticast && (ipv6.isMulticast || Ipv6Address.IsMulticast(packet, offset + Ipv6Packet.DestinationOffset)))
                || IsAboutError(packet, offset, length))
            {
                return;
            }

            Ipv6Path path = ipv6.FindSender(packet, offset);
            if (path == null || path.nextHop == null)
            {
                return;
            }

            if (!ipv6.internet.TakeErrorToken())
            {
                counters.IcmpErrorsSuppressed++;
                return;
            }

            counters.IcmpErrorsSent++;
            Send(path, type, code, (uint)value, packet, offset, length > MaximumQuote ? MaximumQuote : length);
        }

        // Of a multicast address, too, but from an address that is this host's alone (RFC 4443 section 4.2).
        private void Reply(byte[] buffer, int packet, int offset, int length, bool broadcast)
        {
            Ipv6Path path = length < Icmpv6Message.HeaderLength ? null : ipv6.FindSender(buffer, packet);
            if (path == null || path.nextHop == null)
            {
                counters.IcmpMalformed++;
                return;
            }

            if (broadcast && !ipv6.internet.TakeErrorToken())
            {
                counters.IcmpErrorsSuppressed++;
                return;
            }

            counters.IcmpEchoReplies++;
            Send(
                path, Icmpv6Message.EchoReply, 0, BigEndian.ReadUInt32(buffer, offset + Icmpv6Message.ValueOffset),
                buffer, offset + Icmpv6Message.HeaderLength, length - Icmpv6Message.HeaderLength);
        }

        // All of this answers somebody whom nothing here knows.
        private void Send(Ipv6Path path, int type, int code, uint value, byte[] data, int offset, int length)
        {
            int first = (type << 8) | code;
            int sum = path.pseudoHeaderSum + Ipv6Packet.ProtocolIcmpv6 + Icmpv6Message.HeaderLength + length
                + first + (int)(value >> 16) + (int)(value & 0xFFFF) + InternetChecksum.Sum(data, offset, length);
            BigEndian.WriteUInt16(header, Icmpv6Message.TypeOffset, first);
            BigEndian.WriteUInt16(header, Icmpv6Message.ChecksumOffset, InternetChecksum.Finish(sum));
            BigEndian.WriteUInt32(header, Icmpv6Message.ValueOffset, value);
            ipv6.internet.answering = true;
            ipv6.SendDatagram(path, Ipv6Packet.ProtocolIcmpv6, 0, header, Icmpv6Message.HeaderLength, data, offset, length);
            ipv6.internet.answering = false;
        }

        /// <summary>Hands an error to the transport whose packet it quotes. Anybody can send one, so the quote must look like a packet of this host.</summary>
        private void PassOn(byte[] buffer, int offset, int length)
        {
            int type = buffer[offset + Icmpv6Message.TypeOffset];
            int quote = offset + Icmpv6Message.HeaderLength;
            int at = quote + Ipv6Packet.HeaderLength;
            int end = offset + length;
            if (end - at < QuotedTransportLength || (buffer[quote] & Ipv6Packet.VersionMask) != Ipv6Packet.Version)
            {
                counters.IcmpMalformed++;
                return;
            }

            // Of extension headers, this host sends a fragment header with what TCP and UDP send.
            int protocol = buffer[quote + Ipv6Packet.NextHeaderOffset];
            if (protocol == Ipv6Packet.FragmentHeader
                && (BigEndian.ReadUInt16(buffer, at + Ipv6Packet.FragmentOffset) & Ipv6Packet.FragmentOffsetMask) == 0)
            {
                protocol = buffer[at];
                at += Ipv6Packet.FragmentHeaderLength;
            }

            Path path = end - at < QuotedTransportLength ? null
                : ipv6.paths.Find(buffer, quote + Ipv6Packet.DestinationOffset, buffer, quote + Ipv6Packet.SourceOffset);
            if (path == null)
            {
                counters.IcmpMalformed++;
                return;
            }

            int mtu = 0;
            if (type == Icmpv6Message.PacketTooBig)
            {
                // Less than every link carries is said by nobody in good faith (RFC 8201 section 4).
                uint named = BigEndian.ReadUInt32(buffer, offset + Icmpv6Message.ValueOffset);
                if (named < Ipv6Packet.MinimumMtu)
                {
                    counters.IcmpIgnored++;
                    return;
                }

                mtu = named > 0xFFFF ? 0xFFFF : (int)named;
            }

            TransportProtocol transport = ipv6.internet.TransportOf(protocol);
            if (transport != null)
            {
                counters.IcmpErrorsReceived++;
                transport.OnError(path, ErrorOf(type, buffer[offset + Icmpv6Message.CodeOffset]), mtu, buffer, at, end - at);
            }
            else if (mtu != 0 && protocol == Ipv6Packet.ProtocolIcmpv6 && buffer[at] == Icmpv6Message.EchoReply && path.references == 0)
            {
                // Of echo replies nothing is remembered, so that anybody may say this of one. Where a connection uses the path, it
                // knows better what it has sent.
                counters.IcmpErrorsReceived++;
                ipv6.paths.LearnMtu(path, mtu);
            }
            else
            {
                counters.IcmpMalformed++;
            }
        }

        // RFC 4443 section 3, RFC 5461 section 2.2.
        private static DeliveryError ErrorOf(int type, int code)
        {
            switch (type)
            {
                case Icmpv6Message.PacketTooBig:
                    return DeliveryError.PacketTooBig;
                case Icmpv6Message.ParameterProblem:
                    return code == Icmpv6Message.UnrecognizedNextHeader ? DeliveryError.Refused : DeliveryError.HostTrouble;
                case Icmpv6Message.DestinationUnreachable:
                    switch (code)
                    {
                        case Icmpv6Message.NoRoute:
                            return DeliveryError.NetworkUnreachable;
                        case Icmpv6Message.PortUnreachable:
                            return DeliveryError.Refused;
                        case Icmpv6Message.Prohibited:
                        case Icmpv6Message.AddressUnreachable:
                        case Icmpv6Message.SourceRefused:
                        case Icmpv6Message.RouteRefused:
                            return DeliveryError.HostUnreachable;
                        default:
                            return DeliveryError.HostTrouble;
                    }

                default:
                    return DeliveryError.HostTrouble;
            }
        }

        // Whether a packet is an ICMPv6 error or a redirect, as far as it can be told: behind extension headers, too.
        private static bool IsAboutError(byte[] packet, int offset, int length)
        {
            int protocol = packet[offset + Ipv6Packet.NextHeaderOffset];
            int at = offset + Ipv6Packet.HeaderLength;
            int end = offset + length;
            for (int i = 0; i <= ExtensionHeaders.MaximumHeaders; i++)
            {
                if (protocol == Ipv6Packet.ProtocolIcmpv6)
                {
                    return at < end && (Icmpv6Message.IsError(packet[at]) || packet[at] == Icmpv6Message.Redirect);
                }

                bool isFragment = protocol == Ipv6Packet.FragmentHeader;
                if ((!isFragment && protocol != Ipv6Packet.HopByHopOptions && protocol != Ipv6Packet.RoutingHeader && protocol != Ipv6Packet.DestinationOptions)
                    || end - at < Ipv6Packet.FragmentHeaderLength
                    || (isFragment && (BigEndian.ReadUInt16(packet, at + Ipv6Packet.FragmentOffset) & Ipv6Packet.FragmentOffsetMask) != 0))
                {
                    return false;
                }

                protocol = packet[at];
                at += isFragment ? Ipv6Packet.FragmentHeaderLength : 8 + (packet[at + 1] << 3);
            }

            return false;
        }
    }
}
