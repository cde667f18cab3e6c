using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    // close(2) and shutdown(2).
    internal sealed partial class Sockets
    {
        internal int Close(int descriptor)
        {
            long until = -1;
            return machine.Run(() =>
            {
                if (epolls.Remove(descriptor))
                {
                    return 0;
                }

                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                if (socket.IsListening)
                {
                    tcp.Close(socket.Acceptor!);
                }

                TcpConnection? connection = socket.Connection;
                socket.IsCorked = false;
                Uncork(socket);
                if (connection != null && socket.Linger && connection.state != TcpState.Closed)
                {
                    if (socket.LingerSeconds == 0)
                    {
                        connection.Abort();
                    }
                    else if (connection.receiver.available == 0 && !socket.NonBlocking)
                    {
                        // SO_LINGER: until everything has been acknowledged, or the time is over.
                        until = until < 0 ? machine.Now + (socket.LingerSeconds * 1_000_000L) : until;
                        connection.ShutdownSend();
                        if (!connection.IsFlushed() && connection.state != TcpState.Closed && machine.Now < until)
                        {
                            return VirtualStack.Blocked;
                        }
                    }
                }

                connection?.Close();
                sockets.Remove(descriptor);
                foreach (SortedDictionary<int, EpollEntry> entries in epolls.Values)
                {
                    entries.Remove(descriptor);
                }

                return 0;
            },
            LingerTime(descriptor));
        }

        internal int Shutdown(int descriptor, int how) => machine.Run(() =>
        {
            if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
            {
                return -Errno.BadDescriptor;
            }

            if (how is < 0 or > 2)
            {
                return -Errno.Invalid;
            }

            TcpConnection? connection = socket.Connection;
            if (connection == null || !connection.IsSynchronized || connection.state == TcpState.Closed)
            {
                return -Errno.NotConnected;
            }

            if (how != 0)
            {
                socket.IsCorked = false;
                Uncork(socket);
                socket.SendShut = true;
                connection.ShutdownSend();
            }

            if (how != 1)
            {
                socket.ReceiveShut = true;
                connection.ShutdownReceive();
            }

            return 0;
        });

        private long LingerTime(int descriptor) =>
            sockets.TryGetValue(descriptor, out TcpSocket? socket) && socket.Linger ? socket.LingerSeconds * 1_000_000L : VirtualStack.Never;
    }
}
