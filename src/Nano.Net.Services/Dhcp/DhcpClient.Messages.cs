using System;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>What the client sends (RFC 2131 section 4.4.1, table 5).</summary>
    public sealed partial class DhcpClient
    {
        // In the order in which they matter.
        private static readonly byte[] wantedOptions = new byte[]
        {
            DhcpMessage.SubnetMaskOption,

            // In front of the option that it overrides (RFC 3442).
            DhcpMessage.ClasslessRoutesOption,
            DhcpMessage.RouterOption,
            DhcpMessage.DnsServersOption,
            DhcpMessage.DomainNameOption,
            DhcpMessage.NtpServersOption,
            DhcpMessage.LeaseTimeOption,
            DhcpMessage.RenewalTimeOption,
            DhcpMessage.RebindingTimeOption,
        };

        private readonly UdpEndpoint endpoint;

        // From 0.0.0.0 to 255.255.255.255.
        private readonly Path unspecified;
        private readonly byte[] hardwareAddress;
        private readonly byte[] clientIdentifier;
        private readonly byte[] hostName;
        private int position;

        private byte[] DefaultIdentifier()
        {
            byte[] identifier = new byte[1 + EthernetFrame.AddressLength];
            identifier[0] = DhcpMessage.Ethernet;
            Array.Copy(hardwareAddress, 0, identifier, 1, EthernetFrame.AddressLength);
            return identifier;
        }

        private void SendDiscover()
        {
            Begin(DhcpMessage.Discover, 0);
            if (offered != 0)
            {
                AddAddress(DhcpMessage.RequestedAddressOption, offered);
            }

            AddSettings();
            SendToAll();
        }

        private void SendRequest()
        {
            Begin(DhcpMessage.Request, 0);
            AddAddress(DhcpMessage.RequestedAddressOption, offered);
            AddAddress(DhcpMessage.ServerIdentifierOption, offeringServer);
            AddSettings();
            SendToAll();
        }

        private void SendReboot()
        {
            // No server is named: any may know of the lease (section 4.3.2).
            Begin(DhcpMessage.Request, 0);
            AddAddress(DhcpMessage.RequestedAddressOption, lease.address);
            AddSettings();
            SendToAll();
        }

        private void SendDecline()
        {
            Begin(DhcpMessage.Decline, 0);
            AddAddress(DhcpMessage.RequestedAddressOption, lease.address);
            AddAddress(DhcpMessage.ServerIdentifierOption, lease.server);
            SendToAll();
        }

        /// <returns>False where it could not be sent: every path is held, or the device is busy.</returns>
        private bool SendExtension()
        {
            Begin(DhcpMessage.Request, lease.address);
            AddSettings();
            return SendTo(state == DhcpState.Renewing ? lease.server : Routes.LimitedBroadcast);
        }

        private void SendRelease()
        {
            transaction = context.NextRandom();
            Begin(DhcpMessage.Release, lease.address);
            AddAddress(DhcpMessage.ServerIdentifierOption, lease.server);

            // The address goes with this call, so there is no time to ask for the server's hardware address. Where it is
            // not known, the message is broadcast: the identifier in it says which server is meant.
            Path path = ipv4.Find(lease.server);
            SendTo(path != null && ipv4.IsResolved(path) ? lease.server : Routes.LimitedBroadcast);
        }

        /// <summary>Begins a message with what stands in all of them.</summary>
        private void Begin(int type, uint clientAddress)
        {
            int at = datagramOffset;
            Array.Clear(datagram, at, DhcpMessage.MaximumLength);
            datagram[at + DhcpMessage.OperationOffset] = DhcpMessage.BootRequest;
            datagram[at + DhcpMessage.HardwareTypeOffset] = DhcpMessage.Ethernet;
            datagram[at + DhcpMessage.HardwareLengthOffset] = EthernetFrame.AddressLength;
            BigEndian.WriteUInt32(datagram, at + DhcpMessage.TransactionOffset, transaction);
            if (type == DhcpMessage.Discover || type == DhcpMessage.Request)
            {
                long seconds = (context.now - acquiringSince) / 1000;
                BigEndian.WriteUInt16(datagram, at + DhcpMessage.SecondsOffset, seconds > 0xFFFF ? 0xFFFF : (int)seconds);
            }

            if (clientAddress == 0 && claim.address != 0)
            {
                // With another address, link-local or of a lease, the stack takes no packet that is sent to the address to
                // come. One that is being probed for may be in use by the time of the reply.
                BigEndian.WriteUInt16(datagram, at + DhcpMessage.FlagsOffset, DhcpMessage.BroadcastFlag);
            }

            BigEndian.WriteUInt32(datagram, at + DhcpMessage.ClientAddressOffset, clientAddress);
            Array.Copy(hardwareAddress, 0, datagram, at + DhcpMessage.ClientHardwareOffset, EthernetFrame.AddressLength);
            BigEndian.WriteUInt32(datagram, at + DhcpMessage.CookieOffset, DhcpMessage.Cookie);
            position = at + DhcpMessage.HeaderLength;
            Add(DhcpMessage.MessageTypeOption, 1);
            datagram[position++] = (byte)type;
            AddBytes(DhcpMessage.ClientIdentifierOption, clientIdentifier);
        }

        private void AddSettings()
        {
            Add(DhcpMessage.MaximumSizeOption, 2);
            BigEndian.WriteUInt16(datagram, position, ipv4.Mtu);
            position += 2;
            if (hostName != null)
            {
                AddBytes(DhcpMessage.HostNameOption, hostName);
            }

            AddBytes(DhcpMessage.ParameterListOption, wantedOptions);
        }

        private void Add(int option, int length)
        {
            datagram[position++] = (byte)option;
            datagram[position++] = (byte)length;
        }

        private void AddAddress(int option, uint address)
        {
            Add(option, 4);
            BigEndian.WriteUInt32(datagram, position, address);
            position += 4;
        }

        private void AddBytes(int option, byte[] value)
        {
            Add(option, value.Length);
            Array.Copy(value, 0, datagram, position, value.Length);
            position += value.Length;
        }

        private int End()
        {
            datagram[position++] = DhcpMessage.EndOption;
            int length = position - datagramOffset;
            counters.Sent++;
            return length < DhcpMessage.MinimumLength ? DhcpMessage.MinimumLength : length;
        }

        private void SendToAll()
        {
            endpoint.Send(unspecified, DhcpMessage.ServerPort, datagram, datagramOffset, End());
        }

        private bool SendTo(uint address)
        {
            return Send(endpoint, address, DhcpMessage.ServerPort, End());
        }
    }
}
