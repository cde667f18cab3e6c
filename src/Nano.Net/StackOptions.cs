using System;

namespace Nano.Net
{
    /// <summary>
    /// Sizes and settings of a <c>NetworkStack</c>. Everything that a size stands for is allocated in the
    /// stack's constructor, and nothing later. The defaults suit an ESP32 without PSRAM.
    /// </summary>
    /// <remarks>Fields, because forty properties would cost the device 4 KB of flash for nothing.</remarks>
    public sealed class StackOptions
    {
        /// <summary>This host's address; <see cref="IPAddress.Any"/> (the default) for none yet.</summary>
        public IPAddress Address = IPAddress.Any;

        /// <summary>IPv6 beside IPv4: an <c>Nano.Net.IPv6.Ipv6Options</c>; null by default, and then the stack holds nothing of it.</summary>
        public Ipv6Settings IPv6;

        /// <summary>Bits of the network part of <see cref="Address"/>, 0 to 32; 24 by default.</summary>
        public int PrefixLength = 24;

        /// <summary>The router for everything outside the own network; <see cref="IPAddress.Any"/> (the default) for none.</summary>
        public IPAddress Gateway = IPAddress.Any;

        /// <summary>Whether <see cref="Address"/> is probed for before it is used (RFC 5227 section 2.1: 4 to 7 seconds). Off by default; announcing and defending it is always on.</summary>
        public bool ProbeAddress;

        /// <summary>
        /// Bytes of the largest packet that is sent or taken, 68 to 65,535; by default 65,535, which leaves it to the link:
        /// its own limit counts where it is less. Under 576, which every host must take (RFC 791 section 3.1), not all that others may send is
        /// taken; on Ethernet, a smaller one saves twice the difference, and TCP tells its peers.
        /// </summary>
        public int MaximumTransmissionUnit = 65535;

        /// <summary>Time to live of sent packets, 1 to 255; 64 by default (RFC 1700).</summary>
        public int TimeToLive = 64;

        /// <summary>Addresses to which the way is kept at once, 2 to 65,535; 4 by default. Each peer of a connection, and of a connected UDP socket, needs one; the last is kept for everybody else.</summary>
        public int Paths = 4;

        /// <summary>Neighbours in the ARP cache, 1 to 4,096; 4 by default. As many as are talked to at once: a stranger does not push out one that is in use, and is not answered.</summary>
        public int Neighbors = 4;

        /// <summary>Milliseconds for which a neighbour's hardware address is believed without confirmation, 1,000 to 86,400,000; 60,000 by default (RFC 1122 section 2.3.2.1).</summary>
        public int NeighborLifetime = 60000;

        /// <summary>Packets kept while their next hop's hardware address is being asked for, one a neighbour, 0 to 4,096; 1 by default.</summary>
        public int PendingPackets = 1;

        /// <summary>Bytes of the largest packet that is so kept, 68 to 65,535; 340 by default, which all but a large datagram fits. A larger one, or one that is sent in fragments, is dropped and counted.</summary>
        public int PendingPacketSize = 340;

        /// <summary>IP packets that are put together from fragments at once, 0 to 256; 1 by default.</summary>
        public int ReassemblyBuffers = 1;

        /// <summary>Bytes of payload that such a packet may have, 8 to 65,515; 556 by default: with its header the 576 bytes that every host must take (RFC 791 section 3.1).</summary>
        public int ReassemblySize = 556;

        /// <summary>Milliseconds that the fragments of a packet may take to arrive, 1,000 to 120,000; 60,000 by default (RFC 1122 section 3.3.2).</summary>
        public int ReassemblyTimeout = 60000;

        /// <summary>ICMP errors sent a second at most, 0 to 10,000; 10 by default (RFC 1812 section 4.3.2.8).</summary>
        public int IcmpErrorsPerSecond = 10;

        /// <summary>Multicast groups that sockets can have joined at once, 0 to 32; 0 by default: without any, the stack has no IGMP (RFC 2236) and is the smaller for it.</summary>
        public int MulticastGroups;

        /// <summary>UDP sockets, 0 to 65,535; 1 by default.</summary>
        public int UdpSockets = 1;

        /// <summary>Received datagrams that wait in one UDP socket, 1 to 65,535; 4 by default.</summary>
        public int UdpQueueLength = 4;

        /// <summary>
        /// Bytes of received datagrams that wait in one UDP socket, 8 to 16,777,216; 576 by default. A longer datagram cannot be
        /// received: it is dropped and counted (<see cref="Udp.UdpCounters.TooLong"/>). The longest that Ethernet carries in one
        /// packet has 1,472 bytes, the longest of all 65,507, and one that comes in fragments must fit <see cref="ReassemblySize"/> too.
        /// </summary>
        public int UdpQueueSize = 576;

