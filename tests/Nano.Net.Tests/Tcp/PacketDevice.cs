using Nano.Net.Link;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>A link device that carries bare IP packets between a stack and a test, and is busy when the test says so.</summary>
    internal sealed class PacketDevice(int mtu) : ILinkDevice, ILinkEvents
    {
        private readonly Queue<byte[]> arriving = new();
        private bool isLinkUp = true;

        public event FrameAvailableHandler? FrameAvailable
        {
            add { }
            remove { }
        }

        public bool RaisesLinkChanged => true;

        public event LinkChangedHandler? LinkChanged;

        public byte[] HardwareAddress => new byte[6];

        public int MaximumTransmissionUnit => mtu;

        public bool IsLinkUp
        {
            get => isLinkUp;
            set
            {
                isLinkUp = value;
                LinkChanged?.Invoke();
            }
        }

        public LinkCapabilities Capabilities { get; } = new() { Medium = LinkMedium.Ip, Headroom = 3 };

        /// <summary>While true, the device takes no frame.</summary>
        internal bool Busy { get; set; }

        /// <summary>While not null, thrown by whatever sends.</summary>
        internal Exception? Fault { get; set; }

        /// <summary>While true, what the stack sends is gone.</summary>
        internal bool Forget { get; set; }

        /// <summary>What the stack has sent and nobody has looked at.</summary>
        internal Queue<byte[]> Sent { get; } = new();

        internal void Deliver(byte[] packet) => arriving.Enqueue(packet);

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (!arriving.TryDequeue(out byte[]? packet))
            {
                return 0;
            }

            packet.CopyTo(buffer, offset);
            return packet.Length;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            if (Fault != null)
            {
                throw Fault;
            }

            if (Busy || !isLinkUp)
            {
                return false;
            }

            if (Forget)
            {
                return true;
            }

            Sent.Enqueue(buffer.AsSpan(offset, length).ToArray());
            return true;
        }
    }
}
