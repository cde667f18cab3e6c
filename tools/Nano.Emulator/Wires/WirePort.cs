using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>One end of a wire, or one socket of a switch: a link device for a stack.</summary>
    public sealed class WirePort : ILinkDevice, ILinkEvents
    {
        /// <summary>What a port leaves in the headroom of a frame.</summary>
        internal const byte Scribble = 0xA5;

        private readonly VirtualMedium medium;
        private readonly byte[] hardwareAddress;

        /// <summary>A ring of received frames.</summary>
        private readonly WireFrame[] received;
        private int firstReceived;
        private int receivedCount;

        internal WirePort(VirtualMedium medium, int number, WirePortOptions options)
        {
            this.medium = medium;
            Name = options.Name ?? DefaultName(number);
            hardwareAddress = (byte[]?)options.HardwareAddress?.Clone()
                ?? [2, 0, 0, 0, (byte)((number + 1) >> 8), (byte)(number + 1)];
            MaximumTransmissionUnit = options.Mtu;
            Capabilities = new LinkCapabilities { Medium = options.Medium, Headroom = options.Headroom };
            received = new WireFrame[options.ReceiveQueueFrames];
        }

        /// <inheritdoc/>
        public event FrameAvailableHandler? FrameAvailable;

        /// <inheritdoc/>
        public bool RaisesLinkChanged => true;

        /// <inheritdoc/>
        public event LinkChangedHandler? LinkChanged;

        /// <summary>What it is called in ladders and messages.</summary>
        public string Name { get; }

        /// <summary>The way of what it sends. On a wire it is the other port's <see cref="Inbound"/>.</summary>
        public WireDirection Outbound { get; internal set; } = null!;

        /// <summary>The way of what it receives. On a wire it is the other port's <see cref="Outbound"/>.</summary>
        public WireDirection Inbound { get; internal set; } = null!;

        /// <inheritdoc/>
        public byte[] HardwareAddress => (byte[])hardwareAddress.Clone();

        /// <inheritdoc/>
        public int MaximumTransmissionUnit { get; }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities { get; }

        /// <summary>
        /// Whether the cable is plugged in; pull it or plug it in again at will. On a wire, both ends see it. What is
        /// sent meanwhile, or would have arrived, is lost.
        /// </summary>
        public bool IsLinkUp
        {
            get => medium.IsLinkUp(this);
            set => medium.SetLinkUp(this, value);
        }

        /// <summary>Frames that wait to be received.</summary>
        public int FramesWaiting => receivedCount;

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">There is less room in front of the frame, or behind its first byte, than the device was promised.</exception>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            CheckAndScribble(buffer, offset, capacity);
            lock (medium.Gate)
            {
                while (receivedCount > 0)
                {
                    WireFrame frame = received[firstReceived];
                    firstReceived = (firstReceived + 1) % received.Length;
                    receivedCount--;
                    if (frame.Bytes.Length > capacity)
                    {
                        Inbound.Lose(frame, this, FrameLossReason.TooLong);
                        continue;
                    }

                    int length = frame.Bytes.Length;
                    frame.Bytes.CopyTo(buffer.AsSpan(offset));
                    medium.Return(frame);
                    return length;
                }
            }

            return 0;
        }

        /// <inheritdoc/>
        /// <remarks>A wire takes every frame: where its queue is full it loses it, as a router does.</remarks>
        /// <exception cref="ArgumentException">There is less room in front of the frame than the device was promised, or no frame.</exception>
        public bool Send(byte[] buffer, int offset, int length)
        {
            CheckAndScribble(buffer, offset, length);
            ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
            medium.Send(this, buffer.AsSpan(offset, length));
            return true;
        }

        /// <inheritdoc/>
        public override string ToString() => Name;

        /// <summary>Takes a frame that has arrived; called under the medium's lock.</summary>
        /// <returns>The port itself, to be told of it when the lock is released, or null where it had no room.</returns>
        internal WirePort? Accept(WireFrame frame)
        {
            if (!IsLinkUp)
            {
                frame.Direction.Lose(frame, this, FrameLossReason.LinkDown);
                return null;
            }

            if (receivedCount == received.Length)
            {
                frame.Direction.Lose(frame, this, FrameLossReason.ReceiverFull);
                return null;
            }

            received[(firstReceived + receivedCount++) % received.Length] = frame;
            frame.Direction.FramesDelivered++;
            medium.ReportDelivered(this, frame);
            return this;
        }

        internal Scheduler Scheduler => medium.Scheduler;

        internal void RaiseFrameAvailable() => FrameAvailable?.Invoke();

        /// <summary>Tells the stack that the cable was pulled or plugged in, and has it polled.</summary>
        internal void RaiseLinkChanged()
        {
            LinkChanged?.Invoke();
            FrameAvailable?.Invoke();
        }

        private static string DefaultName(int number) =>
            number < 26 ? ((char)('A' + number)).ToString() : $"P{number + 1}";

        private void CheckAndScribble(byte[] buffer, int offset, int length)
        {
            ArgumentNullException.ThrowIfNull(buffer);
            int headroom = Capabilities.Headroom;
            if (offset < headroom || length < 0 || length > buffer.Length - offset)
            {
                throw new ArgumentException(
                    $"{length} bytes at {offset} do not lie within {buffer.Length} with {headroom} bytes of headroom in front.");
            }

            buffer.AsSpan(offset - headroom, headroom).Fill(Scribble);
        }
    }
}
