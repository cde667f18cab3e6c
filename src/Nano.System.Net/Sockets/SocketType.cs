namespace System.Net.Sockets
{
    /// <summary>Kinds of sockets.</summary>
    public enum SocketType
    {
        /// <summary>Unknown.</summary>
        Unknown = -1,

        /// <summary>A connection (TCP).</summary>
        Stream = 1,

        /// <summary>Datagrams (UDP).</summary>
        Dgram = 2,

        /// <summary>Packets; not supported.</summary>
        Raw = 3,

        /// <summary>Not supported.</summary>
        Rdm = 4,

        /// <summary>Not supported.</summary>
        Seqpacket = 5,
    }
}
