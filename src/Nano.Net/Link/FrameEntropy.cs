using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>
    /// Takes the first frames into a secret that the application has not given (<see cref="StackContext.Mix"/>): when they have
    /// come, and the checksums in them. Once the secret is settled, it observes nothing any more, and costs nothing.
    /// </summary>
    internal sealed class FrameEntropy : IFrameObserver
    {
        private readonly StackContext context;
        private readonly LinkLayer link;

        private FrameEntropy(StackContext context, LinkLayer link)
        {
            this.context = context;
            this.link = link;
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

            link.AddObserver(new FrameEntropy(context, link));
        }

        /// <inheritdoc/>
        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            if (context.eventsToMix == 0)
            {
                link.RemoveObserver(this);
                return;
            }

            // Of IPv4 packets the checksums of both headers, of ARP who it is about. Behind a short frame stands an older one.
            int at = offset + link.headerLength;
            context.Mix(BigEndian.ReadUInt32(buffer, at + Ipv4Packet.ChecksumOffset));
            context.Mix(BigEndian.ReadUInt32(buffer, at + Ipv4Packet.HeaderLength + 4));
        }

        /// <inheritdoc/>
        public void FrameSent(byte[] buffer, int offset, int length)
        {
        }
    }
}
