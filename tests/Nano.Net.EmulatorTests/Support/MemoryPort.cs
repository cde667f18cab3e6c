using System;
using Nano.Net.Link;

namespace Nano.Net.EmulatorTests
{
    /// <summary>An end of a <see cref="MemoryWire"/>.</summary>
    public sealed class MemoryPort : ILinkDevice
    {
        private const int QueueLength = 16;
        private const int FrameSize = 1514;

        internal MemoryPort peer;

        private readonly MemoryWire wire;
        private readonly byte[] hardwareAddress;
        private readonly LinkCapabilities capabilities = new LinkCapabilities();

        // Frames that have arrived and were not taken yet.
        private readonly byte[][] frames = new byte[QueueLength][];
        private readonly int[] lengths = new int[QueueLength];
        private int head;
        private int count;

        // A frame that the next one is to overtake.
        private byte[] overtaken = new byte[FrameSize];
        private int overtakenLength;
        private uint random;

        internal MemoryPort(MemoryWire wire, byte number, uint seed)
        {
            this.wire = wire;
            random = seed;
            hardwareAddress = new byte[] { 2, 0, 0, 0, 0, number };
            for (int i = 0; i < QueueLength; i++)
            {
                frames[i] = new byte[FrameSize];
            }
        }

        /// <inheritdoc/>
        public event FrameAvailableHandler FrameAvailable;

        /// <summary>Frames that were lost on the way to this end.</summary>
        public int Lost { get; private set; }

        /// <inheritdoc/>
        public byte[] HardwareAddress
        {
            get { return hardwareAddress; }
        }

        /// <inheritdoc/>
        public int MaximumTransmissionUnit
        {
            get { return 1500; }
        }

        /// <inheritdoc/>
        public bool IsLinkUp
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities
        {
            get { return capabilities; }
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            lock (frames)
            {
                if (count == 0 || wire.Holding)
                {
                    return 0;
                }

                int length = lengths[head];
                Array.Copy(frames[head], 0, buffer, offset, length);
                head = (head + 1) % QueueLength;
                count--;
                return length;
            }
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            peer.Take(buffer, offset, length);
            peer.RaiseFrameAvailable();
            return true;
        }

        internal void RaiseFrameAvailable()
        {
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }
        }

        private void Take(byte[] buffer, int offset, int length)
        {
            lock (frames)
            {
                if (wire.Cut || Chance(wire.Loss))
                {
                    Lost++;
                    return;
                }

                if (overtakenLength == 0 && Chance(wire.Reordering))
                {
                    Array.Copy(buffer, offset, overtaken, 0, length);
                    overtakenLength = length;
                    return;
                }

                Enqueue(buffer, offset, length);
                if (overtakenLength > 0)
                {
                    Enqueue(overtaken, 0, overtakenLength);
                    overtakenLength = 0;
                }
            }
        }

        private void Enqueue(byte[] buffer, int offset, int length)
        {
            if (count == QueueLength)
            {
                Lost++;
                return;
            }

            int tail = (head + count) % QueueLength;
            Array.Copy(buffer, offset, frames[tail], 0, length);
            lengths[tail] = length;
            count++;
        }

        private bool Chance(int outOfThousand)
        {
            if (outOfThousand == 0)
            {
                return false;
            }

            // Marsaglia's xorshift.
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            return random % 1000 < (uint)outOfThousand;
        }
    }
}
