using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>
    /// Takes the first packets into a secret that the application has not given (<see cref="StackContext.Mix"/>): when they have
    /// come, and the checksums in them. It stands in front of IPv4 until the secret is settled, and costs nothing from then on.
    /// </summary>
    internal sealed class FrameEntropy : NetworkProtocol
    {
        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly NetworkProtocol ipv4;

        private FrameEntropy(StackContext context, LinkLayer link)
        {
            this.context = context;
            this.link = link;
            ipv4 = link.ipv4;
        }

        /// <summary>Begins, with the hardware address.</summary>
        internal static void Gather(StackContext context, LinkLayer link)
        {
            byte[] hardware = link.hardwareAddress;
            if (hardware != null)
            {
                context.Mix(BigEndian.ReadUInt32(hardware, 0));
                context.Mix(BigEndian.ReadUInt32(hardware, 2));
            }

            link.ipv4 = new FrameEntropy(context, link);
        }

        internal override void OnPacket(byte[] buffer, int offset, int length, bool broadcast)
        {
            if (context.eventsToMix == 0)
            {
                link.ipv4 = ipv4;
            }
            else if (length >= Ipv4Packet.HeaderLength + UdpDatagram.HeaderLength)
            {
                context.Mix(BigEndian.ReadUInt32(buffer, offset + Ipv4Packet.ChecksumOffset));
                context.Mix(BigEndian.ReadUInt32(buffer, offset + Ipv4Packet.HeaderLength + 4));
            }

            ipv4.OnPacket(buffer, offset, length, broadcast);
        }

        internal override int WriteMulticastGroups(byte[] buffer, int offset)
        {
            return ipv4.WriteMulticastGroups(buffer, offset);
        }

        internal override void Ask(Neighbor neighbor, byte[] hardware)
        {
            ipv4.Ask(neighbor, hardware);
        }

        internal override void OnNeighborUnreachable(Neighbor neighbor)
        {
            ipv4.OnNeighborUnreachable(neighbor);
        }

        internal override void OnNeighborFound(Neighbor neighbor)
        {
            ipv4.OnNeighborFound(neighbor);
        }
    }
}
