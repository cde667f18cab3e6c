namespace System.Net.Sockets
{
    /// <summary>Options of a socket. The numbers are those of <see cref="Nano.Net.Sockets.SocketOptionName"/>, which says which of them are supported.</summary>
    public enum SocketOptionName
    {
        /// <summary>Dont Linger.</summary>
        DontLinger = -129,

        /// <summary>Exclusive Address Use.</summary>
        ExclusiveAddressUse = -5,

        /// <summary>Debug.</summary>
        Debug = 1,

        /// <summary>IPOptions.</summary>
        IPOptions = 1,

        /// <summary>No Checksum.</summary>
        NoChecksum = 1,

        /// <summary>No Delay.</summary>
        NoDelay = 1,

        /// <summary>Accept Connection.</summary>
        AcceptConnection = 2,

        /// <summary>Header Included.</summary>
        HeaderIncluded = 2,

        /// <summary>Bsd Urgent.</summary>
        BsdUrgent = 2,

        /// <summary>Expedited.</summary>
        Expedited = 2,

        /// <summary>Type Of Service.</summary>
        TypeOfService = 3,

        /// <summary>Reuse Address.</summary>
        ReuseAddress = 4,

        /// <summary>Ip Time To Live.</summary>
        IpTimeToLive = 4,

        /// <summary>Keep Alive.</summary>
        KeepAlive = 8,

        /// <summary>Multicast Interface.</summary>
        MulticastInterface = 9,

        /// <summary>Multicast Time To Live.</summary>
        MulticastTimeToLive = 10,

        /// <summary>Multicast Loopback.</summary>
        MulticastLoopback = 11,

        /// <summary>Add Membership.</summary>
        AddMembership = 12,

        /// <summary>Drop Membership.</summary>
        DropMembership = 13,

        /// <summary>Dont Fragment.</summary>
        DontFragment = 14,

        /// <summary>Add Source Membership.</summary>
        AddSourceMembership = 15,

        /// <summary>Dont Route.</summary>
        DontRoute = 16,

        /// <summary>Drop Source Membership.</summary>
        DropSourceMembership = 16,

        /// <summary>Block Source.</summary>
        BlockSource = 17,

        /// <summary>Unblock Source.</summary>
        UnblockSource = 18,

        /// <summary>Packet Information.</summary>
        PacketInformation = 19,

        /// <summary>Checksum Coverage.</summary>
        ChecksumCoverage = 20,

        /// <summary>Hop Limit.</summary>
        HopLimit = 21,

        /// <summary>Broadcast.</summary>
        Broadcast = 32,

        /// <summary>Use Loopback.</summary>
        UseLoopback = 64,

        /// <summary>Linger.</summary>
        Linger = 128,

        /// <summary>Out Of Band Inline.</summary>
        OutOfBandInline = 256,

        /// <summary>Send Buffer.</summary>
        SendBuffer = 0x1001,

        /// <summary>Receive Buffer.</summary>
        ReceiveBuffer = 0x1002,

        /// <summary>Send Low Water.</summary>
        SendLowWater = 0x1003,

        /// <summary>Receive Low Water.</summary>
        ReceiveLowWater = 0x1004,

        /// <summary>Send Timeout.</summary>
        SendTimeout = 0x1005,

        /// <summary>Receive Timeout.</summary>
        ReceiveTimeout = 0x1006,

        /// <summary>Error.</summary>
        Error = 0x1007,

        /// <summary>Type.</summary>
        Type = 0x1008,

        /// <summary>Update Accept Context.</summary>
        UpdateAcceptContext = 0x700B,

        /// <summary>Update Connect Context.</summary>
        UpdateConnectContext = 0x7010,

        /// <summary>Max Connections.</summary>
        MaxConnections = 0x7fffffff,
    }
}
