using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>Throws away what it receives (RFC 863).</summary>
    internal sealed class DiscardService(StackRunner stack, int port, int connections) : TcpService(stack, port, connections)
    {
        /// <inheritdoc/>
        public override string Name => "discard";

        /// <inheritdoc/>
        protected override void Serve(NetworkStream stream, byte[] buffer)
        {
            while (stream.Read(buffer, 0, buffer.Length) > 0)
            {
            }
        }
    }
}
