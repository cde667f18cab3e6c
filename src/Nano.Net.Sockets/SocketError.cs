namespace Nano.Net.Sockets
{
    /// <summary>Why a socket call failed; names and numbers as in <c>System.Net.Sockets.SocketError</c>. Those that this stack never gives are there for programs that name them.</summary>
    public enum SocketError
    {
        /// <summary>Something unspecified.</summary>
        SocketError = -1,

        /// <summary>It did not fail.</summary>
        Success = 0,

        /// <summary>The call was cancelled.</summary>
        OperationAborted = 995,

        /// <summary>The call goes on. Never given.</summary>
        IOPending = 997,

        /// <summary>The wait was ended by closing the socket from elsewhere.</summary>
        Interrupted = 10004,

        /// <summary>Not allowed: a broadcast without <see cref="UdpClient.EnableBroadcast"/>.</summary>
        AccessDenied = 10013,

        /// <summary>An argument points nowhere. Never given.</summary>
        Fault = 10014,

        /// <summary>An argument makes no sense here.</summary>
        InvalidArgument = 10022,

        /// <summary>No connection, listener or socket of the stack is free.</summary>
        TooManyOpenSockets = 10024,

        /// <summary>It would have to wait, and the socket does not block.</summary>
        WouldBlock = 10035,

        /// <summary>Another call blocks. Never given.</summary>
        InProgress = 10036,

        /// <summary>The attempt to connect goes on.</summary>
        AlreadyInProgress = 10037,

        /// <summary>It is no socket. Never given.</summary>
        NotSocket = 10038,

        /// <summary>No destination was said. Never given.</summary>
        DestinationAddressRequired = 10039,

        /// <summary>The datagram is larger than can be sent, or than the buffer given.</summary>
        MessageSize = 10040,

        /// <summary>The protocol does not fit the socket type.</summary>
        ProtocolType = 10041,

        /// <summary>The socket does not have that option.</summary>
        ProtocolOption = 10042,

        /// <summary>The stack does not have that protocol.</summary>
        ProtocolNotSupported = 10043,

        /// <summary>The stack does not have that socket type.</summary>
        SocketNotSupported = 10044,

        /// <summary>A socket of that type cannot do that.</summary>
        OperationNotSupported = 10045,

        /// <summary>The stack does not have that family of protocols. Never given.</summary>
        ProtocolFamilyNotSupported = 10046,

        /// <summary>The stack does not have that address family.</summary>
        AddressFamilyNotSupported = 10047,

        /// <summary>The port is taken.</summary>
        AddressAlreadyInUse = 10048,

        /// <summary>The address is not this host's.</summary>
        AddressNotAvailable = 10049,

        /// <summary>The network is down. Never given.</summary>
        NetworkDown = 10050,

        /// <summary>There is no way to that network.</summary>
        NetworkUnreachable = 10051,

        /// <summary>Keep-alive has ended the connection. Never given; it is <see cref="TimedOut"/> here.</summary>
        NetworkReset = 10052,

        /// <summary>This side ended the connection.</summary>
        ConnectionAborted = 10053,

        /// <summary>The peer reset the connection.</summary>
        ConnectionReset = 10054,

        /// <summary>The stack has no place for another multicast group.</summary>
        NoBufferSpaceAvailable = 10055,

        /// <summary>The socket is connected already.</summary>
        IsConnected = 10056,

        /// <summary>The socket is not connected.</summary>
        NotConnected = 10057,

        /// <summary>That direction was shut down.</summary>
        Shutdown = 10058,

        /// <summary>The time-out has passed, or the peer has not answered for too long.</summary>
        TimedOut = 10060,

        /// <summary>Nobody listens on that port.</summary>
        ConnectionRefused = 10061,

        /// <summary>The host is down. Never given.</summary>
        HostDown = 10064,

        /// <summary>The host cannot be reached.</summary>
        HostUnreachable = 10065,

        /// <summary>Too many processes use sockets. Never given.</summary>
        ProcessLimit = 10067,

        /// <summary>There is no network. Never given.</summary>
        SystemNotReady = 10091,

        /// <summary>Another version of the sockets is wanted. Never given.</summary>
        VersionNotSupported = 10092,

        /// <summary>The sockets were not initialized. Never given.</summary>
        NotInitialized = 10093,

        /// <summary>The connection is being closed. Never given.</summary>
        Disconnecting = 10101,

        /// <summary>There is no such class of objects. Never given.</summary>
        TypeNotFound = 10109,

        /// <summary>There is no such host name.</summary>
        HostNotFound = 11001,

        /// <summary>No server could say what the address of that name is; it may be different later.</summary>
        TryAgain = 11002,

        /// <summary>There is nobody to ask for a name: no resolver, or it knows no server.</summary>
        NoRecovery = 11003,

        /// <summary>There is such a host name, but it has no IPv4 address.</summary>
        NoData = 11004,
    }
}
