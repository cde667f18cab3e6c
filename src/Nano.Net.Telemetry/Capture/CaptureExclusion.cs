using Nano.Net.Wire;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// Tells the segments of one TCP connection from everything else. A capture that is sent over the link it listens to
    /// must not capture itself: every frame of it would make another one.
    /// </summary>
    internal sealed class CaptureExclusion
    {
        private readonly int headerLength;
        private readonly uint peerAddress;
        private readonly int peerPort;
        private readonly int localPort;

        /// <summary>Leaves out a connection.</summary>
        /// <param name="headerLength">Bytes of the link's header in front of a packet: 14 on Ethernet, 0 for bare packets.</param>
        /// <param name="peer">The peer.</param>
        /// <param name="localPort">The port on this side.</param>
        public CaptureExclusion(int headerLength, IPEndPoint peer, int localPort)
        {
            this.headerLength = headerLength;
            byte[] address = peer.Address.GetAddressBytes();
            peerAddress = BigEndian.ReadUInt32(address, 0);
            peerPort = peer.Port;
            this.localPort = localPort;
        }

        /// <summary>Whether a frame belongs to the connection.</summary>
        /// <param name="buffer">Holds the frame.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <param name="isReceived">Whether it came from the link; else it goes there.</param>
        public bool Covers(byte[] buffer, int offset, int length, bool isReceived)
        {
            int packet = offset + headerLength;
            int left = length - headerLength;
            if (left < Ipv4Packet.HeaderLength || buffer[packet] >> 4 != 4 || buffer[packet + Ipv4Packet.ProtocolOffset] != Ipv4Packet.ProtocolTcp)
            {
                return false;
            }

            int segment = (buffer[packet] & 0x0F) * 4;
            if (segment < Ipv4Packet.HeaderLength || left < segment + 4)
            {
                return false;
            }

            int source = BigEndian.ReadUInt16(buffer, packet + segment);
            int destination = BigEndian.ReadUInt16(buffer, packet + segment + 2);
            return isReceived
                ? source == peerPort && destination == localPort && BigEndian.ReadUInt32(buffer, packet + Ipv4Packet.SourceOffset) == peerAddress
                : source == localPort && destination == peerPort && BigEndian.ReadUInt32(buffer, packet + Ipv4Packet.DestinationOffset) == peerAddress;
        }
    }
}
