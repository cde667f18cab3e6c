namespace Nano.Net.Sockets
{
    /// <summary>Why a socket call failed; names and numbers as in <c>System.Net.Sockets.SocketError</c>.</summary>
    public enum SocketError
    {
        /// <summary>It did not fail.</summary>
        Success = 0,

        /// <summary>Something unspecified.</summary>
        SocketError = -1,

        /// <summary>The wait was ended by closing the socket from elsewhere.</summary>
        Interrupted = 10004,

        /// <summary>Not allowed: a broadcast without <see cref="UdpClient.EnableBroadcast"/>.</summary>
        AccessDenied = 10013,

        /// <summary>An argument makes no sense here.</summary>
        InvalidArgument = 10022,

        /// <summary>No connection, listener or socket of the stack is free.</summary>
        TooManyOpenSockets = 10024,

        /// <summary>It would have to wait.</summary>
        WouldBlock = 10035,

        /// <summary>The datagram is larger than can be sent, or than the buffer given.</summary>
        MessageSize = 10040,

        /// <summary>The port is taken.</summary>
        AddressAlreadyInUse = 10048,

        /// <summary>The address is not this host's.</summary>
        AddressNotAvailable = 10049,

        /// <summary>There is no way to that network.</summary>
        NetworkUnreachable = 10051,

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

        /// <summary>The host cannot be reached.</summary>
        HostUnreachable = 10065,

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
