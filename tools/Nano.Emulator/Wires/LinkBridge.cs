using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>
    /// Joins two link devices: what one receives the other sends, as it is. With a TAP device at one side and a port of an
    /// emulated wire at the other, the kernel is a host of that wire.
    /// </summary>
    /// <remarks>Frames are passed on by the thread that tells of them. What the far side does not take is lost and counted.</remarks>
    public sealed class LinkBridge : IDisposable
    {
        private readonly Way there;
        private readonly Way back;

        /// <summary>Joins two devices, which nobody else uses.</summary>
        /// <exception cref="ArgumentException">Their media differ.</exception>
        public LinkBridge(ILinkDevice a, ILinkDevice b)
        {
            ArgumentNullException.ThrowIfNull(a);
            ArgumentNullException.ThrowIfNull(b);
            if (a.Capabilities.Medium != b.Capabilities.Medium)
            {
                throw new ArgumentException($"A device of medium {a.Capabilities.Medium} cannot be joined to one of medium {b.Capabilities.Medium}.");
            }

            there = new Way(a, b);
            back = new Way(b, a);
        }

        /// <summary>Frames that the other side did not take.</summary>
        public long FramesLost => there.Lost + back.Lost;

        /// <summary>Parts them again. The devices are the caller's.</summary>
        public void Dispose()
        {
            there.Close();
            back.Close();
        }

        private sealed class Way
        {
            private const int EthernetHeader = Net.Wire.EthernetFrame.HeaderLength;

            private readonly ILinkDevice from;
            private readonly ILinkDevice to;
            private readonly int headroom;
            private readonly byte[] frame;
            private readonly Lock gate = new();
            private bool closed;

            internal Way(ILinkDevice from, ILinkDevice to)
            {
                this.from = from;
                this.to = to;
                headroom = Math.Max(from.Capabilities.Headroom, to.Capabilities.Headroom);
                frame = new byte[headroom + EthernetHeader + Math.Max(from.MaximumTransmissionUnit, to.MaximumTransmissionUnit)];
                from.FrameAvailable += Forward;
            }

            internal long Lost { get; private set; }

            internal void Close()
            {
                from.FrameAvailable -= Forward;
                lock (gate)
                {
                    closed = true;
                }
            }

            private void Forward()
            {
                lock (gate)
                {
                    int length;
                    while (!closed && (length = from.Receive(frame, headroom, frame.Length - headroom)) > 0)
                    {
                        if (!to.Send(frame, headroom, length))
                        {
                            Lost++;
                        }
                    }
                }
            }
        }
    }
}
