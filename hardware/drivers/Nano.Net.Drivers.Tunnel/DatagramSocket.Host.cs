using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Nano.Net.Drivers
{
    // .NET names a sender in an object that is filled again; nanoFramework by a new one a datagram.
    public sealed partial class DatagramSocket
    {
        private System.Net.SocketAddress peerAddress;
        private System.Net.SocketAddress sender;

        partial void ConfigureSocket()
        {
            // A board's socket does not wait for long: its queue is short, and what does not fit is lost.
            socket.Blocking = false;

            // A PC's stack announces windows that the system's usual buffer would not hold; it gives what it may.
            socket.ReceiveBufferSize = 4 * 1024 * 1024;
            socket.SendBufferSize = 4 * 1024 * 1024;
        }

        partial void ConfigureThread(Thread thread)
        {
            thread.IsBackground = true;
            thread.Name = "Nano tunnel";
        }

        private void SetPeer(System.Net.IPEndPoint peer)
        {
            peerAddress = peer.Serialize();
            sender = new System.Net.SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
        }

        private int ReceiveFrom(byte[] buffer, int offset, int capacity)
        {
            int length = socket.ReceiveFrom(buffer.AsSpan(offset, capacity), SocketFlags.None, sender);

            // Family (2 bytes) and port (2 bytes) stand before the address.
            IsFromPeer = sender.Buffer.Span.Slice(4, 4).SequenceEqual(peerAddress.Buffer.Span.Slice(4, 4));
            return length;
        }

        private void SendTo(byte[] buffer, int offset, int length)
        {
            socket.SendTo(buffer.AsSpan(offset, length), SocketFlags.None, peerAddress);
        }

        private bool IsBusy(SocketException e)
        {
            return e.SocketErrorCode == SocketError.NoBufferSpaceAvailable || e.SocketErrorCode == SocketError.WouldBlock;
        }
    }
}
