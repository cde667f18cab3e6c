namespace System.Net.Sockets
{
    /// <summary>Why a socket call failed. The numbers are those of <see cref="Nano.Net.Sockets.SocketError"/>, which says what each means here.</summary>
    public enum SocketError
    {
        /// <summary>Success.</summary>
        Success = 0,

        /// <summary>Socket Error.</summary>
        SocketError = -1,

        /// <summary>Interrupted.</summary>
        Interrupted = 10004,

        /// <summary>Access Denied.</summary>
        AccessDenied = 10013,

        /// <summary>Fault.</summary>
        Fault = 10014,

        /// <summary>Invalid Argument.</summary>
        InvalidArgument = 10022,

        /// <summary>Too Many Open Sockets.</summary>
        TooManyOpenSockets = 10024,

        /// <summary>Would Block.</summary>
        WouldBlock = 10035,

        /// <summary>In Progress.</summary>
        InProgress = 10036,

        /// <summary>Already In Progress.</summary>
        AlreadyInProgress = 10037,

        /// <summary>Not Socket.</summary>
        NotSocket = 10038,

        /// <summary>Destination Address Required.</summary>
        DestinationAddressRequired = 10039,

        /// <summary>Message Size.</summary>
        MessageSize = 10040,

        /// <summary>Protocol Type.</summary>
        ProtocolType = 10041,

        /// <summary>Protocol Option.</summary>
        ProtocolOption = 10042,

        /// <summary>Protocol Not Supported.</summary>
        ProtocolNotSupported = 10043,

        /// <summary>Socket Not Supported.</summary>
        SocketNotSupported = 10044,

        /// <summary>Operation Not Supported.</summary>
        OperationNotSupported = 10045,

        /// <summary>Protocol Family Not Supported.</summary>
        ProtocolFamilyNotSupported = 10046,

        /// <summary>Address Family Not Supported.</summary>
        AddressFamilyNotSupported = 10047,

        /// <summary>Address Already In Use.</summary>
        AddressAlreadyInUse = 10048,

        /// <summary>Address Not Available.</summary>
        AddressNotAvailable = 10049,

        /// <summary>Network Down.</summary>
        NetworkDown = 10050,

        /// <summary>Network Unreachable.</summary>
        NetworkUnreachable = 10051,

        /// <summary>Network Reset.</summary>
        NetworkReset = 10052,

        /// <summary>Connection Aborted.</summary>
        ConnectionAborted = 10053,

        /// <summary>Connection Reset.</summary>
        ConnectionReset = 10054,

        /// <summary>No Buffer Space Available.</summary>
        NoBufferSpaceAvailable = 10055,

        /// <summary>Is Connected.</summary>
        IsConnected = 10056,

        /// <summary>Not Connected.</summary>
        NotConnected = 10057,

        /// <summary>Shutdown.</summary>
        Shutdown = 10058,

        /// <summary>Timed Out.</summary>
        TimedOut = 10060,

        /// <summary>Connection Refused.</summary>
        ConnectionRefused = 10061,

        /// <summary>Host Down.</summary>
        HostDown = 10064,

        /// <summary>Host Unreachable.</summary>
        HostUnreachable = 10065,

        /// <summary>Process Limit.</summary>
        ProcessLimit = 10067,

        /// <summary>System Not Ready.</summary>
        SystemNotReady = 10091,

        /// <summary>Version Not Supported.</summary>
        VersionNotSupported = 10092,

        /// <summary>Not Initialized.</summary>
        NotInitialized = 10093,

        /// <summary>Disconnecting.</summary>
        Disconnecting = 10101,

        /// <summary>Type Not Found.</summary>
        TypeNotFound = 10109,

        /// <summary>Host Not Found.</summary>
        HostNotFound = 11001,

        /// <summary>Try Again.</summary>
        TryAgain = 11002,

        /// <summary>No Recovery.</summary>
        NoRecovery = 11003,

        /// <summary>No Data.</summary>
        NoData = 11004,
    }
}
