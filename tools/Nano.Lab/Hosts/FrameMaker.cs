using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.Wire;

namespace Nano.Workbench
{
    /// <summary>Builds segments that no stack of ours sends: those of attackers, and of the host that shakes hands with two segments.</summary>
    internal static class FrameMaker
    {
        private const int IpOffset = EthernetFrame.HeaderLength;
        private const int TcpOffset = IpOffset + Ipv4Packet.HeaderLength;

        /// <summary>A frame with a TCP segment without options.</summary>
        public static byte[] Segment(byte[] to, byte[] from, uint source, uint destination, int sourcePort, int destinationPort, uint sequence, uint acknowledgment, int flags, int window, ReadOnlySpan<byte> data = default)
        {
            byte[] frame = new byte[TcpOffset + TcpSegment.HeaderLength + data.Length];
            to.CopyTo(frame, EthernetFrame.DestinationOffset);
            from.CopyTo(frame, EthernetFrame.SourceOffset);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetFrame.EtherTypeOffset), EthernetFrame.EtherTypeIpv4);
            Span<byte> ip = frame.AsSpan(IpOffset);
            ip[0] = Ipv4Packet.VersionAndHeaderLength;
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..], (ushort)ip.Length);
            ip[Ipv4Packet.TimeToLiveOffset] = 64;
            ip[Ipv4Packet.ProtocolOffset] = Ipv4Packet.ProtocolTcp;
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.SourceOffset..], source);
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.DestinationOffset..], destination);
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~ObservedTcp.Sum(ip[..Ipv4Packet.HeaderLength], 0));
            Span<byte> tcp = frame.AsSpan(TcpOffset);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)sourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)destinationPort);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgment);
            tcp[12] = TcpSegment.HeaderLength << 2;
            tcp[13] = (byte)flags;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], (ushort)window);
            data.CopyTo(tcp[TcpSegment.HeaderLength..]);
            int pseudo = ObservedTcp.Sum(ip.Slice(Ipv4Packet.SourceOffset, 8), Ipv4Packet.ProtocolTcp + tcp.Length);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], (ushort)~ObservedTcp.Sum(tcp, pseudo));
            return frame;
        }
    }
}
