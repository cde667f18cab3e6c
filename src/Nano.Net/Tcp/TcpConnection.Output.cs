using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How a segment of a connection is made, once both SYNs are out of the way.
    internal sealed partial class TcpConnection
    {
        private const int HeaderWithTimestamps = TcpSegment.HeaderLength + TcpOptions.TimestampsLength;

        // The header of every segment, with timestamps where they are agreed on: what never changes stands there already,
        // and what does is zero.
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
                flags = WriteEcn(sequence, flags, length);
            }

            TcpReceiver receive = receiver;
            uint acknowledgment = receive.next;
            int window = receive.AdvertiseWindow();
            int headerLength = timestamps ? HeaderWithTimestamps : TcpSegment.HeaderLength;
            byte[] f = tcp.frame;
            int h = tcp.payloadOffset - TcpSegment.HeaderLength;
            Array.Copy(header, 0, f, h, headerLength);
            f[h + 4] = (byte)(sequence >> 24);
            f[h + 5] = (byte)(sequence >> 16);
            f[h + 6] = (byte)(sequence >> 8);
            f[h + 7] = (byte)sequence;
            f[h + 8] = (byte)(acknowledgment >> 24);
            f[h + 9] = (byte)(acknowledgment >> 16);
            f[h + 10] = (byte)(acknowledgment >> 8);
            f[h + 11] = (byte)acknowledgment;
            f[h + 13] = (byte)flags;
            f[h + 14] = (byte)(window >> 8);
            f[h + 15] = (byte)window;
            if (timestamps)
            {
                uint value = (uint)tcp.context.now + timestampOffset;
                uint echo = recentTimestamp;
                f[h + 24] = (byte)(value >> 24);
                f[h + 25] = (byte)(value >> 16);
                f[h + 26] = (byte)(value >> 8);
                f[h + 27] = (byte)value;
                f[h + 28] = (byte)(echo >> 24);
                f[h + 29] = (byte)(echo >> 16);
                f[h + 30] = (byte)(echo >> 8);
                f[h + 31] = (byte)echo;
            }

            if (receive.blocks != 0)
            {
                headerLength += WriteSack(h, headerLength);
            }

            if (!tcp.Send(path, headerLength + length))
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

        // Where ports or options have changed.
        private void PrepareHeader()
        {
            BigEndian.WriteUInt16(header, TcpSegment.SourcePortOffset, LocalPort);
            BigEndian.WriteUInt16(header, TcpSegment.DestinationPortOffset, RemotePort);
            header[TcpSegment.DataOffsetOffset] = (byte)((timestamps ? HeaderWithTimestamps : TcpSegment.HeaderLength) << 2);
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

        // Puts SACK blocks behind a header, and returns how many bytes they are.
        private int WriteSack(int headerOffset, int headerLength)
        {
            int length = SackLength();
            if (length > 0)
            {
                int offset = headerOffset + headerLength;
                TcpOptions.WriteSackHeader(tcp.frame, offset, SackBlocks());
                receiver.WriteBlocks(tcp.frame, offset + TcpOptions.SackHeaderLength, SackBlocks());
                tcp.frame[headerOffset + TcpSegment.DataOffsetOffset] = (byte)((headerLength + length) << 2);
            }

            return length;
        }
    }
}
