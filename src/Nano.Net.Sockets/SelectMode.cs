namespace Nano.Net.Sockets
{
    /// <summary>What <see cref="Socket.Poll(int, SelectMode)"/> waits for; names and numbers as in <c>System.Net.Sockets.SelectMode</c>.</summary>
    public enum SelectMode
    {
        /// <summary>A receive or an accept would not wait.</summary>
        SelectRead = 0,

        /// <summary>A send would not wait, or an attempt to connect has ended.</summary>
        SelectWrite = 1,

        /// <summary>The connection has failed, or could not be made.</summary>
        SelectError = 2,
    }
}
