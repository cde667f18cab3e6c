namespace Nano.Emulator
{
    /// <summary>Writes the frames of a wire or switch to a capture file.</summary>
    public sealed class WireCapture : IWireObserver, IDisposable
    {
        private readonly VirtualMedium medium;
        private readonly WirePort? port;
        private readonly PcapWriter writer;

        /// <summary>Begins to capture.</summary>
        /// <param name="path">Where to write to.</param>
        /// <param name="medium">The wire or switch.</param>
        /// <param name="port">Where to listen: what this port sends and what arrives there. By default everywhere: every frame that is sent, once, also those that are lost.</param>
        public WireCapture(string path, VirtualMedium medium, WirePort? port = null)
        {
            ArgumentNullException.ThrowIfNull(medium);
            this.medium = medium;
            this.port = port;
            writer = new PcapWriter(path, PcapWriter.LinkTypeOf(medium.Medium));
            medium.AddObserver(this);
        }

        /// <inheritdoc/>
        public void FrameSent(long microseconds, WirePort port, WireFrame frame)
        {
            if (this.port == null || this.port == port)
            {
                writer.Write(microseconds, frame.Bytes);
            }
        }

        /// <inheritdoc/>
        public void FrameDelivered(long microseconds, WirePort port, WireFrame frame)
        {
            if (this.port == port)
            {
                writer.Write(microseconds, frame.Bytes);
            }
        }

        /// <inheritdoc/>
        public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason)
        {
            // Whoever listens at a port does not see what never gets there.
        }

        /// <summary>Ends the capture, writes out what is buffered and closes the file.</summary>
        public void Dispose()
        {
            medium.RemoveObserver(this);
            writer.Dispose();
        }
    }
}
