namespace Nano.Net.Drivers
{
    /// <summary>What an <see cref="Enc28j60"/> has counted since it was made.</summary>
    public sealed class Enc28j60Counters : ChipCounters
    {
        /// <summary>Times that the chip had no room for at least one received frame, which was lost.</summary>
        public long ReceiveOverflows;

        /// <summary>Received frames dropped because the chip has marked them as damaged.</summary>
        public long FramesDamaged;

        /// <summary>Transmissions that the chip has given up. Those after a late collision were begun again.</summary>
        public long TransmitsAborted;

        /// <summary>Transmissions begun again after a late collision (DS80349 issue 13).</summary>
        public long LateCollisions;
    }
}
