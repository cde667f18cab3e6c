using System.IO;
using System.Threading;

namespace System.Net.Sockets
{
    /// <summary>The bytes of a connected socket.</summary>
    public partial class NetworkStream : Stream
    {
        private readonly Socket socket;
        private readonly bool ownsSocket;
        private bool isDisposed;

        /// <summary>Makes a stream of a connected socket. Closing it leaves the socket open.</summary>
        /// <param name="socket">The socket.</param>
        public NetworkStream(Socket socket)
            : this(socket, false)
        {
        }

        /// <summary>Makes a stream of a connected socket.</summary>
        /// <param name="socket">The socket.</param>
        /// <param name="ownsSocket">Whether closing the stream closes the socket.</param>
        /// <exception cref="IOException">The socket is not connected.</exception>
        public NetworkStream(Socket socket, bool ownsSocket)
        {
            if (socket == null)
            {
                throw new ArgumentNullException("socket");
            }

            if (!socket.Connected)
            {
                throw new IOException("the socket is not connected");
            }

            this.socket = socket;
            this.ownsSocket = ownsSocket;
        }

        /// <summary>True.</summary>
        public override bool CanRead
        {
            get { return true; }
        }

        /// <summary>False.</summary>
        public override bool CanSeek
        {
            get { return false; }
        }

        /// <summary>True.</summary>
        public override bool CanWrite
        {
            get { return true; }
        }

        /// <summary>True.</summary>
        public override bool CanTimeout
        {
            get { return true; }
        }

        /// <summary>Whether a read would return bytes at once.</summary>
        public virtual bool DataAvailable
        {
            get { return Length > 0; }
        }

        /// <summary>Milliseconds that a read may wait, 1 or more; -1 (the default) for ever.</summary>
        public override int ReadTimeout
        {
            get { return socket.ReceiveTimeout; }
            set { socket.ReceiveTimeout = CheckTimeout(value); }
        }

        /// <summary>Milliseconds that a write may wait, 1 or more; -1 (the default) for ever.</summary>
        public override int WriteTimeout
        {
            get { return socket.SendTimeout; }
            set { socket.SendTimeout = CheckTimeout(value); }
        }

        /// <summary>Bytes that can be read at once: what nanoFramework's HTTP library means by the length.</summary>
        public override long Length
        {
            get
            {
                CheckDisposed();
                return socket.Available;
            }
        }

        /// <summary>Not supported.</summary>
        public override long Position
        {
            get { throw new NotSupportedException(); }
            set { throw new NotSupportedException(); }
        }

        /// <summary>Reads what has arrived, waiting until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="count">Most bytes to read.</param>
        /// <returns>Bytes read; 0 where the peer sends no more.</returns>
        /// <exception cref="SocketException">The connection has failed, or the time-out has passed.</exception>
        public override int Read(byte[] buffer, int offset, int count)
        {
            CheckDisposed();
            return socket.Receive(buffer, offset, count, SocketFlags.None);
        }

        /// <summary>Writes all the bytes, waiting for room in the send buffer.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <exception cref="SocketException">The connection has failed, or the time-out has passed.</exception>
        public override void Write(byte[] buffer, int offset, int count)
        {
            CheckDisposed();
            while (count > 0)
            {
                int sent = socket.Send(buffer, offset, count, SocketFlags.None);
                offset += sent;
                count -= sent;
            }
        }

        /// <summary>Does nothing: what is written is on its way.</summary>
        public override void Flush()
        {
        }

        /// <summary>Closes the stream after a while, in which what was written may go.</summary>
        /// <param name="timeout">Milliseconds; -1 or 0 for none.</param>
        public void Close(int timeout)
        {
            if (timeout < -1)
            {
                throw new ArgumentOutOfRangeException("timeout");
            }

            if (timeout > 0)
            {
                Thread.Sleep(timeout);
            }

            Close();
        }

        /// <summary>Not supported.</summary>
        /// <param name="offset">Not used.</param>
        /// <param name="origin">Not used.</param>
        /// <returns>Nothing.</returns>
        public override long Seek(long offset, SeekOrigin origin)
        {
            throw new NotSupportedException();
        }

        /// <summary>Not supported.</summary>
        /// <param name="value">Not used.</param>
        public override void SetLength(long value)
        {
            throw new NotSupportedException();
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (!isDisposed && disposing && ownsSocket)
            {
                socket.Close();
            }

            isDisposed = true;
        }

        private static int CheckTimeout(int milliseconds)
        {
            if (milliseconds == 0 || milliseconds < Timeout.Infinite)
            {
                throw new ArgumentOutOfRangeException("value");
            }

            return milliseconds;
        }

        private void CheckDisposed()
        {
            if (isDisposed)
            {
                throw new ObjectDisposedException("NetworkStream");
            }
        }
    }
}
