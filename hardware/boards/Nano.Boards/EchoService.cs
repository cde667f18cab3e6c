using Nano.Net.Sockets;

namespace Nano.Boards
{
    /// <summary>Sends back what it receives (RFC 862).</summary>
    public sealed class EchoService : TcpService
    {
        /// <summary>The port that RFC 862 gives it.</summary>
        public const int StandardPort = 7;

        /// <summary>Makes the service.</summary>
        /// <param name="runner">Runs the stack to listen on.</param>
        /// <param name="port">The port.</param>
        /// <param name="connections">Connections at once.</param>
        /// <param name="backlog">How many more may wait.</param>
        /// <param name="bufferSize">Bytes that are taken at once, 1 or more.</param>
        public EchoService(StackRunner runner, int port, int connections, int backlog = 1, int bufferSize = 512)
            : base(runner, port, connections, backlog, bufferSize)
        {
        }

        /// <inheritdoc/>
        public override string Name
        {
            get { return "echo"; }
        }

        /// <inheritdoc/>
        protected override void Serve(NetworkStream stream, byte[] buffer)
        {
            int length;
            while ((length = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                stream.Write(buffer, 0, length);
            }
        }
    }
}
