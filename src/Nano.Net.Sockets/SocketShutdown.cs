namespace Nano.Net.Sockets
{
    /// <summary>Which direction of a connection is shut down.</summary>
    public enum SocketShutdown
    {
        /// <summary>Nothing is read any more.</summary>
        Receive = 0,

        /// <summary>Nothing is sent any more: the peer reads to the end of the stream.</summary>
        Send = 1,

        /// <summary>Both.</summary>
        Both = 2,
    }
}
