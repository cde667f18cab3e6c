namespace Nano.Net.Tcp
{
    /// <summary>Why a connection ended, where it was not closed in order.</summary>
    internal enum TcpError
    {
        None = 0,

        /// <summary>The peer answered the SYN with a reset, or its host said that the port is closed.</summary>
        Refused,

        /// <summary>The peer reset the connection.</summary>
        Reset,

        /// <summary>Nothing was heard from the peer for too long.</summary>
        TimedOut,

        /// <summary>As <see cref="TimedOut"/>, and a router or the host itself said that the host cannot be reached.</summary>
        HostUnreachable,

        /// <summary>As <see cref="TimedOut"/>, and a router said that the network cannot be reached.</summary>
        NetworkUnreachable,

        /// <summary>This side aborted it.</summary>
        Aborted,

        /// <summary>This host's address was taken away.</summary>
        AddressLost,
    }
}
