namespace Nano.Net.Link
{
    /// <summary>Called by a link device when a frame may be waiting, from any thread.</summary>
    public delegate void FrameAvailableHandler();

    /// <summary>
    /// What the stack needs of a network interface: frames in, frames out. An implementation knows its chip or its
    /// wire and nothing of IP.
    /// </summary>
    /// <remarks>
    /// The stack calls <see cref="Receive"/> and <see cref="Send"/> from one thread at a time and never keeps the
    /// arrays busy across calls; neither method may block, nor allocate.
    /// </remarks>
    public interface ILinkDevice
    {
        /// <summary>The hardware (MAC) address, 6 bytes; of no meaning where the medium is <see cref="LinkMedium.Ip"/>. Read once.</summary>
        byte[] HardwareAddress { get; }

        /// <summary>The largest IP packet that a frame carries, in bytes (1,500 on Ethernet); 68 to 65,535 (RFC 791). Read once.</summary>
        int MaximumTransmissionUnit { get; }

        /// <summary>Whether the link is up: a cable is plugged in, an access point is joined.</summary>
        bool IsLinkUp { get; }

        /// <summary>What the device does for the stack and what it asks of it. Read once.</summary>
        LinkCapabilities Capabilities { get; }

        /// <summary>Raised when a frame may be waiting to be received, from any thread, an interrupt's included. A hint: it may come late or too often.</summary>
        event FrameAvailableHandler FrameAvailable;

        /// <summary>Takes the next received frame.</summary>
        /// <param name="buffer">Where to put it. <see cref="LinkCapabilities.Headroom"/> bytes in front of <paramref name="offset"/> are free for the device to use.</param>
        /// <param name="offset">Index of the frame's first byte.</param>
        /// <param name="capacity">Room for the frame, in bytes. A longer frame is dropped and counted by the device.</param>
        /// <returns>The frame's length in bytes, without the frame check sequence; 0 where no frame waits.</returns>
        int Receive(byte[] buffer, int offset, int capacity);

        /// <summary>Sends a frame; the device has taken (copied or transmitted) it when the call returns.</summary>
        /// <param name="buffer">The frame. <see cref="LinkCapabilities.Headroom"/> bytes in front of <paramref name="offset"/> are free for the device's own header.</param>
        /// <param name="offset">Index of the frame's first byte.</param>
        /// <param name="length">Its length in bytes, without the frame check sequence. The device pads what is too short for its medium.</param>
        /// <returns>False where the device has no room at the moment: the frame was not taken, and the stack tries again later.</returns>
        bool Send(byte[] buffer, int offset, int length);
    }
}
