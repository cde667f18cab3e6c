using Nano.Net.Wire;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// Tells the segments of one TCP connection from everything else. A capture that is sent over the link it listens to
    /// must not capture itself: every frame of it would make another one.
    /// </summary>
    internal sealed class CaptureExclusion
    {
        private const int Ipv4AddressLength = 4;
        private const int Ipv6HeaderLength = 40;
        private const int Ipv6NextHeaderOffset = 6;
        private const int Ipv6SourceOffset = 8;

        private readonly int headerLength;
        private readonly byte[] peerAddress;
        private readonly int peerPort;
        private readonly int localPort;

        /// <summary>Leaves out a connection.</summary>
        /// <param name="headerLength">Bytes of the link's header in front of a packet: 14 on Ethernet, 0 for bare packets.</param>
        /// <param name="peer">The peer, IPv4 or IPv6.</param>
        /// <param name="localPort">The port on this side.</param>
        public CaptureExclusion(int headerLength, IPEndPoint peer, int localPort)
        {
            this.headerLength = headerLength;
            peerAddress = peer.Address.GetAddressBytes();
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
            bool isIpv6 = peerAddress.Length != Ipv4AddressLength;
            if (left < Ipv4Packet.HeaderLength
                || buffer[packet] >> 4 != (isIpv6 ? 6 : 4)
                || buffer[packet + (isIpv6 ? Ipv6NextHeaderOffset : Ipv4Packet.ProtocolOffset)] != Ipv4Packet.ProtocolTcp)
            {
                return false;
            }

            int segment = isIpv6 ? Ipv6HeaderLength : (buffer[packet] & 0x0F) * 4;
            if (segment < Ipv4Packet.HeaderLength || left < segment + 4)
            {
                return false;
            }

            int source = BigEndian.ReadUInt16(buffer, packet + segment);
            int destination = BigEndian.ReadUInt16(buffer, packet + segment + 2);
            int address = packet + (isIpv6 ? Ipv6SourceOffset : Ipv4Packet.SourceOffset);
            return isReceived
                ? source == peerPort && destination == localPort && IsPeer(buffer, address)
                : source == localPort && destination == peerPort && IsPeer(buffer, address + peerAddress.Length);
        }

        private bool IsPeer(byte[] buffer, int offset)
        {
            for (int i = 0; i < peerAddress.Length; i++)
            {
                if (buffer[offset + i] != peerAddress[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
