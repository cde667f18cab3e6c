using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // For a thread that sees to many connections and waits in none of them.
    public partial class NetworkStream
    {
        int INonBlockingStream.ReceiveCapacity
        {
            get { return connection.receiver.Capacity; }
        }

        bool INonBlockingStream.IsAtEnd
        {
            get
            {
                lock (runner.sync)
                {
                    return IsClosed || connection.receiver.peerFin == TcpReceiver.FinTaken || connection.state == TcpState.Closed;
                }
            }
        }

        int INonBlockingStream.Room
        {
            get
            {
                lock (runner.sync)
                {
                    return IsClosed || connection.state == TcpState.Closed ? 0 : connection.sender.Free();
                }
            }
        }

        int INonBlockingStream.Unacknowledged
        {
            get
            {
                lock (runner.sync)
                {
                    return IsClosed || connection.state == TcpState.Closed ? 0 : connection.sender.queued;
                }
            }
        }

        long INonBlockingStream.ProgressAt
        {
            get
            {
                lock (runner.sync)
                {
                    return IsClosed ? 0 : connection.sender.progressAt;
                }
            }
        }

        bool INonBlockingStream.HasFailed
        {
            get
            {
                lock (runner.sync)
                {
                    return IsClosed || (connection.state == TcpState.Closed && connection.error != TcpError.None);
                }
            }
        }

        bool INonBlockingStream.WantsRoom
        {
            get
            {
                return !IsClosed && (connection.watch & TcpConnection.WatchesRoom) != 0;
            }

            set
            {
                if ((connection.watch & TcpConnection.WatchesRoom) != 0 == value)
                {
                    // Asked for often, and most often it is so already. Of a closed stream it does not matter.
                    return;
                }

                lock (runner.sync)
                {
                    if (!IsClosed)
                    {
                        connection.watch = value ? connection.watch | TcpConnection.WatchesRoom : connection.watch & ~TcpConnection.WatchesRoom;
                    }
                }
            }
        }

        void INonBlockingStream.Watch(Readiness readiness)
        {
            lock (runner.sync)
            {
                if (!IsClosed)
                {
                    connection.watcher = readiness;
                    connection.watch |= TcpConnection.Touched;
                }
            }
        }

        bool INonBlockingStream.TakeReady()
        {
            if (IsClosed)
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
                if (!IsClosed)
                {
                    connection.watch &= ~TcpConnection.Touched;
                }
            }

            return true;
        }

        int INonBlockingStream.TryPeek(byte[] buffer, int offset, int count)
        {
            CheckRange(buffer, offset, count);
            lock (runner.sync)
            {
                TcpReceiver receiver = connection.receiver;
                if (IsClosed)
                {
                    return StreamResult.Failed;
                }

                if (receiver.available > 0)
                {
                    return receiver.Peek(buffer, offset, count);
                }

                if (receiver.peerFin == TcpReceiver.FinTaken)
                {
                    return 0;
                }

                return connection.state == TcpState.Closed ? StreamResult.Failed : connection.CanReceive() ? 0 : StreamResult.WouldBlock;
            }
        }

        void INonBlockingStream.Skip(int count)
        {
            lock (runner.sync)
            {
                if (!IsClosed)
                {
                    connection.receiver.Skip(count);
                }
            }
        }

        void INonBlockingStream.Shorten(int looked, byte[] buffer, int offset, int count)
        {
            CheckRange(buffer, offset, count);
            lock (runner.sync)
            {
                TcpReceiver receiver = connection.receiver;
                if (!IsClosed && count <= looked && looked <= receiver.available)
                {
                    receiver.Skip(looked - count);
                    receiver.Overwrite(buffer, offset, count);
                }
            }
        }

        void INonBlockingStream.OpenWindow()
        {
            lock (runner.sync)
            {
                if (!IsClosed)
                {
                    runner.BeginCall();
                    connection.OpenWindow();
                    runner.EndCall();
                }
            }
        }

        int INonBlockingStream.TryRead(byte[] buffer, int offset, int count)
        {
            CheckRange(buffer, offset, count);
            lock (runner.sync)
            {
                if (IsClosed)
                {
                    return StreamResult.Failed;
                }

                runner.BeginCall();
                int read = connection.Receive(buffer, offset, count);
                runner.EndCall();
                return read;
            }
        }

        int INonBlockingStream.TryWrite(byte[] buffer, int offset, int count, bool hold)
        {
            CheckRange(buffer, offset, count);
            lock (runner.sync)
            {
                if (IsClosed)
                {
                    return StreamResult.Failed;
                }

                runner.BeginCall();
                int taken = hold ? connection.Queue(buffer, offset, count) : connection.Send(buffer, offset, count);
                runner.EndCall();
                return taken;
            }
        }

        int INonBlockingStream.TryWriteWhole(byte[] first, int firstCount, byte[] second, int secondOffset, int secondCount)
        {
            CheckRange(first, 0, firstCount);
            if (secondCount > 0)
            {
                CheckRange(second, secondOffset, secondCount);
            }

            lock (runner.sync)
            {
                if (IsClosed)
                {
                    return StreamResult.Failed;
                }

                if (connection.state != TcpState.Closed && firstCount > connection.sender.Free() - secondCount)
                {
                    return StreamResult.WouldBlock;
                }

                int taken = connection.Queue(first, 0, firstCount);
                if (taken < 0 || secondCount == 0)
                {
                    return taken;
                }

                return taken + connection.Queue(second, secondOffset, secondCount);
            }
        }

        /// <summary>Sends what writes have held back (<see cref="INonBlockingStream.TryWrite"/>). Other writes hold nothing back.</summary>
        public override void Flush()
        {
            lock (runner.sync)
            {
                if (!IsClosed && connection.sender.queued > 0)
                {
                    runner.BeginCall();
                    connection.Push();
                    runner.EndCall();
                }
            }
        }

        void INonBlockingStream.ShutdownSend()
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
        }

        void INonBlockingStream.Abort()
        {
            lock (runner.sync)
            {
                if (!IsClosed)
                {
                    runner.BeginCall();
                    connection.Abort();
                    connection.Close();
                    runner.EndCall();
                }
            }
        }
    }
}
