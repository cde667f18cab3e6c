using System;

namespace Nano.Net.Wire
{
    /// <summary>
    /// A received TCP segment (RFC 9293 section 3.1), taken apart into fields. A stack has one and parses every
    /// segment into it.
    /// </summary>
    public sealed class TcpSegment
    {
        /// <summary>Bytes of a header without options.</summary>
        public const int HeaderLength = 20;

        /// <summary>Offset of the source port.</summary>
        public const int SourcePortOffset = 0;

        /// <summary>Offset of the destination port.</summary>
        public const int DestinationPortOffset = 2;

        /// <summary>Offset of the sequence number.</summary>
        public const int SequenceOffset = 4;

        /// <summary>Offset of the acknowledgment number.</summary>
        public const int AcknowledgmentOffset = 8;

        /// <summary>Offset of the data offset (upper four bits, in 32-bit words).</summary>
        public const int DataOffsetOffset = 12;

        /// <summary>Offset of the control bits, see <see cref="TcpFlags"/>.</summary>
        public const int FlagsOffset = 13;

        /// <summary>Offset of the window.</summary>
        public const int WindowOffset = 14;

        /// <summary>Offset of the checksum.</summary>
        public const int ChecksumOffset = 16;

        /// <summary>Offset of the urgent pointer.</summary>
        public const int UrgentPointerOffset = 18;

        /// <summary>
        /// A bit of <see cref="flags"/> above those of the header: the packet has met congestion, says its IP header (RFC 3168
        /// section 5). It stands there so that one comparison sees all that makes a segment more than ordinary.
        /// </summary>
        internal const int CongestionExperienced = 0x100;

        /// <summary>The options. What only a SYN may have is of meaning where the segment is one.</summary>
        internal readonly TcpOptions options = new TcpOptions();

        internal byte[] buffer;

        /// <summary>Index of the first byte of the IP header in <see cref="buffer"/>.</summary>
        internal int ipOffset;

        /// <summary>Source and destination port as the processor loads them: a name to compare, see <see cref="PortsOf"/>.</summary>
        internal uint ports;

        /// <summary>SEG.SEQ.</summary>
        internal uint sequence;

        /// <summary>SEG.ACK.</summary>
        internal uint acknowledgment;

        internal int flags;

        /// <summary>The window field, not scaled.</summary>
        internal int window;

        /// <summary>Index of the first byte of data in <see cref="buffer"/>.</summary>
        internal int payloadOffset;

        /// <summary>Bytes of data.</summary>
        internal int payloadLength;

        /// <summary>Two ports as the processor loads them from a received segment.</summary>
        internal static uint PortsOf(int source, int destination)
        {
            return (uint)((source >> 8) | ((source & 0xFF) << 8) | ((destination >> 8) << 16)) | ((uint)(destination & 0xFF) << 24);
        }

        /// <summary>The first of two ports as the processor loads them.</summary>
        internal static int SourcePortOf(uint ports)
        {
            return (int)(((ports & 0xFF) << 8) | ((ports >> 8) & 0xFF));
        }

        /// <summary>The second of two ports as the processor loads them.</summary>
        internal static int DestinationPortOf(uint ports)
        {
            return (int)(((ports >> 8) & 0xFF00) | (ports >> 24));
        }

        internal int SourcePort()
        {
            return SourcePortOf(ports);
        }

        internal int DestinationPort()
        {
            return DestinationPortOf(ports);
        }

        /// <summary>Adds <see cref="CongestionExperienced"/> to the control bits where the IP header says so. Who has no ECN does not ask.</summary>
        internal void NoteCongestion()
        {
            // IPv6 has its traffic class four bits further to the left (RFC 8200 section 3).
            int trafficClass = buffer[ipOffset + Ipv4Packet.TypeOfServiceOffset];
            if (buffer[ipOffset] >> 4 == 6)
            {
                trafficClass >>= 4;
            }

            if ((trafficClass & Ipv4Packet.EcnMask) == Ipv4Packet.CongestionExperienced)
            {
                flags |= CongestionExperienced;
            }
        }

        /// <summary>SEG.LEN: the data, and one for each of SYN and FIN.</summary>
        internal int SequenceLength()
        {
            int length = payloadLength;
            if ((flags & TcpFlags.Syn) != 0)
            {
                length++;
            }

            if ((flags & TcpFlags.Fin) != 0)
            {
                length++;
            }

            return length;
        }

        /// <summary>Takes a segment apart.</summary>
        /// <param name="bytes">Holds the segment.</param>
        /// <param name="offset">Index of the first byte of its header.</param>
        /// <param name="length">Bytes of header and data.</param>
        /// <returns>False where it is malformed: too short, or with an option whose length cannot be.</returns>
        internal bool Parse(byte[] bytes, int offset, int length)
        {
            if (length < HeaderLength)
            {
                return false;
            }

            int headerLength = (bytes[offset + DataOffsetOffset] >> 4) << 2;
            if (headerLength < HeaderLength || headerLength > length)
            {
                return false;
            }

            // A load of four or eight bytes costs the interpreter little more than one of a single byte, and to put the
            // bytes of two numbers into order at once no more than those of one.
            buffer = bytes;
            ports = BitConverter.ToUInt32(bytes, offset);
            ulong numbers = BitConverter.ToUInt64(bytes, offset + SequenceOffset);
            numbers = ((numbers & 0x00FF00FF00FF00FF) << 8) | ((numbers >> 8) & 0x00FF00FF00FF00FF);
            numbers = ((numbers & 0x0000FFFF0000FFFF) << 16) | ((numbers >> 16) & 0x0000FFFF0000FFFF);
            sequence = (uint)numbers;
            acknowledgment = (uint)(numbers >> 32);
            flags = bytes[offset + FlagsOffset];
            window = (bytes[offset + WindowOffset] << 8) | bytes[offset + WindowOffset + 1];
            payloadOffset = offset + headerLength;
            payloadLength = length - headerLength;
            TcpOptions taken = options;
            taken.sackBlocks = 0;
            if ((flags & TcpFlags.Syn) == 0)
            {
                // Only a SYN is asked for what only a SYN may have, so that of the last one may stand.
                if (headerLength == HeaderLength)
                {
                    taken.hasTimestamp = false;
                    taken.timestampValue = 0;
                    return true;
                }

                if (headerLength == HeaderLength + TcpOptions.TimestampsLength && taken.ParseTimestamps(bytes, offset + HeaderLength))
                {
                    return true;
                }
            }

            return taken.Parse(bytes, offset + HeaderLength, headerLength - HeaderLength);
        }
    }
}
