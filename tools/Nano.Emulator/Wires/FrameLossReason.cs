namespace Nano.Emulator
{
    /// <summary>Why a frame did not arrive.</summary>
    public enum FrameLossReason
    {
        /// <summary>Random loss (<see cref="WireConditions.Loss"/>).</summary>
        Random = 0,

        /// <summary>Loss in a burst (<see cref="WireConditions.Bursts"/>).</summary>
        Burst = 1,

        /// <summary>The queue in front of the wire was full (<see cref="WireConditions.QueueFrames"/>).</summary>
        QueueFull = 2,

        /// <summary>The frame was larger than the wire's MTU or than the buffer it was to be received into.</summary>
        TooLong = 3,

        /// <summary>The receiver's queue was full (<see cref="WirePortOptions.ReceiveQueueFrames"/>).</summary>
        ReceiverFull = 4,

        /// <summary>The link was down when the frame was sent or when it would have arrived.</summary>
        LinkDown = 5,

        /// <summary>A switch was given what is no Ethernet frame.</summary>
        Malformed = 6,

        /// <summary>It was chosen to be lost (<see cref="WireDirection.Filter"/>).</summary>
        Chosen = 7,
    }
}