        /// <summary>TCP connections with buffers, 1 to 65,535; 3 by default.</summary>
        public int Connections = 3;

        /// <summary>Of <see cref="Connections"/>, how many only a connect of this side may take, 0 to one less than those; 0 by default. However many peers connect, these are left.</summary>
        public int OutgoingConnections;

        /// <summary>Connection requests that are remembered from their answer to its acknowledgment, 0 to 65,535; 3 by default. They have no buffers. Whoever is not remembered comes in all the same, but the answer is not sent again, and a little less is known of the peer.</summary>
        public int HalfOpenConnections = 3;

        /// <summary>Whether connects ask for explicit congestion notification (RFC 3168), so that routers mark packets instead of dropping them; false by default. A peer that asks is answered in any case.</summary>
        public bool RequestEcn;

        /// <summary>Whether a request that finds all half-open entries taken is answered too, as a SYN cookie suffices to know its sender again (RFC 4987 section 3.6); true by default.</summary>
        public bool SynCookies = true;

        /// <summary>Connections without buffers that are in TIME-WAIT, or that the application has closed and that have no data left, 0 to 65,535; 1 by default. Where all are taken, the oldest in TIME-WAIT ends early; where there is none, a closed connection keeps its buffers until others want them.</summary>
        public int TimeWaitConnections = 1;

        /// <summary>Ports in LISTEN, 0 to 65,535; 2 by default.</summary>
        public int Listeners = 2;

        /// <summary>Bytes of a connection's receive buffer, 256 to 1,073,725,440; 1,048 by default: the data of two packets of 576 bytes with timestamps. Over 65,535 the window is scaled (RFC 7323).</summary>
        public int ReceiveBufferSize = 1048;

        /// <summary>Bytes of a connection's send buffer, 256 to 1,073,725,440; 1,048 by default.</summary>
        public int SendBufferSize = 1048;

        /// <summary>Ranges of data that a connection keeps out of order, 0 to 1,024; 2 by default.</summary>
        public int OutOfOrderRanges = 2;

        /// <summary>Spans of sent data of which a connection can know different things (when sent, whether lost, whether selectively acknowledged), 0 to 1,024, of which 6 are always there; 0 (the default) for 6 and one more for every 1,460 bytes of the send buffer. What does not fit is recovered as without selective acknowledgments.</summary>
        public int ScoreboardSpans;

        /// <summary>Whether connections use selective acknowledgments (RFC 2018), where their peers do too. On by default.</summary>
        public bool SelectiveAcknowledgment = true;

        /// <summary>Whether connections use timestamps (RFC 7323), where their peers do too: 12 bytes a segment. On by default.</summary>
        public bool Timestamps = true;

        /// <summary>Milliseconds by which an acknowledgment may be delayed, 0 to 500 (RFC 9293 section 3.8.6.3); 40 by default, 0 for never.</summary>
        public int AcknowledgmentDelay = 40;

        /// <summary>
        /// Congestion control of every connection: CUBIC (RFC 9438), the default, or NewReno (RFC 5681, 6582). With a send buffer of
        /// less than 2,144 bytes it is NewReno always: there CUBIC would take memory and do nothing.
        /// </summary>
        public CongestionAlgorithm CongestionControl = CongestionAlgorithm.Cubic;

        /// <summary>Least retransmission time-out in milliseconds, 10 to 60,000; 1,000 by default (RFC 6298 section 2.4). Linux takes 200.</summary>
        public int MinimumRetransmissionTimeout = 1000;

        /// <summary>Greatest retransmission time-out and pause between window probes in milliseconds, 1,000 to 600,000; 60,000 by default, and the RFC wants no less (RFC 6298 section 2.5).</summary>
        public int MaximumRetransmissionTimeout = 60000;

        /// <summary>Milliseconds after which a connect is given up, 1,000 to 3,600,000; 180,000 by default (RFC 1122 section 4.2.3.5).</summary>
        public int ConnectTimeout = 180000;

        /// <summary>Milliseconds without progress after which a connection is given up, 1,000 to 86,400,000; 300,000 by default (RFC 9293 section 3.8.3). <c>TcpClient.UserTimeout</c> sets it for one connection.</summary>
        public int UserTimeout = 300000;

        /// <summary>The same for a connection that its application has closed, 1,000 to 86,400,000; 60,000 by default.</summary>
        public int OrphanTimeout = 60000;

        /// <summary>Milliseconds that a closed connection waits in FIN-WAIT-2 for the peer's FIN, 1,000 to 86,400,000; 60,000 by default.</summary>
        public int FinWait2Timeout = 60000;

