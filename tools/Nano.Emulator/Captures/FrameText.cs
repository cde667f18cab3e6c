using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>Says in a line what a frame is: addresses, headers, and the message by its name.</summary>
    public static class FrameText
    {
        private const int EthernetProtocols = 0x600;
        private const int ProtocolIcmpv6 = 58;
        private const int NoNextHeader = 59;

        /// <summary>Describes a frame.</summary>
        /// <param name="frame">The frame, whose end may be missing.</param>
        /// <param name="medium">What frames look like.</param>
        public static string Describe(ReadOnlySpan<byte> frame, LinkMedium medium)
        {
            if (ObservedPacket.TryRead(frame, medium, out ObservedPacket packet))
            {
                return Describe(packet);
            }

            if (medium != LinkMedium.Ethernet)
            {
                return $"no IP packet, {frame.Length} bytes";
            }

            if (frame.Length < EthernetFrame.HeaderLength)
            {
                return $"no Ethernet frame, {frame.Length} bytes";
            }

            int type = BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]);
            ReadOnlySpan<byte> payload = frame[EthernetFrame.HeaderLength..];
            string ends = $"{Hardware(frame[EthernetFrame.SourceOffset..])} > {Hardware(frame)}";
            return type switch
            {
                EthernetFrame.EtherTypeArp when payload.Length >= ArpPacket.Length => Arp(payload),
                EthernetFrame.EtherTypeArp => $"{ends}  ARP, cut short",
                EthernetFrame.EtherTypeIpv4 => $"{ends}  IPv4, without whole headers",
                ObservedPacket.Ipv6EtherType => $"{ends}  IPv6, without whole headers",
                < EthernetProtocols => $"{ends}  IEEE 802.3, {type} bytes",
                _ => string.Create(CultureInfo.InvariantCulture, $"{ends}  EtherType 0x{type:x4}, {payload.Length} bytes"),
            };
        }

        /// <summary>Describes a packet.</summary>
        public static string Describe(in ObservedPacket packet)
        {
            var text = new StringBuilder();
            text.Append(ObservedPacket.AddressOf(packet.Source)).Append(" > ").Append(ObservedPacket.AddressOf(packet.Destination)).Append("  ");
            foreach (ExtensionHeader header in packet.ReadExtensionHeaders())
            {
                text.Append(Extension(packet, header)).Append(' ');
            }

            if (!packet.IsIpv6 && packet.IsFragment)
            {
                text.Append(Fragment(packet)).Append(' ');
            }

            return text.Append(packet.FragmentOffset > 0 ? $"data of protocol {packet.Protocol}" : Transport(packet)).ToString();
        }

        /// <summary>A hardware address in the usual form.</summary>
        internal static string Hardware(ReadOnlySpan<byte> bytes) =>
            string.Create(CultureInfo.InvariantCulture, $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}");

        /// <summary>The packet that an error message quotes.</summary>
        internal static string Quoted(ReadOnlySpan<byte> bytes) =>
            ObservedPacket.TryRead(bytes, out ObservedPacket packet) ? $" (about {Describe(packet)})" : "";

        private static string Arp(ReadOnlySpan<byte> arp)
        {
            string sender = $"{ObservedPacket.AddressOf(arp.Slice(ArpPacket.SenderProtocolOffset, 4))}";
            string target = $"{ObservedPacket.AddressOf(arp.Slice(ArpPacket.TargetProtocolOffset, 4))}";
            return BinaryPrimitives.ReadUInt16BigEndian(arp[ArpPacket.OperationOffset..]) switch
            {
                ArpPacket.Request => sender == target ? $"ARP announcement of {sender}" : $"ARP who has {target}? Tell {sender}",
                ArpPacket.Reply => $"ARP {sender} is at {Hardware(arp[ArpPacket.SenderHardwareOffset..])}",
                var other => $"ARP operation {other}",
            };
        }

        private static string Extension(in ObservedPacket packet, ExtensionHeader header)
        {
            ReadOnlySpan<byte> bytes = packet[header];
            return header.Kind switch
            {
                ExtensionHeader.Fragment => $"[{Fragment(packet, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]))}]",
                ExtensionHeader.Routing => $"[routing type {bytes[2]}, segments left {bytes[3]}]",
                ExtensionHeader.HopByHop or ExtensionHeader.DestinationOptions => $"[{header.Name}{Options(bytes[2..])}]",
                _ => $"[{header.Name}]",
            };
        }

        // RFC 8200 section 4.2: what is there besides padding.
        private static string Options(ReadOnlySpan<byte> options)
        {
            const int Pad1 = 0;
            const int PadN = 1;
            const int RouterAlert = 5;
            var text = new StringBuilder();
            while (options.Length > 0)
            {
                int size = options[0] == Pad1 ? 1 : options.Length > 1 ? options[1] + 2 : int.MaxValue;
                if (size > options.Length)
                {
                    text.Append(text.Length == 0 ? ": " : ", ").Append("malformed");
                    break;
                }

                if (options[0] is not (Pad1 or PadN))
                {
                    text.Append(text.Length == 0 ? ": " : ", ").Append(options[0] == RouterAlert ? "router alert" : string.Create(CultureInfo.InvariantCulture, $"option 0x{options[0]:x2}"));
                }

                options = options[size..];
            }

            return text.ToString();
        }

        private static string Fragment(in ObservedPacket packet)
        {
            return $"[{Fragment(packet, null)}]";
        }

        private static string Fragment(in ObservedPacket packet, uint? identification)
        {
            string id = identification is { } number ? string.Create(CultureInfo.InvariantCulture, $" of 0x{number:x8}") : "";
            return packet.IsFragment
                ? $"fragment{id}, bytes {packet.FragmentOffset} to {packet.FragmentOffset + packet.TransportLength - 1}{(packet.HasMoreFragments ? ", more follow" : ", the last")}"
                : $"atomic fragment{id}";
        }

        private static string Transport(in ObservedPacket packet)
        {
            ReadOnlySpan<byte> bytes = packet.Transport;
            switch (packet.Protocol)
            {
                case Ipv4Packet.ProtocolTcp when bytes.Length >= TcpSegment.HeaderLength:
                    return Tcp(bytes, packet.TransportLength);
                case Ipv4Packet.ProtocolUdp when bytes.Length >= UdpDatagram.HeaderLength:
                    return $"UDP {Port(bytes)} > {Port(bytes[2..])}, {packet.TransportLength - UdpDatagram.HeaderLength} bytes";
                case Ipv4Packet.ProtocolIcmp when !packet.IsIpv6 && bytes.Length >= IcmpMessage.HeaderLength:
                    return IcmpText.Describe(bytes, packet.TransportLength);
                case ProtocolIcmpv6 when packet.IsIpv6 && bytes.Length >= 4:
                    return Icmpv6Text.Describe(packet);
                case Ipv4Packet.ProtocolIgmp when bytes.Length >= 8:
                    return IcmpText.DescribeIgmp(bytes);
                case NoNextHeader when packet.IsIpv6:
                    return "no next header";
                case Ipv4Packet.ProtocolTcp or Ipv4Packet.ProtocolUdp or Ipv4Packet.ProtocolIcmp or ProtocolIcmpv6 when packet.TransportLength > bytes.Length || bytes.Length < 8:
                    return $"{Name(packet.Protocol)}, cut short";
                default:
                    return $"protocol {packet.Protocol}, {packet.TransportLength} bytes";
            }
        }

        private static string Name(int protocol) => protocol switch
        {
            Ipv4Packet.ProtocolTcp => "TCP",
            Ipv4Packet.ProtocolUdp => "UDP",
            Ipv4Packet.ProtocolIcmp => "ICMP",
            _ => "ICMPv6",
        };

        private static string Tcp(ReadOnlySpan<byte> tcp, int length)
        {
            int flags = tcp[TcpSegment.FlagsOffset];
            int data = length - ((tcp[TcpSegment.DataOffsetOffset] >> 4) * 4);
            var names = new List<string>();
            foreach ((int flag, string name) in ((int, string)[])[(TcpFlags.Syn, "SYN"), (TcpFlags.Fin, "FIN"), (TcpFlags.Rst, "RST"), (TcpFlags.Psh, "PSH"), (TcpFlags.Urg, "URG"), (TcpFlags.Ack, "ACK")])
            {
                if ((flags & flag) != 0)
                {
                    names.Add(name);
                }
            }

            uint sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[TcpSegment.SequenceOffset..]);
            string acknowledgment = (flags & TcpFlags.Ack) != 0 ? $"  ack {BinaryPrimitives.ReadUInt32BigEndian(tcp[TcpSegment.AcknowledgmentOffset..])}" : "";
            return $"TCP {Port(tcp)} > {Port(tcp[2..])}  {string.Join(',', names)}  seq {sequence}{acknowledgment}  len {data}  win {Port(tcp[TcpSegment.WindowOffset..])}";
        }

        private static int Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}
