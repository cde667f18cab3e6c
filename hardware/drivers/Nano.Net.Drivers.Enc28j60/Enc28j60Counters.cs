namespace Nano.Net.Drivers
{
    /// <summary>What an <see cref="Enc28j60"/> has been through since it was made.</summary>
    public sealed class Enc28j60Counters
    {
        /// <summary>Times that the chip had no room for at least one received frame, which was lost.</summary>
        public long ReceiveOverflows;

        /// <summary>Received frames dropped because they were longer than the room for them.</summary>
        public long FramesTooLong;

        /// <summary>Received frames dropped because the chip has marked them as damaged.</summary>
        public long FramesDamaged;

        /// <summary>Times that the receive ring made no sense and was begun anew; the frames in it were lost.</summary>
        public long ReceiverResets;

        /// <summary>Frames dropped that were to be sent, but longer than Ethernet's.</summary>
        public long SendsTooLong;

        /// <summary>Transmissions that the chip has given up. Those after a late collision were begun again.</summary>
        public long TransmitsAborted;

        /// <summary>Transmissions begun again after a late collision (DS80349 issue 13).</summary>
        public long LateCollisions;

        /// <summary>Transmissions that never ended and were taken back.</summary>
        public long TransmitsStuck;

        /// <summary>Times that the link came up or went down.</summary>
        public long LinkChanges;

        /// <summary>Times that the chip was found reset, disturbed, or gone.</summary>
        public long ChipLosses;

        /// <summary>Times that it was set up, the first included.</summary>
        public long Initializations;
    }
}
