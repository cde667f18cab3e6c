using System.Runtime.InteropServices;
using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    // TCP_CORK and MSG_MORE (tcp(7), send(2)). The stack knows neither: what does not fill a segment is kept here until there is
    // more, and goes to the stack no later than after 200 ms.
    internal sealed partial class Sockets
    {
        // Microseconds.
        private const long LongestCork = 200_000;

        private static int Room(TcpSocket socket, TcpConnection connection) =>
            Math.Max((socket.SendBuffer == 0 ? int.MaxValue : socket.SendBuffer) - connection.sender.queued - socket.Held.Count, 0);

        /// <summary>Writes, or keeps what does not fill a segment.</summary>
        /// <returns>Bytes taken, or why none was.</returns>
        private int Send(TcpSocket socket, TcpConnection connection, byte[] bytes, int from, bool more)
        {
            int count = Math.Min(bytes.Length - from, Room(socket, connection));
            bool waits = more || socket.IsCorked;
            if (!waits && socket.Held.Count == 0)
            {
                return count == 0 && bytes.Length > from ? TcpConnection.WouldBlock : connection.Send(bytes, from, count);
            }

            if (connection.state == TcpState.Closed)
            {
                return TcpConnection.Ended;
            }

            if (count == 0 && bytes.Length > from)
            {
                return TcpConnection.WouldBlock;
            }

            socket.Held.AddRange(bytes.AsSpan(from, count));
            int unsent = connection.sender.queued - (int)(connection.sender.next - connection.sender.unacknowledged);
            int whole = (unsent + socket.Held.Count) / connection.sender.segmentSize * connection.sender.segmentSize;
            Release(socket, connection, waits ? Math.Max(whole - unsent, 0) : socket.Held.Count);
            return count;
        }

        /// <summary>Sends what waits, unless the socket is corked.</summary>
        private void Uncork(TcpSocket socket)
        {
            if (!socket.IsCorked && socket.Connection != null)
            {
                Release(socket, socket.Connection, socket.Held.Count);
            }
        }

        private void Release(TcpSocket socket, TcpConnection connection, int count)
        {
            if (count > 0)
            {
                byte[] going = CollectionsMarshal.AsSpan(socket.Held)[..count].ToArray();
                int sent = connection.Send(going, 0, count);
                socket.Held.RemoveRange(0, sent == TcpConnection.Ended ? count : Math.Max(sent, 0));
            }

            if (socket.Held.Count == 0)
            {
                socket.HeldUntil = VirtualStack.Never;
            }
            else if (socket.HeldUntil == VirtualStack.Never)
            {
                socket.HeldUntil = machine.Now + LongestCork;
                machine.At(socket.HeldUntil, () => ReleaseLate(socket));
            }
        }

        private void ReleaseLate(TcpSocket socket)
        {
            if (socket.Connection != null && machine.Now >= socket.HeldUntil)
            {
                socket.HeldUntil = VirtualStack.Never;
                Release(socket, socket.Connection, socket.Held.Count);
            }
        }
    }
}
