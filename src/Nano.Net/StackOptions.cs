namespace Nano.Net
{
    /// <summary>
    /// Sizes and settings of a <c>NetworkStack</c>. Everything that a size stands for is allocated in the
    /// stack's constructor, and nothing later. The defaults suit an ESP32 without PSRAM.
    /// </summary>
    public sealed class StackOptions
    {
        /// <summary>This host's address; <see cref="IPAddress.Any"/> (the default) for none yet.</summary>
        public IPAddress Address { get; set; } = IPAddress.Any;

        /// <summary>Bits of the network part of <see cref="Address"/>, 0 to 32; 24 by default.</summary>
        public int PrefixLength { get; set; } = 24;

        /// <summary>The router for everything outside the own network; <see cref="IPAddress.Any"/> (the default) for none.</summary>
        public IPAddress Gateway { get; set; } = IPAddress.Any;

        /// <summary>Whether <see cref="Address"/> is probed for before it is used (RFC 5227 section 2.1: 4 to 7 seconds). Off by default; announcing and defending it is always on.</summary>
        public bool ProbeAddress { get; set; }

        /// <summary>Time to live of sent packets, 1 to 255; 64 by default (RFC 1700).</summary>
        public int TimeToLive { get; set; } = 64;

        /// <summary>Addresses to which the way is kept at once, 1 to 65,535; 8 by default. Each peer of a connection needs one.</summary>
        public int Paths { get; set; } = 8;

        /// <summary>Neighbours in the ARP cache, 1 to 4,096; 8 by default.</summary>
        public int Neighbors { get; set; } = 8;

        /// <summary>Milliseconds for which a neighbour's hardware address is believed without confirmation, 1,000 to 86,400,000; 60,000 by default (RFC 1122 section 2.3.2.1).</summary>
        public int NeighborLifetime { get; set; } = 60000;

        /// <summary>Packets kept while their next hop's hardware address is being asked for, one a neighbour, 0 to 4,096; 2 by default.</summary>
        public int PendingPackets { get; set; } = 2;

        /// <summary>Bytes of the largest packet that is so kept, 68 to 65,535; 576 by default. A larger one is dropped and counted.</summary>
        public int PendingPacketSize { get; set; } = 576;

        /// <summary>IP packets that are put together from fragments at once, 0 to 256; 1 by default.</summary>
        public int ReassemblyBuffers { get; set; } = 1;

        /// <summary>Bytes of payload that such a packet may have, 8 to 65,515; 1,480 by default.</summary>
        public int ReassemblySize { get; set; } = 1480;

        /// <summary>Milliseconds that the fragments of a packet may take to arrive, 1,000 to 120,000; 60,000 by default (RFC 1122 section 3.3.2).</summary>
        public int ReassemblyTimeout { get; set; } = 60000;

        /// <summary>ICMP errors sent a second at most, 0 to 10,000; 10 by default (RFC 1812 section 4.3.2.8).</summary>
        public int IcmpErrorsPerSecond { get; set; } = 10;

        /// <summary>UDP sockets, 0 to 65,535; 2 by default.</summary>
        public int UdpSockets { get; set; } = 2;

        /// <summary>Received datagrams that wait in one UDP socket, 1 to 65,535; 4 by default.</summary>
        public int UdpQueueLength { get; set; } = 4;

        /// <summary>Bytes of received datagrams that wait in one UDP socket, 8 to 16,777,216; 1,024 by default.</summary>
        public int UdpQueueSize { get; set; } = 1024;
    }
}
