using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // For a thread that sees to many connections and waits in none of them. No call here waits or throws.
    public sealed partial class NetworkStream
    {
        /// <summary>Nothing can be read or written now; it may be possible later.</summary>
        public const int WouldBlock = -1;

        /// <summary>The connection has failed, or the stream was closed.</summary>
        public const int Failed = -2;

        /// <summary>Bytes that the receive buffer holds: so much can be looked at before it is taken.</summary>
        public int ReceiveCapacity
        {
            get { return connection.receiver.Capacity; }
        }

        /// <summary>Whether the peer sends no more than what can be read already, or nothing can be read for another reason.</summary>
        public bool IsAtEnd
        {
            get
            {
                lock (runner.sync)
                {
                    return closed || connection.receiver.finished || connection.state == TcpState.Closed;
                }
            }
        }

        /// <summary>Bytes that can be written at once; 0 where nothing can be sent any more.</summary>
        public int Room
        {
            get
            {
                lock (runner.sync)
                {
                    return closed || connection.state == TcpState.Closed ? 0 : connection.sender.Free();
                }
            }
        }

        /// <summary>Bytes that were written and that the peer has not acknowledged.</summary>
        public int Unacknowledged
        {
            get
            {
                lock (runner.sync)
                {
                    return closed || connection.state == TcpState.Closed ? 0 : connection.sender.queued;
                }
            }
        }

        /// <summary>When the peer last acknowledged something new, or something was sent after nothing was outstanding; on the stack's clock.</summary>
        public long ProgressAt
        {
            get
            {
                lock (runner.sync)
                {
                    return connection.sender.progressAt;
                }
            }
        }

        /// <summary>Whether the connection has ended, by an error or because this side has closed it.</summary>
        public bool HasFailed
        {
            get
            {
                lock (runner.sync)
                {
                    return closed || (connection.state == TcpState.Closed && connection.error != TcpError.None);
                }
            }
        }

        /// <summary>Whether <see cref="Readiness"/> is set also when a good part of the send buffer has become free; off at first.</summary>
        public bool WantsRoom
        {
            get
            {
                return (connection.watch & TcpConnection.WatchesRoom) != 0;
            }

            set
            {
                if (WantsRoom == value)
                {
                    return;
                }

                lock (runner.sync)
                {
                    if (!closed)
                    {
                        connection.watch = value ? connection.watch | TcpConnection.WatchesRoom : connection.watch & ~TcpConnection.WatchesRoom;
                    }
                }
            }
        }

        /// <summary>Says what is to be set when there is something to read, the peer has closed, or the connection has failed.</summary>
        /// <param name="readiness">What to set; null for nothing.</param>
        public void Watch(Readiness readiness)
        {
            lock (runner.sync)
            {
                if (!closed)
                {
                    connection.watcher = readiness;
                    connection.watch |= TcpConnection.Touched;
                }
            }
        }

        /// <summary>Whether anything has happened since this was last asked: cheap, so that the thread that watches may ask each of its connections. True once the stream was closed.</summary>
        public bool TakeReady()
        {
            if (closed)
            {
                // The connection may be another stream's by now, and so is what has happened to it.
                return true;
            }

            if ((connection.watch & TcpConnection.Touched) == 0)
            {
                return false;
            }

            lock (runner.sync)
            {
                if (!closed)
                {
                    connection.watch &= ~TcpConnection.Touched;
                }
            }

            return true;
        }

        /// <summary>Looks at what has arrived without taking it.</summary>
        /// <param name="buffer">Where to put a copy.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="count">Most bytes to look at.</param>
        /// <returns>Bytes copied; 0 where nothing has arrived and nothing will; <see cref="WouldBlock"/> or <see cref="Failed"/>.</returns>
        public int TryPeek(byte[] buffer, int offset, int count)
        {
            CheckRange(buffer, offset, count);
            lock (runner.sync)
            {
                TcpReceiver receiver = connection.receiver;
                if (closed)
                {
                    return Failed;
                }

                if (receiver.available > 0)
                {
                    return receiver.Peek(buffer, offset, count);
                }

                return receiver.finished ? 0 : connection.state == TcpState.Closed ? Failed : WouldBlock;
            }
        }

        /// <summary>Takes bytes that were looked at. The peer learns of the room with the next segment, of the answer perhaps; <see cref="OpenWindow"/> tells it at once.</summary>
        /// <param name="count">How many; no more are taken than have arrived.</param>
        public void Skip(int count)
        {
            lock (runner.sync)
            {
                if (!closed)
                {
                    connection.receiver.Skip(count);
                }
            }
        }

        /// <summary>
        /// Tells the peer of all the room that is left in the receive buffer. For who has looked at what came, and waits
        /// for more before taking any: the window is otherwise opened only in large steps (RFC 9293 section 3.8.6.2.2).
        /// </summary>
        public void OpenWindow()
        {
            lock (runner.sync)
            {
                if (!closed)
                {
                    runner.BeginCall();
                    connection.OpenWindow();
                    runner.EndCall();
                }
            }
        }

        /// <summary>Reads what has arrived.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="count">Most bytes to read, 1 or more.</param>
        /// <returns>Bytes read; 0 where the peer sends no more; <see cref="WouldBlock"/> or <see cref="Failed"/>.</returns>
        public int TryRead(byte[] buffer, int offset, int count)
        {
            CheckRange(buffer, offset, count);
            lock (runner.sync)
            {
                if (closed)
                {
                    return Failed;
                }

                runner.BeginCall();
                int read = connection.Receive(buffer, offset, count);
                runner.EndCall();
                return read;
            }
        }

        /// <summary>Writes as many bytes as there is room for.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <param name="hold">Whether more follows at once: nothing is sent until a write without this, or <see cref="Flush"/>.</param>
        /// <returns>Bytes taken; <see cref="WouldBlock"/> or <see cref="Failed"/>.</returns>
        public int TryWrite(byte[] buffer, int offset, int count, bool hold)
        {
            CheckRange(buffer, offset, count);
            lock (runner.sync)
            {
                if (closed)
                {
                    return Failed;
                }

                runner.BeginCall();
                int taken = hold ? connection.Queue(buffer, offset, count) : connection.Send(buffer, offset, count);
                runner.EndCall();
                return taken;
            }
        }

        /// <summary>Writes all of it or nothing, and holds it until <see cref="Flush"/>.</summary>
        /// <param name="first">The first bytes.</param>
        /// <param name="firstCount">How many they are.</param>
        /// <param name="second">The bytes behind them; may be null where there are none.</param>
        /// <param name="secondOffset">Index of the first of those.</param>
        /// <param name="secondCount">How many they are.</param>
        /// <returns>Bytes taken; <see cref="WouldBlock"/> where there is no room for all; or <see cref="Failed"/>.</returns>
        public int TryWriteWhole(byte[] first, int firstCount, byte[] second, int secondOffset, int secondCount)
        {
            CheckRange(first, 0, firstCount);
            if (secondCount > 0)
            {
                CheckRange(second, secondOffset, secondCount);
            }

            lock (runner.sync)
            {
                if (closed)
                {
                    return Failed;
                }

                if (connection.state != TcpState.Closed && firstCount + secondCount > connection.sender.Free())
                {
                    return WouldBlock;
                }

                int taken = connection.Queue(first, 0, firstCount);
                if (taken < 0 || secondCount == 0)
                {
                    return taken;
                }

                return taken + connection.Queue(second, secondOffset, secondCount);
            }
        }

        /// <summary>Sends what writes have held back.</summary>
        public override void Flush()
        {
            lock (runner.sync)
            {
                if (!closed && connection.sender.queued > 0)
                {
                    runner.BeginCall();
                    connection.Push();
                    runner.EndCall();
                }
            }
        }

        /// <summary>Sends no more: the end of the stream follows what was written.</summary>
        public void ShutdownSend()
        {
            lock (runner.sync)
            {
                if (!closed)
                {
                    runner.BeginCall();
                    connection.ShutdownSend();
                    runner.EndCall();
                }
            }
        }

        /// <summary>Ends the connection with a reset, and closes the stream.</summary>
        public void Abort()
        {
            lock (runner.sync)
            {
                if (!closed)
                {
                    closed = true;
                    runner.BeginCall();
                    connection.Abort();
                    connection.Close();
                    runner.EndCall();
                }
            }
        }
    }
}
