using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>Sends back what it receives, until the peer has said all (RFC 862).</summary>
    internal sealed class EchoService(StackRunner stack, int port, int connections) : TcpService(stack, port, connections)
    {
        /// <inheritdoc/>
        public override string Name => "echo";

        /// <inheritdoc/>
        protected override void Serve(NetworkStream stream, byte[] buffer)
        {
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                stream.Write(buffer, 0, count);
            }
        }
    }
}
