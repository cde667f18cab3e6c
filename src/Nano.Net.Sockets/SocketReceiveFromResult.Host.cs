namespace Nano.Net.Sockets
{
    /// <summary>What a <see cref="Socket"/> has received and from whom, as <c>System.Net.Sockets.SocketReceiveFromResult</c> has it. In .NET alone.</summary>
    public struct SocketReceiveFromResult
    {
        /// <summary>Bytes received.</summary>
        public int ReceivedBytes;

        /// <summary>Who sent them.</summary>
        public EndPoint RemoteEndPoint;
    }
}
