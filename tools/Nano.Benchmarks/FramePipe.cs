using Nano.Net.Link;

namespace Nano.Benchmarks
{
    /// <summary>One end of a wire that costs next to nothing: a ring of frames in memory, so that what is measured is the stack.</summary>
    internal sealed class FramePipe : ILinkDevice
    {
        private const int Slots = 1024;
        private readonly byte[][] frames = new byte[Slots][];
        private readonly int[] lengths = new int[Slots];
        private readonly byte[] hardwareAddress;
        private FramePipe peer;
        private int first;
        private int count;

        private FramePipe(byte last)
        {
            hardwareAddress = [2, 0, 0, 0, 0, last];
            peer = this;
            for (int i = 0; i < Slots; i++)
            {
                frames[i] = new byte[1514];
            }
        }

        public event FrameAvailableHandler FrameAvailable
        {
            add { }
            remove { }
        }

        public byte[] HardwareAddress => hardwareAddress;

        public int MaximumTransmissionUnit => 1500;

        public bool IsLinkUp => true;

        public LinkCapabilities Capabilities { get; } = new();

        internal static (FramePipe A, FramePipe B) Make()
        {
            FramePipe a = new(1), b = new(2);
            a.peer = b;
            b.peer = a;
            return (a, b);
        }

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (count == 0)
            {
                return 0;
            }

            int length = lengths[first];
            Array.Copy(frames[first], 0, buffer, offset, length);
            first = (first + 1) & (Slots - 1);
            count--;
            return length;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            if (peer.count == Slots)
            {
                return false;
            }

            int slot = (peer.first + peer.count++) & (Slots - 1);
            Array.Copy(buffer, offset, peer.frames[slot], 0, length);
            peer.lengths[slot] = length;
            return true;
        }
    }
}
