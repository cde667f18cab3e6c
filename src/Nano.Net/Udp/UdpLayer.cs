using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Wire;

namespace Nano.Net.Udp
{
    /// <summary>The User Datagram Protocol (RFC 768, RFC 1122 section 4.1): a fixed number of endpoints, found by port.</summary>
    internal sealed partial class UdpLayer : TransportProtocol
    {
        // RFC 6335 section 6: the dynamic ports.
        private const int FirstEphemeralPort = 49152;
        private const int EphemeralPorts = 65536 - FirstEphemeralPort;

        internal readonly UdpCounters counters = new UdpCounters();
        internal readonly InternetLayer internet;

        /// <summary>Time to live of datagrams whose socket asks for no other.</summary>
        internal readonly int timeToLive;

        private readonly StackContext context;
        private readonly byte[] header = new byte[UdpDatagram.HeaderLength];
        private readonly UdpEndpoint[] buckets;
        private UdpEndpoint free;

        internal UdpLayer(StackContext context, InternetLayer internet, StackOptions options)
        {
            this.context = context;
            this.internet = internet;
            timeToLive = options.TimeToLive;
            int bucketCount = 1;
            while (bucketCount < options.UdpSockets)
            {
                bucketCount <<= 1;
            }

            buckets = new UdpEndpoint[bucketCount];
            for (int i = options.UdpSockets; i > 0; i--)
            {
                UdpEndpoint endpoint = new UdpEndpoint(this, options.UdpQueueLength, options.UdpQueueSize);
                endpoint.next = free;
                free = endpoint;
            }

            internet.udp = this;
        }

        /// <summary>Takes an endpoint out of the pool; null where all are in use.</summary>
        internal UdpEndpoint Open()
        {
            UdpEndpoint endpoint = free;
            if (endpoint != null)
            {
                free = endpoint.next;
                endpoint.Reset();
            }

            return endpoint;
        }

        /// <summary>Puts a closed endpoint back into the pool.</summary>
        internal void Recycle(UdpEndpoint endpoint)
        {
            endpoint.next = free;
            free = endpoint;
        }

        /// <summary>Gives an endpoint a port, on which it then receives what is sent to its local address.</summary>
        /// <param name="endpoint">It has none yet.</param>
        /// <param name="port">The port; 0 for any that is free.</param>
        /// <returns>False where the port is in use, or none is free.</returns>
        internal bool Bind(UdpEndpoint endpoint, int port)
        {
            if (port == 0)
            {
                // RFC 6056 section 3.3.2: at random, and on from there.
                int start = (int)(context.NextRandom() % EphemeralPorts);
                for (int i = 0; i < EphemeralPorts && port == 0; i++)
                {
                    int candidate = FirstEphemeralPort + (start + i) % EphemeralPorts;
                    if (IsFree(candidate, endpoint.localAddress))
                    {
                        port = candidate;
                    }
                }
            }

            if (port == 0 || !IsFree(port, endpoint.localAddress))
            {
                return false;
            }

            int bucket = port & (buckets.Length - 1);
            endpoint.localPort = port;
            endpoint.next = buckets[bucket];
            buckets[bucket] = endpoint;
            return true;
        }

        /// <summary>Takes the port from an endpoint.</summary>
        internal void Unbind(UdpEndpoint endpoint)
        {
            int bucket = endpoint.localPort & (buckets.Length - 1);
            UdpEndpoint other = buckets[bucket];
            if (other == endpoint)
            {
                buckets[bucket] = endpoint.next;
            }
            else
            {
                while (other.next != endpoint)
                {
                    other = other.next;
                }

                other.next = endpoint.next;
            }

            endpoint.localPort = 0;
        }

        /// <summary>Sends a datagram.</summary>
        /// <returns>False where the link device is busy.</returns>
        internal bool Send(Path path, int timeToLive, int sourcePort, int destinationPort, byte[] buffer, int offset, int length)
        {
            int total = length + UdpDatagram.HeaderLength;
            int checksum = 0;
            if (!path.protocol.FillsChecksum(path, total))
            {
                // The length counts twice: in the pseudo-header, and in the header.
                checksum = InternetChecksum.Finish(
                    path.pseudoHeaderSum + Ipv4Packet.ProtocolUdp + total
                    + sourcePort + destinationPort + total + InternetChecksum.Sum(buffer, offset, length));
                if (checksum == 0)
                {
                    checksum = 0xFFFF;
                }
            }

            // What was interrupted goes on if it comes again. Its checksum tells it, with the addresses, from all others but one in 65,536.
            if (internet.interrupted != 0
                && (BigEndian.ReadUInt16(header, UdpDatagram.SourcePortOffset) != sourcePort
                    || BigEndian.ReadUInt16(header, UdpDatagram.DestinationPortOffset) != destinationPort
                    || BigEndian.ReadUInt16(header, UdpDatagram.LengthOffset) != total
                    || BigEndian.ReadUInt16(header, UdpDatagram.ChecksumOffset) != checksum))
            {
                internet.interrupted = 0;
            }

            BigEndian.WriteUInt16(header, UdpDatagram.SourcePortOffset, sourcePort);
            BigEndian.WriteUInt16(header, UdpDatagram.DestinationPortOffset, destinationPort);
            BigEndian.WriteUInt16(header, UdpDatagram.LengthOffset, total);
            BigEndian.WriteUInt16(header, UdpDatagram.ChecksumOffset, checksum);
            if (!path.protocol.SendDatagram(path, Ipv4Packet.ProtocolUdp, timeToLive, header, UdpDatagram.HeaderLength, buffer, offset, length))
            {
                return false;
            }

            counters.DatagramsSent++;
            return true;
        }

