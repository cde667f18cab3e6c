using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    /// <summary>
    /// A response without end: it takes what fits the connection's send buffer and drops what does not, so that who writes
    /// never waits for who reads. Any thread may write. The body ends with the connection.
    /// </summary>
    public sealed class HttpStream
    {
        // Something is queued, or it was closed: the server's thread has to see to it.
        private bool needsAttention;

        private readonly HttpServer server;
        private readonly TcpClient client;
        private readonly INonBlockingStream network;

        internal HttpStream(HttpServer server, TcpClient client)
        {
            this.server = server;
            this.client = client;
            network = client.GetStream();
        }

        /// <summary>The client.</summary>
        public IPEndPoint RemoteEndPoint
        {
            get { return client.RemoteEndPoint; }
        }

        /// <summary>This side of the connection.</summary>
        public IPEndPoint LocalEndPoint
        {
            get { return client.LocalEndPoint; }
        }

        /// <summary>Writes that found no room.</summary>
        public long Dropped { get; private set; }

        /// <summary>Bytes that can be written now.</summary>
        public int Room
        {
            get { return network.Room; }
        }

        /// <summary>Whether it was closed, or the client has gone: nothing can be written any more.</summary>
        public bool IsClosed { get; private set; }

        /// <summary>Writes all bytes or none, and sends them.</summary>
        /// <param name="bytes">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <returns>False where there is no room, or the stream is closed.</returns>
        public bool TryWrite(byte[] bytes, int offset, int count)
        {
            if (!Count(IsClosed ? StreamResult.Failed : network.TryWriteWhole(bytes, 0, bytes, offset, count)))
            {
                return false;
            }

            network.Flush();
            return true;
        }

        /// <summary>
        /// Writes a header and data, both or none; the server sends them soon. It may be called from where the stack is at
        /// work, in an <c>IFrameObserver</c> say, where nothing may be sent.
        /// </summary>
        /// <param name="header">The header.</param>
        /// <param name="headerLength">How many bytes it has.</param>
        /// <param name="data">The data behind it.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <returns>False where there is no room, or the stream is closed.</returns>
        public bool TryQueue(byte[] header, int headerLength, byte[] data, int offset, int count)
        {
            if (!Count(IsClosed ? StreamResult.Failed : network.TryWriteWhole(header, headerLength, data, offset, count)))
            {
                return false;
            }

            NeedAttention();
            return true;
        }

        /// <summary>Ends the response: what was written is still sent.</summary>
        public void Close()
        {
            IsClosed = true;
            NeedAttention();
        }

        /// <summary>Ends the response at once: what was not sent is lost.</summary>
        internal void Abort()
        {
            IsClosed = true;
            network.Abort();
            NeedAttention();
        }

        /// <summary>The connection has ended.</summary>
        internal void End()
        {
            IsClosed = true;
        }

        /// <summary>Whether the server's thread has to see to it.</summary>
        internal bool NeedsAttention()
        {
            return needsAttention;
        }

        /// <summary>The server's thread sees to it now.</summary>
        internal void Attend()
        {
            needsAttention = false;
        }

        internal void WatchRoom(bool on)
        {
            network.WantsRoom = on;
        }

        private bool Count(int taken)
        {
            if (taken >= 0)
            {
                return true;
            }

            if (taken == StreamResult.WouldBlock)
            {
                Dropped++;
                server.Counters.StreamWritesDropped++;
            }
            else
            {
                IsClosed = true;
            }

            return false;
        }

        private void NeedAttention()
        {
            if (!needsAttention)
            {
                needsAttention = true;
                server.Wake();
            }
        }
    }
}
