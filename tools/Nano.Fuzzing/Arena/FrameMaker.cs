using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>Makes the frames that arrive: headers in front of what they carry, and what must be right in them.</summary>
    internal static partial class FrameMaker
    {
        internal const int PacketOffset = EthernetFrame.HeaderLength;
        internal const int PayloadOffset = PacketOffset + Ipv4Packet.HeaderLength;

        /// <summary>Puts the headers of Ethernet and IPv4, both right, in front of a payload.</summary>
        internal static void WriteHeaders(Span<byte> frame, int protocol, uint source, uint destination, int length, int typeOfService = 0, int timeToLive = 64)
        {
            ReadOnlySpan<byte> to = destination >> 28 == 14 ? [1, 0, 0x5E, (byte)(destination >> 16 & 0x7F), (byte)(destination >> 8), (byte)destination]
                : destination == uint.MaxValue ? [255, 255, 255, 255, 255, 255] : [2, 0, 0, 0, 0, 1];
            to.CopyTo(frame);
            Arena.PeerHardware.CopyTo(frame[EthernetFrame.SourceOffset..]);
            BinaryPrimitives.WriteUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..], EthernetFrame.EtherTypeIpv4);
            Span<byte> ip = frame.Slice(PacketOffset, Ipv4Packet.HeaderLength);
            ip.Clear();
            ip[0] = Ipv4Packet.VersionAndHeaderLength;
            ip[Ipv4Packet.TypeOfServiceOffset] = (byte)typeOfService;
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..], (ushort)(Ipv4Packet.HeaderLength + length));
            ip[Ipv4Packet.TimeToLiveOffset] = (byte)timeToLive;
            ip[Ipv4Packet.ProtocolOffset] = (byte)protocol;
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.SourceOffset..], source);
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.DestinationOffset..], destination);
            PutChecksum(ip, Ipv4Packet.ChecksumOffset, 0);
        }

        /// <summary>A whole frame with a datagram.</summary>
        internal static byte[] MakeDatagram(uint source, int sourcePort, uint destination, int port, ReadOnlySpan<byte> data)
        {
            byte[] frame = new byte[PayloadOffset + UdpDatagram.HeaderLength + data.Length];
            WriteHeaders(frame, Ipv4Packet.ProtocolUdp, source, destination, UdpDatagram.HeaderLength + data.Length, timeToLive: 255);
            Span<byte> udp = frame.AsSpan(PayloadOffset);
            BinaryPrimitives.WriteUInt16BigEndian(udp, (ushort)sourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(udp[2..], (ushort)port);
            BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
            data.CopyTo(udp[UdpDatagram.HeaderLength..]);
            MendChecksums(frame);
            return frame;
        }

        /// <summary>A whole frame with a packet of IPv6, its checksum right.</summary>
        internal static byte[] MakeIpv6(byte[] source, byte[] destination, int protocol, byte[] message)
        {
            int checksum = protocol == Ipv4Packet.ProtocolUdp ? UdpDatagram.ChecksumOffset : 2;
            byte[] pseudo = [.. source, .. destination, 0, 0, (byte)(message.Length >> 8), (byte)message.Length, 0, 0, 0, (byte)protocol, .. message];
            int sum = InternetChecksum.Finish(InternetChecksum.Sum(pseudo, 0, pseudo.Length));
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(checksum), (ushort)(sum == 0 ? 0xFFFF : sum));
            byte[] hardware = destination[0] == 0xFF ? [0x33, 0x33, .. destination[12..]] : [2, 0, 0, 0, 0, 1];
            return
            [
                .. hardware, .. Arena.PeerHardware, 0x86, 0xDD, 0x60, 0, 0, 0, (byte)(message.Length >> 8), (byte)message.Length, (byte)protocol, 255, .. source, .. destination, .. message,
            ];
        }

        /// <summary>A datagram, its checksum left open.</summary>
        internal static byte[] Datagram(int sourcePort, int port, byte[] data)
        {
            byte[] udp = [0, 0, 0, 0, 0, 0, 0, 0, .. data];
            BinaryPrimitives.WriteUInt16BigEndian(udp, (ushort)sourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(2), (ushort)port);
            BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(4), (ushort)udp.Length);
            return udp;
        }

        /// <summary>Makes the lengths in the headers of a packet those that it has.</summary>
        internal static void MendLengths(Span<byte> frame)
        {
            if (!IsPacket(frame))
            {
                MendLengths6(frame);
                return;
            }

            Span<byte> ip = frame[PacketOffset..];
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..], (ushort)ip.Length);
            int header = HeaderLengthOf(ip);
            if (IsWhole(ip) && ip[Ipv4Packet.ProtocolOffset] == Ipv4Packet.ProtocolUdp && ip.Length - header >= UdpDatagram.HeaderLength)
            {
                BinaryPrimitives.WriteUInt16BigEndian(ip[(header + 4)..], (ushort)(ip.Length - header));
            }
        }

        /// <summary>Makes the checksums of a packet right, as far as there are whole headers.</summary>
        internal static void MendChecksums(Span<byte> frame)
        {
            if (!IsPacket(frame))
            {
                MendChecksums6(frame);
                return;
            }

            Span<byte> ip = frame[PacketOffset..];
            int header = HeaderLengthOf(ip);
            PutChecksum(ip[..header], Ipv4Packet.ChecksumOffset, 0);
            int total = BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..]);
            if (!IsWhole(ip) || total < header || total > ip.Length)
            {
                return;
            }

            Span<byte> payload = ip[header..total];
            int protocol = ip[Ipv4Packet.ProtocolOffset];
            int pseudo = ObservedTcp.Sum(ip.Slice(Ipv4Packet.SourceOffset, 8), protocol + payload.Length);
            (int offset, int start) = protocol switch
            {
                Ipv4Packet.ProtocolTcp => (TcpSegment.ChecksumOffset, pseudo),
                Ipv4Packet.ProtocolUdp => (6, pseudo),
                Ipv4Packet.ProtocolIcmp or Ipv4Packet.ProtocolIgmp => (IcmpMessage.ChecksumOffset, 0),
                _ => (int.MaxValue - 2, 0),
            };
            if (offset + 2 <= payload.Length)
            {
                PutChecksum(payload, offset, start);
            }
        }

        /// <summary>Puts the checksum of some bytes where it belongs among them.</summary>
        internal static void PutChecksum(Span<byte> bytes, int offset, int start)
        {
            bytes[offset] = 0;
            bytes[offset + 1] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(bytes[offset..], (ushort)~ObservedTcp.Sum(bytes, start));
        }

        private static bool IsPacket(ReadOnlySpan<byte> frame) =>
            frame.Length >= PayloadOffset && BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) == EthernetFrame.EtherTypeIpv4;

        private static bool IsWhole(ReadOnlySpan<byte> ip) =>
            (BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Packet.FragmentOffset..]) & (Ipv4Packet.MoreFragments | Ipv4Packet.FragmentOffsetMask)) == 0;

        private static int HeaderLengthOf(ReadOnlySpan<byte> ip) => Math.Clamp((ip[0] & 15) * 4, Ipv4Packet.HeaderLength, ip.Length);
    }
}
