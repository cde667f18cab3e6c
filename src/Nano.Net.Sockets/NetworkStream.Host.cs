using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Nano.Net.Sockets
{
    // What only .NET has: calls that wait without a thread, and its own way to fail.
    public partial class NetworkStream
    {
        /// <summary>Not supported.</summary>
        public override long Length
        {
            get { throw new NotSupportedException(); }
        }

        /// <summary>Reads what has arrived; waits without a thread until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="count">Most bytes to read.</param>
        /// <param name="cancellationToken">Ends the waiting; the connection is as good as before.</param>
        /// <returns>Bytes read; 0 where the peer sends no more.</returns>
        /// <exception cref="IOException">The connection has failed; the <see cref="SocketException"/> is inside.</exception>
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            CheckRange(buffer, offset, count);
            return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        }

        /// <summary>Reads what has arrived; waits without a thread until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="cancellationToken">Ends the waiting; the connection is as good as before.</param>
        /// <returns>Bytes read; 0 where the peer sends no more.</returns>
        /// <exception cref="IOException">The connection has failed; the <see cref="SocketException"/> is inside.</exception>
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            CheckOpen();
            try
            {
                return await ReceiveAsync(buffer, false, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e)
            {
                throw Failure(e);
            }
        }

        /// <summary>Writes all the bytes; waits without a thread for room in the send buffer. They may not have reached the peer when it is done.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <param name="cancellationToken">Ends the waiting; part of the bytes may have been written.</param>
        /// <exception cref="IOException">The connection has failed; the <see cref="SocketException"/> is inside.</exception>
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            CheckRange(buffer, offset, count);
            return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        }

        /// <summary>Writes all the bytes; waits without a thread for room in the send buffer. They may not have reached the peer when it is done.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="cancellationToken">Ends the waiting; part of the bytes may have been written.</param>
        /// <exception cref="IOException">The connection has failed; the <see cref="SocketException"/> is inside.</exception>
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            CheckOpen();
            try
            {
                await SendAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e)
            {
                throw Failure(e);
            }
        }

        /// <summary>The same as <see cref="Flush"/>, which does not wait.</summary>
        /// <param name="cancellationToken">Not used.</param>
        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flush();
            return Task.CompletedTask;
        }

        /// <summary>The same as <see cref="Close(int)"/>.</summary>
        /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> to close at once, and leave the rest to the stack.</param>
        public void Close(TimeSpan timeout)
        {
            Close((int)timeout.TotalMilliseconds);
        }

        /// <summary>Receives what has arrived, or looks at it.</summary>
        /// <exception cref="SocketException">The connection has failed, or was closed meanwhile.</exception>
        internal async ValueTask<int> ReceiveAsync(Memory<byte> buffer, bool peek, CancellationToken cancellationToken)
        {
            if (buffer.Length == 0)
            {
                return 0;
            }

            // The stack copies from and to arrays: memory that is none takes a detour through one.
            bool isArray = MemoryMarshal.TryGetArray<byte>(buffer, out ArraySegment<byte> array);
            if (!isArray)
            {
                array = new ArraySegment<byte>(new byte[buffer.Length]);
            }

            INonBlockingStream tries = this;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = peek ? tries.TryPeek(array.Array, array.Offset, array.Count) : tries.TryRead(array.Array, array.Offset, array.Count);
                if (read == StreamResult.Failed)
                {
                    throw Reason();
                }

                if (read >= 0)
                {
                    if (!isArray)
                    {
                        array.AsSpan(0, read).CopyTo(buffer.Span);
                    }

                    return read;
                }

                await WaitAsync(SelectMode.SelectRead, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Sends all the bytes.</summary>
        /// <exception cref="SocketException">The connection has failed, or was closed meanwhile.</exception>
        internal async ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            if (!MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array))
            {
                array = new ArraySegment<byte>(buffer.ToArray());
            }

            INonBlockingStream tries = this;
            int sent = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int taken = tries.TryWrite(array.Array ?? Array.Empty<byte>(), array.Offset + sent, array.Count - sent, false);
                if (taken == StreamResult.Failed)
                {
                    throw Reason();
                }

                sent += taken < 0 ? 0 : taken;
                if (sent == array.Count)
                {
                    return sent;
                }

                await WaitAsync(SelectMode.SelectWrite, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Waits without a thread until a call would not wait.</summary>
        internal async Task WaitAsync(SelectMode mode, CancellationToken cancellationToken)
        {
            Task woken;
            lock (runner.sync)
            {
                if (IsReady(mode))
                {
                    return;
                }

                woken = connection.Woken();
                Count(mode, 1);
            }

            try
            {
                await woken.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                lock (runner.sync)
                {
                    Count(mode, -1);
                    connection.OnWaiterLeft();
                }
            }
        }

        // As System.Net.Sockets.NetworkStream does it: a stream fails as streams do, and the reason is inside.
        private static Exception Failure(SocketException reason)
        {
            return new IOException("the connection failed: " + reason.Message, reason);
        }

        private void CheckOpen()
        {
            if (IsClosed)
            {
                throw new ObjectDisposedException("NetworkStream");
            }
        }
    }
}
