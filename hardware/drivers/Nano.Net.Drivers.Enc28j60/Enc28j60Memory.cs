namespace Nano.Net.Drivers
{
    /// <summary>How the chip's 8 KB of buffer memory are shared out.</summary>
    internal static class Enc28j60Memory
    {
        /// <summary>
        /// First byte of the receive ring. DS80349 issue 5 (Memory): writing ERXST may set the chip's own write pointer to 0
        /// instead, so that here is the only place for the ring.
        /// </summary>
        internal const int ReceiveStart = 0;

        /// <summary>Bytes of the receive ring; even, so that its end is an odd address and frames begin at even ones.</summary>
        internal const int ReceiveSize = 0x1A00;

        /// <summary>Last byte of the receive ring.</summary>
        internal const int ReceiveEnd = ReceiveStart + ReceiveSize - 1;

        /// <summary>Where the frame to send is, behind its control byte; what the chip says about it comes after the frame.</summary>
        internal const int TransmitStart = ReceiveStart + ReceiveSize;

        /// <summary>Bytes of the longest frame with its frame check sequence.</summary>
        internal const int LongestFrame = 1518;

        /// <summary>Bytes of the frame check sequence.</summary>
        internal const int CheckLength = 4;
    }
}
