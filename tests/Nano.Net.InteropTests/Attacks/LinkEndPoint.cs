using System.Buffers.Binary;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>An interface, for a packet socket to be bound to: sockaddr_ll of packet(7).</summary>
    /// <param name="index">The interface's number.</param>
    /// <param name="protocol">The EtherType to receive; <see cref="Everything"/>, or 0 for nothing.</param>
    internal sealed class LinkEndPoint(int index, int protocol) : System.Net.EndPoint
    {
        /// <summary>ETH_P_ALL.</summary>
        internal const int Everything = 3;

        private const int Size = 20;
        private const int ProtocolOffset = 2;
        private const int IndexOffset = 4;

        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override System.Net.SocketAddress Serialize()
        {
            var address = new System.Net.SocketAddress(AddressFamily.Packet, Size);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[ProtocolOffset..], (ushort)protocol);
            BitConverter.TryWriteBytes(address.Buffer.Span[IndexOffset..], index);
            return address;
        }
    }
}
