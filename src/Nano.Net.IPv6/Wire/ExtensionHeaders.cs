using Nano.Net.Wire;

namespace Nano.Net.IPv6.Wire
{
    /// <summary>
    /// Walks along the extension headers of a packet that this host is the destination of (RFC 8200 section 4). One object
    /// is used again and again: it holds what the last walk found.
    /// </summary>
    internal sealed class ExtensionHeaders
    {
        /// <summary>Extension headers that a packet may have. RFC 8200 section 4.1 knows no use for more than six.</summary>
        internal const int MaximumHeaders = 8;

        /// <summary>Options but padding that one header may have (RFC 8504 section 5.3).</summary>
        internal const int MaximumOptions = 8;

        /// <summary>Bytes of padding that may follow each other: more cannot be needed to align anything (RFC 8504 section 5.3).</summary>
        internal const int MaximumPadding = 7;

        // Bytes of the shortest extension header, and the unit of all.
        private const int Unit = 8;

        // Offsets in a header of options or a routing header.
        private const int LengthOffset = 1;
        private const int OptionsOffset = 2;
        private const int RoutingTypeOffset = 2;
        private const int SegmentsLeftOffset = 3;

        private const int Pad1 = 0;
        private const int PadN = 1;

        // RFC 2711 section 2.1: type and two bytes of value.
        private const int RouterAlert = 5;
        private const int RouterAlertLength = 4;

        // What the two high bits of an unknown option ask for (RFC 8200 section 4.2); 0 is to skip it.
        private const int ActionShift = 6;
        private const int Drop = 1;
        private const int DropAndTellIfUnicast = 3;

        /// <summary>The number of the header that the walk has come to.</summary>
        internal int protocol;

        /// <summary>Index of that header.</summary>
        internal int offset;

        /// <summary>Index of the field that names it.</summary>
        internal int protocolOffset;

        /// <summary>Code of the parameter problem; 0 where there is none.</summary>
        internal int code;

        /// <summary>Its pointer: how far from the beginning of the packet the problem is.</summary>
        internal int pointer;

        /// <summary>Whether there was a fragment header: neighbour discovery must not be fragmented (RFC 6980).</summary>
        internal bool hasFragmentHeader;

        /// <summary>Whether the hop-by-hop options had a router alert (RFC 2711).</summary>
        internal bool hasRouterAlert;

        private int packet;
        private int headers;

        /// <summary>Walks from the IPv6 header on.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="packet">Index of the IPv6 header, which is there in full.</param>
        /// <param name="end">Index behind the packet's last byte.</param>
        /// <param name="reassembled">Whether it was put together from fragments: what follows the IPv6 header followed a fragment header before.</param>
        internal HeaderChain Walk(byte[] buffer, int packet, int end, bool reassembled)
        {
            this.packet = packet;
            headers = 0;
            code = 0;
            pointer = 0;
            hasFragmentHeader = reassembled;
            hasRouterAlert = false;
            protocolOffset = packet + Ipv6Packet.NextHeaderOffset;
            protocol = buffer[protocolOffset];
            offset = packet + Ipv6Packet.HeaderLength;
            return Walk(buffer, end);
        }

        /// <summary>Walks on behind a fragment header where the last walk has ended, in the same packet.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="end">Index behind the packet's last byte.</param>
        internal HeaderChain WalkFragment(byte[] buffer, int end)
        {
            Step(buffer, Ipv6Packet.FragmentHeaderLength);
            return Walk(buffer, end);
        }

        /// <summary>Whether a first fragment holds as much of an upper layer's header as it must (RFC 7112 section 5).</summary>
        /// <param name="end">Index behind the fragment's last byte.</param>
        internal bool HasUpperLayerHeader(int end)
        {
            int length = protocol == Ipv6Packet.ProtocolTcp ? TcpSegment.HeaderLength
                : protocol == Ipv6Packet.ProtocolUdp ? UdpDatagram.HeaderLength
                : protocol == Ipv6Packet.ProtocolIcmpv6 ? Icmpv6Message.ShortestLength
                : 0;
            return end - offset >= length;
        }

