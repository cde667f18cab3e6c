using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>ICMP (RFC 792, RFC 1122 section 3.2.2): answers echoes, tells senders what cannot be delivered, and tells the transports what others say of their packets.</summary>
    internal sealed class Icmp : TransportProtocol
    {
        /// <summary>How much of a packet an error quotes, so that it stays within 576 bytes (RFC 1812 section 4.3.2.3).</summary>
        private const int MaximumQuote = 576 - Ipv4Packet.HeaderLength - IcmpMessage.HeaderLength;

        private readonly Ipv4 ipv4;
        private readonly InternetCounters counters;
        private readonly byte[] header = new byte[IcmpMessage.HeaderLength];

        internal Icmp(Ipv4 ipv4)
        {
            this.ipv4 = ipv4;
            counters = ipv4.counters;
        }

        internal override void OnPacket(Path path, byte[] buffer, int ipOffset, int offset, int length, bool broadcast)
        {
            counters.IcmpReceived++;
            if (length < IcmpMessage.HeaderLength)
            {
                counters.IcmpMalformed++;
                return;
            }

            if (!ipv4.internet.checksumsVerified && InternetChecksum.Sum(buffer, offset, length) != 0xFFFF)
            {
                counters.IcmpBadChecksum++;
                return;
            }

            int type = buffer[offset + IcmpMessage.TypeOffset];
            if (broadcast)
            {
                // RFC 1122 section 3.2.2.6 lets a host be silent, and so it cannot be made to amplify.
                counters.IcmpIgnored++;
            }
            else if (type == IcmpMessage.EchoRequest)
            {
                Reply(path, buffer, offset, length);
            }
            else if (type == IcmpMessage.DestinationUnreachable || type == IcmpMessage.TimeExceeded || type == IcmpMessage.ParameterProblem)
            {
                PassOn(buffer, offset, length);
            }
            else if (type == IcmpMessage.Redirect)
            {
                Redirect((Ipv4Path)path, buffer, offset, length);
            }
            else
            {
                counters.IcmpIgnored++;
            }
        }

        /// <summary>Tells the sender of a packet that it was not delivered, unless RFC 1122 section 3.2.2 forbids it or the rate is exceeded.</summary>
        /// <param name="path">The way back to the sender.</param>
        /// <param name="type">ICMP type.</param>
        /// <param name="code">ICMP code.</param>
        /// <param name="packet">Holds the packet.</param>
        /// <param name="offset">Index of its IP header.</param>
        /// <param name="length">Bytes of it that there are, IP header included.</param>
        internal void SendError(Ipv4Path path, int type, int code, byte[] packet, int offset, int length)
        {
            // Sent to this host alone, and by a host that can be answered: Ipv4 has looked at the source.
            int transport = offset + ((packet[offset] & 0x0F) << 2);
            if (path.nextHop == 0
                || BigEndian.ReadUInt32(packet, offset + Ipv4Packet.DestinationOffset) != ipv4.routes.address
                || (BigEndian.ReadUInt16(packet, offset + Ipv4Packet.FragmentOffset) & Ipv4Packet.FragmentOffsetMask) != 0
                || (packet[offset + Ipv4Packet.ProtocolOffset] == Ipv4Packet.ProtocolIcmp
                    && IcmpMessage.IsError(packet[transport + IcmpMessage.TypeOffset])))
            {
                return;
            }

            if (!ipv4.internet.TakeErrorToken())
            {
                counters.IcmpErrorsSuppressed++;
                return;
            }

            if (length > MaximumQuote)
            {
                length = MaximumQuote;
            }

            BigEndian.WriteUInt16(header, IcmpMessage.TypeOffset, (type << 8) | code);
            BigEndian.WriteUInt32(header, IcmpMessage.IdentifierOffset, 0);
            WriteChecksum(path, ((type << 8) | code) + InternetChecksum.Sum(packet, offset, length), length);
            counters.IcmpErrorsSent++;
            Send(path, packet, offset, length);
        }

        private void Reply(Path path, byte[] buffer, int offset, int length)
        {
            int code = buffer[offset + IcmpMessage.CodeOffset];
            uint identifier = BigEndian.ReadUInt32(buffer, offset + IcmpMessage.IdentifierOffset);
            BigEndian.WriteUInt16(header, IcmpMessage.TypeOffset, (IcmpMessage.EchoReply << 8) | code);
            BigEndian.WriteUInt32(header, IcmpMessage.IdentifierOffset, identifier);

            // Only the type differs from the request, whose checksum is right: no need to sum the data again (RFC 1624).
            int sum = (~BigEndian.ReadUInt16(buffer, offset + IcmpMessage.ChecksumOffset) & 0xFFFF) + (~(IcmpMessage.EchoRequest << 8) & 0xFFFF);
            int dataLength = length - IcmpMessage.HeaderLength;
            WriteChecksum(path, sum, dataLength);
            counters.IcmpEchoReplies++;
            Send(path, buffer, offset + IcmpMessage.HeaderLength, dataLength);
        }

        // All that ICMP sends answers somebody whom nothing here knows.
        private void Send(Path path, byte[] data, int offset, int length)
        {
            ipv4.internet.answering = true;
            ipv4.SendDatagram(path, Ipv4Packet.ProtocolIcmp, 0, header, IcmpMessage.HeaderLength, data, offset, length);
            ipv4.internet.answering = false;
        }

        /// <summary>Hands an error to the transport whose packet it quotes. Anybody can send one, so the quote must look like a packet of this host.</summary>
        private void PassOn(byte[] buffer, int offset, int length)
        {
            int quote = offset + IcmpMessage.HeaderLength;
            Ipv4Path path = QuotedPath(buffer, quote, length - IcmpMessage.HeaderLength);
            TransportProtocol transport = path == null ? null : ipv4.TransportOf(buffer[quote + Ipv4Packet.ProtocolOffset]);
            if (transport == null)
            {
                counters.IcmpMalformed++;
                return;
            }

            counters.IcmpErrorsReceived++;
            transport.OnError(
                path,
                ErrorOf(buffer[offset + IcmpMessage.TypeOffset], buffer[offset + IcmpMessage.CodeOffset]),
                BigEndian.ReadUInt16(buffer, offset + IcmpMessage.NextHopMtuOffset),
                buffer,
                quote + Ipv4Packet.HeaderLength,
                length - IcmpMessage.HeaderLength - Ipv4Packet.HeaderLength);
        }

        // RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1.
        private static DeliveryError ErrorOf(int type, int code)
        {
            if (type != IcmpMessage.DestinationUnreachable)
            {
                return DeliveryError.HostTrouble;
            }

            switch (code)
            {
                case IcmpMessage.FragmentationNeeded:
                    return DeliveryError.PacketTooBig;
                case IcmpMessage.ProtocolUnreachable:
                case IcmpMessage.PortUnreachable:
                    return DeliveryError.Refused;
                case IcmpMessage.NetworkUnreachable:
                case IcmpMessage.NetworkProhibited:
                    return DeliveryError.NetworkUnreachable;
                case IcmpMessage.HostUnreachable:
                case IcmpMessage.HostProhibited:
                case IcmpMessage.CommunicationProhibited:
                    return DeliveryError.HostUnreachable;
                default:
                    return IcmpMessage.IsAboutNetwork(code) ? DeliveryError.NetworkTrouble : DeliveryError.HostTrouble;
            }
        }

        /// <summary>
        /// A router names another one that is nearer to where a packet of this host goes (RFC 1122 section 3.2.2.2). Anybody on the
        /// link could lead packets astray by such words, so the frame must come from the hardware address of that router.
        /// </summary>
        private void Redirect(Ipv4Path router, byte[] buffer, int offset, int length)
        {
            Ipv4Path path = QuotedPath(buffer, offset + IcmpMessage.HeaderLength, length - IcmpMessage.HeaderLength);
            if (path == null)
            {
                counters.IcmpMalformed++;
            }
            else if (ipv4.IsFromNeighbor(router)
                && ipv4.paths.Redirect(path, router.identity, BigEndian.ReadUInt32(buffer, offset + IcmpMessage.IdentifierOffset)))
            {
                counters.IcmpErrorsReceived++;
            }
            else
            {
                counters.IcmpIgnored++;
            }
        }

        /// <summary>The path of a quoted packet, if it looks like one of this host's.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="quote">Index of its IP header.</param>
        /// <param name="length">Bytes quoted.</param>
        /// <returns>Null where it does not, or where no path is left: nothing is left then that the message could concern.</returns>
        private Ipv4Path QuotedPath(byte[] buffer, int quote, int length)
        {
            // This host sends no IP options, so a packet with options is not one of its own.
            if (length < Ipv4Packet.HeaderLength + IcmpMessage.QuotedTransportLength
                || buffer[quote] != Ipv4Packet.VersionAndHeaderLength
                || !ipv4.HasAddress
                || BigEndian.ReadUInt32(buffer, quote + Ipv4Packet.SourceOffset) != ipv4.routes.address
                || (BigEndian.ReadUInt16(buffer, quote + Ipv4Packet.FragmentOffset) & Ipv4Packet.FragmentOffsetMask) != 0)
            {
                return null;
            }

            return ipv4.paths.Find(BigEndian.ReadUInt32(buffer, quote + Ipv4Packet.DestinationOffset));
        }

        private void WriteChecksum(Path path, int sum, int dataLength)
        {
            int checksum = 0;
            if (!ipv4.FillsChecksum(path, IcmpMessage.HeaderLength + dataLength))
            {
                // Of the two zeroes, an echo reply that is zero throughout needs the other one.
                checksum = InternetChecksum.Finish(sum);
                if (checksum == 0)
                {
                    checksum = 0xFFFF;
                }
            }

            BigEndian.WriteUInt16(header, IcmpMessage.ChecksumOffset, checksum);
        }
    }
}
