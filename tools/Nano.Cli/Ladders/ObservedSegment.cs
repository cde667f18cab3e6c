using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>A TCP segment as someone sees it who looks on.</summary>
    internal sealed record ObservedSegment
    {
        private const int EndOfOptions = 0;
        private const int NoOperation = 1;
        private const int MaximumSegmentSizeOption = 2;
        private const int WindowScaleOption = 3;
        private const int SelectiveAcknowledgmentPermittedOption = 4;
        private const int TimestampsOption = 8;

        /// <summary>Who sent it.</summary>
        public required IPEndPoint Source { get; init; }

        /// <summary>For whom it is.</summary>
        public required IPEndPoint Destination { get; init; }

        /// <summary>The sequence number.</summary>
        public uint Sequence { get; init; }

        /// <summary>The acknowledgment number; of meaning where the flags say so.</summary>
        public uint Acknowledgment { get; init; }

        /// <summary>The control bits, see <see cref="TcpFlags"/>.</summary>
        public int Flags { get; init; }

        /// <summary>The window, not scaled.</summary>
        public int Window { get; init; }

        /// <summary>Bytes of data.</summary>
        public int Length { get; init; }

        /// <summary>The window scale option; -1 where there is none.</summary>
        public int WindowScale { get; init; } = -1;

        /// <summary>The maximum segment size option; 0 where there is none.</summary>
        public int MaximumSegmentSize { get; init; }

        /// <summary>Whether it has the option that permits selective acknowledgments.</summary>
        public bool PermitsSelectiveAcknowledgment { get; init; }

        /// <summary>Whether it has a timestamp.</summary>
        public bool HasTimestamp { get; init; }

        /// <summary>How much of the sequence space it takes.</summary>
        public int SequenceLength => Length + (Has(TcpFlags.Syn) ? 1 : 0) + (Has(TcpFlags.Fin) ? 1 : 0);

        /// <summary>Whether a control bit is set.</summary>
        public bool Has(int flag) => (Flags & flag) != 0;

        /// <summary>Reads the segment in a frame.</summary>
        /// <param name="frame">The frame, of which the end of the data may be missing.</param>
        /// <param name="medium">What frames look like.</param>
        /// <returns>Null where there is none: it is no IP, no TCP, a later fragment, or not all of the headers are there.</returns>
        public static ObservedSegment? Read(ReadOnlySpan<byte> frame, LinkMedium medium)
        {
            if (!ObservedPacket.TryRead(frame, medium, out ObservedPacket packet)
                || packet.Protocol != Ipv4Packet.ProtocolTcp
                || packet.FragmentOffset > 0
                || packet.Transport.Length < TcpSegment.HeaderLength)
            {
                return null;
            }

            return ReadSegment(packet.Transport, packet.TransportLength, ObservedPacket.AddressOf(packet.Source), ObservedPacket.AddressOf(packet.Destination));
        }

        private static ObservedSegment? ReadSegment(ReadOnlySpan<byte> bytes, int length, IPAddress source, IPAddress destination)
        {
            int headerLength = (bytes[TcpSegment.DataOffsetOffset] >> 4) * 4;
            if (headerLength < TcpSegment.HeaderLength || headerLength > bytes.Length || headerLength > length)
            {
                return null;
            }

            var segment = new ObservedSegment
            {
                Source = new IPEndPoint(source, BinaryPrimitives.ReadUInt16BigEndian(bytes)),
                Destination = new IPEndPoint(destination, BinaryPrimitives.ReadUInt16BigEndian(bytes[TcpSegment.DestinationPortOffset..])),
                Sequence = BinaryPrimitives.ReadUInt32BigEndian(bytes[TcpSegment.SequenceOffset..]),
                Acknowledgment = BinaryPrimitives.ReadUInt32BigEndian(bytes[TcpSegment.AcknowledgmentOffset..]),
                Flags = bytes[TcpSegment.FlagsOffset],
                Window = BinaryPrimitives.ReadUInt16BigEndian(bytes[TcpSegment.WindowOffset..]),
                Length = length - headerLength,
            };
            return segment.WithOptions(bytes[TcpSegment.HeaderLength..headerLength]);
        }

        private ObservedSegment WithOptions(ReadOnlySpan<byte> options)
        {
            ObservedSegment segment = this;
            while (options.Length > 0 && options[0] != EndOfOptions)
            {
                int length = options[0] == NoOperation ? 1 : options.Length > 1 ? options[1] : 0;
                if (length == 0 || length > options.Length || (length == 1 && options[0] != NoOperation))
                {
                    break;
                }

                segment = (options[0], length) switch
                {
                    (MaximumSegmentSizeOption, 4) => segment with { MaximumSegmentSize = BinaryPrimitives.ReadUInt16BigEndian(options[2..]) },
                    (WindowScaleOption, 3) => segment with { WindowScale = Math.Min((int)options[2], TcpOptions.MaximumWindowScale) },
                    (SelectiveAcknowledgmentPermittedOption, 2) => segment with { PermitsSelectiveAcknowledgment = true },
                    (TimestampsOption, 10) => segment with { HasTimestamp = true },
                    _ => segment,
                };
                options = options[length..];
            }

            return segment;
        }
    }
}
