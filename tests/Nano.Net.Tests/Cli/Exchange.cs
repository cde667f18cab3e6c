using System.Buffers.Binary;
using Nano.Cli;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Cli
{
    /// <summary>Segments between a client and a server, as they are written in a test, and as they are on the wire.</summary>
    internal static class Exchange
    {
        internal const uint ClientStart = 0xFFFF_FF00;
        internal const uint ServerStart = 5000;

        internal static readonly IPEndPoint Client = new(IPAddress.Parse("10.0.0.1"), 50000);
        internal static readonly IPEndPoint Server = new(IPAddress.Parse("10.0.0.2"), 7);

        internal static ObservedSegment FromClient(int flags, uint sequence, uint acknowledgment, int length = 0) => new()
        {
            Source = Client,
            Destination = Server,
            Flags = flags,
            Sequence = ClientStart + sequence,
            Acknowledgment = (flags & TcpFlags.Ack) != 0 ? ServerStart + acknowledgment : 0,
            Length = length,
            Window = 1000,
            WindowScale = (flags & TcpFlags.Syn) != 0 ? 2 : -1,
        };

        internal static ObservedSegment FromServer(int flags, uint sequence, uint acknowledgment, int length = 0) => new()
        {
            Source = Server,
            Destination = Client,
            Flags = flags,
            Sequence = ServerStart + sequence,
            Acknowledgment = (flags & TcpFlags.Ack) != 0 ? ClientStart + acknowledgment : 0,
            Length = length,
            Window = 500,
            WindowScale = (flags & TcpFlags.Syn) != 0 ? 1 : -1,
        };

        /// <summary>Handshake, a request of 100 bytes that is sent twice, and a close from the client's side.</summary>
        internal static ObservedSegment[] Whole() =>
        [
            FromClient(TcpFlags.Syn, 0, 0),
            FromServer(TcpFlags.Syn | TcpFlags.Ack, 0, 1),
            FromClient(TcpFlags.Ack, 1, 1),
            FromClient(TcpFlags.Ack | TcpFlags.Psh, 1, 1, 100),
            FromClient(TcpFlags.Ack | TcpFlags.Psh, 1, 1, 100),
            FromServer(TcpFlags.Ack, 1, 101),
            FromClient(TcpFlags.Ack | TcpFlags.Fin, 101, 1),
            FromServer(TcpFlags.Ack, 1, 102),
            FromServer(TcpFlags.Ack | TcpFlags.Fin, 1, 102),
            FromClient(TcpFlags.Ack, 102, 2),
        ];

        /// <summary>The same between hosts with IPv6 addresses.</summary>
        internal static ObservedSegment[] WholeIpv6() =>
        [
            .. Whole().Select(segment => segment with { Source = Ipv6(segment.Source), Destination = Ipv6(segment.Destination) }),
        ];

        private static IPEndPoint Ipv6(IPEndPoint endPoint) =>
            new(IPAddress.Parse($"2001:db8::{endPoint.Address.GetAddressBytes()[3]}"), endPoint.Port);

        /// <summary>The IP packet that a segment makes, without checksums; where it is IPv6, with an extension header.</summary>
        internal static byte[] Packet(ObservedSegment segment)
        {
            byte[] tcp = Tcp(segment);
            byte[] source = segment.Source.Address.GetAddressBytes();
            byte[] destination = segment.Destination.Address.GetAddressBytes();
            if (source.Length == 16)
            {
                byte[] padding = [Ipv4Packet.ProtocolTcp, 0, 1, 4, 0, 0, 0, 0];
                int length = padding.Length + tcp.Length;
                return [0x60, 0, 0, 0, (byte)(length >> 8), (byte)length, 60, 64, .. source, .. destination, .. padding, .. tcp];
            }

            byte[] header = new byte[Ipv4Packet.HeaderLength];
            header[0] = Ipv4Packet.VersionAndHeaderLength;
            header[Ipv4Packet.ProtocolOffset] = Ipv4Packet.ProtocolTcp;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(Ipv4Packet.TotalLengthOffset), (ushort)(header.Length + tcp.Length));
            source.CopyTo(header, Ipv4Packet.SourceOffset);
            destination.CopyTo(header, Ipv4Packet.DestinationOffset);
            return [.. header, .. tcp];
        }

        private static byte[] Tcp(ObservedSegment segment)
        {
            byte[] options =
            [
                .. segment.WindowScale >= 0 ? [1, 3, 3, (byte)segment.WindowScale] : (byte[])[],
                .. segment.MaximumSegmentSize > 0 ? [2, 4, (byte)(segment.MaximumSegmentSize >> 8), (byte)segment.MaximumSegmentSize] : (byte[])[],
                .. segment.PermitsSelectiveAcknowledgment ? [1, 1, 4, 2] : (byte[])[],
                .. segment.HasTimestamp ? [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2] : (byte[])[],
            ];
            int header = TcpSegment.HeaderLength + options.Length;
            byte[] bytes = new byte[header + segment.Length];
            Span<byte> tcp = bytes;
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)segment.Source.Port);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.DestinationPortOffset..], (ushort)segment.Destination.Port);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.SequenceOffset..], segment.Sequence);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.AcknowledgmentOffset..], segment.Acknowledgment);
            tcp[TcpSegment.DataOffsetOffset] = (byte)(header / 4 << 4);
            tcp[TcpSegment.FlagsOffset] = (byte)segment.Flags;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.WindowOffset..], (ushort)segment.Window);
            options.CopyTo(tcp[TcpSegment.HeaderLength..]);
            return bytes;
        }

        /// <summary>The Ethernet frame around that packet.</summary>
        internal static byte[] Frame(ObservedSegment segment)
        {
            byte[] packet = Packet(segment);
            byte[] frame = new byte[EthernetFrame.HeaderLength + packet.Length];
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetFrame.EtherTypeOffset), (ushort)(packet[0] >> 4 == 6 ? 0x86DD : EthernetFrame.EtherTypeIpv4));
            packet.CopyTo(frame, EthernetFrame.HeaderLength);
            return frame;
        }
    }
}
