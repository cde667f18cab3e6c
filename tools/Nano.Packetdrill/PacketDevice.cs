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
        /// <param name="mtu">Bytes of the largest packet.</param>
        /// <param name="microseconds">The time, for packets that are sent.</param>
        internal PacketDevice(int mtu, Func<long> microseconds)
        {
            MaximumTransmissionUnit = mtu;
            this.microseconds = microseconds;
        }

        public event FrameAvailableHandler? FrameAvailable
        {
            add { }
            remove { }
        }

        public bool RaisesLinkChanged => true;

        public event LinkChangedHandler? LinkChanged
        {
            add { }
            remove { }
        }

        public byte[] HardwareAddress { get; } = new byte[6];

        public int MaximumTransmissionUnit { get; }

        public bool IsLinkUp => true;

        public LinkCapabilities Capabilities { get; } = new() { Medium = LinkMedium.Ip };

        /// <summary>What is done to packets on the way.</summary>
        internal PortRewriter Rewriter { get; } = new();

        /// <summary>A packet of the script.</summary>
        internal void Deliver(byte[] packet)
        {
            Rewriter.Incoming(packet);
            arriving.Enqueue(packet);
        }

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
            // None is longer than the link carries: those were refused.
            if (!arriving.TryDequeue(out byte[]? packet))
            {
                return 0;
            }

            packet.CopyTo(buffer, offset);
            return packet.Length;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            byte[] packet = buffer.AsSpan(offset, length).ToArray();
            if (IsOfTheLink(packet))
            {
                return true;
            }

            Rewriter.Outgoing(packet);
            sent.Enqueue((packet, microseconds()));
            return true;
        }

        // Router solicitations and reports of groups, which are about the link, and of which no script speaks.
        private static bool IsOfTheLink(ReadOnlySpan<byte> packet)
        {
            const int HopByHop = 0;
            const int Icmp = 58;
            const int RouterSolicitation = 133;
            return packet.Length > 40 && packet[0] >> 4 == 6
                && (packet[6] == HopByHop || (packet[6] == Icmp && packet[40] == RouterSolicitation));
        }
    }
}
