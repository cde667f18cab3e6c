namespace Nano.Net.Sockets
{
    /// <summary>What calls of an <see cref="INonBlockingStream"/> return instead of a number of bytes.</summary>
    public static class StreamResult
    {
        /// <summary>Nothing can be read or written now; it may be possible later.</summary>
        public const int WouldBlock = -1;

        /// <summary>The connection has failed, or the stream was closed.</summary>
        public const int Failed = -2;
    }
}
