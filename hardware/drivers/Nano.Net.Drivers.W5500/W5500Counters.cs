namespace Nano.Net.Drivers
{
    /// <summary>What a <see cref="W5500"/> has counted since it was made.</summary>
    public sealed class W5500Counters : ChipCounters
    {
        /// <summary>Frames handed to the stack.</summary>
        public long FramesReceived;

        /// <summary>Frames handed to the chip.</summary>
        public long FramesSent;

        /// <summary>Frames refused because the one before was still being sent. The stack tries again.</summary>
        public long TransmitBusy;

        /// <summary>Times that the socket was closed and opened again; what the rings held was lost.</summary>
        public long SocketReopens;
    }
}
