using System.Net;
using System.Net.Sockets;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>An interface, for a packet socket to be bound to: sockaddr_ll of packet(7), without a protocol, so that nothing is received.</summary>
    internal sealed class LinkEndPoint(int index) : EndPoint
    {
        private const int Size = 20;
        private const int IndexOffset = 4;

        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, Size);
            byte[] number = BitConverter.GetBytes(index);
            for (int i = 0; i < number.Length; i++)
            {
                address[IndexOffset + i] = number[i];
            }

            return address;
        }
    }
}
