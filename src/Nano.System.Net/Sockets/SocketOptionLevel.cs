namespace System.Net.Sockets
{
    /// <summary>What an option is of.</summary>
    public enum SocketOptionLevel
    {
        /// <summary>IP.</summary>
        IP = 0,

        /// <summary>TCP.</summary>
        Tcp = 6,

        /// <summary>UDP.</summary>
        Udp = 17,

        /// <summary>IPv6.</summary>
        IPv6 = 41,

        /// <summary>The socket.</summary>
        Socket = 65535,
    }
}