        private HeaderChain Walk(byte[] buffer, int end)
        {
            while (true)
            {
                switch (protocol)
                {
                    case Ipv6Packet.HopByHopOptions:
                        // Right behind the IPv6 header or nowhere (RFC 8200 section 4.1).
                        if (hasFragmentHeader || protocolOffset != packet + Ipv6Packet.NextHeaderOffset)
                        {
                            return Problem(Icmpv6Message.UnrecognizedNextHeader, protocolOffset);
                        }

                        break;
                    case Ipv6Packet.RoutingHeader:
                    case Ipv6Packet.FragmentHeader:
                    case Ipv6Packet.DestinationOptions:
                        break;
                    case Ipv6Packet.NoNextHeader:
                        return HeaderChain.Nothing;
                    default:
                        return HeaderChain.UpperLayer;
                }

                if (headers == MaximumHeaders)
                {
                    return Problem(Icmpv6Message.TooManyExtensionHeaders, offset);
                }

                headers++;
                if (end - offset < Unit)
                {
                    Problem(Icmpv6Message.ErroneousHeaderField, packet + Ipv6Packet.PayloadLengthOffset);
                    return HeaderChain.Incomplete;
                }

                int length = Unit;
                if (protocol == Ipv6Packet.FragmentHeader)
                {
                    hasFragmentHeader = true;
                    int fragment = BigEndian.ReadUInt16(buffer, offset + Ipv6Packet.FragmentOffset);
                    if ((fragment & (Ipv6Packet.FragmentOffsetMask | Ipv6Packet.MoreFragments)) != 0)
                    {
                        return HeaderChain.Fragment;
                    }

                    // All of a packet in one fragment is a packet, and has nothing to do with other fragments (RFC 6946 section 4).
                }
                else
                {
                    length += buffer[offset + LengthOffset] << 3;
                    if (length > end - offset)
                    {
                        Problem(Icmpv6Message.ErroneousHeaderField, offset + LengthOffset);
                        return HeaderChain.Incomplete;
                    }

                    HeaderChain chain = protocol == Ipv6Packet.RoutingHeader
                        ? CheckRouting(buffer)
                        : CheckOptions(buffer, offset + OptionsOffset, offset + length);
                    if (chain != HeaderChain.UpperLayer)
                    {
                        return chain;
                    }
                }

                Step(buffer, length);
            }
        }

        private void Step(byte[] buffer, int length)
        {
            protocolOffset = offset;
            protocol = buffer[offset];
            offset += length;
        }

        /// <summary>A routing header whose route is at its end is skipped, of whatever type. No type is known, and the one that was is refused (RFC 5095, RFC 8200 section 4.4).</summary>
        private HeaderChain CheckRouting(byte[] buffer)
        {
            return buffer[offset + SegmentsLeftOffset] == 0
                ? HeaderChain.UpperLayer
                : Problem(Icmpv6Message.ErroneousHeaderField, offset + RoutingTypeOffset);
        }

        private HeaderChain CheckOptions(byte[] buffer, int at, int end)
        {
            int options = 0;
            int padding = 0;
            while (at < end)
            {
                int type = buffer[at];
                int length = 1;
                if (type != Pad1)
                {
                    if (end - at < 2)
                    {
                        return Problem(Icmpv6Message.ErroneousHeaderField, at);
                    }

                    length = 2 + buffer[at + 1];
                    if (length > end - at)
                    {
                        return Problem(Icmpv6Message.ErroneousHeaderField, at + 1);
                    }
                }

                if (type <= PadN)
                {
                    padding += length;
                    if (padding > MaximumPadding)
                    {
                        return Problem(Icmpv6Message.OptionTooBig, at);
                    }
                }
                else
                {
                    padding = 0;
                    if (options == MaximumOptions)
                    {
                        return Problem(Icmpv6Message.TooManyOptions, at);
                    }

                    options++;
                    if (type == RouterAlert)
                    {
                        hasRouterAlert |= protocol == Ipv6Packet.HopByHopOptions && length == RouterAlertLength;
                    }
                    else if (type >> ActionShift != 0)
                    {
                        return Unknown(buffer, type >> ActionShift, at);
                    }
                }

                at += length;
            }

            return HeaderChain.UpperLayer;
        }

        private HeaderChain Unknown(byte[] buffer, int action, int at)
        {
            return action == Drop
                || (action == DropAndTellIfUnicast && Ipv6Address.IsMulticast(buffer, packet + Ipv6Packet.DestinationOffset))
                ? HeaderChain.Dropped
                : Problem(Icmpv6Message.UnrecognizedOption, at);
        }

        private HeaderChain Problem(int code, int at)
        {
            this.code = code;
            pointer = at - packet;
            return HeaderChain.Problem;
        }
    }
}
