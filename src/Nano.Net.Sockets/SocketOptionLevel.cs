namespace Nano.Net.Sockets
{
    /// <summary>Whose option it is; names and numbers as in <c>System.Net.Sockets.SocketOptionLevel</c>.</summary>
    public enum SocketOptionLevel
    {
        /// <summary>An option of IPv4.</summary>
        IP = 0,

        /// <summary>An option of TCP.</summary>
        Tcp = 6,

        /// <summary>An option of UDP.</summary>
        Udp = 17,

        /// <summary>An option of IPv6.</summary>
        IPv6 = 41,

        /// <summary>An option of every socket.</summary>
        Socket = 65535,
    }
}
