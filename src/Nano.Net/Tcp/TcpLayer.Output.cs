using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How a segment gets onto the wire.
    internal sealed partial class TcpLayer
    {
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
            byte[] f = frame;
            int h = payloadOffset - TcpSegment.HeaderLength;
            int headerLength = TcpSegment.HeaderLength + optionsLength;
            f[h] = (byte)(localPort >> 8);
            f[h + 1] = (byte)localPort;
            f[h + 2] = (byte)(remotePort >> 8);
            f[h + 3] = (byte)remotePort;
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
            f[h + 16] = 0;
            f[h + 17] = 0;
            f[h + 18] = 0;
            f[h + 19] = 0;
            return Send(path, headerLength + length);
        }

        /// <summary>Sends the segment that stands in <see cref="frame"/>, complete but for its checksum, where there is still zero.</summary>
        /// <param name="path">The way to the peer.</param>
        /// <param name="length">Bytes of header and data.</param>
        /// <returns>False where the device was busy: nothing was sent.</returns>
        internal bool Send(Path path, int length)
        {
            if (!checksFilled)
            {
                byte[] f = frame;
                int h = payloadOffset - TcpSegment.HeaderLength;
                int sum = path.pseudoHeaderSum + Ipv4Packet.ProtocolTcp + length + InternetChecksum.Sum(f, h, length);
                sum = (sum & 0xFFFF) + (sum >> 16);
                sum = ~((sum & 0xFFFF) + (sum >> 16));
                f[h + 16] = (byte)(sum >> 8);
                f[h + 17] = (byte)sum;
            }

            if (!ipv4.Send(path, length))
            {
                counters.DeviceBusy++;
                return false;
            }

            counters.SegmentsSent++;
            return true;
        }

        /// <summary>Answers a segment that belongs to no connection, or is wrong in one being opened (RFC 9293 section 3.5.2, group 1).</summary>
        internal void SendReset(Path path, TcpSegment offending)
        {
            if ((offending.flags & TcpFlags.Rst) != 0)
            {
                return;
            }

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
            ipv4.answering = true;
            Emit(path, localPort, remotePort, sequence, acknowledgment, flags, window, optionsLength, 0);
            ipv4.answering = false;
        }
    }
}
