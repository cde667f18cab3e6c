using System.Runtime.InteropServices;
using Nano.Emulator;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>Counts what passes, and finds what was damaged and no checksum can tell.</summary>
    internal sealed class WireTally : IWireObserver
    {
        private readonly Dictionary<long, ulong> sums = [];

        internal long Frames { get; private set; }

        internal long Lost { get; private set; }

        internal long Damaged { get; private set; }

        /// <summary>Damaged segments whose checksums are right.</summary>
        internal long Uncaught { get; private set; }

        /// <summary>Whether frames may be damaged, so that it is worth remembering them.</summary>
        internal bool Remembers { get; init; }

        /// <summary>Two runs that have done the same have the same one.</summary>
        internal ulong Fingerprint { get; private set; } = 14695981039346656037;

        public void FrameSent(long microseconds, WirePort port, WireFrame frame)
        {
            Frames++;
            Fingerprint = Mix(Mix(Fingerprint, (ulong)microseconds), (ulong)frame.Bytes.Length);
            if (Remembers)
            {
                sums[frame.Number] = SumOf(frame.Bytes);
            }
        }

        public void FrameDelivered(long microseconds, WirePort port, WireFrame frame)
        {
            if (!frame.IsCorrupted)
            {
                return;
            }

            Damaged++;
            if (ObservedTcp.TryRead(frame.Bytes, checkSums: true, out _) && sums.TryGetValue(frame.Number, out ulong sum) && sum != SumOf(frame.Bytes))
            {
                Uncaught++;
            }
        }

        public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason) => Lost++;

        // Of what is in the Ethernet frame; the frame's own header is in no checksum.
        private static ulong SumOf(ReadOnlySpan<byte> frame)
        {
            ulong sum = 14695981039346656037;
            ReadOnlySpan<byte> packet = frame[Math.Min(frame.Length, EthernetFrame.HeaderLength)..];
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(packet))
            {
                sum = Mix(sum, word);
            }

            foreach (byte b in packet[(packet.Length & ~7)..])
            {
                sum = Mix(sum, b);
            }

            return sum;
        }

        private static ulong Mix(ulong sum, ulong word) => ulong.RotateLeft((sum ^ word) * 0x9E3779B97F4A7C15, 29);
    }
}
