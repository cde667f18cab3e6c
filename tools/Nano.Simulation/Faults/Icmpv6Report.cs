using System.Buffers.Binary;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>What a router says of a packet that it does not send on (RFC 4443 section 3).</summary>
    internal static class Icmpv6Report
    {
        /// <summary>Makes the frame.</summary>
        /// <param name="to">Hardware address of who has sent the packet.</param>
        /// <param name="from">That of the router.</param>
        /// <param name="router">The router's address.</param>
        /// <param name="packet">The packet.</param>
        /// <param name="type">ICMPv6 type.</param>
        /// <param name="code">ICMPv6 code.</param>
        /// <param name="value">MTU or pointer.</param>
        internal static byte[] Make(ReadOnlySpan<byte> to, ReadOnlySpan<byte> from, UInt128 router, ReadOnlySpan<byte> packet, int type, int code, int value)
        {
            int quoted = Math.Min(packet.Length, Ipv6Packet.MinimumMtu - Ipv6Packet.HeaderLength - Icmpv6Message.HeaderLength);
            byte[] frame = FrameBuilder.Packet6(
                to, from, router, BinaryPrimitives.ReadUInt128BigEndian(packet[Ipv6Packet.SourceOffset..]), Ipv6Packet.ProtocolIcmpv6, 64, Icmpv6Message.HeaderLength + quoted);
            Span<byte> message = frame.AsSpan(FrameBuilder.Ipv6PayloadOffset);
            message[Icmpv6Message.TypeOffset] = (byte)type;
            message[Icmpv6Message.CodeOffset] = (byte)code;
            BinaryPrimitives.WriteInt32BigEndian(message[Icmpv6Message.ValueOffset..], value);
            packet[..quoted].CopyTo(message[Icmpv6Message.HeaderLength..]);
            FrameBuilder.FillChecksum6(frame, Icmpv6Message.ChecksumOffset);
            return frame;
        }
    }
}
