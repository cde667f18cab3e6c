namespace Nano.Emulator
{
    /// <summary>A frame on its way. Wires use it again for another frame: an observer copies what it wants to keep.</summary>
    public sealed class WireFrame
    {
        /// <summary>Room for a full Ethernet frame; a longer one gets a larger buffer.</summary>
        private byte[] buffer = new byte[1514];
        private int length;

        internal WireFrame(VirtualMedium medium)
        {
            Arrival = new ScheduledEvent(() => medium.Arrive(this));
        }

        /// <summary>The number of the sent frame, from 1 in the order of sending. Duplicates and the copies that a switch makes bear the same one.</summary>
        public long Number { get; private set; }

        /// <summary>When it was sent, in microseconds of the scheduler's clock.</summary>
        public long SentAt { get; private set; }

        /// <summary>The port that sent it.</summary>
        public WirePort Sender { get; private set; } = null!;

        /// <summary>Whether the wire has flipped a bit of it.</summary>
        public bool IsCorrupted { get; private set; }

        /// <summary>Whether the wire has made it out of another one.</summary>
        public bool IsDuplicate { get; internal set; }

        /// <summary>Its bytes, without the frame check sequence.</summary>
        public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

        internal ScheduledEvent Arrival { get; }

        /// <summary>The direction of a wire that it is on.</summary>
        internal WireDirection Direction { get; set; } = null!;

        internal void Set(long number, long sentAt, WirePort sender, ReadOnlySpan<byte> bytes)
        {
            Number = number;
            SentAt = sentAt;
            Sender = sender;
            IsCorrupted = false;
            IsDuplicate = false;
            length = bytes.Length;
            if (buffer.Length < length)
            {
                buffer = new byte[length];
            }

            bytes.CopyTo(buffer);
        }

        internal void SetTo(WireFrame other)
        {
            Set(other.Number, other.SentAt, other.Sender, other.Bytes);
            IsCorrupted = other.IsCorrupted;
            IsDuplicate = other.IsDuplicate;
        }

        internal void FlipBit(long index)
        {
            buffer[index / 8] ^= (byte)(1 << (int)(index % 8));
            IsCorrupted = true;
        }
    }
}
