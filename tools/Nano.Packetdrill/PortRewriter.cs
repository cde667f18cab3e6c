using System.Buffers.Binary;

namespace Nano.Packetdrill
{
    /// <summary>
    /// Rewrites packets between the stack and a script, as a router on the way may: the segment size that a SYN announces (RFC 4459
    /// section 3.2), and the DSCP (RFC 2474). To a script it looks as if the socket's options TCP_MAXSEG and IP_TOS had done it.
    /// </summary>
    internal sealed class PortRewriter
    {
        private const int Version6 = 6;
        private const int Ipv6Header = 40;
        private const int TcpProtocol = 6;
        private const int SourceAddress = 12;
        private const int IpChecksum = 10;
        private const int TcpFlags = 13;
        private const int TcpChecksum = 16;
        private const int TcpHeader = 20;
        private const int Syn = 2;
        private const int Ack = 16;
        private const int NoOperation = 1;
        private const int SegmentSize = 2;
        private const int SegmentSizeLength = 4;
        private const int EcnMask = 3;

        private readonly Dictionary<int, PortSettings> ports = [];

        /// <summary>What holds for the port of the next connection that this host opens; null for nothing.</summary>
        internal PortSettings? Opening { get; set; }

        /// <summary>What holds for a port from now on.</summary>
        internal void Set(int port, PortSettings settings) => ports[port] = settings;

        /// <summary>A packet of the stack.</summary>
        internal void Outgoing(Span<byte> packet)
        {
            if (!TryFindTcp(packet, out Span<byte> segment))
            {
                return;
            }

            int port = BinaryPrimitives.ReadUInt16BigEndian(segment);
            if (Opening != null && (segment[TcpFlags] & (Syn | Ack)) == Syn)
            {
                ports[port] = Opening;
            }

            if (ports.TryGetValue(port, out PortSettings? settings))
            {
                Limit(packet, segment, settings.MaximumSegment);
                if (packet[0] >> 4 == Version6)
                {
                    // The traffic class stands behind four bits of the version.
                    packet[0] = (byte)((Version6 << 4) | (settings.TypeOfService >> 4));
                    packet[1] = (byte)((packet[1] & 0x3F) | ((settings.TypeOfService & 0xC) << 4));
                }
                else if ((packet[1] & ~EcnMask) != settings.TypeOfService)
                {
                    packet[1] = (byte)((packet[1] & EcnMask) | settings.TypeOfService);
                    Renew(packet[..^segment.Length], IpChecksum, 0);
                }
            }
        }

        /// <summary>A packet for the stack.</summary>
        internal void Incoming(Span<byte> packet)
        {
            if (TryFindTcp(packet, out Span<byte> segment) && ports.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(segment[2..]), out PortSettings? settings))
            {
                Limit(packet, segment, settings.MaximumSegment);
            }
        }

        private static bool TryFindTcp(Span<byte> packet, out Span<byte> segment)
        {
            bool isIpv6 = packet.Length > Ipv6Header && packet[0] >> 4 == Version6;
            int header = isIpv6 ? Ipv6Header : packet.Length < TcpHeader || packet[0] >> 4 != 4 ? 0 : (packet[0] & 15) * 4;
            bool found = header >= TcpHeader && packet[isIpv6 ? 6 : 9] == TcpProtocol && packet.Length >= header + TcpHeader;
            segment = found ? packet[header..] : default;
            return found;
        }

        private static void Limit(Span<byte> packet, Span<byte> segment, int most)
        {
            int end = Math.Min((segment[12] >> 4) * 4, segment.Length);
            if (most == 0 || (segment[TcpFlags] & Syn) == 0)
            {
                return;
            }

            int at = TcpHeader;
            while (at < end && segment[at] != 0)
            {
                if (segment[at] == NoOperation)
                {
                    at++;
                    continue;
                }

                if (at + SegmentSizeLength <= end && segment[at] == SegmentSize && BinaryPrimitives.ReadUInt16BigEndian(segment[(at + 2)..]) > most)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(segment[(at + 2)..], (ushort)most);
                    int pseudoHeader = Sum(packet[0] >> 4 == Version6 ? packet.Slice(8, 32) : packet.Slice(SourceAddress, 8)) + TcpProtocol + segment.Length;
                    Renew(segment, TcpChecksum, pseudoHeader);
                    return;
                }

                at += at + 1 < end ? Math.Max((int)segment[at + 1], 2) : 2;
            }
        }

        private static void Renew(Span<byte> bytes, int at, int sum)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], 0);
            sum += Sum(bytes);
            while (sum > 0xFFFF)
            {
                sum = (sum & 0xFFFF) + (sum >> 16);
            }

            BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], (ushort)~sum);
        }

        private static int Sum(ReadOnlySpan<byte> bytes)
        {
            int sum = 0;
            for (int i = 0; i < bytes.Length; i++)
            {
                sum += (i & 1) == 0 ? bytes[i] << 8 : bytes[i];
            }

            return sum;
        }
    }
}
