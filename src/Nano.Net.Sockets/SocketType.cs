namespace Nano.Net.Sockets
{
    /// <summary>What a socket carries; names and numbers as in <c>System.Net.Sockets.SocketType</c>. This stack has <see cref="Stream"/> and <see cref="Dgram"/>.</summary>
    public enum SocketType
    {
        /// <summary>Not known.</summary>
        Unknown = -1,

        /// <summary>A connection: bytes in order, without loss (TCP).</summary>
        Stream = 1,

        /// <summary>Datagrams, each by itself (UDP).</summary>
        Dgram = 2,

        /// <summary>Whole packets. Not supported.</summary>
        Raw = 3,

        /// <summary>Messages that are delivered reliably. Not supported.</summary>
        Rdm = 4,

        /// <summary>Messages over a connection. Not supported.</summary>
        Seqpacket = 5,
    }
}