        /// <summary>Milliseconds after which a half-open connection is forgotten, 1,000 to 300,000; 30,000 by default.</summary>
        public int HalfOpenTimeout = 30000;

        /// <summary>MSL in milliseconds, 1 to 240,000; 120,000 by default (RFC 9293 section 3.4.2). TIME-WAIT lasts twice as long.</summary>
        public int MaximumSegmentLifetime = 120000;

        /// <summary>Idle milliseconds before the first keep-alive probe, where a connection asks for them, 1,000 to 86,400,000; 7,200,000 by default (RFC 9293 section 3.8.4).</summary>
        public int KeepAliveTime = 7200000;

        /// <summary>Milliseconds between keep-alive probes, 100 to 86,400,000; 75,000 by default.</summary>
        public int KeepAliveInterval = 75000;

        /// <summary>Unanswered keep-alive probes after which a connection is given up, 1 to 255; 9 by default.</summary>
        public int KeepAliveCount = 9;

        /// <summary>
        /// Eight secret bytes behind initial sequence numbers (RFC 6528), ports (RFC 6056) and SYN cookies; null (the default) to
        /// draw them from <see cref="Random"/>. Until TCP is used for the first time, the hardware address, the times of link
        /// changes and the first frames go into what was drawn, so that it is not to be guessed where <see cref="Random"/> knows
        /// no more than the clock.
        /// </summary>
        /// <remarks>
        /// nanoFramework's <see cref="Random"/> asks the hardware on ESP32 (a true source while the radio is on; without radio, what
        /// the boot loader has gathered), on STM32 with an RNG and on i.MX RT with a TRNG; elsewhere it is seeded by the clock.
        /// On .NET it is seeded by the operating system. Who has a better source gives its bytes here.
        /// </remarks>
        public byte[] Secret;

        /// <summary>Bytes of managed heap that a stack with these options takes on the device, about; known before it is flashed.</summary>
        /// <remarks>Buffers to the byte, objects by the interpreter's 12 bytes a field.</remarks>
        public int MemoryFootprint
        {
            get
            {
                // Bytes of an object of each kind, its small arrays and events included, as counted on nanoCLR.
                const int fixedObjects = 4732;
                const int connectionObjects = 1982;
                const int cubic = 48;
                const int halfOpenConnection = 240;
                const int closingConnection = 252;
                const int path = 240;
                const int neighbor = 138;
                const int udpSocket = 348;
                const int listener = 168;
                const int multicastObjects = 432;
                const int multicastGroup = 72;
                const int pendingPacket = 92;
                const int reassembly = 224;

                // The two frames that the stack builds in and receives to; no link of a device carries more than Ethernet does.
                int frame = (MaximumTransmissionUnit < 1500 ? MaximumTransmissionUnit : 1500) + 100;

                // Sizes that are allowed one by one may be more together than a device could ever have.
                long bytes = fixedObjects
                    + (2L * frame)
                    + (Connections * ((long)connectionObjects + (EffectiveCongestionControl() == CongestionAlgorithm.Cubic ? cubic : 0) + ReceiveBufferSize + SendBufferSize + (10 * OutOfOrderRanges) + (9 * EffectiveScoreboardSpans())))
                    + ((long)HalfOpenConnections * halfOpenConnection)
                    + ((long)TimeWaitConnections * closingConnection)
                    + (Listeners * listener)
                    + (Paths * path)
                    + (Neighbors * neighbor)
                    + ((long)PendingPackets * (PendingPacketSize + pendingPacket))
                    + (ReassemblyBuffers * (ReassemblySize + reassembly))
                    + (MulticastGroups == 0 ? 0 : multicastObjects + (MulticastGroups * multicastGroup))
                    + (UdpSockets * ((long)udpSocket + UdpQueueSize + (12 * UdpQueueLength)))
                    + (IPv6 == null ? 0 : IPv6.MemoryFootprint(this));
                return bytes > int.MaxValue ? int.MaxValue : (int)bytes;
            }
        }

        /// <summary>Spans of a connection's scoreboard: <see cref="ScoreboardSpans"/>, or what suits the send buffer.</summary>
        internal int EffectiveScoreboardSpans()
        {
            // A hole takes two spans, and of a window that is large enough for many holes few segments are lost at once.
            const int least = 6;
            const int most = 1024;
            int spans = ScoreboardSpans == 0 ? least + (SendBufferSize / 1460) : ScoreboardSpans;
            return spans < least ? least : spans > most ? most : spans;
        }

