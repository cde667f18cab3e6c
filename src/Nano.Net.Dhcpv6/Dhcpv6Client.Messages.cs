using System;
using Nano.Net.Dhcpv6.Wire;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Net.Dhcpv6
{
    /// <summary>What the client sends (RFC 8415 sections 18.2.1 to 18.2.8).</summary>
    public sealed partial class Dhcpv6Client
    {
        // Of each type of message, a bit: those that go to one server, and those that ask for options.
        private const int ToOneServer = (1 << Dhcpv6Message.Request) | (1 << Dhcpv6Message.Renew) | (1 << Dhcpv6Message.Release) | (1 << Dhcpv6Message.Decline);

        private const int AskingForSettings = (1 << Dhcpv6Message.Solicit) | (1 << Dhcpv6Message.Request) | (1 << Dhcpv6Message.Renew)
            | (1 << Dhcpv6Message.Rebind) | (1 << Dhcpv6Message.InformationRequest);

        // All DHCP relay agents and servers, ff02::1:2 (section 7.1).
        private static readonly byte[] allServers = new byte[] { 0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2 };

        private bool IsToOneServer
        {
            get { return (ToOneServer & (1 << exchange.type)) != 0; }
        }

        /// <summary>Sends the message of the exchange that is under way, the first time or again. Where it cannot be sent, it is repeated as one that was lost.</summary>
        private void Send()
        {
            int type = exchange.type;
            int at = datagramOffset;
            at += Dhcpv6Message.WriteHeader(datagram, at, type, exchange.transaction);
            at += Dhcpv6Message.WriteOption(datagram, at, Dhcpv6Message.ClientIdentifier, identifier, 0, identifier.Length);
            if (IsToOneServer)
            {
                at += Dhcpv6Message.WriteOption(datagram, at, Dhcpv6Message.ServerIdentifier, server, 0, serverLength);
            }

            if (type != Dhcpv6Message.InformationRequest)
            {
                at += WriteAssociation(at, type != Dhcpv6Message.Solicit);
            }

            at += Dhcpv6Message.WriteOption(datagram, at, Dhcpv6Message.ElapsedTime, 2);
            BigEndian.WriteUInt16(datagram, at, exchange.Elapsed(context.now));
            at += 2;
            if ((AskingForSettings & (1 << type)) != 0)
            {
                at += WriteOptionRequest(at, type == Dhcpv6Message.InformationRequest);
            }

            if (type == Dhcpv6Message.Solicit && rapidCommit)
            {
                at += Dhcpv6Message.WriteOption(datagram, at, Dhcpv6Message.RapidCommit, 0);
            }

            counters.Sent++;
            Path path = protocol.Find(allServers, 0);
            if (path != null)
            {
                endpoint.Send(path, Dhcpv6Message.ServerPort, datagram, datagramOffset, at - datagramOffset);
            }

            exchange.OnSent(context.now, context.NextRandom());
            stepDue = exchange.due;
        }

        // The address that is asked for or spoken of; how long it lasts, and T1 and T2, are the server's to say.
        private int WriteAssociation(int at, bool hasOne)
        {
            int length = Dhcpv6Message.AssociationOptionsOffset + (hasOne ? Dhcpv6Message.OptionHeaderLength + Dhcpv6Message.AddressOptionsOffset : 0);
            Array.Clear(datagram, at, Dhcpv6Message.OptionHeaderLength + length);
            int value = at + Dhcpv6Message.WriteOption(datagram, at, Dhcpv6Message.IdentityAssociation, length);
            BigEndian.WriteUInt32(datagram, value, associationNumber);
            if (hasOne)
            {
                int option = value + Dhcpv6Message.AssociationOptionsOffset;
                Dhcpv6Message.WriteOption(datagram, option, Dhcpv6Message.AddressOption, Dhcpv6Message.AddressOptionsOffset);
                Array.Copy(address, 0, datagram, option + Dhcpv6Message.OptionHeaderLength, Ipv6Packet.AddressLength);
            }

            return Dhcpv6Message.OptionHeaderLength + length;
        }

        // Section 21.7; sections 21.23 to 21.25 for what has to be in it.
        private int WriteOptionRequest(int at, bool isForInformation)
        {
            int length = isForInformation ? 8 : 6;
            int value = at + Dhcpv6Message.WriteOption(datagram, at, Dhcpv6Message.OptionRequest, length);
            BigEndian.WriteUInt16(datagram, value, Dhcpv6Message.DnsServers);
            BigEndian.WriteUInt16(datagram, value + 2, Dhcpv6Message.DomainList);
            BigEndian.WriteUInt16(datagram, value + 4, isForInformation ? Dhcpv6Message.InformationMaximum : Dhcpv6Message.SolicitMaximum);
            if (isForInformation)
            {
                BigEndian.WriteUInt16(datagram, value + 6, Dhcpv6Message.InformationRefreshTime);
            }

            return Dhcpv6Message.OptionHeaderLength + length;
        }
    }
}
