using System;
using System.IO;
using System.Threading;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>
    /// The bytes of a connection, as <c>System.Net.Sockets.NetworkStream</c> has them. One thread may read while
    /// another writes.
    /// </summary>
    /// <remarks>
    /// A stream that nobody holds any more, nor its <see cref="TcpClient"/>, is closed when its finalizer has run; it is better
    /// closed at once.
    /// </remarks>
    public partial class NetworkStream : Stream, INonBlockingStream, IForgettable
    {
        // Null in the stream of a client that was closed before it had a connection.
        internal readonly TcpConnection connection;

        private readonly StackRunner runner;

        // What connection.closings was when the stream was made: from the next closing on, the connection is not this stream's.
        private int closings;
        // Who has the connection: it lives as long as its stream, and knows the settings.
        private readonly TcpClient owner;

        // Whether closing the stream leaves the connection open.
        private readonly bool isBorrower;
        private IForgettable nextForgotten;

        /// <summary>Makes a stream of a connected socket. Closing it leaves the socket open.</summary>
        /// <param name="socket">The socket.</param>
        public NetworkStream(Socket socket)
            : this(socket, false)
        {
        }

        /// <summary>Makes a stream of a connected socket.</summary>
        /// <param name="socket">The socket.</param>
        /// <param name="ownsSocket">Whether closing the stream closes the socket.</param>
        /// <exception cref="ArgumentNullException">There is no socket.</exception>
        public NetworkStream(Socket socket, bool ownsSocket)
        {
            // The socket closes the connection where nobody holds either any more.
            GC.SuppressFinalize(this);
            if (socket == null)
            {
                throw new ArgumentNullException("socket");
            }

            owner = socket.ConnectedClient();
            if (owner == null)
            {
                throw Failure(new SocketException(SocketError.NotConnected));
            }

            runner = owner.runner;
            isBorrower = !ownsSocket;
            lock (runner.sync)
            {
                connection = owner.Current();
                closings = connection == null ? 0 : connection.closings;
            }
        }

        internal NetworkStream(TcpClient owner, TcpConnection connection)
        {
            this.owner = owner;
            runner = owner.runner;
            this.connection = connection;
            closings = connection == null ? 0 : connection.closings;
        }

        /// <summary>Has the connection closed that nobody can close any more.</summary>
        ~NetworkStream()
        {
            if (!IsClosed)
            {
                runner.Forget(this);
            }
        }

        /// <summary>The socket whose bytes it has.</summary>
        public Socket Socket
        {
            get { return owner.Client; }
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
        /// <exception cref="ObjectDisposedException">The stream was closed.</exception>
        public bool DataAvailable
        {
            get
            {
                if (IsClosed)
                {
                    throw new ObjectDisposedException("NetworkStream");
                }

                return Available() > 0;
            }
        }

        /// <summary>Milliseconds that a read may wait, 1 or more; <see cref="Timeout.Infinite"/> (the default) for ever.</summary>
        public override int ReadTimeout
        {
            get { return owner.ReceiveTimeout == 0 ? Timeout.Infinite : owner.ReceiveTimeout; }
            set { owner.ReceiveTimeout = CheckTimeout(value); }
        }

        /// <summary>Milliseconds that a write may wait, 1 or more; <see cref="Timeout.Infinite"/> (the default) for ever.</summary>
        public override int WriteTimeout
        {
            get { return owner.SendTimeout == 0 ? Timeout.Infinite : owner.SendTimeout; }
            set { owner.SendTimeout = CheckTimeout(value); }
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
        /// <exception cref="SocketException">On a device: the connection has failed, or the time-out has passed. On .NET, an IOException that has this one inside.</exception>
        /// <exception cref="ObjectDisposedException">The stream was closed.</exception>
        public override int Read(byte[] buffer, int offset, int count)
        {
            CheckRange(buffer, offset, count);
            long since = 0;
            bool waiting = false;
            bool inTime = true;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting)
                    {
                        waiting = false;
                        connection.readersWaiting--;
                        connection.OnWaiterLeft();
                    }

                    if (connection.closings != closings)
                    {
                        throw new ObjectDisposedException("NetworkStream");
                    }

                    runner.BeginCall();
                    int read = count == 0 ? 0 : connection.Receive(buffer, offset, count);
                    runner.EndCall();
                    if (read != TcpConnection.WouldBlock)
                    {
                        if (connection.readersWaiting > 0)
                        {
                            // The event wakes one: whoever else waits looks for itself.
                            connection.readable.Set();
                        }

                        if (read == TcpConnection.Ended)
                        {
                            throw Failure(SocketException.Of(connection));
                        }

                        return read;
                    }

                    if (!inTime)
                    {
                        throw Failure(new SocketException(SocketError.TimedOut));
                    }

                    if (since == 0)
                    {
                        since = runner.Now();
                    }

                    waiting = true;
                    connection.readersWaiting++;
                }

                inTime = runner.Wait(connection.readable, since, owner.settings == null ? 0 : owner.settings.receiveTimeout);
            }
        }

        /// <summary>Writes all the bytes, waiting for room in the send buffer. They may not have reached the peer when it returns.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <exception cref="SocketException">On a device: the connection has failed, or the time-out has passed. On .NET, an IOException that has this one inside.</exception>
        /// <exception cref="ObjectDisposedException">The stream was closed.</exception>
        public override void Write(byte[] buffer, int offset, int count)
        {
            CheckRange(buffer, offset, count);
            long since = 0;
            bool waiting = false;
            bool inTime = true;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting)
                    {
                        waiting = false;
                        connection.writersWaiting--;
                        connection.OnWaiterLeft();
                    }

                    if (connection.closings != closings)
                    {
                        throw new ObjectDisposedException("NetworkStream");
                    }

                    runner.BeginCall();
                    int written = connection.Send(buffer, offset, count);
                    runner.EndCall();
                    if (written == TcpConnection.Ended)
                    {
                        if (connection.writersWaiting > 0)
                        {
                            connection.writable.Set();
                        }

                        throw Failure(SocketException.Of(connection));
                    }

                    if (written > 0)
                    {
                        offset += written;
                        count -= written;
                        since = 0;
                    }

                    if (count == 0)
                    {
                        if (connection.writersWaiting > 0 && connection.sender.HasRoom())
                        {
                            connection.writable.Set();
                        }

                        return;
                    }

                    if (!inTime)
                    {
                        throw Failure(new SocketException(SocketError.TimedOut));
                    }

                    if (since == 0)
                    {
                        since = runner.Now();
                    }

                    waiting = true;
                    connection.writersWaiting++;
                }

                inTime = runner.Wait(connection.writable, since, owner.settings == null ? 0 : owner.settings.sendTimeout);
            }
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
        IForgettable IForgettable.NextForgotten
        {
            get { return nextForgotten; }
            set { nextForgotten = value; }
        }

        /// <summary>Whether the connection is no longer this stream's: it was closed, and belongs to its pool or to another.</summary>
        internal bool IsClosed
        {
            get { return connection == null || connection.closings != closings; }
        }

        /// <inheritdoc/>
        void IForgettable.Release()
        {
            if (!IsClosed)
            {
                connection.Close();
            }
        }

        /// <summary>Bytes that can be read at once.</summary>
        internal int Available()
        {
            lock (runner.sync)
            {
                return IsClosed ? 0 : connection.receiver.available;
            }
        }

        /// <summary>Closes the stream as <see cref="TcpClient.LingerState"/> says, but where it says nothing, waits for what the peer has not acknowledged.</summary>
        /// <param name="timeout">Milliseconds to wait at most; <see cref="Timeout.Infinite"/> to close at once, and leave the rest to the stack.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is less than -1.</exception>
        public void Close(int timeout)
        {
            if (timeout < Timeout.Infinite)
            {
                throw new ArgumentOutOfRangeException("timeout");
            }

            if (timeout > 0 && !isBorrower)
            {
                lock (runner.sync)
                {
                    if (!IsClosed)
                    {
                        runner.BeginCall();
                        connection.ShutdownSend();
                        runner.EndCall();
                    }
                }

                WaitUntilFlushed(timeout);
            }

            Close();
        }

        /// <summary>Closes the connection, lingering as asked; what waits in it is woken.</summary>
        internal void Close(LingerOption linger)
        {
            GC.SuppressFinalize(this);
            lock (runner.sync)
            {
                if (IsClosed)
                {
                    return;
                }

                runner.BeginCall();
                if (linger != null && linger.Enabled)
                {
                    if (linger.LingerTime <= 0)
                    {
                        connection.Abort();
                    }
                    else
                    {
                        connection.ShutdownSend();
                    }
                }

                runner.EndCall();
            }

            if (linger != null && linger.Enabled && linger.LingerTime > 0)
            {
                WaitUntilFlushed(linger.Milliseconds);
            }

            lock (runner.sync)
            {
                if (!IsClosed)
                {
                    runner.BeginCall();
                    connection.Close();
                    runner.EndCall();
                }
            }
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing && isBorrower)
            {
                // As good as a connection that was closed: the number is never that of the open one again.
                closings = -1;
            }
            else if (disposing)
            {
                Close(owner.settings == null ? null : owner.settings.linger);
            }

            base.Dispose(disposing);
        }

        private static int CheckTimeout(int milliseconds)
        {
            if (milliseconds == Timeout.Infinite)
            {
                return 0;
            }

            if (milliseconds <= 0)
            {
                throw new ArgumentOutOfRangeException("value");
            }

            return milliseconds;
        }

        private static void CheckRange(byte[] buffer, int offset, int count)
        {
            if (buffer == null)
            {
                throw new ArgumentNullException("buffer");
            }

            if (offset < 0 || count < 0 || offset > buffer.Length - count)
            {
                throw new ArgumentOutOfRangeException("offset");
            }
        }

        // Until the peer has everything; what it has not got by then is given up with a reset.
        private void WaitUntilFlushed(int timeout)
        {
            long since = runner.Now();
            bool waiting = false;
            bool inTime = true;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting)
                    {
                        waiting = false;
                        connection.writersWaiting--;
                        connection.OnWaiterLeft();
                    }

                    if (IsClosed || connection.state == TcpState.Closed || connection.IsFlushed())
                    {
                        return;
                    }

                    if (!inTime)
                    {
                        runner.BeginCall();
                        connection.Abort();
                        runner.EndCall();
                        return;
                    }

                    waiting = true;
                    connection.writersWaiting++;
                }

                inTime = runner.Wait(connection.writable, since, timeout);
            }
        }
    }
}