        /// <summary>Congestion control of a connection: <see cref="CongestionControl"/>, where the send buffer leaves CUBIC something to do.</summary>
        internal CongestionAlgorithm EffectiveCongestionControl()
        {
            // The congestion window is no larger than the buffer, and ssthresh two segments at least: in less than four segments of
            // the default size there is hardly any congestion avoidance, in which alone the two differ much.
            const int least = 4 * Tcp.TcpLayer.DefaultSegmentSize;
            return SendBufferSize < least ? CongestionAlgorithm.NewReno : CongestionControl;
        }

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            if (Address is null || Gateway is null)
            {
                throw new ArgumentException("Address and Gateway must not be null; IPAddress.Any stands for none");
            }

            if (Address.ipv6 != null || Gateway.ipv6 != null)
            {
                throw new ArgumentException("Address and Gateway are those of IPv4");
            }

            if (Secret != null && Secret.Length != 8)
            {
                throw new ArgumentException("Secret must be 8 bytes long");
            }

            Range.Check(PrefixLength, "PrefixLength", 0, 32);
            Range.Check(MaximumTransmissionUnit, "MaximumTransmissionUnit", 68, 65535);
            Range.Check(TimeToLive, "TimeToLive", 1, 255);
            Range.Check(Paths, "Paths", 2, 65535);
            Range.Check(Neighbors, "Neighbors", 1, 4096);
            Range.Check(NeighborLifetime, "NeighborLifetime", 1000, 86400000);
            Range.Check(PendingPackets, "PendingPackets", 0, 4096);
            Range.Check(PendingPacketSize, "PendingPacketSize", 68, 65535);
            Range.Check(ReassemblyBuffers, "ReassemblyBuffers", 0, 256);
            Range.Check(ReassemblySize, "ReassemblySize", 8, 65515);
            Range.Check(ReassemblyTimeout, "ReassemblyTimeout", 1000, 120000);
            Range.Check(IcmpErrorsPerSecond, "IcmpErrorsPerSecond", 0, 10000);
            Range.Check(MulticastGroups, "MulticastGroups", 0, 32);
            Range.Check(UdpSockets, "UdpSockets", 0, 65535);
            Range.Check(UdpQueueLength, "UdpQueueLength", 1, 65535);
            Range.Check(UdpQueueSize, "UdpQueueSize", 8, 16777216);
            Range.Check(Connections, "Connections", 1, 65535);
            Range.Check(OutgoingConnections, "OutgoingConnections", 0, Connections - 1);
            Range.Check(HalfOpenConnections, "HalfOpenConnections", 0, 65535);
            Range.Check(TimeWaitConnections, "TimeWaitConnections", 0, 65535);
            Range.Check(Listeners, "Listeners", 0, 65535);
            Range.Check(ReceiveBufferSize, "ReceiveBufferSize", 256, 1073725440);
            Range.Check(SendBufferSize, "SendBufferSize", 256, 1073725440);
            Range.Check(OutOfOrderRanges, "OutOfOrderRanges", 0, 1024);
            Range.Check(ScoreboardSpans, "ScoreboardSpans", 0, 1024);
            Range.Check(AcknowledgmentDelay, "AcknowledgmentDelay", 0, 500);
            Range.Check(MinimumRetransmissionTimeout, "MinimumRetransmissionTimeout", 10, 60000);
            Range.Check(MaximumRetransmissionTimeout, "MaximumRetransmissionTimeout", 1000, 600000);
            Range.Check(ConnectTimeout, "ConnectTimeout", 1000, 3600000);
            Range.Check(UserTimeout, "UserTimeout", 1000, 86400000);
            Range.Check(OrphanTimeout, "OrphanTimeout", 1000, 86400000);
            Range.Check(FinWait2Timeout, "FinWait2Timeout", 1000, 86400000);
            Range.Check(HalfOpenTimeout, "HalfOpenTimeout", 1000, 300000);
            Range.Check(MaximumSegmentLifetime, "MaximumSegmentLifetime", 1, 240000);
            Range.Check(KeepAliveTime, "KeepAliveTime", 1000, 86400000);
            Range.Check(KeepAliveInterval, "KeepAliveInterval", 100, 86400000);
            Range.Check(KeepAliveCount, "KeepAliveCount", 1, 255);
            if (CongestionControl != CongestionAlgorithm.NewReno && CongestionControl != CongestionAlgorithm.Cubic)
            {
                throw new ArgumentException("CongestionControl must be NewReno (0) or Cubic (1), not " + ((int)CongestionControl).ToString());
            }

            if (IPv6 != null)
            {
                IPv6.Validate(this);
            }

            if (HalfOpenConnections == 0 && !SynCookies)
            {
                throw new ArgumentException("HalfOpenConnections must be 1 or more where SynCookies is false: nobody could connect");
            }

            if (MinimumRetransmissionTimeout > MaximumRetransmissionTimeout)
            {
                throw new ArgumentException("MinimumRetransmissionTimeout must not exceed MaximumRetransmissionTimeout");
            }
        }
    }
}
