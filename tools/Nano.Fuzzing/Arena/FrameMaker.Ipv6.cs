using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Fuzzing
{
    // The same of IPv6, whose upper layer stands behind a chain of headers.
    internal static partial class FrameMaker
    {
        internal const int Ipv6PayloadOffset = PacketOffset + Ipv6Packet.HeaderLength;

        /// <summary>Puts the headers of Ethernet and IPv6, both right, in front of a payload.</summary>
        internal static void WriteHeaders6(Span<byte> frame, int protocol, UInt128 source, UInt128 destination, int length, int ecn = 0, int hopLimit = 64)
        {
            if (destination >> 120 == 0xFF)
            {
                frame[0] = frame[1] = 0x33;
                BinaryPrimitives.WriteUInt32BigEndian(frame[2..], (uint)destination);
            }
            else
            {
                frame[..EthernetFrame.AddressLength].Clear();
                frame[0] = 2;
                frame[5] = 1;
            }

            Arena.PeerHardware.CopyTo(frame[EthernetFrame.SourceOffset..]);
            BinaryPrimitives.WriteUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..], EthernetFrame.EtherTypeIpv6);
            Span<byte> ip = frame.Slice(PacketOffset, Ipv6Packet.HeaderLength);
            ip.Clear();
            ip[0] = Ipv6Packet.Version;
            ip[Ipv6Packet.EcnOffset] = (byte)(ecn << Ipv6Packet.EcnShift);
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv6Packet.PayloadLengthOffset..], (ushort)length);
            ip[Ipv6Packet.NextHeaderOffset] = (byte)protocol;
            ip[Ipv6Packet.HopLimitOffset] = (byte)hopLimit;
            BinaryPrimitives.WriteUInt128BigEndian(ip[Ipv6Packet.SourceOffset..], source);
            BinaryPrimitives.WriteUInt128BigEndian(ip[Ipv6Packet.DestinationOffset..], destination);
        }

        private static void MendLengths6(Span<byte> frame)
        {
            if (!IsPacket6(frame))
            {
                return;
            }

            Span<byte> ip = frame[PacketOffset..];
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv6Packet.PayloadLengthOffset..], (ushort)(ip.Length - Ipv6Packet.HeaderLength));
            int protocol = FindUpperLayer(ip, out int at);
            if (protocol == Ipv4Packet.ProtocolUdp && ip.Length - at >= UdpDatagram.HeaderLength)
            {
                BinaryPrimitives.WriteUInt16BigEndian(ip[(at + 4)..], (ushort)(ip.Length - at));
            }
        }

        private static void MendChecksums6(Span<byte> frame)
        {
            if (!IsPacket6(frame))
            {
                return;
            }

            Span<byte> ip = frame[PacketOffset..];
            int total = Ipv6Packet.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv6Packet.PayloadLengthOffset..]);
            int protocol = FindUpperLayer(ip, out int at);
            int checksum = protocol switch
            {
                Ipv4Packet.ProtocolTcp => TcpSegment.ChecksumOffset,
                Ipv4Packet.ProtocolUdp => UdpDatagram.ChecksumOffset,
                Ipv6Packet.ProtocolIcmpv6 => Icmpv6Message.ChecksumOffset,
                _ => -1,
            };
            if (checksum < 0 || total > ip.Length || at + checksum + 2 > total)
            {
                return;
            }

            Span<byte> payload = ip[at..total];
            PutChecksum(payload, checksum, ObservedTcp.Sum(ip.Slice(Ipv6Packet.SourceOffset, 2 * Ipv6Packet.AddressLength), protocol + payload.Length));
        }

        // Which protocol stands behind the chain, and where; -1 where that is not in this packet.
        private static int FindUpperLayer(ReadOnlySpan<byte> ip, out int at)
        {
            at = Ipv6Packet.HeaderLength;
            int next = ip[Ipv6Packet.NextHeaderOffset];
            while (next is Ipv6Packet.HopByHopOptions or Ipv6Packet.RoutingHeader or Ipv6Packet.DestinationOptions or Ipv6Packet.FragmentHeader)
            {
                if (at + 8 > ip.Length)
                {
                    return -1;
                }

                bool isFragment = next == Ipv6Packet.FragmentHeader;
                if (isFragment && (BinaryPrimitives.ReadUInt16BigEndian(ip[(at + Ipv6Packet.FragmentOffset)..]) & ~6) != 0)
                {
                    return -1;
                }

                next = ip[at];
                at += isFragment ? Ipv6Packet.FragmentHeaderLength : (ip[at + 1] + 1) * 8;
            }

            return at <= ip.Length ? next : -1;
        }

        private static bool IsPacket6(ReadOnlySpan<byte> frame) =>
            frame.Length >= Ipv6PayloadOffset && BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) == EthernetFrame.EtherTypeIpv6;
    }
}
