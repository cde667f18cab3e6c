#nullable disable
using System;

namespace Nano.Net.Link
{
    /// <summary>One end of a cable in memory: what is sent here arrives at the other end.</summary>
    public sealed class MemoryLink : ILinkDevice, ILinkEvents
    {
        private const int Mtu = 1500;
        private const int LongestFrame = 14 + Mtu;
        private const int Slots = 4;

        // Frames that have arrived, in a ring. All memory is taken here: neither Receive nor Send allocates.
        private readonly byte[][] frames = new byte[Slots][];
        private readonly int[] lengths = new int[Slots];
        private readonly object sync = new object();
        private readonly byte[] hardwareAddress;
        private MemoryLink other;
        private int first;
        private int count;

        public MemoryLink(byte[] hardwareAddress)
        {
            this.hardwareAddress = (byte[])hardwareAddress.Clone();
            Capabilities = new LinkCapabilities();
            for (int i = 0; i < Slots; i++)
            {
                frames[i] = new byte[LongestFrame];
            }
        }

        public event FrameAvailableHandler FrameAvailable;

        public event LinkChangedHandler LinkChanged;

        public byte[] HardwareAddress
        {
            get { return (byte[])hardwareAddress.Clone(); }
        }

        public int MaximumTransmissionUnit
        {
            get { return Mtu; }
        }

        // The driver of a chip remembers what the chip has said last. This is asked often, and must cost nothing.
        public bool IsLinkUp
        {
            get { return other != null; }
        }

        public bool RaisesLinkChanged
        {
            get { return true; }
        }

        // Ethernet, no room in front of frames, no checksums done for the stack: the defaults.
        public LinkCapabilities Capabilities { get; private set; }

        public long FramesDropped { get; private set; }

        public static void Connect(MemoryLink a, MemoryLink b)
        {
            a.SetOther(b);
            b.SetOther(a);
        }

        public void Disconnect()
        {
            other.SetOther(null);
            SetOther(null);
        }

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            lock (sync)
            {
                while (count > 0)
                {
                    byte[] frame = frames[first];
                    int length = lengths[first];
                    first = (first + 1) % Slots;
                    count--;
                    if (length <= capacity)
                    {
                        Array.Copy(frame, 0, buffer, offset, length);
                        return length;
                    }

                    FramesDropped++;
                }

                return 0;
            }
        }

        // A frame is taken whole or not at all, and the call returns at once. What is too long will never fit: it is dropped,
        // and true says that the stack need not come again.
        public bool Send(byte[] buffer, int offset, int length)
        {
            if (length > LongestFrame)
            {
                FramesDropped++;
                return true;
            }

            MemoryLink to = other;
            return to != null && to.Take(buffer, offset, length);
        }

        // On the thread of the other end, as an interrupt comes on another thread.
        private bool Take(byte[] buffer, int offset, int length)
        {
            lock (sync)
            {
                if (count == Slots)
                {
                    return false;
                }

                int slot = (first + count) % Slots;
                Array.Copy(buffer, offset, frames[slot], 0, length);
                lengths[slot] = length;
                count++;
            }

            // Outside the lock: the handler belongs to somebody else.
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }

            return true;
        }

        private void SetOther(MemoryLink value)
        {
            other = value;
            LinkChangedHandler handler = LinkChanged;
            if (handler != null)
            {
                handler();
            }
        }
    }
}
