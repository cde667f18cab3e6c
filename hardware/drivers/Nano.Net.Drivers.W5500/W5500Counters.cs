namespace Nano.Net.Drivers
{
    /// <summary>What a <see cref="W5500"/> has counted since it was made.</summary>
    public sealed class W5500Counters
    {
        /// <summary>Frames handed to the stack.</summary>
        public long FramesReceived;

        /// <summary>Frames handed to the chip.</summary>
        public long FramesSent;

        /// <summary>Received frames that were longer than the stack's room for them, and frames to send that were longer than 1,514 bytes.</summary>
        public long FramesTooLong;

        /// <summary>Frames refused because the one before was still being sent. The stack tries again.</summary>
        public long TransmitBusy;

        /// <summary>Frames that the chip has not finished to send within a check interval or two. The socket was reopened.</summary>
        public long SendTimeouts;

        /// <summary>Times that a length or a pointer of the chip's rings was impossible, also when read again. The socket was reopened.</summary>
        public long RingErrors;

        /// <summary>Times that the socket was closed and opened again; what the rings held was lost.</summary>
        public long SocketReopens;

        /// <summary>Times that the chip was found without its settings (power-cycled, reset) or not at all (unplugged), or could not be mended otherwise. It was reset and set up anew.</summary>
        public long ChipRestarts;

        /// <summary>Times that the link went down.</summary>
        public long LinkLosses;
    }
}
