namespace Nano.Net.Drivers
{
    /// <summary>What the drivers of all Ethernet chips on SPI count, since they were made.</summary>
    public abstract class ChipCounters
    {
        /// <summary>Frames dropped because they were too long: received ones for the room there was, others for Ethernet.</summary>
        public long FramesTooLong;

        /// <summary>Frames that the chip has not finished to send within two checks. They are lost.</summary>
        public long SendTimeouts;

        /// <summary>Times that the receive ring made no sense, also when read again, and was begun anew; the frames in it are lost.</summary>
        public long RingErrors;

        /// <summary>Times that the link went down.</summary>
        public long LinkLosses;

        /// <summary>Times that the chip was found without its settings (reset, disturbed, power-cycled) or not at all, and was set up anew.</summary>
        public long ChipRestarts;
    }
}
