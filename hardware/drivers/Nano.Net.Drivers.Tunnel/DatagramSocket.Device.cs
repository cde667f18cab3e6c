using System.Net;
using System.Net.Sockets;

namespace Nano.Net.Drivers
{
    // nanoFramework names a sender by a new object a datagram; .NET by one that is filled again.
    public sealed partial class DatagramSocket
    {
        private System.Net.IPEndPoint peerEndPoint;
        private System.Net.IPAddress peerAddress;
        private System.Net.EndPoint sender;

        private void SetPeer(System.Net.IPEndPoint peer)
        {
            peerEndPoint = peer;
            peerAddress = peer.Address;
            sender = peer;
        }

        private int ReceiveFrom(byte[] buffer, int offset, int capacity)
        {
            int length = socket.ReceiveFrom(buffer, offset, capacity, SocketFlags.None, ref sender);
            IsFromPeer = ((System.Net.IPEndPoint)sender).Address.Equals(peerAddress);
            return length;
        }

        private void SendTo(byte[] buffer, int offset, int length)
        {
            socket.SendTo(buffer, offset, length, SocketFlags.None, peerEndPoint);
        }

        private bool IsBusy(SocketException e)
        {
            return e.ErrorCode == (int)System.Net.Sockets.SocketError.NoBufferSpaceAvailable;
        }
    }
}
