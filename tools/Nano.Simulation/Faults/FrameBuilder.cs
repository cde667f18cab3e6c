using System.Buffers.Binary;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>Builds frames for those who are no stack: forgers, and servers of the simulation's own.</summary>
    internal static class FrameBuilder
    {
        /// <summary>Where a packet's payload begins in its frame.</summary>
        internal const int PayloadOffset = EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength;

        /// <summary>A frame with an IPv4 packet, complete but for its payload, which is zero.</summary>
        internal static byte[] Packet(ReadOnlySpan<byte> to, ReadOnlySpan<byte> from, uint source, uint destination, int protocol, int length)
        {
            byte[] frame = new byte[PayloadOffset + length];
            to.CopyTo(frame.AsSpan(EthernetFrame.DestinationOffset));
            from.CopyTo(frame.AsSpan(EthernetFrame.SourceOffset));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetFrame.EtherTypeOffset), EthernetFrame.EtherTypeIpv4);
            Span<byte> ip = frame.AsSpan(EthernetFrame.HeaderLength);
            ip[0] = Ipv4Packet.VersionAndHeaderLength;
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..], (ushort)(Ipv4Packet.HeaderLength + length));
            ip[Ipv4Packet.TimeToLiveOffset] = 64;
            ip[Ipv4Packet.ProtocolOffset] = (byte)protocol;
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.SourceOffset..], source);
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.DestinationOffset..], destination);
            int sum = InternetChecksum.Finish(InternetChecksum.Sum(frame, EthernetFrame.HeaderLength, Ipv4Packet.HeaderLength));
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.ChecksumOffset..], (ushort)sum);
            return frame;
        }

        /// <summary>Fills in the checksum of a segment or datagram, which is zero so far.</summary>
        /// <param name="frame">Its frame.</param>
        /// <param name="checksumOffset">Where the checksum stands, from the beginning of the segment or datagram.</param>
        internal static void FillTransportChecksum(byte[] frame, int checksumOffset)
        {
            int length = frame.Length - PayloadOffset;
            int protocol = frame[EthernetFrame.HeaderLength + Ipv4Packet.ProtocolOffset];
            int pseudo = InternetChecksum.Sum(frame, EthernetFrame.HeaderLength + Ipv4Packet.SourceOffset, 8) + protocol + length;
            int sum = InternetChecksum.Finish(InternetChecksum.Fold(pseudo + InternetChecksum.Sum(frame, PayloadOffset, length)));

            // 0 stands for none (RFC 768); the sum is the same.
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(PayloadOffset + checksumOffset), (ushort)(sum == 0 ? 0xFFFF : sum));
        }
    }
}
