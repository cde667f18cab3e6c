using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>
    /// A port from which nobody's segments come: some that lie outside the window of a connection, and must change
    /// nothing (RFC 5961), and what a router says of packets that are too big.
    /// </summary>
    internal sealed class Forger(VirtualSwitch wire, RandomSource random)
    {
        /// <summary>How far outside the window it aims at least: further than any window moves while a frame is under way.</summary>
        private const int LeastDistance = 2_000_000;

        private const int MostDistance = 500_000_000;

        private readonly WirePort port = wire.AddPort(options: new WirePortOptions { Name = "outside", HardwareAddress = HardwareAddress.ToArray() });

        /// <summary>What all its frames come from.</summary>
        internal static ReadOnlySpan<byte> HardwareAddress => [2, 0, 0, 0, 0xFF, 0xFE];

        /// <summary>Forges a segment for one of a host's connections, if it has any.</summary>
        internal void Forge(SimulatedHost host)
        {
            TcpConnection[] connections = [.. host.Tcp.blocks.OfType<TcpConnection>().Where(c => c.path != null && c.IsSynchronized)];
            if (connections.Length == 0)
            {
                return;
            }

            TcpConnection connection = connections[random.NextBelow(connections.Length)];
            uint away = (uint)(LeastDistance + random.NextBelow(MostDistance));
            uint outside = random.Chance(0.5) ? connection.receiver.next - away : connection.receiver.edge + away;
            uint acknowledgment = connection.sender.unacknowledged;
            switch (random.NextBelow(5))
            {
                case 0:
                    Send(host, connection, outside, acknowledgment, TcpFlags.Rst | TcpFlags.Ack, 0);
                    break;
                case 1:
                    // Wherever it lies: in a window too it is only to be asked about (RFC 5961 section 4).
                    Send(host, connection, random.Chance(0.5) ? outside : connection.receiver.next, 0, TcpFlags.Syn, 0);
                    break;
                case 2:
                    Send(host, connection, outside, acknowledgment, TcpFlags.Ack | TcpFlags.Psh, 1 + (int)random.NextBelow(400));
                    break;
                case 3:
                    Send(host, connection, connection.receiver.next, connection.sender.next + away, TcpFlags.Ack, (int)random.NextBelow(100));
                    break;
                default:
                    Send(host, connection, outside, acknowledgment, TcpFlags.Ack | TcpFlags.Fin, 0);
                    break;
            }
        }

        /// <summary>Says that a packet was too big for the path (RFC 1191).</summary>
        internal void ReportTooBig(SimulatedHost host, byte[] packet, int mtu)
        {
            int quoted = Math.Min(packet.Length, Ipv4Packet.HeaderLength + IcmpMessage.QuotedTransportLength);
            byte[] frame = MakeFrame(host, HostPlan.AddressOf(253).value, Ipv4Packet.ProtocolIcmp, IcmpMessage.HeaderLength + quoted);
            Span<byte> icmp = frame.AsSpan(EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength);
            icmp[0] = IcmpMessage.DestinationUnreachable;
            icmp[1] = IcmpMessage.FragmentationNeeded;
            BinaryPrimitives.WriteUInt16BigEndian(icmp[IcmpMessage.NextHopMtuOffset..], (ushort)mtu);
            packet.AsSpan(0, quoted).CopyTo(icmp[IcmpMessage.HeaderLength..]);
            int sum = InternetChecksum.Finish(InternetChecksum.Sum(frame, EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength, icmp.Length));
            BinaryPrimitives.WriteUInt16BigEndian(icmp[IcmpMessage.ChecksumOffset..], (ushort)sum);
            port.Send(frame, 0, frame.Length);
        }

        private void Send(SimulatedHost host, TcpConnection connection, uint sequence, uint acknowledgment, int flags, int data)
        {
            int length = TcpSegment.HeaderLength + data;
            byte[] frame = MakeFrame(host, connection.path.destination, Ipv4Packet.ProtocolTcp, length);
            const int Offset = EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength;
            Span<byte> tcp = frame.AsSpan(Offset);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)connection.remotePort);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.DestinationPortOffset..], (ushort)connection.localPort);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.SequenceOffset..], sequence);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.AcknowledgmentOffset..], acknowledgment);
            tcp[TcpSegment.DataOffsetOffset] = TcpSegment.HeaderLength / 4 << 4;
            tcp[TcpSegment.FlagsOffset] = (byte)flags;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.WindowOffset..], (ushort)random.NextBelow(65_536));
            tcp[TcpSegment.HeaderLength..].Fill(0xEE);
            int pseudo = InternetChecksum.Sum(frame, EthernetFrame.HeaderLength + Ipv4Packet.SourceOffset, 8) + Ipv4Packet.ProtocolTcp + length;
            int sum = InternetChecksum.Finish(InternetChecksum.Fold(pseudo + InternetChecksum.Sum(frame, Offset, length)));
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.ChecksumOffset..], (ushort)sum);
            port.Send(frame, 0, frame.Length);
        }

        private static byte[] MakeFrame(SimulatedHost host, uint source, int protocol, int length)
        {
            byte[] frame = new byte[EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength + length];
            host.Link.HardwareAddress.CopyTo(frame, EthernetFrame.DestinationOffset);
            HardwareAddress.CopyTo(frame.AsSpan(EthernetFrame.SourceOffset));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetFrame.EtherTypeOffset), EthernetFrame.EtherTypeIpv4);
            Span<byte> ip = frame.AsSpan(EthernetFrame.HeaderLength);
            ip[0] = Ipv4Packet.VersionAndHeaderLength;
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..], (ushort)(Ipv4Packet.HeaderLength + length));
            ip[Ipv4Packet.TimeToLiveOffset] = 64;
            ip[Ipv4Packet.ProtocolOffset] = (byte)protocol;
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.SourceOffset..], source);
            BinaryPrimitives.WriteUInt32BigEndian(ip[Ipv4Packet.DestinationOffset..], host.Stack.Address.value);
            int sum = InternetChecksum.Finish(InternetChecksum.Sum(frame, EthernetFrame.HeaderLength, Ipv4Packet.HeaderLength));
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.ChecksumOffset..], (ushort)sum);
            return frame;
        }
    }
}
