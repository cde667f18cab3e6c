using System;
using System.Threading;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// Frames on their way from the stack to somebody who watches: a ring of pcap records. The stack never waits for the
    /// reader; a frame for which there is no room is dropped and counted.
    /// </summary>
    /// <remarks>The format is that of draft-ietf-opsawg-pcap, in big-endian byte order: readers look at the magic number.</remarks>
    internal sealed class CaptureRing : IFrameObserver
    {
        /// <summary>Bytes of the header that a capture starts with.</summary>
        public const int FileHeaderLength = 24;

        /// <summary>Bytes in front of each frame.</summary>
        public const int RecordHeaderLength = 16;

        private const uint MagicNumber = 0xA1B2C3D4;
        private const int EthernetLinkType = 1;
        private const int RawIpLinkType = 101;

        private readonly object sync = new object();
        private readonly AutoResetEvent filled = new AutoResetEvent(false);
        private readonly byte[] ring;
        private readonly byte[] header = new byte[RecordHeaderLength];
        private readonly int snapLength;
        private readonly TimestampSource clock;
        private readonly IFrameObserver next;
        private CaptureExclusion exclusion;
        private int head;
        private int used;
        private bool isOn;
        private long dropped;

        /// <summary>Makes a ring.</summary>
        /// <param name="size">Its bytes, at least 256.</param>
        /// <param name="clock">Tells the time of a frame.</param>
        /// <param name="next">Sees every frame too; null for nobody.</param>
        public CaptureRing(int size, TimestampSource clock, IFrameObserver next)
        {
            ring = new byte[size];
            snapLength = size - RecordHeaderLength;
            this.clock = clock;
            this.next = next;
        }

        /// <summary>Frames for which there was no room, since <see cref="Start"/>.</summary>
        public long Dropped
        {
            get { return dropped; }
        }

        /// <summary>Writes the header that a capture starts with.</summary>
        /// <param name="medium">What the frames look like.</param>
        /// <param name="buffer">Where to; <see cref="FileHeaderLength"/> bytes.</param>
        public void WriteFileHeader(LinkMedium medium, byte[] buffer)
        {
            Array.Clear(buffer, 0, FileHeaderLength);
            BigEndian.WriteUInt32(buffer, 0, MagicNumber);
            BigEndian.WriteUInt16(buffer, 4, 2);
            BigEndian.WriteUInt16(buffer, 6, 4);
            BigEndian.WriteUInt32(buffer, 16, (uint)snapLength);
            BigEndian.WriteUInt32(buffer, 20, (uint)(medium == LinkMedium.Ip ? RawIpLinkType : EthernetLinkType));
        }

        /// <summary>Begins to take frames, into an empty ring.</summary>
        /// <param name="exclusion">What not to take.</param>
        public void Start(CaptureExclusion exclusion)
        {
            lock (sync)
            {
                this.exclusion = exclusion;
                head = 0;
                used = 0;
                dropped = 0;
                isOn = true;
            }
        }

        /// <summary>Takes no more frames.</summary>
        public void Stop()
        {
            lock (sync)
            {
                isOn = false;
            }
        }

        /// <summary>Takes out records, or parts of them.</summary>
        /// <param name="buffer">Where to, from its start.</param>
        /// <param name="timeout">Milliseconds to wait for some.</param>
        /// <returns>Bytes taken; 0 where none came in time.</returns>
        public int Read(byte[] buffer, int timeout)
        {
            if (used == 0)
            {
                filled.WaitOne(timeout, false);
            }

            lock (sync)
            {
                int count = used < buffer.Length ? used : buffer.Length;
                int first = ring.Length - head;
                if (first > count)
                {
                    first = count;
                }

                Array.Copy(ring, head, buffer, 0, first);
                Array.Copy(ring, 0, buffer, first, count - first);
                head = (head + count) % ring.Length;
                used -= count;
                return count;
            }
        }

        /// <inheritdoc/>
        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            if (isOn)
            {
                Take(buffer, offset, length, true);
            }

            if (next != null)
            {
                next.FrameReceived(buffer, offset, length);
            }
        }

        /// <inheritdoc/>
        public void FrameSent(byte[] buffer, int offset, int length)
        {
            if (isOn)
            {
                Take(buffer, offset, length, false);
            }

            if (next != null)
            {
                next.FrameSent(buffer, offset, length);
            }
        }

        private void Take(byte[] buffer, int offset, int length, bool isReceived)
        {
            lock (sync)
            {
                if (!isOn || exclusion.Covers(buffer, offset, length, isReceived))
                {
                    return;
                }

                int kept = length < snapLength ? length : snapLength;
                if (kept + RecordHeaderLength > ring.Length - used)
                {
                    dropped++;
                    return;
                }

                long now = clock();
                BigEndian.WriteUInt32(header, 0, (uint)(now / 1000));
                BigEndian.WriteUInt32(header, 4, (uint)(now % 1000) * 1000);
                BigEndian.WriteUInt32(header, 8, (uint)kept);
                BigEndian.WriteUInt32(header, 12, (uint)length);
                Append(header, 0, RecordHeaderLength);
                Append(buffer, offset, kept);
            }

            filled.Set();
        }

        private void Append(byte[] source, int offset, int count)
        {
            int end = (head + used) % ring.Length;
            int first = ring.Length - end;
            if (first > count)
            {
                first = count;
            }

            Array.Copy(source, offset, ring, end, first);
            Array.Copy(source, offset + first, ring, 0, count - first);
            used += count;
        }
    }
}
