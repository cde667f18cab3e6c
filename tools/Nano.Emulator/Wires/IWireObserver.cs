namespace Nano.Emulator
{
    /// <summary>Sees what happens on a wire or a switch: what segment ladders and captures are drawn from.</summary>
    /// <remarks>Called one at a time, from inside the wire: it must not send. The frame is the wire's: copy what is to be kept.</remarks>
    public interface IWireObserver
    {
        /// <summary>A port has been given a frame to send.</summary>
        /// <param name="microseconds">When, by the scheduler's clock.</param>
        /// <param name="port">The port.</param>
        /// <param name="frame">The frame.</param>
        void FrameSent(long microseconds, WirePort port, WireFrame frame);

        /// <summary>A frame has arrived at a port.</summary>
        /// <param name="microseconds">When, by the scheduler's clock.</param>
        /// <param name="port">The port.</param>
        /// <param name="frame">The frame, which says who sent it and when.</param>
        void FrameDelivered(long microseconds, WirePort port, WireFrame frame);

        /// <summary>A frame, or one copy of it, has been lost.</summary>
        /// <param name="microseconds">When, by the scheduler's clock. What the wire itself loses, it loses when the frame is sent.</param>
        /// <param name="port">The port at whose end it was lost.</param>
        /// <param name="frame">The frame, which says who sent it and when.</param>
        /// <param name="reason">Why.</param>
        void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason);
    }
}
