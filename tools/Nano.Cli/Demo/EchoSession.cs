using System.Net.Sockets;
using Nano.Emulator;

namespace Nano.Cli
{
    /// <summary>A client of the echo service that writes and reads at once, says when it has said all, and compares every byte.</summary>
    internal sealed class EchoSession : IDisposable
    {
        private const int Piece = 65_536;

        private readonly TcpClient client = new();
        private readonly byte[] data;
        private long received;

        /// <summary>Draws the bytes to send.</summary>
        /// <param name="bytes">How many.</param>
        /// <param name="seed">What they are drawn from.</param>
        public EchoSession(int bytes, ulong seed)
        {
            data = new byte[bytes];
            var random = new RandomSource(seed);
            for (int i = 0; i < bytes; i += sizeof(ulong))
            {
                BitConverter.GetBytes(random.NextUInt64()).AsSpan(0, Math.Min(sizeof(ulong), bytes - i)).CopyTo(data.AsSpan(i));
            }
        }

        /// <summary>Bytes that have come back so far.</summary>
        public long Received => Interlocked.Read(ref received);

        /// <summary>Plays the session, up to the end of what comes back.</summary>
        /// <exception cref="CliException">What came back is not what was sent.</exception>
        /// <exception cref="IOException">The connection has failed.</exception>
        /// <exception cref="SocketException">There is no connection, or it has failed.</exception>
        public async Task RunAsync(System.Net.IPEndPoint service, CancellationToken cancellation)
        {
            await client.ConnectAsync(service, cancellation);
            NetworkStream stream = client.GetStream();
            Task writing = WriteAsync(stream, cancellation);
            await ReadAsync(stream, cancellation);
            await writing;
            client.Close();
        }

        /// <inheritdoc/>
        public void Dispose() => client.Dispose();

        private async Task WriteAsync(NetworkStream stream, CancellationToken cancellation)
        {
            for (int sent = 0; sent < data.Length; sent += Piece)
            {
                await stream.WriteAsync(data.AsMemory(sent, Math.Min(Piece, data.Length - sent)), cancellation);
            }

            client.Client.Shutdown(SocketShutdown.Send);
        }

        private async Task ReadAsync(NetworkStream stream, CancellationToken cancellation)
        {
            byte[] buffer = new byte[Piece];
            int position = 0;
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellation)) > 0)
            {
                if (count > data.Length - position)
                {
                    throw new CliException($"more came back than the {data.Length:N0} bytes that were sent", NanoCommand.Failed);
                }

                int same = data.AsSpan(position, count).CommonPrefixLength(buffer.AsSpan(0, count));
                if (same < count)
                {
                    throw new CliException($"byte {position + same:N0} came back changed", NanoCommand.Failed);
                }

                position += count;
                Interlocked.Exchange(ref received, position);
            }

            if (position < data.Length)
            {
                throw new CliException($"only {position:N0} of {data.Length:N0} bytes came back", NanoCommand.Failed);
            }
        }
    }
}
