namespace Nano.Net.Udp
{
    /// <summary>What UDP has received and sent since the stack was made, and what was dropped and why.</summary>
    public sealed class UdpCounters
    {
        /// <summary>Datagrams received, those dropped later included.</summary>
        public long DatagramsReceived;

        /// <summary>Datagrams put into the queue of a socket.</summary>
        public long DatagramsQueued;

        /// <summary>Datagrams sent.</summary>
        public long DatagramsSent;

        /// <summary>Datagrams dropped because their length makes no sense.</summary>
        public long Malformed;

        /// <summary>Datagrams dropped for a wrong checksum.</summary>
        public long BadChecksum;

        /// <summary>Datagrams dropped because no socket is bound to their port, or the one that is, is connected elsewhere or has not joined their multicast group.</summary>
        public long NoPort;

        /// <summary>Datagrams dropped because the queue of their socket was full.</summary>
        public long QueueFull;

        /// <summary>Datagrams dropped because they are longer than the whole queue of their socket (<see cref="StackOptions.UdpQueueSize"/>).</summary>
        public long TooLong;

        /// <summary>Datagrams cut short because the buffer given for them was too small.</summary>
        public long Truncated;

        /// <summary>ICMP errors passed on to a connected socket.</summary>
        public long ErrorsReceived;
    }
}
