using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>What is done to frames on their way in, so that no checksum tells.</summary>
    internal static class Tampering
    {
        private const int IpOffset = EthernetFrame.HeaderLength;
        private const int ServiceOffset = IpOffset + 1;

        /// <summary>Flips a bit in the options of a TCP segment, if it has any.</summary>
        internal static void FlipOptionBit(Span<byte> frame, RandomSource random)
        {
            if (!ObservedTcp.TryRead(frame, checkSums: true, out ObservedTcp segment) || segment.OptionsLength == 0)
            {
                return;
            }

            int tcp = IpOffset + segment.IpLength;
            int at = tcp + TcpSegment.HeaderLength + (int)random.NextBelow(segment.OptionsLength);
            Change(frame, at, (byte)(frame[at] ^ (1 << (int)random.NextBelow(8))), tcp, TcpSegment.ChecksumOffset);
        }

        /// <summary>Marks a packet whose sender says that it may be: ECT(0) or ECT(1) becomes CE.</summary>
        internal static void Mark(Span<byte> frame)
        {
            const int CongestionExperienced = 3;
            if (!ObservedTcp.TryRead(frame, checkSums: true, out ObservedTcp segment) || segment.EcnField == 0)
            {
                return;
            }

            if (segment.IsIpv6)
            {
                // No checksum covers it.
                frame[ServiceOffset] |= CongestionExperienced << 4;
            }
            else
            {
                Change(frame, ServiceOffset, (byte)(frame[ServiceOffset] | CongestionExperienced), IpOffset, Ipv4Packet.ChecksumOffset);
            }
        }

        // Sets a byte, and with it the checksum of its header (RFC 1624 equation 3).
        private static void Change(Span<byte> frame, int at, byte value, int header, int checksum)
        {
            int word = header + ((at - header) & ~1);
            int before = BinaryPrimitives.ReadUInt16BigEndian(frame[word..]);
            frame[at] = value;
            int after = BinaryPrimitives.ReadUInt16BigEndian(frame[word..]);
            int sum = (~BinaryPrimitives.ReadUInt16BigEndian(frame[(header + checksum)..]) & 0xFFFF) + (~before & 0xFFFF) + after;
            sum = (sum & 0xFFFF) + (sum >> 16);
            sum = (sum & 0xFFFF) + (sum >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(frame[(header + checksum)..], (ushort)~sum);
        }
    }
}
