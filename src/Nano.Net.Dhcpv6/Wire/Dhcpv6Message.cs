using System;
using Nano.Net.Wire;

namespace Nano.Net.Dhcpv6.Wire
{
    /// <summary>Messages of DHCPv6 between client and server (RFC 8415 section 8): a type, a transaction's number, options.</summary>
    internal static class Dhcpv6Message
    {
        /// <summary>UDP port of clients.</summary>
        internal const int ClientPort = 546;

        /// <summary>UDP port of servers.</summary>
        internal const int ServerPort = 547;

        /// <summary>Type: who serves?</summary>
        internal const int Solicit = 1;

        /// <summary>Type: I do.</summary>
        internal const int Advertise = 2;

        /// <summary>Type: this client asks this server.</summary>
        internal const int Request = 3;

        /// <summary>Type: do the addresses fit the link still?</summary>
        internal const int Confirm = 4;

        /// <summary>Type: the same server is asked for more time.</summary>
        internal const int Renew = 5;

        /// <summary>Type: any server is asked for more time.</summary>
        internal const int Rebind = 6;

        /// <summary>Type: a server's answer.</summary>
        internal const int Reply = 7;

        /// <summary>Type: the addresses are not wanted any more.</summary>
        internal const int Release = 8;

        /// <summary>Type: somebody else has an address.</summary>
        internal const int Decline = 9;

        /// <summary>Type: settings without an address are asked for.</summary>
        internal const int InformationRequest = 11;

        /// <summary>Bytes of type and transaction's number, in front of the options.</summary>
        internal const int HeaderLength = 4;

        /// <summary>Bytes of the transaction's number, behind the type.</summary>
        internal const int TransactionMask = 0xFFFFFF;

        /// <summary>Bytes of an option's code and length.</summary>
        internal const int OptionHeaderLength = 4;

        /// <summary>Option: the client's DUID.</summary>
        internal const int ClientIdentifier = 1;

        /// <summary>Option: the server's DUID.</summary>
        internal const int ServerIdentifier = 2;

        /// <summary>Option: addresses of an association (IA_NA).</summary>
        internal const int IdentityAssociation = 3;

        /// <summary>Option within an association: an address.</summary>
        internal const int AddressOption = 5;

        /// <summary>Option: codes of the options that are asked for.</summary>
        internal const int OptionRequest = 6;

        /// <summary>Option: how much a server wants to be taken, one byte.</summary>
        internal const int Preference = 7;

        /// <summary>Option: hundredths of a second since the exchange began, 16 bits.</summary>
        internal const int ElapsedTime = 8;

        /// <summary>Option: how it went.</summary>
        internal const int StatusCode = 13;

        /// <summary>Option: the exchange may have two messages instead of four.</summary>
        internal const int RapidCommit = 14;

        /// <summary>Option: addresses of DNS servers (RFC 3646 section 3).</summary>
        internal const int DnsServers = 23;

        /// <summary>Option: domains to search (RFC 3646 section 4).</summary>
        internal const int DomainList = 24;

        /// <summary>Option: seconds after which settings are asked for again, 32 bits.</summary>
        internal const int InformationRefreshTime = 32;

        /// <summary>Option: the greatest pause between solicitations, 32 bits, 60 to 86,400 seconds.</summary>
        internal const int SolicitMaximum = 82;

        /// <summary>Option: the greatest pause between requests for information, 32 bits, 60 to 86,400 seconds.</summary>
        internal const int InformationMaximum = 83;

        /// <summary>Offset in the value of an association of its number, T1 and T2, 32 bits each.</summary>
        internal const int AssociationOptionsOffset = 12;

        /// <summary>Offset in the value of an association of T1, in seconds.</summary>
        internal const int RenewTimeOffset = 4;

        /// <summary>Offset in the value of an association of T2, in seconds.</summary>
        internal const int RebindTimeOffset = 8;

        /// <summary>Offset in the value of an address of the time that it is preferred, in seconds.</summary>
        internal const int PreferredLifetimeOffset = 16;

        /// <summary>Offset in the value of an address of the time that it is valid, in seconds.</summary>
        internal const int ValidLifetimeOffset = 20;

        /// <summary>Offset in the value of an address of its options.</summary>
        internal const int AddressOptionsOffset = 24;

        /// <summary>Status: it went well; that of a message or an option without status.</summary>
        internal const int Success = 0;

        /// <summary>Status: the server could not, and does not say why.</summary>
        internal const int UnspecifiedFailure = 1;

        /// <summary>Status: no addresses are left.</summary>
        internal const int NoAddressesAvailable = 2;

        /// <summary>Status: the server does not know the association.</summary>
        internal const int NoBinding = 3;

        /// <summary>Status: the address does not fit the link.</summary>
        internal const int NotOnLink = 4;

        /// <summary>Status: the message is to be sent to all servers.</summary>
        internal const int UseMulticast = 5;

        /// <summary>Bytes of a DUID of a hardware address (DUID-LL, RFC 8415 section 11.4) of Ethernet.</summary>
        internal const int LinkLayerIdentifierLength = 10;

        /// <summary>The longest DUID (RFC 8415 section 11.1).</summary>
        internal const int LongestIdentifier = 130;

        private const int LinkLayerIdentifier = 3;
        private const int EthernetHardware = 1;

