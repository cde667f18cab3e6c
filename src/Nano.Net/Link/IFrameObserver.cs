namespace Nano.Net.Link
{
    /// <summary>Sees every frame as it crosses the link device: what captures and traces are built from.</summary>
    /// <remarks>Called inside the stack. The bytes are the stack's: read them, and copy what is to be kept.</remarks>
    public interface IFrameObserver
    {
        /// <summary>A frame has come in and is about to be processed.</summary>
        /// <param name="buffer">Holds the frame.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        void FrameReceived(byte[] buffer, int offset, int length);

        /// <summary>A frame has been handed to the device, which took it.</summary>
        /// <param name="buffer">Holds the frame.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        void FrameSent(byte[] buffer, int offset, int length);
    }
}
