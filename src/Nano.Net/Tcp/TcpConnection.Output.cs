using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How a segment of a connection is made, once both SYNs are out of the way.
    internal sealed partial class TcpConnection
    {
        private const int HeaderWithTimestamps = TcpSegment.HeaderLength + TcpOptions.TimestampsLength;

        // What never changes of the header of a segment, and of timestamps behind it: one copy costs the device less than to
        // write it each time.
        private readonly byte[] header = new byte[HeaderWithTimestamps];

        /// <summary>Bytes of SACK blocks, with what stands in front of them, that the next segment carries. Data stand behind them.</summary>
        internal int SackLength()
        {
            int blocks = receiver.blocks == 0 ? 0 : SackBlocks();
            return blocks == 0 ? 0 : TcpOptions.SackHeaderLength + (blocks * TcpOptions.SackBlockLength);
        }

        /// <summary>
        /// Sends a segment whose data stand in the frame already, behind timestamps and SACK blocks. All
        /// acknowledge; so any pending acknowledgment is done with.
        /// </summary>
        internal bool Emit(uint sequence, int flags, int length)
        {
            if (ecn != 0)
            {
                flags = AddEcnFlags(sequence, flags, length);
            }

            TcpReceiver receive = receiver;
            uint acknowledgment = receive.next;
            int window = receive.AdvertiseWindow();
            int headerLength = timestamps ? HeaderWithTimestamps : TcpSegment.HeaderLength;
            int headerOffset = tcp.payloadOffset - TcpSegment.HeaderLength;
            Array.Copy(header, 0, tcp.frame, headerOffset, headerLength);
            if (timestamps)
            {
                TcpOptions.SetTimestamps(tcp.frame, headerOffset + TcpSegment.HeaderLength, (uint)tcp.context.now + timestampOffset, recentTimestamp);
            }

            if (receive.blocks != 0)
            {
                headerLength += WriteSack(headerOffset + headerLength);
            }

            if (!tcp.Send(path, headerLength, sequence, acknowledgment, flags, window, length))
            {
                return false;
            }

            if (receive.blocks != 0)
            {
                receive.ForgetDuplicate();
            }

            ackNow = false;
            ackAt = TimerQueue.Never;
            unacknowledgedBytes = 0;
            return true;
        }

        // Before the first segment behind the SYN: the ports have changed.
        private void PrepareHeader()
        {
            TcpLayer.PrepareHeader(header, 0, LocalPort, RemotePort);
            TcpOptions.WriteTimestamps(header, TcpSegment.HeaderLength, 0, 0);
        }

        // How many SACK blocks the next segment carries.
        private int SackBlocks()
        {
            if (!selective)
            {
                return 0;
            }

            // RFC 2018 section 3: three beside timestamps. Where a segment is very small, no more than half of it.
            int room = timestamps ? TcpOptions.MaximumSackBlocks - 1 : TcpOptions.MaximumSackBlocks;
            int sensible = ((sender.segmentSize >> 1) - TcpOptions.SackHeaderLength) / TcpOptions.SackBlockLength;
            room = sensible < room ? sensible : room;
            return receiver.blocks < room ? receiver.blocks : room;
        }

        // Writes SACK blocks, and returns how many bytes they are.
        private int WriteSack(int offset)
        {
            int length = SackLength();
            if (length > 0)
            {
                int blocks = SackBlocks();
                TcpOptions.WriteSackHeader(tcp.frame, offset, blocks);
                receiver.WriteBlocks(tcp.frame, offset + TcpOptions.SackHeaderLength, blocks);
            }

            return length;
        }
    }
}
