using Nano.Net.Core;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>What the client makes of what servers send (RFC 2131 sections 4.4.1 and 4.4.5).</summary>
    public sealed partial class DhcpClient
    {
        internal override void OnDatagram(UdpEndpoint to, uint source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            if (!DhcpMessage.IsReply(buffer, offset, length))
            {
                counters.Malformed++;
                return;
            }

            if (!IsOurs(buffer, offset) || !Take(buffer, offset, length))
            {
                counters.Ignored++;
                return;
            }

            counters.Received++;
            SetNextDeadline();
            TellOfChange();
        }

        /// <summary>Whether a reply belongs to the transaction that is under way, and to this host.</summary>
        private bool IsOurs(byte[] buffer, int offset)
        {
            if (BigEndian.ReadUInt32(buffer, offset + DhcpMessage.TransactionOffset) != transaction)
            {
                return false;
            }

            for (int i = 0; i < EthernetFrame.AddressLength; i++)
            {
                if (buffer[offset + DhcpMessage.ClientHardwareOffset + i] != hardwareAddress[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Takes a reply that is for this client.</summary>
        /// <returns>False where it is of no use now.</returns>
        private bool Take(byte[] buffer, int offset, int length)
        {
            int type = DhcpMessage.Find(buffer, offset, length, DhcpMessage.MessageTypeOption);
            type = type < 0 || buffer[type] != 1 ? 0 : buffer[type + 1];
            uint server = DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.ServerIdentifierOption);
            if (state == DhcpState.Selecting)
            {
                uint address = BigEndian.ReadUInt32(buffer, offset + DhcpMessage.YourAddressOffset);
                if (type != DhcpMessage.Offer || server == 0 || address == 0)
                {
                    return false;
                }

                offered = address;
                offeringServer = server;
                state = DhcpState.Requesting;
                attempt = 0;
                requestedAt = context.now;
                SendRequest();
                WaitForAnswer();
                return true;
            }

            bool extending = state == DhcpState.Renewing || state == DhcpState.Rebinding;
            if (!extending && (state != DhcpState.Requesting || server != offeringServer))
            {
                return false;
            }

            if (type == DhcpMessage.Nak)
            {
                counters.Refusals++;
                offered = 0;
                if (extending)
                {
                    LoseAddress(DhcpState.Init);
                }

                Restart(RefusalDelay + Random(RefusalDelay));
                return true;
            }

            return type == DhcpMessage.Ack && Accept(buffer, offset, length, extending);
        }

        private bool Accept(byte[] buffer, int offset, int length, bool extending)
        {
            uint address = BigEndian.ReadUInt32(buffer, offset + DhcpMessage.YourAddressOffset);
            if (address != (extending ? lease.address : offered) || !lease.Read(buffer, offset, length, requestedAt, context.NextRandom()))
            {
                counters.Malformed++;
                return true;
            }

            if (extending)
            {
                counters.Renewals++;
                state = DhcpState.Bound;
                stepDue = lease.renewal;
                if (ipv4.routes.gateway != lease.router || ipv4.routes.mask != Internet.Routes.MaskOf(lease.prefixLength))
                {
                    ipv4.Configure(lease.address, lease.prefixLength, lease.router, false);
                }

                changed = true;
                return true;
            }

            linkLocalDue = TimerQueue.Never;
            linkLocal.Reset();
            ReleaseLinkLocal();
            state = DhcpState.Probing;
            stepDue = TimerQueue.Never;
            ipv4.Configure(address, lease.prefixLength, lease.router, probeAddress);
            return true;
        }
    }
}
