namespace System.Net.Sockets
{
    /// <summary>What <see cref="Socket.Poll"/> waits for.</summary>
    public enum SelectMode
    {
        /// <summary>Something to read or to accept, or the end of the stream.</summary>
        SelectRead = 0,

        /// <summary>Room for something to send, or a connection that is there.</summary>
        SelectWrite = 1,

        /// <summary>A failure.</summary>
        SelectError = 2,
    }
}
