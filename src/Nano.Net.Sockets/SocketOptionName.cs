namespace Nano.Net.Sockets
{
    /// <summary>An option of a socket; names and numbers as in <c>System.Net.Sockets.SocketOptionName</c>. The same number means different options at different levels (<see cref="SocketOptionLevel"/>).</summary>
    public enum SocketOptionName
    {
        /// <summary>Socket: a close does not wait; the opposite of <see cref="Linger"/>.</summary>
        DontLinger = -129,

        /// <summary>Socket: nobody else may have the port. It is always so in this stack.</summary>
        ExclusiveAddressUse = -5,

        /// <summary>Socket: record what happens. Not supported.</summary>
        Debug = 1,

        /// <summary>IP: options of the IP header. Not supported.</summary>
        IPOptions = 1,

        /// <summary>UDP: send without a checksum. Not supported.</summary>
        NoChecksum = 1,

        /// <summary>TCP: send small segments at once (<see cref="TcpClient.NoDelay"/>).</summary>
        NoDelay = 1,

        /// <summary>Socket: whether it listens. Can only be read.</summary>
        AcceptConnection = 2,

        /// <summary>IP: the application writes the IP header. Not supported.</summary>
        HeaderIncluded = 2,

        /// <summary>TCP: urgent data as in RFC 1122. Not supported.</summary>
        BsdUrgent = 2,

        /// <summary>TCP: urgent data as in RFC 1122. Not supported.</summary>
        Expedited = 2,

        /// <summary>IP: the type of service. Not supported.</summary>
        TypeOfService = 3,

        /// <summary>TCP: idle seconds before the first keep-alive probe.</summary>
        TcpKeepAliveTime = 3,

        /// <summary>Socket: a port may be taken while old connections of it are in TIME-WAIT. It is always so in this stack.</summary>
        ReuseAddress = 4,

        /// <summary>IP: time to live of datagrams (<see cref="UdpClient.Ttl"/>).</summary>
        IpTimeToLive = 4,

        /// <summary>Socket: probe an idle connection (RFC 9293 section 3.8.4).</summary>
        KeepAlive = 8,

        /// <summary>IP: by which interface datagrams to groups go. There is only one.</summary>
        MulticastInterface = 9,

        /// <summary>IP: time to live of datagrams to groups (<see cref="UdpClient.MulticastTtl"/>).</summary>
        MulticastTimeToLive = 10,

        /// <summary>IP: whether own datagrams to groups are received. They never are.</summary>
        MulticastLoopback = 11,

        /// <summary>IP: join a group (<see cref="MulticastOption"/>).</summary>
        AddMembership = 12,

        /// <summary>IP: leave a group (<see cref="MulticastOption"/>).</summary>
        DropMembership = 13,

        /// <summary>IP: datagrams must not be fragmented. Not supported.</summary>
        DontFragment = 14,

        /// <summary>TCP: data in the SYN (RFC 7413). Not supported.</summary>
        FastOpen = 15,

        /// <summary>IP: join a group for one source. Not supported.</summary>
        AddSourceMembership = 15,

        /// <summary>Socket: send without a router. Not supported.</summary>
        DontRoute = 16,

        /// <summary>IP: leave a group for one source. Not supported.</summary>
        DropSourceMembership = 16,

        /// <summary>TCP: unanswered keep-alive probes after which the connection has failed.</summary>
        TcpKeepAliveRetryCount = 16,

        /// <summary>IP: hear one source of a group no more. Not supported.</summary>
        BlockSource = 17,

        /// <summary>TCP: seconds between keep-alive probes.</summary>
        TcpKeepAliveInterval = 17,

        /// <summary>IP: hear a blocked source again. Not supported.</summary>
        UnblockSource = 18,

        /// <summary>IP: tell where a datagram was sent to. Not supported.</summary>
        PacketInformation = 19,

        /// <summary>UDP: how much the checksum covers. Not supported.</summary>
        ChecksumCoverage = 20,

        /// <summary>IPv6: the hop limit of datagrams.</summary>
        HopLimit = 21,

        /// <summary>IPv6: from how far a socket may be reached. Not supported.</summary>
        IPProtectionLevel = 23,

        /// <summary>IPv6: whether an IPv6 socket keeps out IPv4.</summary>
        IPv6Only = 27,

        /// <summary>Socket: datagrams may be broadcast (<see cref="UdpClient.EnableBroadcast"/>).</summary>
        Broadcast = 32,

        /// <summary>Socket: bypass the hardware where possible. Not supported.</summary>
        UseLoopback = 64,

        /// <summary>Socket: what a close does about data that wait (<see cref="LingerOption"/>).</summary>
        Linger = 128,

        /// <summary>Socket: urgent data stand among the others (RFC 6093). It is always so in this stack.</summary>
        OutOfBandInline = 256,

        /// <summary>Socket: bytes of the send buffer. Memory is fixed: a size that is set changes nothing (<see cref="StackOptions.SendBufferSize"/>).</summary>
        SendBuffer = 4097,

        /// <summary>Socket: bytes of the receive buffer. Memory is fixed: a size that is set changes nothing (<see cref="StackOptions.ReceiveBufferSize"/>, <see cref="StackOptions.UdpQueueSize"/>).</summary>
        ReceiveBuffer = 4098,

        /// <summary>Socket: room from which on a send may go. Not supported.</summary>
        SendLowWater = 4099,

        /// <summary>Socket: bytes from which on a receive may go. Not supported.</summary>
        ReceiveLowWater = 4100,

        /// <summary>Socket: milliseconds that a send may wait; 0 for ever.</summary>
        SendTimeout = 4101,

        /// <summary>Socket: milliseconds that a receive may wait; 0 for ever.</summary>
        ReceiveTimeout = 4102,

        /// <summary>Socket: why an attempt to connect, or the connection, has failed; 0 for not. Can only be read.</summary>
        Error = 4103,

        /// <summary>Socket: its <see cref="SocketType"/>. Can only be read.</summary>
        Type = 4104,

        /// <summary>Socket: take ports of a shared pool. Not supported.</summary>
        ReuseUnicastPort = 12295,

        /// <summary>Socket: of another system's accept. Not supported.</summary>
        UpdateAcceptContext = 28683,

        /// <summary>Socket: of another system's connect. Not supported.</summary>
        UpdateConnectContext = 28688,

        /// <summary>Socket: the largest backlog. Not supported.</summary>
        MaxConnections = 0x7FFFFFFF,
    }
}
