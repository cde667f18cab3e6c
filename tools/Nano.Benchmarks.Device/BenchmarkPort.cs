using System;
using Nano.Net.Link;

namespace Nano.Benchmarks
{
    /// <summary>
    /// One end of a wire that costs next to nothing: a frame is copied once when it is sent and once when it is
    /// received, and what both cost is measured and subtracted. One thread only.
    /// </summary>
    internal sealed class BenchmarkPort : ILinkDevice
    {
        private const int QueueLength = 32;
        private const int FrameSize = 1514;

        /// <summary>The other end.</summary>
        internal BenchmarkPort peer;

        /// <summary>Frames that may be received now: a poll finds one where one is measured, though more are waiting.</summary>
        internal int released;

        /// <summary>Frames that wait.</summary>
        internal int count;

        private readonly byte[] hardwareAddress;
        private readonly LinkCapabilities capabilities = new LinkCapabilities();
        private readonly byte[][] frames = new byte[QueueLength][];
        private readonly int[] lengths = new int[QueueLength];
        private int head;

        internal BenchmarkPort(byte number)
        {
            hardwareAddress = new byte[] { 2, 0, 0, 0, 0, number };
            for (int i = 0; i < QueueLength; i++)
            {
                frames[i] = new byte[FrameSize];
            }
        }

        public event FrameAvailableHandler FrameAvailable
        {
            add { }
            remove { }
        }

        public byte[] HardwareAddress
        {
            get { return hardwareAddress; }
        }

        public int MaximumTransmissionUnit
        {
            get { return 1500; }
        }

        public bool IsLinkUp
        {
            get { return true; }
        }

        public LinkCapabilities Capabilities
        {
            get { return capabilities; }
        }

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (released == 0 || count == 0)
            {
                return 0;
            }

            released--;
            count--;
            int at = head;
            int length = lengths[at];
            Array.Copy(frames[at], 0, buffer, offset, length);
            head = (at + 1) & (QueueLength - 1);
            return length;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            BenchmarkPort to = peer;
            int waiting = to.count;
            if (waiting == QueueLength)
            {
                return false;
            }

            int tail = (to.head + waiting) & (QueueLength - 1);
            Array.Copy(buffer, offset, to.frames[tail], 0, length);
            to.lengths[tail] = length;
            to.count = waiting + 1;
            return true;
        }
    }
}
