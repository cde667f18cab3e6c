using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.IPv6.Wire;
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

        /// <summary>Where the payload of an IPv6 packet begins in its frame.</summary>
        internal const int Ipv6PayloadOffset = EthernetFrame.HeaderLength + Ipv6Packet.HeaderLength;

        /// <summary>A frame with an IPv6 packet, complete but for its payload, which is zero. Addresses are as <see cref="ObservedTcp.Source"/> has them.</summary>
        internal static byte[] Packet6(ReadOnlySpan<byte> to, ReadOnlySpan<byte> from, UInt128 source, UInt128 destination, int protocol, int hopLimit, int length)
        {
            byte[] frame = new byte[Ipv6PayloadOffset + length];
            to.CopyTo(frame.AsSpan(EthernetFrame.DestinationOffset));
            from.CopyTo(frame.AsSpan(EthernetFrame.SourceOffset));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetFrame.EtherTypeOffset), EthernetFrame.EtherTypeIpv6);
            Span<byte> ip = frame.AsSpan(EthernetFrame.HeaderLength);
            ip[0] = Ipv6Packet.Version;
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv6Packet.PayloadLengthOffset..], (ushort)length);
            ip[Ipv6Packet.NextHeaderOffset] = (byte)protocol;
            ip[Ipv6Packet.HopLimitOffset] = (byte)hopLimit;
            BinaryPrimitives.WriteUInt128BigEndian(ip[Ipv6Packet.SourceOffset..], source);
            BinaryPrimitives.WriteUInt128BigEndian(ip[Ipv6Packet.DestinationOffset..], destination);
            return frame;
        }

        /// <summary>Fills in the checksum of what an IPv6 packet carries, over its pseudo-header too (RFC 8200 section 8.1).</summary>
        /// <param name="frame">Its frame, without extension headers.</param>
        /// <param name="checksumOffset">Where the checksum stands, from the beginning of the payload.</param>
        internal static void FillChecksum6(byte[] frame, int checksumOffset)
        {
            Span<byte> payload = frame.AsSpan(Ipv6PayloadOffset);
            payload[checksumOffset] = payload[checksumOffset + 1] = 0;
            ReadOnlySpan<byte> ip = frame.AsSpan(EthernetFrame.HeaderLength);
            int pseudo = ObservedTcp.Sum(ip.Slice(Ipv6Packet.SourceOffset, 2 * Ipv6Packet.AddressLength), ip[Ipv6Packet.NextHeaderOffset] + payload.Length);
            int sum = ~ObservedTcp.Sum(payload, pseudo) & 0xFFFF;
            BinaryPrimitives.WriteUInt16BigEndian(payload[checksumOffset..], (ushort)(sum == 0 ? 0xFFFF : sum));
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
