using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>
    /// A port from which nobody's segments come: some that must change nothing in a connection (RFC 5961, RFC 5927), SYNs
    /// from addresses of others, and what a router says of packets that are too big.
    /// </summary>
    internal sealed class Forger(VirtualSwitch wire, RandomSource random)
    {
        /// <summary>How far outside the window it aims at least: further than any window moves while a frame is under way.</summary>
        private const int LeastDistance = 2_000_000;

        private const int MostDistance = 500_000_000;

        private static readonly UInt128 LinkLocal = HostPlan.LinkLocalPrefix;

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
            switch (random.NextBelow(7))
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
                case 4:
                    // In the window, but not where it begins: only to be asked about (RFC 5961 section 3.2).
                    int window = (int)(connection.receiver.edge - connection.receiver.next);
                    if (window > 1)
                    {
                        Send(host, connection, connection.receiver.next + 1 + (uint)random.NextBelow(window - 1), acknowledgment, TcpFlags.Rst | (random.Chance(0.5) ? TcpFlags.Ack : 0), 0);
                    }

                    break;
                case 5:
                    ReportUnreachable(host, connection, random.Chance(0.5) ? acknowledgment : acknowledgment - away);
                    break;
                default:
                    Send(host, connection, outside, acknowledgment, TcpFlags.Ack | TcpFlags.Fin, 0);
                    break;
            }
        }

        /// <summary>Asks for a connection, and will not answer: as a host that is there, or as one that is not.</summary>
        /// <param name="host">Whom.</param>
        /// <param name="ports">The ports that it listens on.</param>
        /// <param name="hosts">How many hosts there are.</param>
        internal void Flood(SimulatedHost host, int[] ports, int hosts)
        {
            UInt128 source = ObservedTcp.NumberOf(HostPlan.AddressOf(random.Chance(0.3) ? (int)random.NextBelow(hosts) : 100 + (int)random.NextBelow(100)).value);
            UInt128 destination = ObservedTcp.NumberOf(host.Stack.Address.value);
            if (host.LinkLocalAddress is { } own && (own & 1) == (UInt128)(source & 1))
            {
                // Half of them by IPv6, where it is spoken.
                source = LinkLocal + (ulong)source;
                destination = own;
            }

            if (source == destination)
            {
                return;
            }

            int port = ports.Length == 0 ? 1000 : ports[random.NextBelow(ports.Length)];
            Send(host, source, destination, 1024 + (int)random.NextBelow(60_000), port, (uint)random.NextBelow(1L << 32), 0, TcpFlags.Syn, 0);
        }

        /// <summary>Says that a packet was too big for the path (RFC 1191, RFC 8201).</summary>
        internal void ReportTooBig(SimulatedHost host, byte[] packet, int mtu)
        {
            if (packet[0] >> 4 != 6)
            {
                Report(host, packet, IcmpMessage.FragmentationNeeded, mtu);
            }
            else if (host.LinkLocalAddress != null)
            {
                Report6(host, packet, Icmpv6Message.PacketTooBig, 0, mtu);
            }
        }

        // A hard error, of what a connection has outstanding or not: in a synchronized state neither ends it (RFC 5927 section 5.2).
        private void ReportUnreachable(SimulatedHost host, TcpConnection connection, uint sequence)
        {
            const int ProtocolUnreachable = 2;
            const int PortUnreachable = 3;
            bool isIpv6 = connection.path is Ipv6Path;
            int header = isIpv6 ? Ipv6Packet.HeaderLength : Ipv4Packet.HeaderLength;
            byte[] packet = new byte[header + IcmpMessage.QuotedTransportLength];
            if (isIpv6)
            {
                connection.path.header.AsSpan(connection.path.header.Length - header).CopyTo(packet);
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Ipv6Packet.PayloadLengthOffset), TcpSegment.HeaderLength);
                packet[Ipv6Packet.NextHeaderOffset] = Ipv4Packet.ProtocolTcp;
            }
            else
            {
                packet[0] = Ipv4Packet.VersionAndHeaderLength;
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Ipv4Packet.TotalLengthOffset), Ipv4Packet.HeaderLength + TcpSegment.HeaderLength);
                packet[Ipv4Packet.TimeToLiveOffset] = 1;
                packet[Ipv4Packet.ProtocolOffset] = Ipv4Packet.ProtocolTcp;
                BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(Ipv4Packet.SourceOffset), host.Stack.Address.value);
                BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(Ipv4Packet.DestinationOffset), connection.path.identity);
            }

            Span<byte> tcp = packet.AsSpan(header);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)connection.LocalPort);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.DestinationPortOffset..], (ushort)connection.RemotePort);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.SequenceOffset..], sequence);
            bool isOfProtocol = random.Chance(0.5);
            if (!isIpv6)
            {
                Report(host, packet, isOfProtocol ? ProtocolUnreachable : PortUnreachable, 0);
            }
            else if (isOfProtocol)
            {
                Report6(host, packet, Icmpv6Message.ParameterProblem, Icmpv6Message.UnrecognizedNextHeader, Ipv6Packet.NextHeaderOffset);
            }
            else
            {
                Report6(host, packet, Icmpv6Message.DestinationUnreachable, Icmpv6Message.PortUnreachable, 0);
            }
        }

        private void Report(SimulatedHost host, byte[] packet, int code, int mtu)
        {
            int quoted = Math.Min(packet.Length, Ipv4Packet.HeaderLength + IcmpMessage.QuotedTransportLength);
            byte[] frame = FrameBuilder.Packet(
                host.VisibleAddress, HardwareAddress, HostPlan.AddressOf(253).value, host.Stack.Address.value, Ipv4Packet.ProtocolIcmp, IcmpMessage.HeaderLength + quoted);
            Span<byte> icmp = frame.AsSpan(EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength);
            icmp[0] = IcmpMessage.DestinationUnreachable;
            icmp[1] = (byte)code;
            BinaryPrimitives.WriteUInt16BigEndian(icmp[IcmpMessage.NextHopMtuOffset..], (ushort)mtu);
            packet.AsSpan(0, quoted).CopyTo(icmp[IcmpMessage.HeaderLength..]);
            int sum = InternetChecksum.Finish(InternetChecksum.Sum(frame, EthernetFrame.HeaderLength + Ipv4Packet.HeaderLength, icmp.Length));
            BinaryPrimitives.WriteUInt16BigEndian(icmp[IcmpMessage.ChecksumOffset..], (ushort)sum);
            port.Send(frame, 0, frame.Length);
        }

        // From a router of its own, to the address that has sent the packet.
        private void Report6(SimulatedHost host, byte[] packet, int type, int code, int value)
        {
            byte[] frame = Icmpv6Report.Make(host.VisibleAddress, HardwareAddress, LinkLocal + 0xFD, packet, type, code, value);
            port.Send(frame, 0, frame.Length);
        }

        private void Send(SimulatedHost host, TcpConnection connection, uint sequence, uint acknowledgment, int flags, int data) =>
            Send(
                host,
                ConnectionName.RemoteOf(connection.path),
                connection.path is Ipv6Path ? ConnectionName.LocalOf(connection.path) : ObservedTcp.NumberOf(host.Stack.Address.value),
                connection.RemotePort,
                connection.LocalPort,
                sequence,
                acknowledgment,
                flags,
                data);

        private void Send(SimulatedHost host, UInt128 source, UInt128 destination, int sourcePort, int destinationPort, uint sequence, uint acknowledgment, int flags, int data)
        {
            int length = TcpSegment.HeaderLength + data;
            bool isIpv6 = destination >> 32 != 0xFFFF;
            byte[] frame = isIpv6
                ? FrameBuilder.Packet6(host.VisibleAddress, HardwareAddress, source, destination, Ipv4Packet.ProtocolTcp, 64, length)
                : FrameBuilder.Packet(host.VisibleAddress, HardwareAddress, (uint)source, (uint)destination, Ipv4Packet.ProtocolTcp, length);
            Span<byte> tcp = frame.AsSpan(isIpv6 ? FrameBuilder.Ipv6PayloadOffset : FrameBuilder.PayloadOffset);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)sourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.DestinationPortOffset..], (ushort)destinationPort);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.SequenceOffset..], sequence);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.AcknowledgmentOffset..], acknowledgment);
            tcp[TcpSegment.DataOffsetOffset] = TcpSegment.HeaderLength / 4 << 4;
            tcp[TcpSegment.FlagsOffset] = (byte)flags;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.WindowOffset..], (ushort)random.NextBelow(65_536));
            tcp[TcpSegment.HeaderLength..].Fill(0xEE);
            if (isIpv6)
            {
                FrameBuilder.FillChecksum6(frame, TcpSegment.ChecksumOffset);
            }
            else
            {
                FrameBuilder.FillTransportChecksum(frame, TcpSegment.ChecksumOffset);
            }

            port.Send(frame, 0, frame.Length);
        }
    }
}
