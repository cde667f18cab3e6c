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

        // Where in both the address stands.
        private int addressOffset;
        private int addressLength;

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
            sender = new System.Net.SocketAddress(peer.AddressFamily);
            if (peer.AddressFamily == AddressFamily.InterNetworkV6)
            {
                // Family, port (2 bytes each) and flow (4) stand before the address, and the scope (4) behind it: of a peer that has none, any will do.
                addressOffset = 8;
                addressLength = peer.Address.ScopeId == 0 ? 16 : 20;
            }
            else
            {
                // Family and port.
                addressOffset = 4;
                addressLength = 4;
            }
        }

        private int ReceiveFrom(byte[] buffer, int offset, int capacity)
        {
            int length = socket.ReceiveFrom(buffer.AsSpan(offset, capacity), SocketFlags.None, sender);
            IsFromPeer = sender.Buffer.Span.Slice(addressOffset, addressLength).SequenceEqual(peerAddress.Buffer.Span.Slice(addressOffset, addressLength));
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
