using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // For who wants to know whether a call would wait, and may wait for that.
    public partial class NetworkStream
    {
        /// <summary>Waits on the connection's own events until a read or a write would not wait, or the connection has failed.</summary>
        /// <param name="mode">Which of these.</param>
        /// <param name="since">When the call began to wait.</param>
        /// <param name="timeout">Milliseconds to wait at most; 0 for ever, less than 0 not at all.</param>
        /// <returns>False where the time has passed.</returns>
        internal bool WaitUntil(SelectMode mode, long since, int timeout)
        {
            bool waiting = false;
            bool inTime = timeout >= 0;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting)
                    {
                        waiting = false;
                        Count(mode, -1);
                        connection.OnWaiterLeft();
                    }

                    if (IsReady(mode))
                    {
                        PassOn(mode);
                        return true;
                    }

                    if (mode == SelectMode.SelectError)
                    {
                        // What has woken this one may have been meant for one who reads.
                        PassOnToReaders();
                    }

                    if (!inTime)
                    {
                        return false;
                    }

                    waiting = true;
                    Count(mode, 1);
                }

                inTime = runner.Wait(mode == SelectMode.SelectWrite ? connection.writable : connection.readable, since, timeout);
            }
        }

        /// <summary>Why a call without waiting has failed.</summary>
        internal SocketException Reason()
        {
            lock (runner.sync)
            {
                return IsClosed ? new SocketException(SocketError.Interrupted) : SocketException.Of(connection);
            }
        }

        // Under the lock.
        private bool IsReady(SelectMode mode)
        {
            if (IsClosed)
            {
                return true;
            }

            switch (mode)
            {
                case SelectMode.SelectRead:
                    return connection.CanReceive();
                case SelectMode.SelectWrite:
                    return connection.CanSend();
                default:
                    return connection.error != TcpError.None;
            }
        }

        // One more who waits, or one less.
        private void Count(SelectMode mode, int one)
        {
            if (mode == SelectMode.SelectWrite)
            {
                connection.writersWaiting += one;
            }
            else
            {
                connection.readersWaiting += mode == SelectMode.SelectRead ? one : one * TcpConnection.ErrorWaiter;
            }
        }

        private void PassOnToReaders()
        {
            if (connection.readersWaiting % TcpConnection.ErrorWaiter != 0 && connection.CanReceive())
            {
                connection.readable.Set();
            }
        }

        // The event wakes one: whoever else waits for the same looks for itself.
        private void PassOn(SelectMode mode)
        {
            if (IsClosed)
            {
                // The connection has woken all, or is another's.
                return;
            }

            if (mode == SelectMode.SelectWrite)
            {
                if (connection.writersWaiting > 0)
                {
                    connection.writable.Set();
                }
            }
            else if (connection.readersWaiting > 0)
            {
                connection.readable.Set();
            }
        }
    }
}