        /// <summary>Whether all options fit, one behind the other.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="at">Index of the first.</param>
        /// <param name="end">Index behind the last.</param>
        internal static bool AreValid(byte[] buffer, int at, int end)
        {
            while (end - at >= OptionHeaderLength)
            {
                at = Next(buffer, at);
            }

            return at == end;
        }

        /// <summary>Index of the option behind another one.</summary>
        internal static int Next(byte[] buffer, int at)
        {
            return at + OptionHeaderLength + LengthOf(buffer, at);
        }

        /// <summary>Bytes of the value of an option.</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="at">Index of its code.</param>
        internal static int LengthOf(byte[] buffer, int at)
        {
            return BigEndian.ReadUInt16(buffer, at + 2);
        }

        /// <summary>Finds an option among others that <see cref="AreValid"/>: of a message, or within an association or an address.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="at">Index of the first; to find another one, that behind the last one found.</param>
        /// <param name="end">Index behind the last.</param>
        /// <param name="code">Which.</param>
        /// <param name="shortest">Bytes that its value must have; a shorter one is passed over.</param>
        /// <returns>Index of its code; -1 where there is none.</returns>
        internal static int Find(byte[] buffer, int at, int end, int code, int shortest)
        {
            for (; at < end; at = Next(buffer, at))
            {
                if (BigEndian.ReadUInt16(buffer, at) == code && LengthOf(buffer, at) >= shortest)
                {
                    return at;
                }
            }

            return -1;
        }

        /// <summary>The status among options.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="at">Index of the first.</param>
        /// <param name="end">Index behind the last.</param>
        /// <returns><see cref="Success"/> where there is none (RFC 8415 section 21.13).</returns>
        internal static int StatusOf(byte[] buffer, int at, int end)
        {
            int found = Find(buffer, at, end, StatusCode, 2);
            return found < 0 ? Success : BigEndian.ReadUInt16(buffer, found + OptionHeaderLength);
        }

        /// <summary>The 32 bits of an option.</summary>
        /// <param name="buffer">Holds the options.</param>
        /// <param name="at">Index of the first.</param>
        /// <param name="end">Index behind the last.</param>
        /// <param name="code">Which.</param>
        /// <param name="otherwise">What it is where the option is not there.</param>
        internal static uint FindUInt32(byte[] buffer, int at, int end, int code, uint otherwise)
        {
            int found = Find(buffer, at, end, code, 4);
            return found < 0 || LengthOf(buffer, found) != 4 ? otherwise : BigEndian.ReadUInt32(buffer, found + OptionHeaderLength);
        }

        /// <summary>
        /// Whether a message is an answer to what a client has sent: a type that servers send, the transaction's number, options that
        /// fit, the client's identifier and one of a server (RFC 8415 sections 16.3 and 16.10).
        /// </summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="type">The type that is waited for.</param>
        /// <param name="transaction">The transaction's number.</param>
        /// <param name="identifier">The client's DUID.</param>
        internal static bool IsAnswer(byte[] buffer, int offset, int length, int type, int transaction, byte[] identifier)
        {
            int options = offset + HeaderLength;
            int end = offset + length;
            if (length < HeaderLength
                || BigEndian.ReadUInt32(buffer, offset) != (((uint)type << 24) | (uint)(transaction & TransactionMask))
                || !AreValid(buffer, options, end))
            {
                return false;
            }

            int server = Find(buffer, options, end, ServerIdentifier, 1);
            int client = Find(buffer, options, end, ClientIdentifier, 1);
            if (server < 0 || LengthOf(buffer, server) > LongestIdentifier || client < 0 || LengthOf(buffer, client) != identifier.Length)
            {
                return false;
            }

            for (int i = 0; i < identifier.Length; i++)
            {
                if (buffer[client + OptionHeaderLength + i] != identifier[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Writes type and transaction's number.</summary>
        /// <returns>Bytes written.</returns>
        internal static int WriteHeader(byte[] buffer, int offset, int type, int transaction)
        {
            BigEndian.WriteUInt32(buffer, offset, ((uint)type << 24) | (uint)(transaction & TransactionMask));
            return HeaderLength;
        }

        /// <summary>Writes code and length of an option, whose value follows.</summary>
        /// <returns>Bytes written.</returns>
        internal static int WriteOption(byte[] buffer, int at, int code, int length)
        {
            BigEndian.WriteUInt16(buffer, at, code);
            BigEndian.WriteUInt16(buffer, at + 2, length);
            return OptionHeaderLength;
        }

        /// <summary>Writes an option.</summary>
        /// <returns>Bytes written.</returns>
        internal static int WriteOption(byte[] buffer, int at, int code, byte[] value, int offset, int length)
        {
            WriteOption(buffer, at, code, length);
            Array.Copy(value, offset, buffer, at + OptionHeaderLength, length);
            return OptionHeaderLength + length;
        }

        /// <summary>Makes the DUID of a hardware address.</summary>
        internal static byte[] IdentifierOf(byte[] hardwareAddress)
        {
            byte[] identifier = new byte[LinkLayerIdentifierLength];
            BigEndian.WriteUInt16(identifier, 0, LinkLayerIdentifier);
            BigEndian.WriteUInt16(identifier, 2, EthernetHardware);
            Array.Copy(hardwareAddress, 0, identifier, 4, 6);
            return identifier;
        }
    }
}
