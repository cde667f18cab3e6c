using Nano.Net.Link;

namespace Nano.Packetdrill
{
    /// <summary>The link between the stack and a script: bare IP packets.</summary>
    internal sealed class PacketDevice : ILinkDevice, ILinkEvents
    {
        private readonly Queue<byte[]> arriving = new();
        private readonly Queue<(byte[] Packet, long Microseconds)> sent = new();
        private readonly Func<long> microseconds;

        /// <summary>Makes one.</summary>
        /// <param name="microseconds">The time, for packets that are sent.</param>
        internal PacketDevice(Func<long> microseconds)
        {
            this.microseconds = microseconds;
        }

        public event FrameAvailableHandler? FrameAvailable
        {
            add { }
            remove { }
        }

        public event LinkChangedHandler? LinkChanged
        {
            add { }
            remove { }
        }

        public byte[] HardwareAddress { get; } = new byte[6];

        public int MaximumTransmissionUnit => 1500;

        public bool IsLinkUp => true;

        public LinkCapabilities Capabilities { get; } = new() { Medium = LinkMedium.Ip };

        /// <summary>A packet of the script.</summary>
        internal void Deliver(byte[] packet) => arriving.Enqueue(packet);

        /// <summary>The next packet of the stack, and when it was sent.</summary>
        internal bool TryTake(out byte[] packet, out long sentAt)
        {
            bool taken = sent.TryDequeue(out (byte[] Packet, long Microseconds) next);
            packet = next.Packet;
            sentAt = next.Microseconds;
            return taken;
        }

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            while (arriving.TryDequeue(out byte[]? packet))
            {
                if (packet.Length <= capacity)
                {
                    packet.CopyTo(buffer, offset);
                    return packet.Length;
                }
            }

            return 0;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            sent.Enqueue((buffer.AsSpan(offset, length).ToArray(), microseconds()));
            return true;
        }
    }
}
