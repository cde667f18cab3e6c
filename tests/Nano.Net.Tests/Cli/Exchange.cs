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

        /// <summary>The IP packet that a segment makes, without checksums.</summary>
        internal static byte[] Packet(ObservedSegment segment)
        {
            byte[] options =
            [
                .. segment.WindowScale >= 0 ? [1, 3, 3, (byte)segment.WindowScale] : (byte[])[],
                .. segment.MaximumSegmentSize > 0 ? [2, 4, (byte)(segment.MaximumSegmentSize >> 8), (byte)segment.MaximumSegmentSize] : (byte[])[],
                .. segment.PermitsSelectiveAcknowledgment ? [1, 1, 4, 2] : (byte[])[],
                .. segment.HasTimestamp ? [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2] : (byte[])[],
            ];
            int header = TcpSegment.HeaderLength + options.Length;
            byte[] packet = new byte[Ipv4Packet.HeaderLength + header + segment.Length];
            packet[0] = Ipv4Packet.VersionAndHeaderLength;
            packet[Ipv4Packet.ProtocolOffset] = Ipv4Packet.ProtocolTcp;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Ipv4Packet.TotalLengthOffset), (ushort)packet.Length);
            segment.Source.Address.GetAddressBytes().CopyTo(packet, Ipv4Packet.SourceOffset);
            segment.Destination.Address.GetAddressBytes().CopyTo(packet, Ipv4Packet.DestinationOffset);
            Span<byte> tcp = packet.AsSpan(Ipv4Packet.HeaderLength);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)segment.Source.Port);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.DestinationPortOffset..], (ushort)segment.Destination.Port);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.SequenceOffset..], segment.Sequence);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.AcknowledgmentOffset..], segment.Acknowledgment);
            tcp[TcpSegment.DataOffsetOffset] = (byte)(header / 4 << 4);
            tcp[TcpSegment.FlagsOffset] = (byte)segment.Flags;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.WindowOffset..], (ushort)segment.Window);
            options.CopyTo(tcp[TcpSegment.HeaderLength..]);
            return packet;
        }

        /// <summary>The Ethernet frame around that packet.</summary>
        internal static byte[] Frame(ObservedSegment segment)
        {
            byte[] packet = Packet(segment);
            byte[] frame = new byte[EthernetFrame.HeaderLength + packet.Length];
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetFrame.EtherTypeOffset), EthernetFrame.EtherTypeIpv4);
            packet.CopyTo(frame, EthernetFrame.HeaderLength);
            return frame;
        }
    }
}
