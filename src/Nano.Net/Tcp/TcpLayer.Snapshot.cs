using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    // All connections at once: to be looked at, and to be ended.
    internal sealed partial class TcpLayer
    {
        /// <summary>A picture of all listeners and connections.</summary>
        internal ConnectionInfo[] GetConnections()
        {
            int count = 0;
            int most = 0;
            for (int i = 0; i < acceptors.Length; i++)
            {
                count += acceptors[i].IsListening ? 1 : 0;
            }

            for (int i = 0; i < blocks.Length; i++)
            {
                count += IsShown(blocks[i]) ? 1 : 0;
                most += blocks[i] is TcpConnection ? 1 : 0;
            }

            ConnectionInfo[] connections = new ConnectionInfo[count];
            int n = 0;
            for (int i = 0; i < acceptors.Length; i++)
            {
                TcpAcceptor acceptor = acceptors[i];
                if (acceptor.IsListening)
                {
                    IPAddress local = acceptor.localAddress ?? (internet.ipv6 == null ? IPAddress.Any : IPAddress.IPv6Any);
                    connections[n++] = new ConnectionInfo(
                        new IPEndPoint(local, acceptor.localPort), new IPEndPoint(local.ipv6 == null ? IPAddress.Any : IPAddress.IPv6Any, 0), TcpState.Listen)
                    {
                        ReceiveQueue = acceptor.count,
                        SendQueue = acceptor.backlog < most ? acceptor.backlog : most,
                    };
                }
            }

            for (int i = 0; i < blocks.Length; i++)
            {
                TransmissionControlBlock block = blocks[i];
                if (IsShown(block))
                {
                    ConnectionInfo info = new ConnectionInfo(
                        new IPEndPoint(block.path.LocalAddress(), block.LocalPort),
                        new IPEndPoint(block.path.RemoteAddress(), block.RemotePort),
                        block.state);
                    connections[n++] = info;
                    TcpConnection connection = block as TcpConnection;
                    if (connection != null)
                    {
                        info.ReceiveQueue = connection.receiver.available;
                        info.SendQueue = connection.sender.queued;
                        info.RoundTripTime = connection.sender.rtt.SmoothedRoundTrip();
                        info.CongestionWindow = connection.sender.congestion.window;
                    }
                }
            }

            return connections;
        }

        /// <summary>Closes every port and resets every connection.</summary>
        internal void Abort()
        {
            for (int i = 0; i < acceptors.Length; i++)
            {
                if (acceptors[i].localPort != 0)
                {
                    Close(acceptors[i]);
                }
            }

            End(TcpError.Aborted, null);
        }

        // One in TIME-WAIT is CLOSED while a SYN opens it anew.
        private static bool IsShown(TransmissionControlBlock block)
        {
            return block.path != null && block.state != TcpState.Closed;
        }

        // Ends every connection, or every one of a path: with resets, where this side wants it so; silently, where it cannot send any more.
        private void End(TcpError reason, Path path)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                TransmissionControlBlock block = blocks[i];
                if (block.path == null || (path != null && block.path != path))
                {
                    continue;
                }

                TcpConnection connection = block as TcpConnection;
                ClosingConnection closing = block as ClosingConnection;
                if (connection != null)
                {
                    connection.Fail(reason, reason == TcpError.Aborted);
                }
                else if (closing != null && reason == TcpError.Aborted)
                {
                    closing.Abort();
                }
                else
                {
                    if (block is HalfOpenConnection)
                    {
                        // Should the address come back, by a lease say, who was answered is let in all the same.
                        cookies.NoteForgotten();
                    }

                    block.End();
                }
            }
        }
    }
}
