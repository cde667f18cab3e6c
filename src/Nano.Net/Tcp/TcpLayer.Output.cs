using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How a segment gets onto the wire.
    internal sealed partial class TcpLayer
    {
        // The longest pause in milliseconds before a busy device is tried again. The slowest line, a serial one, takes longer
        // for a full frame; where it is longer than this, a frame costs a segment that is built for nothing now and then.
        private const int LongestBusyPause = 16;

        /// <summary>The device was busy, and is tried again at this time; in the past, or 0, where it is not known to be busy.</summary>
        internal long busyUntil;

        // How long it is left alone, in milliseconds: longer each time it is busy still. 0 once it has taken a segment.
        private int busyPause;

        /// <summary>
        /// Sends a segment. Options stand behind where the header will be, and data behind them, in <see cref="frame"/>.
        /// </summary>
        /// <param name="path">The way to the peer.</param>
        /// <param name="localPort">Source port.</param>
        /// <param name="remotePort">Destination port.</param>
        /// <param name="sequence">SEG.SEQ.</param>
        /// <param name="acknowledgment">SEG.ACK.</param>
        /// <param name="flags">Control bits.</param>
        /// <param name="window">The window field.</param>
        /// <param name="optionsLength">Bytes of options, a multiple of four.</param>
        /// <param name="length">Bytes of data.</param>
        /// <returns>False where the device was busy: nothing was sent.</returns>
        internal bool Emit(Path path, int localPort, int remotePort, uint sequence, uint acknowledgment, int flags, int window, int optionsLength, int length)
        {
            PrepareHeader(frame, payloadOffset - TcpSegment.HeaderLength, localPort, remotePort);
            return Send(path, TcpSegment.HeaderLength + optionsLength, sequence, acknowledgment, flags, window, length);
        }

        /// <summary>Writes what all segments of a connection have in common: the ports, and zero where checksum and urgent pointer stand.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the header's first byte.</param>
        /// <param name="localPort">Source port.</param>
        /// <param name="remotePort">Destination port.</param>
        internal static void PrepareHeader(byte[] buffer, int offset, int localPort, int remotePort)
        {
            BigEndian.WriteUInt16(buffer, offset + TcpSegment.SourcePortOffset, localPort);
            BigEndian.WriteUInt16(buffer, offset + TcpSegment.DestinationPortOffset, remotePort);
            BigEndian.WriteUInt32(buffer, offset + TcpSegment.ChecksumOffset, 0);
        }

        /// <summary>Sends a segment that stands in <see cref="frame"/>, <see cref="PrepareHeader">prepared</see>, with its options and data. What else is in a header is written here and nowhere else.</summary>
        /// <param name="path">The way to the peer.</param>
        /// <param name="headerLength">Bytes of header and options, a multiple of four.</param>
        /// <param name="sequence">SEG.SEQ.</param>
        /// <param name="acknowledgment">SEG.ACK.</param>
        /// <param name="flags">Control bits.</param>
        /// <param name="window">The window field.</param>
        /// <param name="length">Bytes of data.</param>
        /// <returns>False where the device was busy: nothing was sent.</returns>
        internal bool Send(Path path, int headerLength, uint sequence, uint acknowledgment, int flags, int window, int length)
        {
            byte[] f = frame;
            int h = payloadOffset - TcpSegment.HeaderLength;
            f[h + 4] = (byte)(sequence >> 24);
            f[h + 5] = (byte)(sequence >> 16);
            f[h + 6] = (byte)(sequence >> 8);
            f[h + 7] = (byte)sequence;
            f[h + 8] = (byte)(acknowledgment >> 24);
            f[h + 9] = (byte)(acknowledgment >> 16);
            f[h + 10] = (byte)(acknowledgment >> 8);
            f[h + 11] = (byte)acknowledgment;
            f[h + 12] = (byte)(headerLength << 2);
            f[h + 13] = (byte)flags;
            f[h + 14] = (byte)(window >> 8);
            f[h + 15] = (byte)window;
            length += headerLength;
            if (!checksFilled)
            {
                int sum = path.pseudoHeaderSum + Ipv4Packet.ProtocolTcp + length + InternetChecksum.Sum(f, h, length);
                sum = (sum & 0xFFFF) + (sum >> 16);
                sum = ~((sum & 0xFFFF) + (sum >> 16));
                f[h + 16] = (byte)(sum >> 8);
                f[h + 17] = (byte)sum;
            }

            if (!path.protocol.Send(path, length))
            {
                OnDeviceBusy();
                return false;
            }

            counters.SegmentsSent++;
            if (busyPause != 0)
            {
                busyPause = 0;
                busyUntil = 0;
            }

            return true;
        }

        // All connections wait for the device together, so that one segment is built for nothing at a time, and not one for each.
        private void OnDeviceBusy()
        {
            counters.DeviceBusy++;
            if (context.now >= busyUntil)
            {
                busyPause = busyPause == 0 ? 1 : busyPause < LongestBusyPause ? busyPause << 1 : LongestBusyPause;
                busyUntil = context.now + busyPause;
            }
        }

        /// <summary>Answers a segment that belongs to no connection, or is wrong in one being opened (RFC 9293 section 3.5.2, group 1). A reset is not answered: no caller has one.</summary>
        internal void SendReset(Path path, TcpSegment offending)
        {
            counters.ResetsSent++;
            if ((offending.flags & TcpFlags.Ack) != 0)
            {
                Answer(path, offending.DestinationPort(), offending.SourcePort(), offending.acknowledgment, 0, TcpFlags.Rst, 0, 0);
            }
            else
            {
                uint end = offending.sequence + (uint)offending.SequenceLength();
                Answer(path, offending.DestinationPort(), offending.SourcePort(), 0, end, TcpFlags.Rst | TcpFlags.Ack, 0, 0);
            }
        }

        /// <summary>Sends a segment without data to somebody who has not shown yet that he is where he says he is.</summary>
        /// <param name="path">The way to the peer.</param>
        /// <param name="localPort">Source port.</param>
        /// <param name="remotePort">Destination port.</param>
        /// <param name="sequence">SEG.SEQ.</param>
        /// <param name="acknowledgment">SEG.ACK.</param>
        /// <param name="flags">Control bits.</param>
        /// <param name="window">The window field.</param>
        /// <param name="optionsLength">Bytes of options, a multiple of four.</param>
        internal void Answer(Path path, int localPort, int remotePort, uint sequence, uint acknowledgment, int flags, int window, int optionsLength)
        {
            internet.answering = true;
            Emit(path, localPort, remotePort, sequence, acknowledgment, flags, window, optionsLength, 0);
            internet.answering = false;
        }
    }
}
