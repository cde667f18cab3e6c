using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>Whether a frame is one that a host may send, read apart from the stack: lengths, checksums, addresses, flags that make sense together.</summary>
    internal static class FrameRules
    {
        private const int Ip = EthernetFrame.HeaderLength;
        private const int HopByHop = 0;

        /// <summary>Looks at a frame that was sent.</summary>
        /// <param name="frame">The frame.</param>
        /// <param name="hardware">Who has sent it.</param>
        /// <param name="mtu">Bytes of the largest packet.</param>
        internal static void Check(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> hardware, int mtu)
        {
            if (frame.Length < Ip || frame.Length > Ip + mtu)
            {
                throw Broken(frame, $"is {frame.Length} bytes long");
            }

            if (!frame[EthernetFrame.SourceOffset..EthernetFrame.EtherTypeOffset].SequenceEqual(hardware))
            {
                throw Broken(frame, "comes from another hardware address");
            }

            switch (BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]))
            {
                case EthernetFrame.EtherTypeArp:
                    CheckArp(frame);
                    break;
                case EthernetFrame.EtherTypeIpv4:
                    CheckPacket(frame);
                    break;
                case EthernetFrame.EtherTypeIpv6:
                    CheckIpv6(frame);
                    break;
                default:
                    throw Broken(frame, "is neither IPv4, IPv6 nor ARP");
            }
        }

        private static void CheckArp(ReadOnlySpan<byte> frame)
        {
            ReadOnlySpan<byte> arp = frame[Ip..];
            if (arp.Length != ArpPacket.Length
                || BinaryPrimitives.ReadUInt32BigEndian(arp) != 0x0001_0800
                || BinaryPrimitives.ReadUInt16BigEndian(arp[ArpPacket.HardwareLengthOffset..]) != 0x0604
                || BinaryPrimitives.ReadUInt16BigEndian(arp[ArpPacket.OperationOffset..]) is not (ArpPacket.Request or ArpPacket.Reply)
                || !arp.Slice(ArpPacket.SenderHardwareOffset, 6).SequenceEqual(frame.Slice(EthernetFrame.SourceOffset, 6)))
            {
                throw Broken(frame, "is malformed ARP");
            }
        }

        private static void CheckPacket(ReadOnlySpan<byte> frame)
        {
            ReadOnlySpan<byte> ip = frame[Ip..];
            int header = ip.Length < Ipv4Packet.HeaderLength ? 0 : (ip[0] & 15) * 4;
            if (header < Ipv4Packet.HeaderLength || header > ip.Length || ip[0] >> 4 != 4)
            {
                throw Broken(frame, "has no IPv4 header");
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..]) != ip.Length)
            {
                throw Broken(frame, "has another total length than it says");
            }

            if (ObservedTcp.Sum(ip[..header], 0) != 0xFFFF)
            {
                throw Broken(frame, "has a wrong header checksum");
            }

            uint destination = BinaryPrimitives.ReadUInt32BigEndian(ip[Ipv4Packet.DestinationOffset..]);
            uint source = BinaryPrimitives.ReadUInt32BigEndian(ip[Ipv4Packet.SourceOffset..]);
            if (destination == 0 || destination == source || ip[Ipv4Packet.TimeToLiveOffset] == 0)
            {
                throw Broken(frame, "goes nowhere");
            }

            int fragment = BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Packet.FragmentOffset..]);
            if ((fragment & (Ipv4Packet.MoreFragments | Ipv4Packet.FragmentOffsetMask)) != 0)
            {
                return;
            }

            ReadOnlySpan<byte> payload = ip[header..];
            switch (ip[Ipv4Packet.ProtocolOffset])
            {
                case Ipv4Packet.ProtocolTcp:
                    CheckSegment(frame);
                    break;
                case Ipv4Packet.ProtocolUdp:
                    int pseudo = ObservedTcp.Sum(ip.Slice(Ipv4Packet.SourceOffset, 8), Ipv4Packet.ProtocolUdp + payload.Length);
                    bool hasSum = payload.Length >= UdpDatagram.HeaderLength && BinaryPrimitives.ReadUInt16BigEndian(payload[6..]) != 0;
                    if (payload.Length < UdpDatagram.HeaderLength
                        || BinaryPrimitives.ReadUInt16BigEndian(payload[4..]) != payload.Length
                        || (hasSum && ObservedTcp.Sum(payload, pseudo) != 0xFFFF))
                    {
                        throw Broken(frame, "is a malformed datagram");
                    }

                    break;
                case Ipv4Packet.ProtocolIcmp:
                case Ipv4Packet.ProtocolIgmp:
                    if (payload.Length < 8 || ObservedTcp.Sum(payload, 0) != 0xFFFF)
                    {
                        throw Broken(frame, "is a malformed ICMP or IGMP message");
                    }

                    break;
                default:
                    throw Broken(frame, "is of no protocol that the stack speaks");
            }
        }

        private static void CheckIpv6(ReadOnlySpan<byte> frame)
        {
            ReadOnlySpan<byte> ip = frame[Ip..];
            if (ip.Length < Ipv6Packet.HeaderLength || ip[0] >> 4 != 6
                || BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv6Packet.PayloadLengthOffset..]) != ip.Length - Ipv6Packet.HeaderLength
                || ip[Ipv6Packet.HopLimitOffset] == 0 || ip[Ipv6Packet.SourceOffset] == 0xFF
                || !ip.Slice(Ipv6Packet.DestinationOffset, Ipv6Packet.AddressLength).ContainsAnyExcept((byte)0))
            {
                throw Broken(frame, "has no right IPv6 header");
            }

            int protocol = ip[Ipv6Packet.NextHeaderOffset];
            ReadOnlySpan<byte> payload = ip[Ipv6Packet.HeaderLength..];
            if (protocol == HopByHop)
            {
                // Multicast listener discovery alone has it.
                protocol = payload[0];
                payload = payload[((payload[1] + 1) * 8)..];
            }
            else if (protocol == Ipv6Packet.FragmentHeader)
            {
                CheckFragment(frame, payload);
                return;
            }

            int sum = ObservedTcp.Sum(payload, ObservedTcp.Sum(ip.Slice(Ipv6Packet.SourceOffset, 2 * Ipv6Packet.AddressLength), protocol + payload.Length));
            if (payload.Length < UdpDatagram.HeaderLength || sum != 0xFFFF)
            {
                throw Broken(frame, "is malformed, or has a wrong checksum");
            }

            switch (protocol)
            {
                case Ipv4Packet.ProtocolTcp:
                    CheckSegment(frame);
                    break;
                case Ipv4Packet.ProtocolUdp when BinaryPrimitives.ReadUInt16BigEndian(payload[4..]) == payload.Length && payload[6] + payload[7] != 0:
                    break;
                case Ipv6Packet.ProtocolIcmpv6:
                    CheckIcmpv6(frame, ip, payload);
                    break;
                default:
                    throw Broken(frame, "is of no protocol that the stack speaks, or a malformed datagram");
            }

            bool hasSource = ip.Slice(Ipv6Packet.SourceOffset, Ipv6Packet.AddressLength).ContainsAnyExcept((byte)0);
            if (!hasSource && (protocol != Ipv6Packet.ProtocolIcmpv6
                || payload[0] is not (Icmpv6Message.NeighborSolicitation or Icmpv6Message.RouterSolicitation or Icmpv6Message.ListenerReport or Icmpv6Message.ListenerReport2 or Icmpv6Message.ListenerDone)))
            {
                throw Broken(frame, "comes from no address");
            }
        }

        // No message of neighbour discovery goes in fragments (RFC 6980), and all but the last have a multiple of eight bytes.
        private static void CheckFragment(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> fragment)
        {
            int position = fragment.Length <= Ipv6Packet.FragmentHeaderLength ? -1 : BinaryPrimitives.ReadUInt16BigEndian(fragment[Ipv6Packet.FragmentOffset..]);
            bool hasMore = (position & Ipv6Packet.MoreFragments) != 0;
            if (position < 0 || (position & 6) != 0 || (hasMore && fragment.Length % 8 != 0) || (!hasMore && position == 0)
                || (fragment[0] == Ipv6Packet.ProtocolIcmpv6 && position <= Ipv6Packet.MoreFragments && Icmpv6Message.IsNeighborDiscovery(fragment[Ipv6Packet.FragmentHeaderLength])))
            {
                throw Broken(frame, "is a malformed fragment");
            }
        }

        // RFC 4861 section 7.1, RFC 3810 section 5, RFC 4443 section 2.4 c.
        private static void CheckIcmpv6(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> ip, ReadOnlySpan<byte> message)
        {
            int hopLimit = ip[Ipv6Packet.HopLimitOffset];
            bool isListener = message[0] is Icmpv6Message.ListenerReport or Icmpv6Message.ListenerReport2 or Icmpv6Message.ListenerDone;
            if ((Icmpv6Message.IsNeighborDiscovery(message[0]) && hopLimit != 255)
                || (isListener && (hopLimit != 1 || ip[Ipv6Packet.NextHeaderOffset] != HopByHop))
                || (Icmpv6Message.IsError(message[0]) && ip.Length > Ipv6Packet.MinimumMtu)
                || message[0] is Icmpv6Message.RouterAdvertisement or Icmpv6Message.Redirect or Icmpv6Message.PacketTooBig)
            {
                throw Broken(frame, "is a message of ICMPv6 that no host sends so");
            }
        }

        private static void CheckSegment(ReadOnlySpan<byte> frame)
        {
            if (!ObservedTcp.TryRead(frame, checkSums: true, out ObservedTcp segment))
            {
                throw Broken(frame, "is a malformed segment");
            }

            int flags = segment.Flags;
            bool opens = (flags & TcpFlags.Syn) != 0;
            bool resets = (flags & TcpFlags.Rst) != 0;
            bool ends = (flags & TcpFlags.Fin) != 0;
            if ((opens && (resets || ends))
                || (resets && (ends || segment.DataLength > 0))
                || ((flags & (TcpFlags.Syn | TcpFlags.Rst | TcpFlags.Ack)) == 0)
                || (flags & TcpFlags.Urg) != 0)
            {
                throw Broken(frame, $"has flags {flags:X2}, which do not go together");
            }

            if (segment.SourcePort == 0 || segment.DestinationPort == 0)
            {
                throw Broken(frame, "has port 0");
            }

            ReadOnlySpan<byte> options = segment.Options;
            while (!options.IsEmpty && options[0] != 0)
            {
                int length = options[0] == 1 ? 1 : options.Length > 1 ? options[1] : 0;
                int right = options[0] switch { 1 => 1, 2 => 4, 3 => 3, 4 => 2, 5 => (length - 2) % 8 == 0 ? length : -1, 8 => 10, _ => length };
                if (length == 0 || length > options.Length || length != right || (options[0] is 2 or 3 or 4 && !opens))
                {
                    throw Broken(frame, "has malformed options");
                }

                options = options[length..];
            }
        }

        private static Violation Broken(ReadOnlySpan<byte> frame, string how) => new(Rule.Frame, $"a frame that is sent {how}: {Convert.ToHexString(frame)}");
    }
}
