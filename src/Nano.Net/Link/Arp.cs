using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>
    /// The Address Resolution Protocol (RFC 826): answers who asks for this host, and passes on what others say of
    /// themselves, to the <see cref="NeighborCache"/> and to the <see cref="AddressClaim"/>.
    /// </summary>
    internal sealed class Arp : NetworkProtocol
    {
        /// <summary>169.254.0.0/16, without the bits of hosts (RFC 3927).</summary>
        private const uint LinkLocalNetwork = 0xA9FE;

        private readonly LinkLayer link;
        private readonly NeighborCache neighbors;
        private readonly AddressClaim claim;

        // A frame of its own: a request goes out while the frame that it is for stands in the link's.
        private readonly byte[] frame;

        internal Arp(LinkLayer link, NeighborCache neighbors, AddressClaim claim)
        {
            this.link = link;
            this.neighbors = neighbors;
            this.claim = claim;
            frame = new byte[link.frameOffset + EthernetFrame.HeaderLength + ArpPacket.Length];
        }

        internal override void OnPacket(byte[] buffer, int offset, int length, bool broadcast)
        {
            if (!ArpPacket.IsValid(buffer, offset, length))
            {
                link.counters.ArpMalformed++;
                return;
            }

            int senderHardware = offset + ArpPacket.SenderHardwareOffset;
            if ((buffer[senderHardware] & 1) != 0 || IsOwn(buffer, senderHardware))
            {
                link.counters.ArpIgnored++;
                return;
            }

            uint sender = BigEndian.ReadUInt32(buffer, offset + ArpPacket.SenderProtocolOffset);
            uint target = BigEndian.ReadUInt32(buffer, offset + ArpPacket.TargetProtocolOffset);
            bool request = buffer[offset + ArpPacket.OperationOffset + 1] == ArpPacket.Request;
            if (claim.IsContested(sender, target, sender == 0 && request && broadcast && IsFromSender(buffer, offset)))
            {
                return;
            }

            bool forUs = claim.usable && target == claim.address;

            // A reply creates nothing: what was asked for has an entry already. Nor does a probe (RFC 5227 section
            // 2.1.1), whose sender has no address yet, or a sender that does not belong on this link; they are
            // answered all the same.
            neighbors.Learn(sender, buffer, senderHardware, request && forUs && claim.IsOnLink(sender));
            if (request && forUs)
            {
                link.counters.ArpRepliesSent++;
                Send(ArpPacket.Reply, claim.address, buffer, senderHardware, sender);
            }
        }

        /// <summary>Asks for an address.</summary>
        /// <param name="sender">This host's address, or 0 in a probe.</param>
        /// <param name="hardware">Holds the hardware address that is asked; null to ask everybody.</param>
        /// <param name="hardwareOffset">Index of its first byte.</param>
        /// <param name="target">The address that is asked for.</param>
        internal void Request(uint sender, byte[] hardware, int hardwareOffset, uint target)
        {
            link.counters.ArpRequestsSent++;
            Send(ArpPacket.Request, sender, hardware, hardwareOffset, target);
        }

        private void Send(int operation, uint sender, byte[] hardware, int hardwareOffset, uint target)
        {
            int at = link.frameOffset;

            // Whoever else has taken the same link-local address must hear of it (RFC 3927 section 2.5).
            bool all = hardware == null || sender >> 16 == LinkLocalNetwork;
            for (int i = 0; i < EthernetFrame.AddressLength; i++)
            {
                frame[at + i] = all ? (byte)0xFF : hardware[hardwareOffset + i];
                frame[at + EthernetFrame.SourceOffset + i] = link.hardwareAddress[i];
            }

            BigEndian.WriteUInt16(frame, at + EthernetFrame.EtherTypeOffset, EthernetFrame.EtherTypeArp);
            ArpPacket.Write(
                frame, at + EthernetFrame.HeaderLength, operation, link.hardwareAddress, sender, hardware, hardwareOffset, target);

            // A busy device loses it: who asked asks again, and so do our own timers.
            link.Transmit(frame, at, EthernetFrame.HeaderLength + ArpPacket.Length);
        }

        /// <summary>Whether the frame comes from the hardware address that the packet gives as its sender's.</summary>
        private static bool IsFromSender(byte[] buffer, int offset)
        {
            int source = offset - EthernetFrame.HeaderLength + EthernetFrame.SourceOffset;
            int sender = offset + ArpPacket.SenderHardwareOffset;
            for (int i = 0; i < EthernetFrame.AddressLength; i++)
            {
                if (buffer[source + i] != buffer[sender + i])
                {
                    return false;
                }
            }

            return true;
        }

        private bool IsOwn(byte[] buffer, int offset)
        {
            for (int i = 0; i < EthernetFrame.AddressLength; i++)
            {
                if (buffer[offset + i] != link.hardwareAddress[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
