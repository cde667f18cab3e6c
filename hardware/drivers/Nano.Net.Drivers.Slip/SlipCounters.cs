namespace Nano.Net.Drivers
{
    /// <summary>What has crossed a SLIP link, and what has not and why.</summary>
    public sealed class SlipCounters
    {
        /// <summary>Packets received and handed on, what noise looks like a packet included.</summary>
        public long PacketsReceived;

        /// <summary>Packets handed to the line.</summary>
        public long PacketsSent;

        /// <summary>Bytes taken from the line, framing and noise included.</summary>
        public long LineBytesReceived;

        /// <summary>Bytes handed to the line, framing included.</summary>
        public long LineBytesSent;

        /// <summary>Packets dropped as they came in because they were longer than the MTU: most often two in one, the mark between them lost.</summary>
        public long ReceivedTooLong;

        /// <summary>Packets dropped as they came in because an escape character was followed by none that may follow it.</summary>
        public long BadEscapes;

        /// <summary>Packets not sent because they were longer than the MTU.</summary>
        public long SendTooLong;

        /// <summary>Times that the line had no room for a packet.</summary>
        public long LineBusy;
    }
}
