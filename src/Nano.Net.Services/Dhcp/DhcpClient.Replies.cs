using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>What the client makes of what servers send (RFC 2131 sections 4.4.1 and 4.4.5).</summary>
    public sealed partial class DhcpClient
    {
        // What is done with a message: nothing; its offer is asked for; what it grants is taken; another address is asked for.
        private const byte Drop = 0;
        private const byte Choose = 1;
        private const byte Take = 2;
        private const byte Yield = 3;

        private const int Columns = 3;

        // What a message does in each state (figure 5): a row for each DhcpState, in their order.
        private static readonly byte[] reactions = new byte[]
        {
            // DHCPOFFER, DHCPACK, DHCPNAK
            Drop, Drop, Drop, // Stopped
            Drop, Drop, Drop, // Init
            Choose, Drop, Drop, // Selecting
            Drop, Take, Yield, // Requesting
            Drop, Drop, Drop, // Probing
            Drop, Drop, Drop, // Bound
            Drop, Take, Yield, // Renewing
            Drop, Take, Yield, // Rebinding
            Drop, Take, Yield, // Rebooting
        };

        internal override void OnDatagram(UdpEndpoint to, Path from, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            if (from.protocol != ipv4)
            {
                return;
            }

            uint source = from.identity;
            if (!DhcpMessage.IsReply(buffer, offset, length))
            {
                counters.Malformed++;
                return;
            }

            int reaction = IsOurs(buffer, offset) ? ReactionTo(DhcpMessage.TypeOf(buffer, offset, length)) : Drop;

            // Some servers leave their identifier out (RFC 2131 section 4.3.1 wants it): the sender is as good.
            uint sender = HostAddress.IsValid(source) ? source : 0;
            uint server = DhcpLease.ServerOf(buffer, offset, length, 0);

            if (reaction == Drop || (reaction == Yield && !MayRefuse(server, sender)))
            {
                counters.Ignored++;
                return;
            }

            counters.Received++;
            if (reaction == Yield)
            {
                OnRefusal();
            }
            else if (!DhcpLease.IsUsable(buffer, offset, length))
            {
                // Of several offers, one that nobody can use does not win; of a grant, the request is repeated.
                counters.Malformed++;
            }
            else if (reaction == Choose)
            {
                OnOffer(BigEndian.ReadUInt32(buffer, offset + DhcpMessage.YourAddressOffset), server != 0 ? server : sender);
            }
            else
            {
                OnGrant(buffer, offset, length, server, sender);
            }

            SetNextDeadline();
            TellOfChange();
        }

        /// <summary>
        /// Whether a refusal counts. A request for an offer names the server that made it, and one for an extension goes to the
        /// server of the lease alone, at its address (RFC 2131 section 4.3.2): whoever else refuses is a stranger, however right
        /// the transaction is. What all servers are asked, any of them may refuse.
        /// </summary>
        /// <param name="server">The server that the message names; 0 for none.</param>
        /// <param name="sender">Where it comes from; 0 where that is no host.</param>
        private bool MayRefuse(uint server, uint sender)
        {
            if (state == DhcpState.Renewing && sender != lease.server)
            {
                return false;
            }

            uint asked = state == DhcpState.Requesting ? offeringServer : state == DhcpState.Renewing ? lease.server : 0;
            return asked == 0 || (server != 0 ? server : sender) == asked;
        }

        private int ReactionTo(int type)
        {
            int column = type == DhcpMessage.Offer ? 0 : type == DhcpMessage.Ack ? 1 : type == DhcpMessage.Nak ? 2 : Columns;
            return column == Columns ? Drop : reactions[((int)state * Columns) + column];
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

        /// <summary>Asks for what was offered; after a while only, where the server has failed before, so that another one can go first.</summary>
        private void OnOffer(uint address, uint server)
        {
            int failed = failedServers.IndexOf(server);
            if (server == 0)
            {
                counters.Malformed++;
            }
            else if (failed == DhcpServers.None)
            {
                Request(address, server);
            }
            else if (reservingServer == 0 || failed < failedServers.IndexOf(reservingServer))
            {
                long due = context.now + ReserveDelay;
                stepDue = reservingServer == 0 && due < stepDue ? due : stepDue;
                reserved = address;
                reservingServer = server;
            }
        }

        /// <summary>Takes a grant: of what was offered, or of the lease that the host has.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="server">The server that it names; 0 for none.</param>
        /// <param name="sender">Where it comes from; 0 where that is no host.</param>
        private void OnGrant(byte[] buffer, int offset, int length, uint server, uint sender)
        {
            uint address = BigEndian.ReadUInt32(buffer, offset + DhcpMessage.YourAddressOffset);
            if (address != (state == DhcpState.Requesting ? offered : lease.address))
            {
                counters.Malformed++;
                return;
            }

            if (server == 0)
            {
                // A request that went to one server is answered by that one.
                server = state == DhcpState.Requesting ? offeringServer : state == DhcpState.Renewing || sender == 0 ? lease.server : sender;
            }

            bool isInUse = hasLease && address == lease.address;
            lease.Read(buffer, offset, length, server, requestedAt, context.NextRandom());
            if (isInUse)
            {
                counters.Renewals++;
                BecomeBound();
                if (ipv4.routes.gateway != lease.router || ipv4.routes.mask != Routes.MaskOf(lease.prefixLength))
                {
                    ipv4.Configure(lease.address, lease.prefixLength, lease.router, false);
                }

                return;
            }

            // Another address takes the place of the one in use, of the lease or link-local.
            changed |= hasLease || linkLocalTold;
            hasLease = false;
            linkLocalTold = false;
            linkLocalDue = TimerQueue.Never;
            linkLocal.Reset();
            state = DhcpState.Probing;
            stepDue = TimerQueue.Never;
            ipv4.Configure(address, lease.prefixLength, lease.router, probeAddress);
        }
    }
}