        internal override void OnPacket(Path path, byte[] buffer, int ipOffset, int offset, int length, bool broadcast)
        {
            counters.DatagramsReceived++;
            int total = length < UdpDatagram.HeaderLength ? 0 : BigEndian.ReadUInt16(buffer, offset + UdpDatagram.LengthOffset);
            if (total < UdpDatagram.HeaderLength || total > length)
            {
                counters.Malformed++;
                return;
            }

            // The addresses are those of the packet, not of the path: it may have been broadcast.
            if (!internet.checksumsVerified && BigEndian.ReadUInt16(buffer, offset + UdpDatagram.ChecksumOffset) != 0)
            {
                int sum = path.protocol.AddressSum(buffer, ipOffset) + Ipv4Packet.ProtocolUdp + total
                    + InternetChecksum.Sum(buffer, offset, total);
                if (InternetChecksum.Fold(sum) != 0xFFFF)
                {
                    counters.BadChecksum++;
                    return;
                }
            }

            int sourcePort = BigEndian.ReadUInt16(buffer, offset + UdpDatagram.SourcePortOffset);
            UdpEndpoint endpoint = Find(BigEndian.ReadUInt16(buffer, offset + UdpDatagram.DestinationPortOffset), path, broadcast);
            int group = broadcast ? path.protocol.GroupOf(buffer, ipOffset) : InternetProtocol.NoGroup;
            if (endpoint == null || !endpoint.Accepts(path, sourcePort, group))
            {
                counters.NoPort++;
                if (!broadcast)
                {
                    path.protocol.SendPortUnreachable(path, buffer, ipOffset, offset - ipOffset + length);
                }

                return;
            }

            if (endpoint.receiver != null)
            {
                counters.DatagramsQueued++;
                endpoint.receiver.OnDatagram(
                    endpoint, path, sourcePort, buffer, ipOffset, offset + UdpDatagram.HeaderLength, total - UdpDatagram.HeaderLength);
            }
            else if (!endpoint.Fits(total - UdpDatagram.HeaderLength))
            {
                counters.TooLong++;
            }
            else if (endpoint.Deliver(path, sourcePort, buffer, offset + UdpDatagram.HeaderLength, total - UdpDatagram.HeaderLength))
            {
                counters.DatagramsQueued++;
            }
            else
            {
                counters.QueueFull++;
            }
        }

        internal override void OnError(Path path, DeliveryError error, int mtu, byte[] buffer, int offset, int length)
        {
            UdpEndpoint endpoint = Find(BigEndian.ReadUInt16(buffer, offset + UdpDatagram.SourcePortOffset), path, false);
            if (error == DeliveryError.PacketTooBig && endpoint != null
                && BigEndian.ReadUInt16(buffer, offset + UdpDatagram.LengthOffset) + path.protocol.HeaderLength > mtu)
            {
                path.protocol.OnDatagramTooBig(path, mtu);
            }

            // Only what says that nobody is there concerns a socket; the rest passes (RFC 1122 section 3.2.2.1).
            if (error != DeliveryError.Refused)
            {
                return;
            }

            int remotePort = BigEndian.ReadUInt16(buffer, offset + UdpDatagram.DestinationPortOffset);
            if (endpoint != null && endpoint.IsConnectedTo(path, remotePort))
            {
                counters.ErrorsReceived++;
                endpoint.Refuse();
            }
        }

        /// <summary>Closes every port. Who waits in a receive is woken.</summary>
        internal void Abort()
        {
            for (int i = 0; i < buckets.Length; i++)
            {
                while (buckets[i] != null)
                {
                    buckets[i].Close();
                }
            }
        }

        // The endpoint that hears what is sent to a port by a path; none hears what another one does.
        private UdpEndpoint Find(int port, Path path, bool broadcast)
        {
            UdpEndpoint endpoint = buckets[port & (buckets.Length - 1)];
            while (endpoint != null && (endpoint.localPort != port || !Binding.Hears(endpoint.localAddress, path, broadcast)))
            {
                endpoint = endpoint.next;
            }

            return endpoint;
        }

        // Whether nobody on a port hears what one that is bound to an address would.
        private bool IsFree(int port, IPAddress local)
        {
            UdpEndpoint endpoint = buckets[port & (buckets.Length - 1)];
            while (endpoint != null && (endpoint.localPort != port || !Binding.Overlap(endpoint.localAddress, local)))
            {
                endpoint = endpoint.next;
            }

            return endpoint == null;
        }
    }
}
